/** What a platform's test brings to the conformance suite, and what each check is given. */
import { randomUUID } from 'node:crypto';
import type { Database } from '../../../db/database.ts';
import type { Platform, UserDetail, UserId, UserReading } from '../../../db/platforms/contract.ts';
import type { OpenTestDatabase, TestDatabase } from '../../support/databases.ts';
import { START } from '../../support/people.ts';
import type { Owned } from './rows.ts';

/** What the suite does to one user. */
export const OPERATIONS = [
  'reset',
  'disable',
  'unlock',
  'replace codes',
  'add emergency code',
  'use a code up',
  "use an authenticator's code up",
  'end sessions',
  'forget devices',
] as const;
export type OperationName = (typeof OPERATIONS)[number];

export interface Situation {
  /** Writes the rows as the platform's own code would. `name`: what nobody is called yet. */
  make(database: Database, name: string): Promise<UserId>;
  /** What reading the user says at START, as a part of it. */
  reads: { user?: Partial<UserDetail>; state?: Partial<UserReading['state']> };
  /** The key of the authenticator that counts. */
  secret?: Uint8Array;
  /** Unused backup codes, in the clear. */
  codes?: readonly string[];
}

/** What an operation on the user `full` changes: `+table`, `-table` for rows, `table.column` for what stands in them. */
export interface Effects {
  all: readonly string[];
  /** What of it a second run may do once more, as adding to a log; left out: nothing. */
  again?: readonly string[];
}

export interface Subject {
  label: string;
  /** The platform on a new database, with its tables and without a user. */
  open(open: OpenTestDatabase): Promise<{ database: TestDatabase; platform: Platform }>;
  /** Every row of every table of the platform, and whose it is. */
  dump(database: Database): Promise<Owned[]>;
  /**
   * By names that only messages use, but for two: `off`, a user without any factor, and `full`, one with all that a user can have at
   * once, which unlocking, ending sessions and the like find something to do with. What the platform cannot have is absent.
   */
  situations: { off: Situation; full: Situation } & Record<string, Situation>;
  effects: Partial<Record<OperationName, Effects>>;
  /** An id as they are, that nobody has; and texts that are near to an id and are none. */
  nobody: UserId;
  noIds(id: UserId): string[];
  /** By key, something that changes the user's second factor, or what an action depends on; and what changes by itself. */
  changes: { matters: Changes; doesNot: Changes };
  /** What a user is searched by, a text for each kind of query. */
  queries(user: UserDetail): Record<string, string>;
  /** What one user and nobody else is meant by. */
  references(user: UserDetail): string[];
  /** Where Rekey keeps the index by which users are found: fills it. Called before each search. */
  bringIndexUpToDate?(database: Database): Promise<unknown>;
  /** Removes the user, as the platform does. */
  remove(database: Database, id: UserId): Promise<void>;
  /** So many users with names that begin with `many`, quickly and without second factors. */
  fill(database: Database, count: number): Promise<void>;
  /** What oathtool is told, so that it computes the codes of the users' authenticators from `Situation.secret`. */
  app?: readonly string[];
  codes?: {
    /** How one looks where it is shown. */
    form: RegExp;
    /** The same code, typed in other ways that the platform takes. */
    typed(shown: string): string[];
    /** What cannot be a code. */
    noCodes: readonly string[];
    /** Whether the platform's own login would take it now. */
    opens(database: Database, id: UserId, code: string, now: number): Promise<boolean>;
  };
  /** Writes a log of the platform: `kinds` in this order, a minute apart from START on, the last two at the same time. */
  writeEvents?(database: Database, id: UserId): Promise<number>;
  /** Writes a message through the contact form. */
  writeMessage?(database: Database, message: { text: string; time: number }): Promise<void>;
}

type Changes = Record<string, (database: Database, id: UserId) => Promise<unknown>>;

/** A platform on a database, with the users that a check makes. */
export interface World {
  database: TestDatabase;
  platform: Platform;
  subject: Subject;
  /** Another, with nobody in it. */
  another(): Promise<World>;
}

/** One rule. `needs`: the part that it is about; without it nothing is promised. */
export interface Check {
  name: string;
  needs?(platform: Platform): boolean;
  run(world: World): Promise<void>;
}

export const NOW = START + 60 * 60 * 1000;

/** A user in that situation, whom no other check has. */
export async function make(
  { database, subject }: World,
  situation: string,
): Promise<{ id: UserId; situation: Situation }> {
  const found = subject.situations[situation];
  if (!found) throw new Error(`${subject.label} has no situation ${situation}`);
  return { id: await found.make(database, newName()), situation: found };
}

/** Everybody once, in each situation that there is. */
export async function makeAll(world: World): Promise<{ name: string; id: UserId; situation: Situation }[]> {
  const made = [];
  for (const name of Object.keys(world.subject.situations)) made.push({ name, ...(await make(world, name)) });
  return made;
}

/** Small letters and digits only. */
export function newName(): string {
  return `u${randomUUID().replaceAll('-', '').slice(0, 16)}`;
}

/** @throws when there is no such user */
export async function readingOf({ database, platform }: World, id: UserId, now = NOW): Promise<UserReading> {
  const reading = await platform.read(database.reader, id, now);
  if (!reading) throw new Error(`nobody is read by the id ${id}`);
  return reading;
}
