/** Appending to the audit log, and reading single entries of it; listing.ts searches it. Nothing here updates or deletes an entry. */
import type { Reader, Transaction } from '../database.ts';
import { RekeyError } from '../errors.ts';
import { DEEPEST } from '../text/json-depth.ts';
import { storable, storableInJson } from '../text/storable.ts';
import { isDuplicate, isOfSurroundings, isRetryable, isUnreachable } from '../translate-error.ts';
import type { AuditAction } from './actions.ts';
import { entriesOf, IN_LOG, rowsInLog } from './bounds.ts';
import { faultAtEnd, findHead, hashOf, headMissing, type Place } from './end.ts';
import {
  type AuditCategory,
  type AuditEntry,
  type AuditOutcome,
  GENESIS_HASH,
  hashContent,
  type JsonValue,
  type LoggedEntry,
} from './entry.ts';
import {
  AUDIT_TABLE,
  type AuditColumns,
  type AuditRow,
  contentAround,
  contentOf,
  fromRow,
  toColumns,
} from './rows.ts';

/** What the caller knows; the log adds the place in the chain. What is left out is null. */
export type NewAuditEntry = Pick<AuditEntry, 'time' | 'staff' | 'category' | 'outcome'> & {
  action: AuditAction;
} & Partial<
    Pick<AuditEntry, 'user' | 'reason' | 'reasonText' | 'ticket' | 'before' | 'after' | 'detail' | 'actionId'>
  >;

/** Here too, since who appends mostly wants to read as well. */
export { listAudit } from './listing.ts';

/**
 * Appends one entry inside the caller's transaction, so that it commits with what it tells of, or not at all. Call it
 * last: it locks the head row until the commit, and every other writer waits for that.
 * @throws RekeyError AUDIT_UNWRITABLE, which says what of the log is wrong; ACTION_ID_REUSED when the action id is in the log
 */
export async function appendAudit(tx: Transaction, entry: NewAuditEntry): Promise<LoggedEntry> {
  try {
    const complete = completeEntry(entry);
    const columns = toColumns(complete);
    const add = tx.client.config.client === 'mysql2' ? addOnMysql : addOnSqlite;
    return { ...complete, sequence: await add(tx, columns) };
  } catch (error) {
    if (isRetryable(error) || isUnreachable(error) || isOfSurroundings(error)) throw error;
    const cause = { cause: error };
    const fault = await faultAtEnd(tx).catch(() => null);
    // The place of the entry is taken when the head is wrong; else it can only be the action id that is there already.
    if (!fault && isDuplicate(error)) throw new RekeyError('ACTION_ID_REUSED', {}, cause);
    throw new RekeyError(
      'AUDIT_UNWRITABLE',
      { why: fault?.text ?? 'the database refuses its entries' },
      cause,
    );
  }
}

/** Nothing follows an entry that is not there, or is another one: what is found is left as it is. */
const NO_SUCH_END = 'the head of the log does not name its last entry';

/**
 * The server takes the hash itself: with the head locked, nothing waits for an answer to come here and go back.
 * @returns the entry's sequence
 */
async function addOnMysql(tx: Transaction, columns: AuditColumns): Promise<number> {
  const names = Object.keys(columns);
  const [added] = await tx.raw(
    `INSERT INTO ${AUDIT_TABLE} (${names.join(', ')}, sequence, previous_hash, hash)
     SELECT ${names.map(() => '?').join(', ')}, sequence + 1, hash, SHA2(CONCAT(?, hash, ?, sequence + 1, ?), 256)
     FROM rekey_audit_head WHERE id = 1 FOR UPDATE`,
    [...Object.values(columns), ...contentAround(columns)],
  );
  if (added.affectedRows !== 1) throw new Error(NO_SUCH_END);
  const [moved] = await tx.raw(
    `UPDATE rekey_audit_head head JOIN ${AUDIT_TABLE} entry ON entry.sequence = head.sequence + 1
     LEFT JOIN ${AUDIT_TABLE} before_it ON before_it.sequence = head.sequence AND before_it.hash = head.hash
     SET head.sequence = LAST_INSERT_ID(entry.sequence), head.hash = entry.hash
     WHERE head.id = 1 AND (before_it.sequence IS NOT NULL OR (head.sequence = 0 AND head.hash = ?))`,
    [GENESIS_HASH],
  );
  if (moved.affectedRows !== 1) throw new Error(NO_SUCH_END);
  return moved.insertId;
}

/** SQLite has no SHA-2. */
async function addOnSqlite(tx: Transaction, columns: AuditColumns): Promise<number> {
  const last = await findHead(tx);
  if (!last || (await hashOf(tx, last.sequence)) !== last.hash) throw new Error(NO_SUCH_END);
  const sequence = last.sequence + 1;
  const hash = hashContent(contentOf(columns, { sequence, previousHash: last.hash }));
  await tx(AUDIT_TABLE).insert({ ...columns, sequence, previous_hash: last.hash, hash });
  await tx('rekey_audit_head').where({ id: 1 }).update({ sequence, hash });
  return sequence;
}

/** Whoever holds it is the only one to append until the transaction ends: for counting what must not be doubled. */
export async function lockHead(tx: Transaction): Promise<void> {
  const head = await tx('rekey_audit_head').where({ id: 1 }).forUpdate().first('id');
  if (!head) throw headMissing();
}

export async function readAuditEntry(reader: Reader, sequence: number): Promise<AuditEntry | null> {
  const row: AuditRow | undefined = await entriesOf(reader).where({ sequence }).first();
  return row ? fromRow(row) : null;
}

/** The done action with this id; null when there is none. */
export async function findAction(reader: Reader, actionId: string): Promise<AuditEntry | null> {
  // Ids come in small letters; earlier versions stored them as they were sent.
  const row: AuditRow | undefined = await entriesOf(reader)
    .whereIn('action_id', [actionId, actionId.toUpperCase()])
    .first();
  return row ? fromRow(row) : null;
}

/** The entries of done actions, by action id; those that there are. */
export async function sequencesOf(
  reader: Reader,
  actionIds: readonly string[],
): Promise<Map<string, number>> {
  if (actionIds.length === 0) return new Map();
  const rows: { action_id: string; sequence: number }[] = await entriesOf(reader)
    .whereIn('action_id', actionIds)
    .select('action_id', 'sequence');
  return new Map(rows.map((row) => [row.action_id, Number(row.sequence)]));
}

/** The sequence of the last action done on a user, 0 when there was none: part of what "changed since you looked" means. */
export async function lastActionOn(reader: Reader, userId: string): Promise<number> {
  const [row] = await rowsInLog<{ sequence: number }>(
    reader,
    `SELECT sequence FROM ${AUDIT_TABLE} WHERE user_id = ? AND category = 'action' AND outcome = 'done'
      AND ${IN_LOG} ORDER BY sequence DESC LIMIT 1`,
    [userId],
  );
  return Number(row?.sequence ?? 0);
}

/** What staff did or tried on a user, newest first, looks left out. Strictly before `before` (ms UTC). */
export async function actionsOn(
  reader: Reader,
  userId: string,
  page: { before: number; limit: number },
): Promise<AuditEntry[]> {
  const rows: AuditRow[] = await entriesOf(reader)
    .where({ user_id: userId, category: 'action' })
    .where('time', '<', page.before)
    .orderBy('sequence', 'desc')
    .limit(page.limit);
  return rows.map(fromRow);
}

/** Ids of the users that a staff member looked at last, newest first, each once. */
export async function lastViewedBy(reader: Reader, staffName: string, limit: number): Promise<string[]> {
  const rows: { user_id: string }[] = await entriesOf(reader)
    .where({ staff_name: staffName })
    .whereNotNull('user_id')
    .orderBy('sequence', 'desc')
    .limit(limit * 20)
    .select('user_id');
  return [...new Set(rows.map((row) => row.user_id))].slice(0, limit);
}

/** @throws AUDIT_UNWRITABLE */
export async function readHead(reader: Reader): Promise<Place> {
  const head = await findHead(reader);
  if (!head) throw headMissing();
  return head;
}

/**
 * As it is hashed, stored and read back: with every field, each of which its column can hold on every database.
 * @throws RangeError for a time or a staff id that is no whole number of its column
 */
export function completeEntry(entry: NewAuditEntry): Omit<LoggedEntry, 'sequence'> {
  const text = (value: string | null | undefined, most: number) =>
    value == null ? null : storable(value, most);
  return {
    time: whole(entry.time, Number.MAX_SAFE_INTEGER),
    staff: entry.staff && { id: whole(entry.staff.id, MAX_INTEGER), name: storable(entry.staff.name, 64) },
    category: storable(entry.category, 16) as AuditCategory,
    action: storable(entry.action, 48),
    user: entry.user ? { id: storable(entry.user.id, 64), label: storable(entry.user.label, 255) } : null,
    reason: text(entry.reason, 32),
    reasonText: text(entry.reasonText, TEXT_LENGTH),
    ticket: text(entry.ticket, 64),
    outcome: storable(entry.outcome, 16) as AuditOutcome,
    before: storableJson(entry.before),
    after: storableJson(entry.after),
    detail: storableJson(entry.detail),
    actionId: text(entry.actionId, 64),
  };
}

/** An INTEGER column's. */
const MAX_INTEGER = 2 ** 31 - 1;
/** Characters of four bytes that a TEXT of MySQL (65,535 bytes) holds. */
const TEXT_LENGTH = 16_383;
/** Characters of one text within JSON: longer than any that Rekey takes, so only a platform's can be cut. */
const JSON_TEXT_LENGTH = 65_535;

/** MySQL would round a fraction, and SQLite store what MySQL refuses. A negative zero is read back as zero. */
function whole(value: number, most: number): number {
  if (!Number.isInteger(value) || Math.abs(value) > most)
    throw new RangeError('no whole number of its column');
  return value + 0;
}

/**
 * As it is read back from its JSON: no negative zero, no undefined, and null for a number that JSON does not know. What is nested deeper
 * than `levels` is left out.
 */
function storableJson(value: JsonValue | undefined, levels = DEEPEST): JsonValue {
  if (typeof value === 'string') return storableInJson(value, JSON_TEXT_LENGTH);
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (value == null || typeof value === 'boolean') return value ?? null;
  if (levels === 0) return '…';
  if (Array.isArray(value)) return value.map((inner) => storableJson(inner, levels - 1));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [storableInJson(key, JSON_TEXT_LENGTH), storableJson(inner, levels - 1)]),
  );
}
