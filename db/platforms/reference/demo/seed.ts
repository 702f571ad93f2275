/** Fills an empty database with the demo platform. */
import { type Algorithm, hash } from '@node-rs/argon2';
import type { Database, Transaction } from '../../../database.ts';
import { RekeyError } from '../../../errors.ts';
import { NO_PASSWORD } from '../../../staff.ts';
import { searchTerms } from '../../../text/search-terms.ts';
import { sealSecret } from '../secrets.ts';
import { DEMO_PASSWORD_HASH, demoCodes, demoEmergencyCode, demoSecret } from './known.ts';
import { demoPeople, type Person } from './people.ts';
import { fileDemoRequests } from './requests.ts';
import { hireDemoStaff } from './staff.ts';
import { type Story, tellStory } from './story.ts';

/** In rekey_settings: says that this database is a demo. Written with the people, so that it never stands without them. */
const MARK = 'demo';
/** 2: its people have a password. */
const VERSION = 2;

/** Values of one INSERT: below SQLite's limit of 32,766, and few enough statements to be quick. */
const VALUES_AT_ONCE = 6_000;

/**
 * 2,000 made-up users and four staff, in one transaction: what is killed on the way leaves nothing, and is done by the
 * next start. `key`: the demo platform's own, 32 bytes; `now`: ms UTC, which all dates are counted from.
 * @returns false when the demo is there already, and stays as it is
 * @throws RekeyError CONFIGURATION when the database holds anything else
 */
export function seedDemo(database: Database, options: { key: Buffer; now: number }): Promise<boolean> {
  return database.transaction((tx) => fillWithDemo(tx, options));
}

export async function isDemo(database: Database): Promise<boolean> {
  if (!(await database.reader.schema.hasTable('rekey_settings'))) return false;
  return (await readMark(database.reader)) !== undefined;
}

/** Inside a transaction, where the tables are known to be there. */
export async function isMarkedDemo(tx: Transaction): Promise<boolean> {
  return (await readMark(tx)) !== undefined;
}

export async function fillWithDemo(
  tx: Transaction,
  { key, now }: { key: Buffer; now: number },
): Promise<boolean> {
  // Whoever starts at the same moment waits here, and then finds the mark.
  await tx('rekey_audit_head').where({ id: 1 }).forUpdate().first('id');
  const mark = await readMark(tx);
  if (mark) {
    await bringUpToDate(tx, mark.value);
    return false;
  }
  for (const table of ['users', 'rekey_staff', 'rekey_audit_entries']) {
    if (await tx(table).first(tx.raw('1'))) {
      throw new RekeyError('CONFIGURATION', {
        why: 'the demo needs a database of its own, and this one is in use',
      });
    }
  }
  await insertPeople(tx, key, now);
  await hireDemoStaff(tx, now);
  await fileDemoRequests(tx, now);
  await tx('rekey_settings').insert({
    name: MARK,
    value: JSON.stringify({ version: VERSION, seededAt: now }),
  });
  return true;
}

/** A demo that an earlier version made. Whoever already chose a password keeps it. */
async function bringUpToDate(tx: Transaction, mark: string): Promise<void> {
  const { version, ...rest } = JSON.parse(mark) as { version: number };
  if (version >= VERSION) return;
  await tx('users').where({ password_hash: NO_PASSWORD }).update({ password_hash: DEMO_PASSWORD_HASH });
  await tx('rekey_settings')
    .where({ name: MARK })
    .update({ value: JSON.stringify({ ...rest, version: VERSION }) });
}

async function readMark(reader: Database['reader'] | Transaction): Promise<{ value: string } | undefined> {
  return reader('rekey_settings').where({ name: MARK }).first('value');
}

async function insertPeople(tx: Transaction, key: Buffer, now: number): Promise<void> {
  const people = demoPeople().map((person) => ({ person, story: tellStory(person, now) }));
  const each = <Row>(rows: (person: Person, story: Story) => Row[]) =>
    people.flatMap(({ person, story }) => rows(person, story));
  // On other threads, while this one inserts the rest.
  const codes = Promise.all(each(codeRows));
  codes.catch(() => undefined);
  await insert(
    tx,
    'users',
    each((person, story) => [userRow(person, story)]),
  );
  await insert(
    tx,
    'user_search_terms',
    each((person) => searchTerms(person).map((term) => ({ term, user_id: person.id }))),
  );
  await insert(
    tx,
    'totp_authenticators',
    each((person, story) => authenticatorRows(person, story, key)),
  );
  await insert(
    tx,
    'sessions',
    each((person, { sessions }) =>
      sessions.map((session) => ({
        id: session.id,
        user_id: person.id,
        ip_address: session.ipAddress,
        user_agent: session.userAgent,
        created_at: session.createdAt,
        last_seen_at: session.lastSeenAt,
        expires_at: session.expiresAt,
      })),
    ),
  );
  await insert(
    tx,
    'trusted_devices',
    each((person, { devices }) =>
      devices.map((device) => ({
        user_id: person.id,
        name: device.name,
        token_hash: device.tokenHash,
        created_at: device.createdAt,
        last_used_at: device.lastUsedAt,
        expires_at: device.expiresAt,
      })),
    ),
  );
  await insert(
    tx,
    'two_factor_events',
    each(({ id }, { events }) => events.map((event) => ({ user_id: id, ...event }))),
  );
  await insert(tx, 'backup_codes', await codes);
}

function userRow(person: Person, story: Story) {
  return {
    id: person.id,
    username: person.username,
    email: person.email,
    full_name: person.fullName,
    phone: person.phone,
    department: person.department,
    role: person.role,
    privileged: person.privileged,
    status: person.situation.suspended ? 'suspended' : 'active',
    password_hash: DEMO_PASSWORD_HASH,
    two_factor_required: story.required,
    failed_attempts: person.situation.failed,
    locked_until: story.lockedUntil,
    created_at: story.createdAt,
    last_login_at: story.lastLoginAt,
  };
}

function authenticatorRows({ id }: Person, { authenticator }: Story, key: Buffer) {
  if (!authenticator) return [];
  return [
    {
      user_id: id,
      name: authenticator.name,
      secret: sealSecret(key, String(id), demoSecret(id)),
      created_at: authenticator.createdAt,
      confirmed_at: authenticator.confirmedAt,
      last_used_at: authenticator.lastUsedAt,
      last_used_step: authenticator.lastUsedStep,
    },
  ];
}

function codeRows({ id }: Person, { codes }: Story) {
  const standard = demoCodes(id);
  return codes.map(async (code, index) => ({
    user_id: id,
    kind: code.kind,
    hash: await hashCheaply(code.kind === 'emergency' ? demoEmergencyCode(id) : (standard[index] as string)),
    created_at: code.createdAt,
    used_at: code.usedAt,
    expires_at: code.expiresAt,
  }));
}

/**
 * argon2id at the least it can cost: at the real cost the twelve thousand codes of a first start would take minutes, and
 * these codes are public anyway (known.ts). A hash carries its parameters, so it is verified like any other.
 */
export function hashCheaply(code: string): Promise<string> {
  return hash(code, {
    algorithm: 2 satisfies Algorithm.Argon2id as Algorithm,
    memoryCost: 8,
    timeCost: 1,
    parallelism: 1,
  });
}

/** One statement for many rows. knex writes it for SQLite as a compound SELECT, which may have 500 parts. */
async function insert(
  tx: Transaction,
  table: string,
  rows: readonly Record<string, string | number | boolean | null>[],
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const chunk = Math.max(1, Math.floor(VALUES_AT_ONCE / columns.length));
  const placeholders = `(${columns.map(() => '?').join(', ')})`;
  for (let start = 0; start < rows.length; start += chunk) {
    const part = rows.slice(start, start + chunk);
    await tx.raw(
      `INSERT INTO ?? (${columns.map(() => '??').join(', ')}) VALUES ${part.map(() => placeholders).join(', ')}`,
      [table, ...columns, ...part.flatMap((row) => Object.values(row))],
    );
  }
}
