/** What the walk through a platform's users writes: their terms, and how far it is. Times are ms UTC. */
import { type Reader, rowsOf, type Transaction } from '../database.ts';
import type { UserId } from '../platforms/user.ts';
import type { Block } from './blocks.ts';
import { STATE, TERM_COLUMNS, USERS } from './tables.ts';
import { type TermRow, termRowsOf } from './terms.ts';

/** SQLite takes 32,766 values in one statement, and MySQL a packet of 16 MB. */
const ROWS_AT_ONCE = 1_000;
const COLUMNS = ['user_id', 'part', ...TERM_COLUMNS, 'block'];
const ONE_ROW = `(${COLUMNS.map(() => '?').join(', ')})`;

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

/** One user's rows as they must be. */
export interface UserTerms {
  id: UserId;
  rows: readonly TermRow[];
  /** The digest of the block that ends with this user. */
  block: string | null;
}

/** What must be written so that the index is as these users are. */
export interface TermChanges {
  /** Of those who have no row, though there may be nothing to find them by. */
  unknown: UserTerms[];
  changed: UserTerms[];
}

export async function compareTerms(reader: Reader, blocks: readonly Block[]): Promise<TermChanges> {
  const stored = await storedRows(
    reader,
    blocks.flatMap(({ users }) => users.map(({ id }) => id)),
  );
  const changes: TermChanges = { unknown: [], changed: [] };
  for (const { users, digest } of blocks)
    for (const user of users) {
      const block = user === users.at(-1) ? digest : null;
      const wanted = { id: user.id, rows: termRowsOf(user), block };
      const present = stored.get(user.id);
      if (!present) changes.unknown.push(wanted);
      else if (!isSame(present, wanted)) changes.changed.push(wanted);
    }
  return changes;
}

/** Of Rekey's own rows alone. Twice is harmless. */
export async function writeTerms(tx: Transaction, { unknown, changed }: TermChanges): Promise<void> {
  await dropTerms(
    tx,
    changed.map(({ id }) => id),
  );
  const rows = [...unknown, ...changed].flatMap(({ id, rows, block }) =>
    rows.map((row, part) => [
      id,
      part,
      ...TERM_COLUMNS.map((column) => row[column]),
      part === 0 ? block : null,
    ]),
  );
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const some = rows.slice(start, start + ROWS_AT_ONCE);
    // Another console may have been here meanwhile, and has left the same.
    await tx.raw(
      `REPLACE INTO ${USERS} (${COLUMNS.join(', ')}) VALUES ${some.map(() => ONE_ROW).join(', ')}`,
      some.flat(),
    );
  }
}

/** How many users are in the index. */
export async function countIndexed(reader: Reader): Promise<number> {
  const [row] = await rowsOf<{ n: number }>(reader, `SELECT COUNT(*) AS n FROM ${USERS} WHERE part = 0`);
  return Number(row?.n);
}

/** Who is in the index, from there on in the order of its ids. */
export async function indexedAfter(reader: Reader, after: UserId | null, limit: number): Promise<UserId[]> {
  const rows = await rowsOf<{ user_id: UserId }>(
    reader,
    `SELECT user_id FROM ${USERS} WHERE part = 0 AND user_id > ? ORDER BY user_id LIMIT ?`,
    [after ?? '', limit],
  );
  return rows.map(({ user_id }) => user_id);
}

export async function dropTerms(tx: Transaction, ids: readonly UserId[]): Promise<void> {
  if (ids.length > 0) await tx(USERS).whereIn('user_id', ids).delete();
}

type StoredRow = TermRow & { user_id: UserId; part: number; block: string | null };

/** By user, in the order of their parts. */
async function storedRows(reader: Reader, ids: readonly UserId[]): Promise<Map<UserId, StoredRow[]>> {
  const stored = new Map<UserId, StoredRow[]>();
  if (ids.length === 0) return stored;
  const rows = await rowsOf<StoredRow>(
    reader,
    `SELECT * FROM ${USERS} WHERE user_id IN (${ids.map(() => '?').join(', ')}) ORDER BY user_id, part`,
    ids,
  );
  for (const row of rows) {
    const others = stored.get(row.user_id);
    if (others) others.push(row);
    else stored.set(row.user_id, [row]);
  }
  return stored;
}

function isSame(stored: readonly StoredRow[], { rows, block }: UserTerms): boolean {
  return (
    stored.length === rows.length &&
    (block === null || stored[0]?.block === block) &&
    rows.every((row, part) => TERM_COLUMNS.every((column) => stored[part]?.[column] === row[column]))
  );
}
