/** The sandbox platform on a test database, with people whose password is PASSWORD and a clock that stands until it is moved. */
import { createHash } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import type { Database } from '../../db/database.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { createSandboxPlatform } from '../../main/services/sandbox/create-platform.ts';
import type { SandboxPlatform, Ticket, Visitor } from '../../main/services/sandbox/platform.ts';
import { codeAt, stepAt } from '../../main/services/totp.ts';
import { addPerson, type Person, PLATFORM_KEY, START } from './people.ts';

export const PASSWORD = 'a made-up password';
export const SECRET = Buffer.from('12345678901234567890');
export const DEVICE = { device: 'Firefox on Linux', address: '127.0.0.1' };

export interface SandboxDesk {
  database: Database;
  time: { now: number };
  platform: SandboxPlatform;
  add(person: Person & { status?: string }): Promise<UserId>;
  /** The code that the user's phone shows `steps` of 30 s from now. */
  code(steps?: number): string;
  password(username: string): ReturnType<SandboxPlatform['signIn']>;
  /** Signs in, with a code where one is asked for. */
  enter(username: string, code?: string): Promise<{ ticket: Ticket; visitor: Visitor }>;
  events(userId: UserId): Promise<string[]>;
}

export function openSandboxDesk(database: Database): SandboxDesk {
  const time = { now: START };
  const platform = createSandboxPlatform({ database, key: PLATFORM_KEY, clock: () => time.now });
  const code = (steps = 0) => codeAt(SECRET, stepAt(time.now) + steps);
  const password = (username: string) => platform.signIn(username, PASSWORD, DEVICE);
  return {
    database,
    time,
    platform,
    code,
    password,
    async add({ status = 'active', ...person }) {
      const id = await addPerson(database, person);
      const password_hash = await hash(PASSWORD, { memoryCost: 8, timeCost: 1 });
      await database.reader('users').where({ id }).update({ password_hash, status });
      return id;
    },
    async enter(username, given) {
      const first = await password(username);
      const ticket =
        first.result === 'code' ? await second(platform, first.ticket, given ?? code()) : ticketOf(first);
      const visitor = await platform.visitor(ticket);
      if (!visitor) throw new Error('The session that was just opened is none.');
      return { ticket, visitor };
    },
    async events(userId) {
      const rows = await database.reader('two_factor_events').where({ user_id: userId }).orderBy('id');
      return rows.map((row) => row.kind);
    },
  };
}

export function digest(ticket: Ticket): string {
  return createHash('sha256').update(ticket).digest('hex');
}

async function second(platform: SandboxPlatform, pending: Ticket, code: string): Promise<Ticket> {
  const give = code.length === 6 ? platform.giveCode : platform.giveBackupCode;
  return ticketOf(await give(pending, code, DEVICE));
}

function ticketOf(outcome: { result: string; ticket?: Ticket }): Ticket {
  if (outcome.result !== 'in' || !outcome.ticket) throw new Error(`Not let in: ${outcome.result}`);
  return outcome.ticket;
}
