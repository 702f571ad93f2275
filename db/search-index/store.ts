/** What the walk through a platform's users writes: their terms, and how far it is. Times are ms UTC. */
import { type Reader, rowsOf, type Transaction } from '../database.ts';
import type { Searchable } from '../platforms/search-source.ts';
import type { UserId } from '../platforms/user.ts';
import { STATE, TERMS } from './tables.ts';
import { termsOf } from './terms.ts';

/** SQLite takes 32,766 values in one statement, and MySQL a packet of 16 MB. */
const ROWS_AT_ONCE = 5_000;

export interface WalkState {
  /** Who walks; its lease may be over. */
  runner: string | null;
  leaseUntil: number;
  /** When the walk began that is under way; null: none is. */
  startedAt: number | null;
  phase: 'users' | 'gone';
  /** The last user it came to; null: it is at the beginning of its phase. */
  reached: UserId | null;
  /** Users that it has come by, and nearly how many there are. */
  doneUsers: number;
  allUsers: number;
  /** The last walk that came to its end: whoever was there before it began is found. Null: none did yet. */
  walked: { from: number; to: number; users: number } | null;
  failedAt: number | null;
  failure: string | null;
}

/** `madeOf`: of the platform's source. Walks that read other columns found nobody by these, so they count as none. */
export async function readWalk(reader: Reader, madeOf: string): Promise<WalkState> {
  const [kept] = await rowsOf<Record<string, number | string | null>>(
    reader,
    `SELECT * FROM ${STATE} WHERE id = 1`,
  );
  const { runner = null, lease_until = null, failed_at = null, failure = null } = kept ?? {};
  const row = kept?.made_of === madeOf ? kept : { runner, lease_until, failed_at, failure };
  const number = (name: string) => (row?.[name] == null ? null : Number(row[name]));
  const from = number('walked_from');
  return {
    runner: (row?.runner as string | null) ?? null,
    leaseUntil: number('lease_until') ?? 0,
    startedAt: number('started_at'),
    phase: row?.phase === 'gone' ? 'gone' : 'users',
    reached: (row?.reached as UserId | null) ?? null,
    doneUsers: number('done_users') ?? 0,
    allUsers: number('all_users') ?? 0,
    walked:
      from === null ? null : { from, to: number('walked_to') ?? from, users: number('walked_users') ?? 0 },
    failedAt: number('failed_at'),
    failure: (row?.failure as string | null) ?? null,
  };
}

/** What must be written so that the index is as these users are. */
export interface TermChanges {
  missing: { term: string; id: UserId }[];
  wrong: { term: string; id: UserId }[];
  /** Of the users, those that had no term before. */
  unknown: number;
}

export async function compareTerms(reader: Reader, users: readonly Searchable[]): Promise<TermChanges> {
  const stored = await storedTerms(
    reader,
    users.map(({ id }) => id),
  );
  const changes: TermChanges = { missing: [], wrong: [], unknown: 0 };
  for (const user of users) {
    const { id } = user;
    const wanted = termsOf(user);
    const present = stored.get(id) ?? new Set();
    if (present.size === 0 && wanted.length > 0) changes.unknown += 1;
    for (const term of wanted) if (!present.delete(term)) changes.missing.push({ term, id });
    for (const term of present) changes.wrong.push({ term, id });
  }
  return changes;
}

/** Of Rekey's own rows alone. Twice is harmless. */
export async function writeTerms(tx: Transaction, { missing, wrong }: TermChanges): Promise<void> {
  for (const { term, id } of wrong) await tx(TERMS).where({ term, user_id: id }).delete();
  // In the order of the primary key, so that neighbours are written at once.
  const rows = [...missing].sort((one, other) => (one.term < other.term ? -1 : 1));
  const ignore = tx.client.config.client === 'mysql2' ? 'INSERT IGNORE' : 'INSERT OR IGNORE';
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const some = rows.slice(start, start + ROWS_AT_ONCE);
    await tx.raw(
      `${ignore} INTO ${TERMS} (term, user_id) VALUES ${some.map(() => '(?, ?)').join(', ')}`,
      some.flatMap(({ term, id }) => [term, id]),
    );
  }
}

/** Who is in the index, from there on in the order of its ids. */
export async function indexedAfter(reader: Reader, after: UserId | null, limit: number): Promise<UserId[]> {
  const rows = await rowsOf<{ user_id: UserId }>(
    reader,
    `SELECT DISTINCT user_id FROM ${TERMS} WHERE user_id > ? ORDER BY user_id LIMIT ?`,
    [after ?? '', limit],
  );
  return rows.map(({ user_id }) => user_id);
}

export async function dropTerms(tx: Transaction, ids: readonly UserId[]): Promise<void> {
  if (ids.length > 0) await tx(TERMS).whereIn('user_id', ids).delete();
}

async function storedTerms(reader: Reader, ids: readonly UserId[]): Promise<Map<UserId, Set<string>>> {
  const stored = new Map<UserId, Set<string>>();
  if (ids.length === 0) return stored;
  const rows = await rowsOf<{ term: string; user_id: UserId }>(
    reader,
    `SELECT term, user_id FROM ${TERMS} WHERE user_id IN (${ids.map(() => '?').join(', ')})`,
    ids,
  );
  for (const { term, user_id: id } of rows) stored.set(id, (stored.get(id) ?? new Set()).add(term));
  return stored;
}
