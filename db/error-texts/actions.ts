/** A change of one user. What the two sentences are: db/errors.ts. */
export const ACTIONS = {
  OWN_ACCOUNT: ['Nothing was changed: nobody acts on their own account.', 'Ask a colleague to do it.'],
  USER_NOT_FOUND: [
    'There is no such user, or the account was deleted meanwhile.',
    'Search for the user again.',
  ],
  AMBIGUOUS_USER: [
    'Nothing was done: {reference} may mean {who}.',
    'Say which one by the id, with the sign before it: #12.',
  ],
  NOT_ENROLLED: [
    'Nothing was changed: {username} has no confirmed authenticator, so backup codes would open nothing.',
    'Let the user enable two-factor authentication first.',
  ],
  TWO_CODE_DEVICES: [
    'Nothing was changed: the user has {count} devices of backup codes on the platform, which looks at one of them only, so nobody can say whether a new code would be taken.',
    'Issue new backup codes: that leaves one device, and the codes of the others go with them.',
  ],
  ROWS_STILL_MEANT: [
    'Nothing was changed: rows of the platform that Rekey does not know refer to what would be removed.',
    "Remove it in the platform's own administration, which knows what goes with it.",
  ],
  STATE_BROKEN: [
    'Nothing was changed: the rows of {username}’s second factor contradict each other, so a code may open nothing.',
    'Reset the authenticator, or disable 2FA: that puts the rows in order.',
  ],
  NO_AUTHENTICATOR: [
    '{username} has no authenticator to check a code against.',
    'Ask the user to start pairing.',
  ],
  NOTHING_TO_DO: ['Nothing was changed: {why}.', 'Look again; it may be done already.'],
  CHANGED_SINCE: [
    'Nothing was changed: this user changed since you looked.',
    'Look at what is different now, then decide again.',
  ],
  NOT_AS_MEANT: [
    'Nothing was changed: the platform’s rows, read again after writing, were not as meant ({why}), so all of it was taken back.',
    'Look at the user again and try once more; if it happens again, tell whoever looks after Rekey, for {platform} may write its rows otherwise than Rekey knows.',
  ],
  LIMIT_REACHED: [
    'Nothing was changed: {who} reached the limit of {limit} {what}. The leads were told.',
    'Wait, or ask a lead; an admin can change the limits in Settings.',
  ],
  CONFIRMATION_MISMATCH: ['Nothing was changed: the typed username is not {username}.', 'Type it exactly.'],
  NOT_SUPPORTED: [
    'Nothing was done: {platform} has no {what}.',
    'Settings and `rekey doctor` say what Rekey cannot see or do there.',
  ],
  NOT_KNOWN: ['Nobody was listed: {platform} does not tell {what}.', 'Ask without it.'],
  ACTION_ID_REUSED: [
    'Nothing was changed: that action id belongs to another action already.',
    'Start the action again; it then gets an id of its own.',
  ],
} as const;
