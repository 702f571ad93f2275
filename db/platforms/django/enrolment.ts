/** Counting and listing users by their second factor, one range of keys at a time. The rule is state.ts's, for one and for all. */
import type { Knex } from 'knex';
import type { Reader } from '../../database.ts';
import { RekeyError } from '../../errors.ts';
import type { UserId } from '../contract.ts';
import {
  CONCERNS,
  type Concern,
  DORMANT,
  type EnrolmentFilter,
  type EnrolmentFinding,
  type EnrolmentSource,
  FEW_CODES,
  PENDING_LONG,
  type UserGroup,
} from '../enrolment.ts';
import { type Device, ofUsers, readDevices, type Whose } from './devices.ts';
import { emergencyTokensByDevice } from './emergency.ts';
import { isUserId } from './ids.ts';
import type { Mapping } from './mapped-fields.ts';
import { type Person, personOf, tellsPrivileged, usersQuery } from './people.ts';
import { type KeyRange, placeNumber, rangeNamed, rangeOf } from './ranges.ts';
import { askedForTokens, confirmedAt, counts, enrolmentOf, isPending, lockedUntil } from './state.ts';
import { type DjangoTables, TOTP_DEVICES } from './tables.ts';

/** Users that one statement of a list reads: so few that their rows are gone before the memory for the long-lived is asked for. */
const STEP = 500;

interface Known {
  tables: DjangoTables;
  mapping: Mapping;
}

export function enrolmentSource(known: Known): EnrolmentSource {
  const { users } = known.tables;
  const type = users.keyType;
  const edge = async (reader: Reader, order: 'asc' | 'desc', from?: Place): Promise<UserId | null> => {
    const query = reader(users.table).orderBy(users.key, order).limit(1).select({ id: users.key });
    if (from) query.where(users.key, from.after ? '>' : '>=', from.key);
    const [row]: { id: string | number }[] = await query;
    return row ? (String(row.id) as UserId) : null;
  };
  const concerns = concernsOf(known);
  return {
    concerns,
    async rangeFrom(reader, cursor) {
      const first = await edge(reader, 'asc', cursor === null ? undefined : readCursor(cursor));
      if (first === null) return null;
      const { name, end } = rangeOf(type, first);
      // Nobody comes after the very last of them, and a cursor stands for any place.
      return {
        key: name,
        from: `=${first}`,
        end: end === null ? `>${await edge(reader, 'desc')}` : `=${end}`,
      };
    },
    async shareBefore(reader, cursor) {
      const [first, last] = [await edge(reader, 'asc'), await edge(reader, 'desc')];
      if (first === null || last === null) return 1;
      const [from, to] = [placeNumber(type, first), placeNumber(type, last)];
      const at = placeNumber(type, readCursor(cursor).key as UserId);
      return to > from ? Math.min(1, Math.max(0, (at - from) / (to - from + 1))) : 1;
    },
    async count(reader, range, now) {
      const people = await readRange(reader, known, rangeNamed(type, range));
      return grouped(known, concerns, people, now);
    },
    async countConfirmed(reader, range) {
      const devices = await totpDevices(reader, known.tables, within(rangeNamed(type, range)));
      const months = new Map<string, number>();
      for (const of of devices.values()) {
        const month = monthOf(lastConfirmed(known.tables.rule, of));
        if (month !== null) months.set(month, (months.get(month) ?? 0) + 1);
      }
      return [...months].map(([month, users]) => ({ month, users }));
    },
    async list(reader, filter, from, { limit, now }) {
      const place = readCursor(from);
      const rows = await usersQuery(reader, users, known.mapping)
        .where(users.key, place.after ? '>' : '>=', place.key)
        .orderBy(users.key)
        .limit(STEP);
      const read = rows.map((row) => personOf(row, known.mapping));
      const devices = await readOwnDevices(reader, known.tables, ofUsers(read.map(({ id }) => id)));
      const found: EnrolmentFinding[] = [];
      let next = from;
      for (const person of read) {
        next = `>${person.id}`;
        const someone = { person, devices: devices.get(person.id) ?? [] };
        if (fits(known, concerns, someone, filter, now)) found.push(findingOf(known.tables, someone));
        if (found.length === limit) break;
      }
      return { found, next };
    },
  };

  /** `>` and an id: after that one; `=` and a key: from there on. */
  function readCursor(cursor: string): Place {
    const key = cursor.slice(1);
    if (!/^[=>]/.test(cursor) || !isUserId(type, key)) {
      throw new RekeyError('BAD_INPUT', { why: 'no cursor of this list' });
    }
    return { key, after: cursor.startsWith('>') };
  }
}

interface Place {
  key: string;
  after: boolean;
}

interface Someone {
  person: Person;
  devices: readonly Device[];
}

/** What these tables can tell of users; whether something was changed past the platform, none of them does. */
function concernsOf({ tables, mapping }: Known): ReadonlySet<Concern> {
  const keeps = (column: string) =>
    tables.devices.some(({ table, columns }) => table === TOTP_DEVICES && columns.has(column));
  const can: Record<Concern, boolean> = {
    'changed-outside': false,
    'privileged-without-2fa': tellsPrivileged(mapping),
    'no-backup-codes': tables.tokens !== null,
    'few-backup-codes': tables.tokens !== null,
    'never-used': keeps('last_used_at'),
    'pending-long': keeps('created_at'),
    locked: keeps('throttling_failure_count'),
    dormant: mapping.lastLoginAt !== null,
  };
  return new Set(CONCERNS.filter((concern) => can[concern]));
}

function has({ rule }: DjangoTables, concern: Concern, { person, devices }: Someone, now: number): boolean {
  const isOn = enrolmentOf(rule, devices) === 'on';
  switch (concern) {
    case 'changed-outside':
      return false;
    case 'privileged-without-2fa':
      return person.privileged && !isOn;
    case 'no-backup-codes':
      return isOn && unusedCodes(rule, devices) === 0;
    case 'few-backup-codes': {
      const unused = unusedCodes(rule, devices);
      return isOn && unused > 0 && unused <= FEW_CODES;
    }
    case 'never-used':
      return isOn && devices.filter((device) => counts(rule, device)).every(isUnused);
    case 'pending-long': {
      const since = pendingSince(devices);
      return !isOn && since !== null && since < now - PENDING_LONG;
    }
    case 'locked':
      return (lockedUntil(rule, devices) ?? 0) > now;
    case 'dormant':
      return person.lastLoginAt === null || person.lastLoginAt < now - DORMANT;
  }
}

/** A row from before the platform kept these times, or of a table that has none, says nothing. */
function isUnused({ createdAt, lastUsedAt, keepsUse }: Device): boolean {
  return keepsUse && createdAt !== null && lastUsedAt === null;
}

function unusedCodes(rule: DjangoTables['rule'], devices: readonly Device[]): number {
  return askedForTokens(rule, devices).reduce((sum, { tokens }) => sum + tokens, 0);
}

function pendingSince(devices: readonly Device[]): number | null {
  const times = devices.filter(isPending).flatMap(({ createdAt }) => createdAt ?? []);
  return times.length === 0 ? null : Math.min(...times);
}

function lastConfirmed(rule: DjangoTables['rule'], devices: readonly Device[]): number | null {
  const times = devices
    .filter((device) => device.kind === 'authenticator' && counts(rule, device))
    .flatMap((device) => confirmedAt(rule, device) ?? []);
  return times.length === 0 ? null : Math.max(...times);
}

const within =
  ({ from, end }: KeyRange): Whose =>
  (query: Knex.QueryBuilder, column: string) => {
    query.where(column, '>=', from);
    if (end !== null) query.where(column, '<', end);
  };

async function readRange(reader: Reader, { tables, mapping }: Known, range: KeyRange): Promise<Someone[]> {
  const query = usersQuery(reader, tables.users, mapping);
  within(range)(query, tables.users.key);
  const [rows, devices] = await Promise.all([query, readOwnDevices(reader, tables, within(range))]);
  return rows.map((row) => {
    const person = personOf(row, mapping);
    return { person, devices: devices.get(person.id) ?? [] };
  });
}

/** With the backup codes that are the user's own: an emergency code is a token beside them. */
async function readOwnDevices(
  reader: Reader,
  tables: DjangoTables,
  whose: Whose,
): Promise<Map<UserId, Device[]>> {
  const [devices, emergency] = await Promise.all([
    readDevices(reader, tables, whose),
    emergencyTokensByDevice(reader),
  ]);
  if (emergency.size === 0) return devices;
  for (const device of [...devices.values()].flat()) {
    if (device.kind === 'backup-codes') device.tokens -= emergency.get(device.id) ?? 0;
  }
  return devices;
}

function totpDevices(reader: Reader, tables: DjangoTables, whose: Whose): Promise<Map<UserId, Device[]>> {
  const devices = tables.devices.filter(({ table }) => table === TOTP_DEVICES);
  return readDevices(reader, { ...tables, devices, tokens: null }, whose);
}

function grouped(
  { tables }: Known,
  concerns: ReadonlySet<Concern>,
  people: readonly Someone[],
  now: number,
): UserGroup[] {
  const groups = new Map<string, UserGroup>();
  for (const someone of people) {
    const { department, role, createdAt } = someone.person;
    const month = monthOf(createdAt);
    const enrolment = enrolmentOf(tables.rule, someone.devices);
    const key = JSON.stringify([department, role, month, enrolment]);
    const group = groups.get(key) ?? {
      ...{ department, role, month, enrolment, users: 0 },
      concerns: Object.fromEntries([...concerns].map((concern) => [concern, 0])),
    };
    group.users += 1;
    for (const concern of concerns) {
      if (has(tables, concern, someone, now)) group.concerns[concern] = (group.concerns[concern] ?? 0) + 1;
    }
    groups.set(key, group);
  }
  return [...groups.values()];
}

function fits(
  { tables }: Known,
  concerns: ReadonlySet<Concern>,
  { person, devices }: Someone,
  filter: EnrolmentFilter,
  now: number,
): boolean {
  const { concern, enrolment, department, role, joinedFrom, joinedBefore, asOf } = filter;
  if (concern && !(concerns.has(concern) && has(tables, concern, { person, devices }, now))) return false;
  if (department !== undefined && person.department !== department) return false;
  if (role !== undefined && person.role !== role) return false;
  const joined = person.createdAt;
  if (joinedFrom !== undefined && (joined === null || joined < joinedFrom)) return false;
  if (joinedBefore !== undefined && (joined === null || joined >= joinedBefore)) return false;
  if (asOf !== undefined && (joined === null || joined >= asOf)) return false;
  return enrolment === undefined || enrolmentOf(tables.rule, devicesAt(devices, asOf)) === enrolment;
}

/** What was there before a time. A device without one is older than its column. */
function devicesAt(devices: readonly Device[], asOf: number | undefined): readonly Device[] {
  return asOf === undefined
    ? devices
    : devices.filter(({ createdAt }) => createdAt === null || createdAt < asOf);
}

function findingOf({ rule, tokens }: DjangoTables, { person, devices }: Someone): EnrolmentFinding {
  const { id, username, email, fullName, department, role, privileged, createdAt, lastLoginAt } = person;
  const used = devices.filter((device) => counts(rule, device)).flatMap(({ lastUsedAt }) => lastUsedAt ?? []);
  return {
    ...{ id, username, email, fullName, department, role, privileged, createdAt, lastLoginAt },
    enrolment: enrolmentOf(rule, devices),
    unusedCodes: tokens && unusedCodes(rule, devices),
    confirmedAt: lastConfirmed(rule, devices),
    lastUsedAt: used.length === 0 ? null : Math.max(...used),
    pendingSince: pendingSince(devices),
    lockedUntil: lockedUntil(rule, devices),
    ...{ contradicted: false, staffChangeAt: null },
  };
}

/** Of ms UTC, as `2026-11`. */
function monthOf(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString().slice(0, 7);
}
