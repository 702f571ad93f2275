/**
 * What a caller meets on a platform with django-two-factor-auth, in the words of its own templates, and what to say to them. A
 * platform can have its own templates and another language; the steps stay.
 */
import type { Playbook, Problem, Script, TwoFactorState } from '../contract.ts';

type NextPage = 'inactive' | 'locked' | 'token' | 'home';

const TYPE_CODE = 'On the second page of “Login” choose “Use Backup Token” and type';
const TO_SECURITY = 'Open your profile and choose “Account Security”.';

export const playbook: Playbook = {
  next({ user, state }): NextPage {
    if (user.status === 'suspended') return 'inactive';
    if (state.lockedUntil !== null) return 'locked';
    return state.enrolment === 'on' ? 'token' : 'home';
  },
  page: (next, state) => PAGES[next as NextPage](state),
  script: (problem, next, state) => scriptOf(problem, next as NextPage, state),
  typeCode: TYPE_CODE,
  openWithout: null,
  afterwards: () =>
    'At your next login no code is asked for; please enable two-factor authentication anew under “Account Security” in your profile.',
  todo: {
    enrol:
      'Please enable it: open your profile, choose “Account Security”, then “Enable Two-Factor Authentication”, and scan what is shown with an authenticator app on your phone.',
    'finish-pairing':
      'Please finish it: open “Account Security” in your profile, choose “Enable Two-Factor Authentication” and enter the code that is asked for.',
    'new-codes':
      'Please make new ones: open “Account Security” in your profile, choose “Show Codes”, then “Generate Tokens”. Print them or keep them in a password manager; each lets you in once when your phone is not at hand.',
  },
};

const PAGES: Record<NextPage, (state: TwoFactorState) => { page: string; what: string }> = {
  inactive: () => ({
    page: 'Login',
    what: 'The account is not active: the right password is refused like a wrong one.',
  }),
  locked: ({ lockAssumes }) => ({
    page: 'Login',
    what: `After the password it asks for a token and refuses each until {lockEnds}${lockAssumes === null ? '' : `, ${lockAssumes}`}: “Verification temporarily disabled”.`,
  }),
  token: (state) => ({
    page: 'Login',
    what: `After the password it asks for ${askedFor(state)}${hasCodes(state) ? ', with “Use Backup Token” below it' : ''}.`,
  }),
  home: ({ enrolment }) => ({
    page: 'The page after the login',
    what:
      enrolment === 'unknown'
        ? 'Whether a code is asked for depends on a device that Rekey does not know.'
        : 'No code is asked for. Pages that demand two-factor authentication say “Permission Denied” and lead to enabling it.',
  }),
};

function askedFor({ factors }: TwoFactorState): string {
  const kind = factors.find(({ counts }) => counts)?.kind;
  if (kind === 'phone') return 'the token that it sends to the phone';
  if (kind === 'email') return 'the token that it sends by e-mail';
  if (kind === 'security-key') return 'the security key';
  return 'the token of the authenticator app';
}

function hasCodes({ backupCodes, emergencyCodes }: TwoFactorState): boolean {
  return (backupCodes?.unused ?? 0) + emergencyCodes.length > 0;
}

function scriptOf(problem: Problem, next: NextPage, state: TwoFactorState): Script {
  if (next === 'inactive') {
    return {
      say: ['Your account is not active. That has nothing to do with your phone or your codes.'],
      agent: 'Tell them who decides about accounts; Rekey does not.',
    };
  }
  if (next === 'locked') {
    return {
      say: [
        'There were too many wrong codes, and each doubles the wait; a right code is refused as well.',
        'I can unlock it once I know that it is you.',
      ],
      agent: 'Check who is calling, then Unlock. After that this script says how it goes on.',
    };
  }
  return next === 'token' ? ENROLLED[problem](state) : NOT_ENROLLED[problem](state);
}

const RESET =
  'Check who is calling first. Issue an emergency code if the phone comes back, reset the authenticator if it does not.';
const ANEW = [
  'Once you are in, disable two-factor authentication under “Account Security” and enable it again with the new phone.',
];

function withoutApp(state: TwoFactorState): string[] {
  const { backupCodes, emergencyCodes } = state;
  if (emergencyCodes.length > 0) {
    return [`${TYPE_CODE} the emergency code from support; it works once, until {emergencyEnds}.`];
  }
  if (!hasCodes(state)) return ['No backup token is left, so there is no way in without help.'];
  const left = backupCodes?.unused === 1 ? '1 of them is left' : `${backupCodes?.unused} of them are left`;
  return [`${TYPE_CODE} one of those that you saved; each works once, and ${left}.`];
}

const ENROLLED: Record<Problem, (state: TwoFactorState) => Script> = {
  'lost-phone': (state) => ({ say: [...withoutApp(state), ...(hasCodes(state) ? ANEW : [])], agent: RESET }),
  'new-phone': (state) => ({
    say: [
      'Do you still have the old phone? Then log in with its token.',
      ...ANEW,
      ...withoutApp(state).map((sentence) => `If the old phone is gone: ${sentence}`),
    ],
    agent: RESET,
  }),
  'no-codes': () => ({
    say: [
      'Log in with the token of your app.',
      TO_SECURITY,
      'Choose “Show Codes”, then “Generate Tokens”. The old ones stop working.',
      'Print the ten tokens or save them somewhere safe.',
    ],
    agent: `If the app is gone too: ${RESET}`,
  }),
  clock: () => ({
    say: [
      'Wait until the app shows the next token, and type that one: each works once.',
      'Set date and time of the phone to automatic. A token that is more than half a minute early or late is refused.',
      'Each wrong token doubles the wait before the next one is taken.',
    ],
    agent: 'Let them read a code out under “Check a code”: it says how far the clock is off.',
  }),
  'can-not-scan': () => ({
    say: [
      'Login shows no QR code: an app is paired already, and its token is what is asked for.',
      'To pair another one: log in, open “Account Security” in your profile, disable two-factor authentication and enable it again.',
      SECRET_INSTEAD,
    ],
    agent: null,
  }),
  'switch-apps': () => ({
    say: ['Log in with the token of the app that you have.', ...ANEW, SAVE_CODES],
    agent: null,
  }),
};

const SECRET_INSTEAD =
  'Below the QR code stands “TOTP Secret”. In the app choose to type a key (time-based), type it in, and enter the first token.';
const SAVE_CODES = 'Then choose “Show Codes” and “Generate Tokens”, and save them somewhere safe.';

const NOT_ENROLLED: Record<Problem, (state: TwoFactorState) => Script> = {
  'lost-phone': () => ({
    say: ['No code of the lost phone is needed any more: your password is enough to log in.', ...enable()],
    agent: 'If somebody else may have the phone: end the sessions.',
  }),
  'new-phone': () => ({ say: enable(), agent: null }),
  'no-codes': () => ({
    say: ['Backup tokens do nothing until two-factor authentication is enabled.', ...enable()],
    agent: null,
  }),
  clock: () => ({
    say: [
      'Login asks for no code. The first one is asked for when you pair an app.',
      'Set date and time of the phone to automatic, and type the next token that the app shows.',
      ...enable(),
    ],
    agent: null,
  }),
  'can-not-scan': () => ({ say: [...enable(), SECRET_INSTEAD], agent: null }),
  'switch-apps': () => ({ say: ['No app is paired, so choose the one you like.', ...enable()], agent: null }),
};

function enable(): string[] {
  return [
    'Log in with your password.',
    TO_SECURITY,
    'Choose “Enable Two-Factor Authentication”, scan the QR code with your app, and type the first token.',
    SAVE_CODES,
  ];
}
