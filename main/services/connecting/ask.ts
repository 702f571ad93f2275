/**
 * What a database is asked before there is a console, by `rekey connect` and by the window: what stands there, and whether Rekey can
 * work with it. Nothing but `makeTables` and `acceptBastion` writes anything.
 */
import type { Check } from '../../../db/check.ts';
import { testConnection } from '../../../db/connection-test.ts';
import { type Database, openDatabase } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import { consoleGrants } from '../../../db/grants.ts';
import { isWithoutTables, migrate, pendingMigrations } from '../../../db/migrate.ts';
import { formatMysqlUrl, type MysqlConnection } from '../../../db/mysql-address.ts';
import { needsOf } from '../../../db/needs.ts';
import type { KeyProof, Platform, UserField } from '../../../db/platforms/contract.ts';
import { detect, type Found } from '../../../db/platforms/detect.ts';
import type { Concern, EnrolmentFinding } from '../../../db/platforms/enrolment.ts';
import type { Keys, PlatformKind, SampledUser } from '../../../db/platforms/kind.ts';
import { type Mark, readMark } from '../../../db/platforms/mark.ts';
import { type Choices, readProfile } from '../../../db/platforms/profile.ts';
import { kinds } from '../../../db/platforms/registry.ts';
import { hopIn } from '../../../db/ssh/hop.ts';
import { acceptHostKey } from '../../../db/ssh/tunnel.ts';
import { tablesAsSql } from '../../../db/tables-sql.ts';
import { translateError } from '../../../db/translate-error.ts';
import { type Clock, systemClock } from '../clock.ts';
import { type PlatformChoicesView, sampleWith, viewOfChoices } from '../platform-choices.ts';

export type { Check, Choices, Found, Keys, MysqlConnection, PlatformChoicesView, PlatformKind, SampledUser };

export interface Survey {
  /** Up to the first that failed, as testConnection tells them. */
  checks: Check[];
  /** Empty also where a check failed. */
  found: Found[];
  /** What another console was connected to here, among `found`; null: this is the first one. */
  kept: PlatformKind | null;
  /** What its consoles say of it; null: nothing. */
  mark: Mark | null;
}

/** Enough to see whether the columns are the right ones. */
const SAMPLE = 5;
/** Counting goes on to the end in the console, in the background. */
const RANGES = 20;

export interface Tally {
  users: number;
  /** Of them, by the state of their second factor. */
  states: Map<string, number>;
  /** Of them, by what is to be looked at: locked, without a backup code, and what else the platform can tell. */
  concerns: Partial<Record<Concern, number>>;
  /** False: there are more users than were counted. */
  all: boolean;
}

export interface Look {
  label: string;
  version: string | null;
  limits: readonly string[];
  fields: ReadonlySet<UserField>;
  /** The first users; empty where the platform cannot be walked through. */
  users: EnrolmentFinding[];
  /** Null: its users cannot be counted. */
  tally: Tally | null;
  /** Null: the platform has no keys. */
  proof: KeyProof | null;
}

/** Whether a key opens some of what is stored, or there is nothing that it could have opened. */
export function isProved(proof: KeyProof | null): boolean {
  return proof === null || proof.opened > 0 || proof.refused === 0;
}

export async function survey(
  target: MysqlConnection,
  known: readonly PlatformKind[] = kinds(),
): Promise<Survey> {
  const checks = await testConnection(target, null);
  if (checks.some(({ outcome }) => outcome === 'failed'))
    return { checks, found: [], kept: null, mark: null };
  return withDatabase(target, async ({ reader }) => {
    const found = await detect(reader, known);
    const profile = await readProfile(reader);
    const kept = found.find(({ kind }) => kind.id === profile?.platform)?.kind ?? null;
    // Only where Rekey's tables are there.
    return { checks, found, kept, mark: profile && (await readMark(reader)) };
  });
}

/**
 * By whoever has compared the fingerprint: the bastion is known from now on, in known_hosts, to OpenSSH as well.
 * @throws RekeyError BAD_INPUT without a bastion; DATABASE_SIGN_IN where it shows another key by now
 */
export async function acceptBastion(target: MysqlConnection, fingerprint: string): Promise<void> {
  const hop = hopIn(target);
  if (!hop) throw new RekeyError('BAD_INPUT', { why: 'ssh: it is USER@HOST or USER@HOST:PORT' });
  await acceptHostKey(hop, fingerprint).catch((error: unknown) => {
    throw translateError(error);
  });
}

/** What there is to choose of its users; null: nothing. @throws RekeyError DATABASE_* */
export function choicesOf(target: MysqlConnection, kind: PlatformKind): Promise<PlatformChoicesView | null> {
  return withDatabase(target, ({ reader }) => viewOfChoices(reader, kind));
}

/** Whether a person has to choose: what another console kept is asked for once only, as long as it fits. */
export function isToBeChosen({ chosen, unfit }: PlatformChoicesView): boolean {
  return chosen === null || unfit !== null;
}

/** A few users as they would read with it. @throws RekeyError BAD_INPUT for what does not fit, DATABASE_* */
export function sampleOf(
  target: MysqlConnection,
  kind: PlatformKind,
  chosen: Choices,
): Promise<SampledUser[]> {
  return withDatabase(target, ({ reader }) => sampleWith(reader, kind, chosen));
}

/** The kind with what was chosen just now; undefined: with what is kept. */
export function holding(kind: PlatformKind, chosen: Choices | undefined): PlatformKind {
  return chosen === undefined ? kind : (kind.choices?.holding(chosen) ?? kind);
}

/** What of the connection is about the account and the tables; the rest has been told. */
const ABOUT_ACCOUNT: readonly string[] = ['charset', 'rights', 'schema'];

/** The rights and tables, with the console's own account, and whatever else fails by now. */
export async function examineAccount(target: MysqlConnection, kind: PlatformKind): Promise<Check[]> {
  const checks = await testConnection(target, kind);
  return checks.filter(({ name, outcome }) => ABOUT_ACCOUNT.includes(name) || outcome === 'failed');
}

/** @throws RekeyError as PlatformKind.open, DATABASE_* */
export function look(
  target: MysqlConnection,
  kind: PlatformKind,
  keys: Keys,
  clock: Clock = systemClock,
): Promise<Look> {
  return withDatabase(target, async (database) => {
    const platform = await kind.open(database, keys);
    return {
      ...{ label: platform.label, version: platform.version, limits: platform.limits },
      fields: platform.fields,
      ...(await firstUsers(database, platform, clock())),
      proof: (await platform.proveKeys?.(database.reader)) ?? null,
    };
  });
}

async function firstUsers(
  { reader }: Database,
  { enrolment }: Platform,
  now: number,
): Promise<Pick<Look, 'users' | 'tally'>> {
  if (!enrolment) return { users: [], tally: null };
  const tally: Tally = { users: 0, states: new Map(), concerns: {}, all: false };
  const users: EnrolmentFinding[] = [];
  let cursor: string | null = null;
  for (let ranges = 0; ranges < RANGES; ranges += 1) {
    const range = await enrolment.rangeFrom(reader, cursor);
    if (!range) {
      tally.all = true;
      break;
    }
    if (users.length < SAMPLE) {
      const options = { limit: SAMPLE - users.length, now, staffSince: now };
      users.push(...(await enrolment.list(reader, {}, range.from, options)).found);
    }
    for (const group of await enrolment.count(reader, range.key, now)) {
      tally.users += group.users;
      tally.states.set(group.enrolment, (tally.states.get(group.enrolment) ?? 0) + group.users);
      for (const concern of enrolment.concerns) {
        tally.concerns[concern] = (tally.concerns[concern] ?? 0) + (group.concerns[concern] ?? 0);
      }
    }
    cursor = range.end;
  }
  return { users: users.slice(0, SAMPLE), tally };
}

/** The names of the tables' steps that are still to be taken. */
export function pendingTables(target: MysqlConnection, kind: PlatformKind): Promise<string[]> {
  return withDatabase(target, (database) => pendingMigrations(database, kind));
}

/** Rekey's own tables, by an account that may make them. @returns what was applied. @throws RekeyError as migrate */
export function makeTables(target: MysqlConnection, kind: PlatformKind): Promise<string[]> {
  return withDatabase(target, (database) => migrate(database, kind, { platform: false }));
}

/** For a database's administrator. */
export interface Statements {
  /** Rekey's tables and the rights of the console's account, which may come from any place: %. */
  sql: string;
  /** False: some of the tables are there, so they are not in `sql`, and only `rekey migrate` knows what is missing. */
  withTables: boolean;
}

export function statementsOf(target: MysqlConnection, kind: PlatformKind): Promise<Statements> {
  const { user, database: name } = target;
  return withDatabase(target, async (database) => {
    const withTables = await isWithoutTables(database, kind);
    const tables = withTables ? `${await tablesAsSql(kind, name)}\n` : '';
    const grants = consoleGrants(await needsOf(kind, database.reader), name, { user, host: '%' });
    return { sql: `${tables}-- What the console's account needs\n${grants.join('\n')}\n`, withTables };
  });
}

/** Open for this work alone. @throws RekeyError as translateError has it */
export async function withDatabase<T>(
  target: MysqlConnection,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const database = openDatabase({ kind: 'mysql', url: formatMysqlUrl(target) });
  try {
    return await work(database);
  } catch (error) {
    throw translateError(error);
  } finally {
    await database.close();
  }
}
