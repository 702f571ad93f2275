/**
 * What a caller meets on the reference platform, and what to say to them: its pages, its menus, the names of its links.
 * Sentences may hold {lockEnds} and {emergencyEnds}, which whoever shows them fills in the reader's time.
 */
import type { Playbook, Problem, Script, TwoFactorState, UserReading, UserSummary } from '../contract.ts';

/** The page after the right password. `code` is the second page; the others of `profile` and `home` are signed in. */
export const NEXT_PAGES = ['suspended', 'locked', 'code', 'pair', 'gate', 'home'] as const;
export type NextPage = (typeof NEXT_PAGES)[number];

/** Where backup and emergency codes are typed; the field before it takes six digits and refuses them. */
const TYPE_CODE = 'On the page “2FA Login” choose “Use a backup code instead” and type';

export const playbook: Playbook = {
  next: nextPageOf,
  page: (next, state) => PAGES[next as NextPage](state),
  script: (problem, next, state) => script(problem, next as NextPage, state),
  typeCode: TYPE_CODE,
  openWithout: 'the Profile area',
  afterwards: ({ required }) =>
    required
      ? 'At your next login you are asked to pair an authenticator app anew.'
      : 'Until you enable it again in your profile, you reach only the Profile area.',
  todo: {
    enrol:
      'Please enable it: click on your name in the upper right hand corner to open your profile, choose Account security, enable 2FA, and scan what is shown with an authenticator app on your phone.',
    'finish-pairing':
      'Please finish it: open Account security in your profile and enter the code that the app shows. If the app has no such account any more, begin anew there.',
    'new-codes':
      'Please make new ones: open Account security in your profile and generate new backup tokens. Print them or keep them in a password manager; each lets you in once when your phone is not at hand.',
  },
};

/**
 * What a user meets at the next login, once the password is right: told that the account is suspended or locked; asked for
 * a code; or signed in without one, and led to pair an authenticator, or stopped at the gate.
 */
export function nextPage(
  account: { status: UserSummary['status']; required: boolean | null; lockedUntil: number | null },
  enrolled: boolean,
  now: number,
): NextPage {
  if (account.status === 'suspended') return 'suspended';
  if (account.lockedUntil !== null && account.lockedUntil > now) return 'locked';
  if (enrolled) return 'code';
  return account.required ? 'pair' : 'gate';
}

/** The same, of a user as they are read. */
function nextPageOf({ user, state }: UserReading, now: number): NextPage {
  return nextPage({ ...state, status: user.status }, state.enrolment === 'on', now);
}

const PAGES: Record<NextPage, (state: TwoFactorState) => { page: string; what: string }> = {
  suspended: () => ({
    page: 'Your account is suspended',
    what: 'The password leads no further, whatever the code. Nothing on this page changes that.',
  }),
  locked: ({ lockedUntil }) => ({
    page: 'Your account is locked',
    what: `No code is taken until ${lockedUntil === null ? 'the lock ends' : '{lockEnds}'}. The contact form is open.`,
  }),
  code: () => ({
    page: '2FA Login',
    what: 'After the password it asks for the verification code, with “Use a backup code instead” below it.',
  }),
  pair: () => ({
    page: 'Enable 2FA',
    what: 'After the password it leads to pairing an app: choose one, scan, first code, Show Codes.',
  }),
  gate: () => ({
    page: 'Two Factor Authentication (2FA)',
    what: 'No code is asked for. This notice stands on every page but the Profile area, Help and Contact.',
  }),
  home: () => ({ page: 'Home', what: 'Everything is open.' }),
};

/** What to say for a problem, as things stand with this user. */
function script(problem: Problem, nextPage: NextPage, state: TwoFactorState): Script {
  if (nextPage === 'suspended') {
    return {
      say: ['Your account is suspended. That has nothing to do with your phone or your codes.'],
      agent: 'Tell them who decides about suspensions; Rekey does not.',
    };
  }
  if (nextPage === 'locked') {
    return {
      say: [
        'There were too many wrong codes, so login is locked for a while; a right code is refused as well.',
        'I can unlock it once I know that it is you.',
      ],
      agent: 'Check who is calling, then Unlock. After that this script says how it goes on.',
    };
  }
  const enrolled = nextPage === 'code';
  return enrolled ? ENROLLED[problem](state) : NOT_ENROLLED[problem](state, nextPage);
}

const TO_SECURITY = 'Click on your name in the upper right corner, then “Update your account security”.';
const RESET =
  'Check who is calling first. Issue an emergency code if the phone comes back, reset the authenticator if it does not.';

const ENROLLED: Record<Problem, (state: TwoFactorState) => Script> = {
  'lost-phone': (state) => ({
    say: [...withoutApp(state), ...(hasWayIn(state) ? PAIR_AFTER_BACKUP : [])],
    agent: RESET,
  }),
  'new-phone': (state) => ({
    say: [
      'Do you still have the old phone? Then log in with its code.',
      TO_SECURITY,
      'Choose “Pair another app or phone”, and give your password and a code of the old phone. The old one works until the new one has shown its first code.',
      ...withoutApp(state).map((sentence) => `If the old phone is gone: ${sentence}`),
    ],
    agent: RESET,
  }),
  'no-codes': () => ({
    say: [
      'Log in with the code of your app.',
      TO_SECURITY,
      'Choose “Generate backup tokens”, and give your password and a current code. The old codes stop working.',
      'Save the ten codes somewhere safe: they are shown once.',
    ],
    agent: `If the app is gone too: ${RESET}`,
  }),
  clock: () => ({
    say: [
      'Wait until the app shows the next code, and type that one: each works once.',
      'Set date and time of the phone to automatic. A code that is more than half a minute early or late is refused.',
      'Is it the entry “Application Platform” in the app, with your username?',
    ],
    agent:
      'Let them read a code out under “Check a code”: it says how far the clock is off. Five wrong codes lock the login.',
  }),
  'can-not-scan': () => ({
    say: [
      'Login shows no QR code: an app is paired already, and its code is what is asked for.',
      'To pair another one: log in, click on your name, “Update your account security”, “Pair another app or phone”.',
      KEY_INSTEAD,
    ],
    agent: null,
  }),
  'switch-apps': () => ({
    say: [
      'Log in with the code of the app that you have.',
      TO_SECURITY,
      'Choose “Pair another app or phone”, then the new app: Authy or another authenticator, 1Password, or the macOS Keychain.',
      'Scan the picture with the new app and type its first code. From then on the old app’s codes are refused; your backup codes stay.',
    ],
    agent: null,
  }),
};

const KEY_INSTEAD =
  'Below the picture stands the key as text. In the app choose to type a key (time-based, 6 digits, 30 seconds), type it in, and enter the first code.';

const PAIR_AFTER_BACKUP = [
  'Right after that login, choose “pair another app or phone”: for half an hour your password is enough for it.',
];

function hasWayIn({ backupCodes, emergencyCodes }: TwoFactorState): boolean {
  return unusedOf(backupCodes) + emergencyCodes.length > 0;
}

/** This platform always has a number of them. */
function unusedOf(backupCodes: TwoFactorState['backupCodes']): number {
  return backupCodes?.unused ?? 0;
}

function withoutApp({ backupCodes, emergencyCodes }: TwoFactorState): string[] {
  if (emergencyCodes.length > 0)
    return [`${TYPE_CODE} the emergency code from support; it works once, until {emergencyEnds}.`];
  const unused = unusedOf(backupCodes);
  if (unused === 0) return ['No backup code is left, so there is no way in without help.'];
  const left = unused === 1 ? '1 code' : `${unused} codes`;
  return [
    `${TYPE_CODE} one of those that you saved; each works once, and ${left} still work${unused === 1 ? 's' : ''}.`,
  ];
}

const NOT_ENROLLED: Record<Problem, (state: TwoFactorState, next: NextPage) => Script> = {
  'lost-phone': (_state, next) => ({
    say: [
      'No code of the lost phone is needed any more: your password is enough to log in.',
      ...enable(next),
    ],
    agent: 'If somebody else may have the phone: end the sessions.',
  }),
  'new-phone': (_state, next) => ({ say: enable(next), agent: null }),
  'no-codes': (_state, next) => ({
    say: ['Backup codes come with 2FA: at its end, click on “Show Codes”.', ...enable(next)],
    agent: null,
  }),
  clock: ({ enrolment }, next) => ({
    say: [
      enrolment === 'pending'
        ? 'It is the first code of the pairing that is refused: login itself asks for none.'
        : 'Login asks for no code. The first one is asked for when you pair an app.',
      'Set date and time of the phone to automatic, and type the next code that the app shows.',
      ...enable(next),
    ],
    agent: enrolment === 'pending' ? 'Let them read a code out under “Check a code”.' : null,
  }),
  'can-not-scan': (_state, next) => ({ say: [...enable(next), KEY_INSTEAD], agent: null }),
  'switch-apps': (_state, next) => ({
    say: ['No app is paired, so choose the one you like.', ...enable(next)],
    agent: null,
  }),
};

function enable(next: NextPage): string[] {
  const way =
    next === 'pair'
      ? ['Log in with your password; the page “Enable 2FA” comes by itself.']
      : ['Log in with your password.', TO_SECURITY, 'Choose “Enable 2FA”.'];
  return [
    ...way,
    'Choose your app, scan the picture with it, and type the first code.',
    'Click on “Show Codes”, and save them somewhere safe.',
  ];
}
