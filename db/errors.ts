/**
 * Every error a person can meet, by code. `what` says what happened and what did not; `next` says what to do.
 * {placeholders} are filled from the error's `facts`, which therefore never hold a secret or a code.
 */
const TEXTS = {
  SIGNED_OUT: ['You are not signed in.', 'Sign in and try again.'],
  SESSION_LOCKED: ['The session is locked.', 'Unlock it with your password and a code, then try again.'],
  PAIRING_REQUIRED: ['Your own authenticator is not paired yet.', 'Finish setting up your account first.'],
  FRESH_CODE_REQUIRED: [
    'Nothing was changed: this needs a fresh code from your own authenticator.',
    'Enter the code your authenticator app shows now.',
  ],
  WRONG_CREDENTIALS: ['Name, password or code is wrong.', 'Check all three and try again.'],
  WRONG_CODE: ['That code is not right.', 'Wait for the next code in your app and try again.'],
  STAFF_LOCKED: [
    'This staff account is locked after too many wrong tries.',
    'Try again after {until}, or ask an admin to unlock it.',
  ],
  STAFF_DISABLED: ['This staff account is closed.', 'Ask an admin.'],
  STAFF_NOT_FOUND: ['There is no staff member named {name}.', 'See the list of staff.'],
  STAFF_EXISTS: ['There is already a staff member named {name}.', 'Choose another name.'],
  LAST_ADMIN: [
    'Nothing was changed: {name} is the last admin who can sign in.',
    'Make somebody else admin first.',
  ],
  INVITATION_EXPIRED: ['This first password has expired.', 'Ask an admin for a new one.'],
  WEAK_PASSWORD: ['The password was not set: {why}.', 'Choose a longer one that is not in common use.'],
  SETUP_DUE: [
    'Nothing was done: this database has no staff yet, so nobody can sign in.',
    'Start the console (`npm start`) and make the first admin, or run `rekey staff add NAME --full-name NAME --role admin`.',
  ],
  SETUP_DONE: ['This database already has staff.', 'Sign in, or ask an admin for an account.'],
  DEMO_ONLY: ['That works on the demo platform only.', 'Sign in with your own account.'],
  COUNT_TAKEN_OVER: ['This console stopped counting: another one counts now.', 'Wait for its numbers.'],
  REQUEST_NOT_FOUND: ['There is no request with that number.', 'Look for it in the queue.'],
  REQUEST_TAKEN: [
    'Nothing was changed: {by} has this request.',
    'Take another one, talk to {by}, or ask a lead to reassign it.',
  ],
  REQUEST_NOT_YOURS: ['Nothing was changed: nobody has this request yet.', 'Take it first.'],
  REQUEST_CHANGED: [
    'Nothing was changed: this request changed since you looked.',
    'Look at it as it is now, then decide again.',
  ],
  REQUEST_STATE: [
    'Nothing was changed: a request that is {from} can not become {to}.',
    'Look at it as it is now.',
  ],
  REQUEST_CLOSED: ['Nothing was changed: this request is closed ({state}).', 'Take it up again first.'],
  REQUEST_USER: [
    'Nothing was changed: {why}.',
    'Confirm in the request which user it is about, then start again from there.',
  ],
  FORBIDDEN: ['Your role ({role}) may not do this; nothing was changed.', 'Ask someone whose role may.'],
  OWN_ACCOUNT: ['Nothing was changed: nobody acts on their own account.', 'Ask a colleague to do it.'],
  USER_NOT_FOUND: [
    'There is no such user, or the account was deleted meanwhile.',
    'Search for the user again.',
  ],
  AMBIGUOUS_USER: ['More than one user matches {reference}.', 'Use the id or the full username.'],
  NOT_ENROLLED: [
    'Nothing was changed: {username} has no confirmed authenticator, so backup codes would open nothing.',
    'Let the user enable two-factor authentication first.',
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
  VERIFICATION_REQUIRED: [
    'Nothing was changed: the evidence that the caller is this user weighs {have}, and this needs {need}.',
    'Check who is calling first, on the page of the user or with `rekey identity`; then do it again.',
  ],
  IDENTITY_CODE_WRONG: [
    'That is not the code that was sent, so nothing was recorded; tries left: {left}.',
    'Let the caller read it out again, from the latest mail.',
  ],
  IDENTITY_CODE_GONE: [
    'Nothing was recorded: {why}.',
    'Send a new code, or check the caller in another way.',
  ],
  IDENTITY_NOT_PROVED: [
    'Nothing was recorded: {why}.',
    'Let the caller try again, or check them in another way.',
  ],
  IDENTITY_TRIES: ['Nothing was checked: {why}.', 'Check the caller in another way, or wait an hour.'],
  CODES_BY_MAIL_OFF: [
    'Nothing was changed: by the policy, backup codes are not sent to users by mail.',
    'Issue them and tell the user yourself, or ask an admin to allow it in Settings.',
  ],
  EMAIL_MISSING: [
    'Nothing was changed: there is no e-mail address on file that codes could be sent to.',
    'Correct it on the platform, or issue the codes and tell the user yourself.',
  ],
  NO_ADDRESS: [
    'Nothing was sent: the user has no e-mail address on file that mail could be sent to.',
    'Correct it on the platform.',
  ],
  REMINDED_LATELY: [
    'Nothing was sent: the user was reminded on {day}, and nobody is reminded twice within 7 days.',
    'Wait; if that mail failed, try it again on the page of notifications.',
  ],
  REMINDERS_TOO_MANY: [
    'Nothing was planned: more than {most} users are on this list, and a bulk change has at most so many.',
    'Take a smaller list, a department or a month of joining for example, or ask an admin to raise the limit in Settings.',
  ],
  EMAIL_CHECK_MISSING: [
    'Nothing was changed: nobody has proved yet that the caller reads the mailbox on file.',
    'Send a code by e-mail and let the caller read it back; then do it again.',
  ],
  EMAIL_CHECK_OLD: [
    'Nothing was changed: that the caller reads the mailbox on file was proved more than an hour ago.',
    'Send another code by e-mail and let the caller read it back; then do it again.',
  ],
  EMAIL_CHANGED: [
    'Nothing was changed: the e-mail address on file is not the one any more that the code went to.',
    'Find out who changed it. Then check the caller anew, or issue the codes in another way.',
  ],
  LIMIT_REACHED: [
    'Nothing was changed: {who} reached the limit of {limit} {what}. The leads were told.',
    'Wait, or ask a lead; an admin can change the limits in Settings.',
  ],
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
  CONFIRMATION_MISMATCH: ['Nothing was changed: the typed username is not {username}.', 'Type it exactly.'],
  NOT_SUPPORTED: [
    'The platform {platform} can not do that.',
    'See what its adapter supports in the documentation.',
  ],
  ACTION_ID_REUSED: [
    'Nothing was changed: that action id belongs to another action already.',
    'Start the action again; it then gets an id of its own.',
  ],
  POLICY: ['Nothing was changed: {why}.', 'Choose a value within the policy.'],
  BAD_INPUT: ['That input is not valid: {why}.', 'Correct it and try again.'],
  TOO_LARGE: ['That is too much at once.', 'Send less than 1 MiB.'],
  NO_SUCH_PROCEDURE: [
    'There is no procedure of that name.',
    'Rekey and its window may differ in version: restart it.',
  ],
  ENTRY_NOT_FOUND: ['There is no such audit entry.', 'Check the number.'],
  AUDIT_UNWRITABLE: [
    'Nothing was changed: the audit log can not be written, and what can not be logged does not happen.',
    'Run `rekey doctor`; it says what is wrong with the log.',
  ],
  AUDIT_BROKEN: ['The audit log fails verification at entry {sequence}: {why}.', 'Tell your security team.'],
  AUDIT_KEY: [
    'Nothing was signed, and nothing that needs a signature was done: {why}.',
    'Mend or move the file; where it is lost, a new key is made, and the auditors are to be told of it.',
  ],
  EXPORT_BUSY: [
    'Nothing was exported: several exports are running already.',
    'Wait until one is over, or cancel one.',
  ],
  FILE_UNWRITABLE: [
    '{file} could not be written to its end ({why}), and was taken away again.',
    'Make room, or name another file.',
  ],
  EXPORT_GONE: [
    'This export is over, or it was left for ten minutes; what was saved of it has no signed end.',
    'Start it again.',
  ],
  ARCHIVE_OTHER: [
    'Nothing was removed: the last archive, up to entry {last}, was written but not all it holds was removed, and {file} is not its file.',
    'Give the file of that archive with --out; it is finished first.',
  ],
  CHECKPOINT_BAD: ['The checkpoint can not be used: {why}.', 'Take the file as it was when it was made.'],
  CHECKPOINT_FOREIGN: [
    'Nothing was verified: the checkpoint is signed by key {keyId}, and the log knows no such key that belongs to it.',
    'Look for it among the keys that you were given. If it is there, somebody took it out of the database: tell your security team. Else the checkpoint is one of another log.',
  ],
  VERIFICATION_BUSY: [
    'Nothing was held against this checkpoint: another verification is running.',
    'Wait for its end or cancel it, then try again.',
  ],
  AUDIT_UNVERIFIED: ['The audit log was not verified to its end: {why}.', 'Verify it again.'],
  DATABASE_UNREACHABLE: [
    'The database does not answer ({why}). If you were changing something, it is uncertain whether it was done.',
    'Try again: the same attempt is never done twice. If it stays so, run `rekey doctor`.',
  ],
  DATABASE_DENIED: [
    'The database refused: {why}.',
    'Check the account and its rights in Settings, or run `rekey doctor`.',
  ],
  DATABASE_READ_ONLY: [
    'Nothing was changed: the database is read-only.',
    'Connect to the primary, or make it writable.',
  ],
  DATABASE_BUSY: ['Nothing was changed: the database is busy with the same rows.', 'Try again in a moment.'],
  SCHEMA_MISSING: [
    'The database lacks a table or column that is needed: {why}.',
    'Run `rekey migrate`, then `rekey doctor`.',
  ],
  PLATFORM_KEY_WRONG: [
    "The platform key does not open this user's authenticator secret.",
    'Set REKEY_PLATFORM_KEY to the key that the platform itself uses.',
  ],
  CONFIGURATION: ['The configuration is not usable: {why}.', 'Correct it; README.md lists every setting.'],
  MAIL_NOT_CONFIGURED: [
    'No mail was sent: {why}.',
    'Set REKEY_SMTP_URL, or let an admin enter the mail server in Settings.',
  ],
  MAIL_FAILED: ['The mail was not sent: {why}.', 'Try again; an admin can test the mail server in Settings.'],
  MAIL_TEMPLATE: ['Nothing was changed: {why}.', 'Correct the template and save it again.'],
  NOTIFICATION_NOT_FOUND: ['There is no such notification.', 'Look at the list of notifications again.'],
  SHUT_OUT: [
    'This window does not belong to the running Rekey, or its one-time address was used before.',
    'Open the address that Rekey shows in its terminal; pressing Enter there shows a new one.',
  ],
  FOREIGN_REQUEST: [
    'That request did not come from the page of Rekey itself, so it was refused.',
    'Type or paste the address that Rekey shows into the address bar; a link from another page does not open it.',
  ],
  NO_SUCH_ADDRESS: ['There is nothing at this address.', 'Go back, or open Rekey anew.'],
  WRONG_METHOD: [
    'Nothing was changed: that is not how this address is used.',
    'Use the page of Rekey, or the command line.',
  ],
  PORT_TAKEN: [
    'Rekey did not start: port {port} is in use by another program, or may not be used.',
    'Choose another one with --port, or leave it out to get any free one.',
  ],
  FILE_NOT_READ: ['Nothing was done: the file can not be read ({why}).', 'Check its name and its rights.'],
  FILE_ENCODING: [
    'Nothing was imported: the file is not UTF-8 ({why}).',
    'Save it as UTF-8 (in a spreadsheet: "CSV UTF-8") and import it again.',
  ],
  FILE_NOT_SAVED: [
    'The file was not saved ({why}).',
    'Choose another folder, or free some space, and save it again.',
  ],
  NOT_BUILT: ['Rekey did not start: its page is not built.', 'Run `npm run build`, then start it again.'],
  INTERNAL: [
    'Something went wrong inside Rekey; it is uncertain whether it was done.',
    'Look at the audit log, then try again.',
  ],
} as const satisfies Record<string, readonly [what: string, next: string]>;

export type ErrorCode = keyof typeof TEXTS;

export type ErrorFacts = Record<string, string | number>;

/** An expected failure, with a code that callers can tell apart and text that a person can act on. */
export class RekeyError extends Error {
  override readonly name = 'RekeyError';
  readonly code: ErrorCode;
  readonly next: string;
  readonly facts: ErrorFacts;

  constructor(code: ErrorCode, facts: ErrorFacts = {}, options?: { cause?: unknown }) {
    const [what, next] = TEXTS[code];
    super(fill(what, facts), options);
    this.code = code;
    this.next = fill(next, facts);
    this.facts = facts;
  }
}

function fill(text: string, facts: ErrorFacts): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(facts[name] ?? placeholder));
}
