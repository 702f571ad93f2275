/** Reading users: a few for a list, or one with everything about their second factor. */
import { createHash } from 'node:crypto';
import type { Reader } from '../../database.ts';
import type { TwoFactorState, UserId, UserReading, UserSummary } from '../contract.ts';
import { type Device, ofUser, ofUsers, readDevices } from './devices.ts';
import type { Mapping } from './mapped-fields.ts';
import { type Person, personOf, usersQuery } from './people.ts';
import {
  askedForTokens,
  because,
  confirmedAt,
  counts,
  enrolmentOf,
  factorOf,
  isPending,
  LOCK_ASSUMES,
  lockedUntil,
} from './state.ts';
import { type DjangoTables, STATIC_DEVICES } from './tables.ts';

/** What is read of a platform, and how. */
export interface Source {
  tables: DjangoTables;
  mapping: Mapping;
  /** Tokens of a user that are emergency codes of Rekey's: when each expires, ms UTC, by the token's id. */
  emergencyTokens(reader: Reader, id: UserId): Promise<ReadonlyMap<number, number>>;
  /** Sessions of the user, where they can be counted by an index. Null: they cannot. */
  sessions(reader: Reader, id: UserId, now: number): Promise<number | null>;
}

/** With what a search compares beside what a list shows. */
export type ListedUser = UserSummary & Pick<Person, 'phone' | 'createdAt' | 'names'>;

/** Those of them that are there, in their order. */
export async function readUsers(
  reader: Reader,
  { tables, mapping }: Pick<Source, 'tables' | 'mapping'>,
  ids: readonly UserId[],
): Promise<ListedUser[]> {
  if (ids.length === 0) return [];
  const [rows, devices] = await Promise.all([
    usersQuery(reader, tables.users, mapping).whereIn(tables.users.key, ids),
    readDevices(reader, tables, ofUsers(ids)),
  ]);
  const users = new Map(
    rows.map((row) => {
      const person = personOf(row, mapping);
      return [person.id, listed(tables, person, devices.get(person.id) ?? [])];
    }),
  );
  return ids.flatMap((id) => users.get(id) ?? []);
}

function listed({ rule }: DjangoTables, person: Person, devices: readonly Device[]): ListedUser {
  return {
    ...person,
    enrolment: enrolmentOf(rule, devices),
    lockedUntil: lockedUntil(rule, devices),
  };
}

/** Null: there is no such user. */
export async function read(
  reader: Reader,
  source: Source,
  id: UserId,
  now: number,
): Promise<UserReading | null> {
  const { tables, mapping } = source;
  const [[row], byUser, tokens, emergency, sessions] = await Promise.all([
    usersQuery(reader, tables.users, mapping).where(tables.users.key, id),
    readDevices(reader, tables, ofUser(id)),
    tokenIds(reader, tables, id),
    source.emergencyTokens(reader, id),
    source.sessions(reader, id, now),
  ]);
  if (!row) return null;
  const { names: _, ...person } = personOf(row, mapping);
  const devices = byUser.get(id) ?? [];
  const state = stateOf(tables, devices, { emergency, sessions, now });
  return {
    user: { ...person, enrolment: state.enrolment, lockedUntil: lockedUntil(tables.rule, devices) },
    state,
    version: versionOf(person.status, devices, tokens),
  };
}

function stateOf(
  { rule, tokens }: DjangoTables,
  devices: readonly Device[],
  {
    emergency,
    sessions,
    now,
  }: { emergency: ReadonlyMap<number, number>; sessions: number | null; now: number },
): TwoFactorState {
  const statics = askedForTokens(rule, devices);
  const unused = statics.reduce((sum, device) => sum + device.tokens, 0) - emergency.size;
  const until = lockedUntil(rule, devices);
  const locked = until !== null && until > now ? until : null;
  return {
    required: null,
    enrolment: enrolmentOf(rule, devices),
    because: because(rule, devices),
    factors: devices.map((device) => factorOf(rule, device)),
    authenticator: authenticatorOf(rule, devices),
    backupCodes: tokens && {
      ...{ unused: Math.max(0, unused), used: null, issuedAt: null },
      lastUsedAt: latest(statics.map((device) => device.lastUsedAt)),
    },
    emergencyCodes: [...emergency.values()]
      .filter((expiresAt) => expiresAt > now)
      .sort((a, b) => a - b)
      .map((expiresAt) => ({ expiresAt })),
    failedAttempts: devices.reduce((most, { failures }) => Math.max(most, failures), 0),
    lockedUntil: locked,
    lockAssumes: locked === null ? null : LOCK_ASSUMES,
    sessions,
    trustedDevices: null,
  };
}

/** The one that the login asks for, else one that was added and never confirmed. */
function authenticatorOf(
  rule: DjangoTables['rule'],
  devices: readonly Device[],
): TwoFactorState['authenticator'] {
  const all = devices.filter(({ kind }) => kind === 'authenticator');
  const found = all.find((device) => counts(rule, device)) ?? all.find(isPending);
  if (!found) return null;
  const { name, confirmed, createdAt, lastUsedAt } = found;
  return { name, confirmed, createdAt, confirmedAt: confirmedAt(rule, found), lastUsedAt };
}

async function tokenIds(reader: Reader, { tokens }: DjangoTables, id: UserId): Promise<number[]> {
  if (!tokens) return [];
  const rows: { id: number }[] = await reader(tokens.table)
    .join(STATIC_DEVICES, `${STATIC_DEVICES}.id`, `${tokens.table}.device_id`)
    .where(`${STATIC_DEVICES}.user_id`, id)
    .orderBy(`${tokens.table}.id`)
    .select(`${tokens.table}.id`);
  return rows.map((row) => Number(row.id));
}

/** Neither throttles nor sessions are in it: they change by themselves while an agent talks to the caller. */
function versionOf(status: string | null, devices: readonly Device[], tokens: readonly number[]): string {
  const rows = devices.map(({ table, id, name, confirmed }) => [table, id, name, confirmed]);
  return createHash('sha256')
    .update(JSON.stringify([status, rows, tokens]))
    .digest('base64url');
}

function latest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.max(...known);
}
