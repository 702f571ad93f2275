/** A seat at the console for the length of one command: the same sign-in, procedures and permissions as the window's. */

import { randomUUID } from 'node:crypto';
import { RekeyError } from '../../db/errors.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { nameKey } from '../../db/text/visible.ts';
import { appRouter } from '../api/router.ts';
import { readConfiguration } from '../configuration.ts';
import { openPlatformChoices, openServices } from '../console.ts';
import type { Host, Seat } from '../host.ts';
import { systemClock } from '../services/clock.ts';
import type { Services } from '../services/index.ts';
import type { PlatformChoicesService } from '../services/platform-choices.ts';
import type { Actor, Credentials } from '../services/session.ts';
import { UsageError } from './failure.ts';
import type { Terminal } from './terminal.ts';

export const commandLineHost: Host = {
  kind: 'command-line',
  secretStore: null,
  copyForAWhile: null,
  savePdf: null,
};

type Procedures = ReturnType<typeof appRouter.createCaller>;

type Audit = Services['audit'];

export interface Desk {
  procedures: Procedures;
  /** USER of the command line, as the platform's id. @throws USER_NOT_FOUND, AMBIGUOUS_USER, BAD_INPUT */
  resolve(reference: string): Promise<UserId>;
  /** When a bulk change that was started here runs no more. */
  bulkEnded: Services['bulk']['ended'];
  /** What only a command line does, with files of this machine and the account for maintenance, as whoever signed in. */
  archive(options: Parameters<Audit['archive']>[1]): ReturnType<Audit['archive']>;
  archiveDue(options: Parameters<Audit['archiveDue']>[1]): ReturnType<Audit['archiveDue']>;
}

/** Opens the console, signs in, works, closes. @throws UsageError when it is not said who acts, or how. */
export function atDesk<T>(who: Who, work: (desk: Desk) => Promise<T>): Promise<T> {
  return withServices(who.terminal, async (services) => {
    const seat = randomUUID() as Seat;
    const procedures = appRouter.createCaller({ seat, host: commandLineHost, services });
    await signIn(services.session, procedures.session, seat, who);
    const actor = () => services.session.actor(seat);
    return work({
      procedures,
      resolve: (reference) => procedures.users.resolve({ reference }),
      bulkEnded: services.bulk.ended,
      archive: async (options) => services.audit.archive(await actor(), options),
      archiveDue: async (options) => services.audit.archiveDue(await actor(), options),
    });
  });
}

/** Opens the console for what needs no sign-in, and closes it. */
export async function withServices<T>(
  terminal: Terminal,
  work: (services: Services) => Promise<T>,
): Promise<T> {
  const configuration = readConfiguration(terminal.env);
  const { services, close } = await openServices({
    configuration,
    host: commandLineHost,
    clock: systemClock,
  });
  const result = await work(services).catch(async (error: unknown) => {
    await close().catch(() => {});
    throw error;
  });
  // May throw: a search is logged here, and one that can not be logged is not answered.
  await close();
  return result;
}

/** For what is to be had also where the platform does not open. @throws as atDesk */
export async function atPlatformChoices<T>(
  who: Who,
  work: (choices: PlatformChoicesService, actor: Actor) => Promise<T>,
): Promise<T> {
  const configuration = readConfiguration(who.terminal.env);
  const { session, platformChoices, close } = await openPlatformChoices({
    configuration,
    host: commandLineHost,
    clock: systemClock,
  });
  try {
    const seat = randomUUID() as Seat;
    const door = {
      signIn: (credentials: Credentials) => session.signIn(seat, credentials),
      signInDemo: ({ name }: { name: string }) => session.signInDemo(seat, name),
    };
    await signIn(session, door, seat, who);
    return await work(platformChoices, await session.actor(seat));
  } finally {
    await close();
  }
}

interface Who {
  /** Null: not said. */
  as: string | null;
  terminal: Terminal;
}

/** `door`: by which they sign in, as whoever sits at a window does. */
async function signIn(
  session: Services['session'],
  door: Pick<Procedures['session'], 'signIn' | 'signInDemo'>,
  seat: Seat,
  who: Who,
): Promise<void> {
  const view = await session.view(seat);
  if (view.state === 'setup') throw new RekeyError('SETUP_DUE');
  const demoStaff = view.state === 'signed-out' ? (view.demoStaff ?? []) : [];
  if (who.as === null) {
    const names = demoStaff.map((face) => `${face.name} (${face.role})`).join(', ');
    throw new UsageError('Say who acts.', names ? `Add --as NAME; on the demo: ${names}.` : 'Add --as NAME.');
  }
  if (demoStaff.some((face) => face.name === nameKey(who.as ?? ''))) {
    return door.signInDemo({ name: who.as });
  }
  const { env } = who.terminal;
  await door.signIn({
    name: who.as,
    password:
      env.REKEY_PASSWORD ?? (await askFor(who.terminal, 'REKEY_PASSWORD', `Password of ${who.as}: `, true)),
    code: env.REKEY_TOTP ?? (await askFor(who.terminal, 'REKEY_TOTP', 'Code of your authenticator: ', false)),
  });
}

async function askFor(
  terminal: Terminal,
  variable: string,
  question: string,
  hidden: boolean,
): Promise<string> {
  const answer = await terminal.ask(question, { hidden });
  if (answer === null) {
    throw new UsageError(
      `${variable} is not set, and there is no terminal to ask at.`,
      'Set REKEY_PASSWORD and REKEY_TOTP in the environment; on the command line other users could read them.',
    );
  }
  return answer;
}
