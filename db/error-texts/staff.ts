/** Who is at the console, and what their role lets them do. What the two sentences are: db/errors.ts. */
export const STAFF = {
  SIGNED_OUT: ['You are not signed in.', 'Sign in and try again.'],
  SESSION_LOCKED: ['The session is locked.', 'Unlock it with your password and a code, then try again.'],
  PAIRING_REQUIRED: ['Your own authenticator is not paired yet.', 'Finish setting up your account first.'],
  FRESH_CODE_REQUIRED: [
    'Nothing was changed: this needs a fresh code from your own authenticator.',
    'Enter the code your authenticator app shows now.',
  ],
  WRONG_CREDENTIALS: ['Name, password or code is wrong.', 'Check all three and try again.'],
  WRONG_CODE: ['That code is not right.', 'Wait for the next code in your app and try again.'],
  CLOCK_WENT_BACK: [
    'That was right, but the clock was set back since your last code: it is {minutes} minutes behind that, and no code is taken for a time that had one.',
    'Let the clock of this machine be set right (NTP). If it is right now, use one of your backup codes, or wait until {until}.',
  ],
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
  CONNECTING_OVER: [
    'Nothing was kept: this console is no demo any more, so it has its platform.',
    'Sign in, and see the connection in Settings.',
  ],
  CONSOLE_CHANGED: [
    'You were not signed in: Rekey has opened another platform since this page was drawn.',
    'See which it is now, then sign in.',
  ],
  PROFILE_IN_USE: [
    'Nothing was changed: somebody is signed in, in this window or another.',
    'Sign out everywhere, then choose the platform again.',
  ],
  CONNECTING_NOT_READY: [
    'Nothing was kept: {why}.',
    'Go one step back and look again, or ask who looks after the database.',
  ],
  DEMO_ONLY: ['That works on the demo platform only.', 'Sign in with your own account.'],
  FORBIDDEN: ['Your role ({role}) may not do this; nothing was changed.', 'Ask someone whose role may.'],
} as const;
