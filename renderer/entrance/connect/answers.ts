/** What was answered while connecting, and the steps in their order. It lives in this window only, and goes with it. */
import type { Choices, MappingView } from '../../parts/mapping/choices.ts';
import type { ServerAddress } from '../../parts/server-address.tsx';
import type { Attempt } from '../../parts/use-attempt.ts';
import type { Outputs } from '../../trpc.ts';

export interface Answers {
  server: ServerAddress;
  /** Of this server and account; null: not tried yet. */
  survey: Outputs['connect']['survey'] | null;
  /** The id of one that was found. */
  platform: string | null;
  /** By setting. */
  keys: Record<string, string>;
  /** What is to be chosen of its users; null: nothing, or another console's choice holds. */
  mapping: MappingView | null;
  choices: Choices | undefined;
  look: Outputs['connect']['look'] | null;
}

export interface StepProps {
  answers: Answers;
  answer(change: Partial<Answers>): void;
  /** Goes on to the next step. */
  next(change?: Partial<Answers>): void;
  /** The one thing that is tried at a time; what it finds out is not heard once somebody has left the step. */
  attempt: Attempt<[work: () => Promise<unknown>]>;
}

export const NOTHING: Answers = {
  server: { host: '', port: 3306, user: 'rekey', password: '', database: '', tls: 'verify' },
  survey: null,
  platform: null,
  keys: {},
  mapping: null,
  choices: undefined,
  look: null,
};

const STEPS = [
  {
    id: 'server',
    name: 'Server',
    lead: 'The MySQL or MariaDB database that your platform keeps its users in. Nothing is written before the last step.',
  },
  { id: 'platform', name: 'Platform', lead: 'What stands in this database, by its tables.' },
  {
    id: 'mapping',
    name: 'Who the users are',
    lead: 'What is read of a user from which column of the platform. Beside it five users, as they would read.',
  },
  {
    id: 'found',
    name: 'Users',
    lead: 'Its users as Rekey reads them, and how their second factors stand. Are these the right ones?',
  },
  {
    id: 'tables',
    name: 'Rekey’s tables',
    lead: 'Rekey keeps its log and settings beside the platform’s tables.',
  },
  { id: 'keep', name: 'Open', lead: 'All is tried. Rekey keeps the connection on this machine and opens.' },
] as const;

/** Of this platform: where nothing is to be chosen, nothing is asked. */
export function stepsOf({ mapping }: Answers) {
  return STEPS.filter(({ id }) => id !== 'mapping' || mapping !== null);
}

/** The answers that still hold for another server or account. */
export function withServer(before: Answers, change: Partial<ServerAddress>): Partial<Answers> {
  return { server: { ...before.server, ...change }, survey: null, ...withPlatform(null) };
}

export function withPlatform(platform: string | null): Partial<Answers> {
  return { platform, mapping: null, choices: undefined, look: null };
}

/** What was found under the id that was chosen. */
export function chosenOf({ survey, platform }: Answers) {
  return survey?.found.find(({ id }) => id === platform) ?? null;
}
