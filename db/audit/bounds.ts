/**
 * Which rows of the table are the log's entries: from the first that is in no archive to the one that the head names. Whatever
 * else stands there is neither listed, counted, forwarded nor taken as done, and is found by the verification.
 */
import type { Knex } from 'knex';
import { type Reader, rowsOf, type Transaction } from '../database.ts';
import { translateError } from '../translate-error.ts';
import { type EndFault, headMissing } from './end.ts';
import { AUDIT_TABLE, type AuditRow } from './rows.ts';

const HEAD = 'rekey_audit_head';

/**
 * The condition, of one statement with rowsInLog: no entry that is appended meanwhile is missed. By its sign no database takes
 * it for a range to read: nearly every row is in it, and what else is asked has an index.
 */
export const IN_LOG = `+sequence BETWEEN (SELECT first_sequence FROM ${HEAD} WHERE id = 1)
  AND (SELECT sequence FROM ${HEAD} WHERE id = 1)`;

/** @throws RekeyError AUDIT_UNWRITABLE when there is no head at all */
export async function rowsInLog<Row>(
  reader: Reader,
  sql: string,
  bindings: readonly (string | number)[] = [],
): Promise<Row[]> {
  try {
    return await rowsOf<Row>(reader, sql, bindings);
  } catch (error) {
    throw translateError(error).code === 'SCHEMA_MISSING' ? headMissing() : error;
  }
}

/** For a lookup of a few entries. */
export function entriesOf(reader: Reader): Knex.QueryBuilder<AuditRow> {
  return reader(AUDIT_TABLE).whereRaw(IN_LOG);
}

export interface Bounds {
  /** The sequence of the first entry that is in no archive. */
  first: number;
  /** The last one's; 0 for a log without any. */
  last: number;
}

/** As the head says now. Null: the head is gone. */
export async function findBounds(reader: Reader): Promise<Bounds | null> {
  // Every column: the migration that indexed the first logs is older than `first_sequence`.
  const head = await reader(HEAD).where({ id: 1 }).first();
  return head ? { first: Number(head.first_sequence ?? 1), last: Number(head.sequence) } : null;
}

/** For what goes through the log page by page. @throws RekeyError AUDIT_UNWRITABLE when the head is gone */
export async function readBounds(reader: Reader): Promise<Bounds> {
  const bounds = await findBounds(reader);
  if (!bounds) throw headMissing();
  return bounds;
}

/** From now on the log begins after this entry: in the transaction of the seal that says so. */
export async function beginAfter(tx: Transaction, sequence: number): Promise<void> {
  await tx(HEAD)
    .where({ id: 1 })
    .update({ first_sequence: sequence + 1 });
}

/**
 * A row where no entry can be, archived or not; null: there is none. Each is looked for by the primary key. Whether an entry
 * stands beyond the head is told by end.ts, which looks at numbers only.
 */
export async function findStray(reader: Reader): Promise<EndFault | null> {
  const places: [string, string][] = [
    ['sequence < 1', 'a row stands before its first entry'],
    // On SQLite a primary key may be NULL, and of any type: texts and BLOBs come after every number.
    ['sequence IS NULL', 'there is a row without a number'],
    [
      `sequence > (SELECT sequence FROM ${HEAD} WHERE id = 1)`,
      'there is a row with something else than a number',
    ],
  ];
  for (const [place, text] of places) {
    const row: { sequence: unknown } | undefined = await reader(AUDIT_TABLE)
      .whereRaw(place)
      .orderBy('sequence')
      .first('sequence');
    if (row) return { at: Number.isSafeInteger(row.sequence) ? Number(row.sequence) : 0, text };
  }
  return null;
}
