/** What was answered while connecting, and the steps in their order. It lives in this window only, and goes with it. */
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
  look: null,
};

export const STEPS = [
  {
    id: 'server',
    name: 'Server',
    lead: 'The MySQL or MariaDB database that your platform keeps its users in. Nothing is written before the last step.',
  },
  { id: 'platform', name: 'Platform', lead: 'What stands in this database, by its tables.' },
  { id: 'found', name: 'Users', lead: 'Its users as Rekey reads them. Are these the right columns?' },
  {
    id: 'tables',
    name: 'Rekey’s tables',
    lead: 'Rekey keeps its log and settings beside the platform’s tables.',
  },
  { id: 'keep', name: 'Open', lead: 'All is tried. Rekey keeps the connection on this machine and opens.' },
] as const;

/** The answers that still hold for another server or account. */
export function withServer(before: Answers, change: Partial<ServerAddress>): Partial<Answers> {
  return { server: { ...before.server, ...change }, survey: null, platform: null, look: null };
}

/** What was found under the id that was chosen. */
export function chosenOf({ survey, platform }: Answers) {
  return survey?.found.find(({ id }) => id === platform) ?? null;
}
