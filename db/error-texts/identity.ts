/** Whether the caller is the user, and whether codes may go to the mailbox on file. What the two sentences are: db/errors.ts. */
export const IDENTITY = {
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
} as const;
