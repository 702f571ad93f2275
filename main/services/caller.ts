/** What the caller sees and what to say to them: the platform's own words, or neutral ones where it has none. */
import {
  type Enrolment,
  type Platform,
  type Playbook,
  PROBLEMS,
  type Problem,
  type Script,
  type UserReading,
} from '../../db/platforms/contract.ts';

export interface Caller {
  /** The page after the right password: its name in the platform's code, its heading, and what it asks for. */
  next: { name: string; page: string; what: string };
  scripts: Record<Problem, Script>;
  /** The beginning of a sentence that ends in "one of these" or "it". */
  typeCode: string;
  /** What can be reached without a second factor; null: nobody knows. */
  openWithout: string | null;
}

/** As things stand at `now`, ms UTC. */
export function callerOf(platform: Pick<Platform, 'playbook'>, reading: UserReading, now: number): Caller {
  const playbook = playbookOf(platform);
  const { state } = reading;
  const next = playbook.next(reading, now);
  const script = (problem: Problem) => [problem, playbook.script(problem, next, state)];
  return {
    next: { name: next, ...playbook.page(next, state) },
    scripts: Object.fromEntries(PROBLEMS.map(script)),
    typeCode: playbook.typeCode,
    openWithout: playbook.openWithout,
  };
}

/** The platform's own, or neutral words that are true everywhere. */
export function playbookOf({ playbook = NEUTRAL }: Pick<Platform, 'playbook'>): Playbook {
  return playbook;
}

const NEUTRAL: Playbook = {
  next: ({ state }) => NEXT[state.enrolment],
  page: (next) => ({ page: 'Sign-in', what: WHAT[next as Next] }),
  script: (problem, next, { backupCodes }) => ({
    say:
      next === 'code' || next === 'unclear'
        ? ((backupCodes === null ? CODES_UNKNOWN[problem] : undefined) ?? PAIRED[problem])
        : OTHERWISE[next as keyof typeof OTHERWISE],
    agent:
      next === 'broken'
        ? 'Check who is calling, then reset the authenticator or disable 2FA: that puts it in order.'
        : 'Check who is calling before anything is changed.',
  }),
  typeCode: 'In place of the code of the app, type',
  openWithout: null,
  afterwards: () =>
    'Until you set it up again in the settings of your account, no code of an app is asked for.',
  todo: {
    enrol: 'Please enable it in the settings of your account.',
    'finish-pairing': 'Please finish it in the settings of your account.',
    'new-codes':
      'Please make new ones in the settings of your account. Print them or keep them in a password manager; each lets you in once when your phone is not at hand.',
  },
};

type Next = 'code' | 'password' | 'pair' | 'broken' | 'unclear';
const NEXT: Record<Enrolment, Next> = {
  on: 'code',
  pending: 'password',
  off: 'password',
  'must-enrol': 'pair',
  broken: 'broken',
  unknown: 'unclear',
};
const WHAT: Record<Next, string> = {
  code: 'After the password it asks for a code.',
  password: 'No authenticator is confirmed, so no code of one is asked for.',
  pair: 'After the password it leads to pairing an authenticator.',
  broken:
    'What the platform keeps of the second factor contradicts itself, so the login may fail whatever is typed.',
  unclear:
    'There is a factor of a kind that Rekey does not know; whether it is asked for, only the platform can say.',
};
const OTHERWISE: Record<Exclude<Next, 'code' | 'unclear'>, string[]> = {
  password: ['No authenticator is confirmed: set one up in the settings of your account.'],
  pair: ['Sign in with your password: it leads to setting up an authenticator.'],
  broken: [
    'Something about your second factor has to be put in order first. I can do that once I know that it is you.',
  ],
};
const WITHOUT_APP = ['Is a backup code left? It takes the place of a code of the app.'];
/** Where Rekey does not know of any. */
const CODES_UNKNOWN: Partial<Record<Problem, string[]>> = {
  'lost-phone': ['Have you set up another way to sign in? Then use that one.'],
  'no-codes': ['Whether your account has backup codes, its settings say.'],
};
const IN_SETTINGS = [
  'Sign in with the app that you have, and pair the other in the settings of your account.',
];
const PAIRED: Record<Problem, string[]> = {
  'lost-phone': WITHOUT_APP,
  'new-phone': IN_SETTINGS,
  'no-codes': ['Sign in with a code of your app, and make new codes in the settings of your account.'],
  clock: ['Set date and time of the phone to automatic, and type the next code that the app shows.'],
  'can-not-scan': ['Type the key that stands beside the picture into the app instead.'],
  'switch-apps': IN_SETTINGS,
};
