/** A second person, for one change or for a whole list. What the two sentences are: db/errors.ts. */
export const APPROVALS = {
  APPROVAL_REQUIRED: [
    'Nothing was changed: {why}, so a second person has to approve this first.',
    'Ask for the approval; a lead or an admin sees it at once.',
  ],
  APPROVAL_PENDING: [
    'Nothing was changed: nobody has approved this yet.',
    'Wait, or ask a lead or an admin directly.',
  ],
  APPROVAL_REJECTED: [
    'Nothing was changed: {name} rejected this.',
    'Talk to {name}; the reason stands in the approval.',
  ],
  APPROVAL_EXPIRED: [
    'Nothing was changed: the approval has expired.',
    'Start the action again and ask anew.',
  ],
  APPROVAL_NOT_FOUND: ['There is no such approval.', 'Look at the list of approvals again.'],
  APPROVAL_DECIDED: [
    'Nothing was changed: this approval is {state} already.',
    'Look at the list of approvals again.',
  ],
  APPROVAL_OWN: [
    'Nothing was changed: nobody approves what they asked for themselves.',
    'Ask another lead or admin.',
  ],
  APPROVAL_DIFFERS: [
    'Nothing was changed: {what} differs from what approval {number} was asked for.',
    'Send it exactly as it was asked for, or start anew and ask for another approval.',
  ],
  APPROVAL_NOT_NEEDED: ['This needs no approval.', 'Do it without one.'],
  BULK_NOT_FOUND: ['There is no bulk change with that number.', 'Look at the list of bulk changes again.'],
  BULK_STATE: ['Nothing was changed: this bulk change is {state}.', 'Look at it as it is now.'],
  BULK_OWN: [
    'Nothing was changed: nobody approves a bulk change that they planned themselves.',
    'Ask another lead or admin.',
  ],
  BULK_EXPIRED: [
    'Nothing was changed: the time for the next step of this bulk change is over.',
    'Plan it anew, with the list as it is now.',
  ],
  BULK_RUNNING: [
    'Nothing was changed: {by} runs this bulk change already; the last sign of life is {seconds} s old.',
    'Watch it, or pause it. If the console that runs it died, try again in a quarter of a minute.',
  ],
  BULK_LIMIT: [
    'Nothing was changed: {limit} bulk changes were started within 24 hours, and policy allows no more.',
    'Wait, or let an admin change the limit in Settings.',
  ],
  BULK_LINE: ['Nothing was changed for this line: {why}.', 'Look at this user on their own page.'],
  BULK_CLOSED: ['The console that ran it was closed.', 'Resume it in any console.'],
} as const;
