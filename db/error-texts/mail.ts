/** Mails to users, and what they are made of. What the two sentences are: db/errors.ts. */
export const MAIL = {
  NO_ADDRESS: [
    'Nothing was sent: the user has no e-mail address on file that mail could be sent to.',
    'Correct it on the platform.',
  ],
  REMINDED_LATELY: [
    'Nothing was sent: the user was reminded on {day} (UTC), and nobody is reminded twice within 7 days.',
    'Wait; if that mail failed, try it again on the page of notifications.',
  ],
  REMINDERS_TOO_MANY: [
    'Nothing was planned: more than {most} users are on this list, and a bulk change has at most so many.',
    'Take a smaller list, a department or a month of joining for example, or ask an admin to raise the limit in Settings.',
  ],
  MAIL_NOT_CONFIGURED: [
    'No mail was sent: {why}.',
    'Set REKEY_SMTP_URL, or let an admin enter the mail server in Settings.',
  ],
  MAIL_FAILED: ['The mail was not sent: {why}.', '{next} An admin can test the mail server in Settings.'],
  MAIL_TEMPLATE: ['Nothing was changed: {why}.', 'Correct the template and save it again.'],
  NOTIFICATION_NOT_FOUND: ['There is no such notification.', 'Look at the list of notifications again.'],
} as const;
