/**
 * Whether entries are what was logged, fast enough for millions of them: the database joins the columns of each row to its
 * canonical JSON, and the hash is taken of that as it comes. Only rows whose text could have been joined from other
 * columns than they have, or has something to escape, are read and looked at column by column.
 */
import { type Reader, rowsOf } from '../database.ts';
import { isTooDeep } from '../text/json-depth.ts';
import { hashContent } from './entry.ts';
import { AUDIT_TABLE, type AuditRow, contentOf } from './rows.ts';

export interface JoinedRow {
  sequence: number;
  previous_hash: string;
  hash: string;
  /** Null when it lacks what every entry has, or is longer than the server hands over at once, which no entry is. */
  content: string | null;
}

/** How a database says it. */
interface Dialect {
  join(parts: readonly string[]): string;
  /** The column as it is; NULL, and with it the whole text, where its value is of another type than the log writes. */
  typed(column: string, type: 'text' | 'integer'): string;
}

/** A part of the JSON: how SQL joins it from columns, and what it looks like when nothing in it had to be escaped. */
interface Part {
  sql(dialect: Dialect): string;
  pattern: string;
}

const whole = (column: string): Part => ({
  sql: ({ typed }) => typed(column, 'integer'),
  pattern: '-?\\d+',
});

const text = (column: string): Part => ({
  sql: ({ join, typed }) => join([`'"'`, typed(column, 'text'), `'"'`]),
  pattern: '"[^"\\\\]*"',
});

/** Never the word null, for which the log stores NULL. For the keys see ONE_WAY. */
const json = (column: string): Part => ({
  sql: ({ typed }) => `NULLIF(${typed(column, 'text')}, 'null')`,
  pattern: '[^,]*(?:,(?!"(?:actionId|after|before|category|detail|outcome)":)[^,]*)*',
});

/** Its keys are in the order of RFC 8785. */
const object = (members: Record<string, Part>): Part => {
  const all = Object.entries(members);
  return {
    sql: (dialect) =>
      dialect.join([
        ...all.flatMap(([key, part], n) => [`'${n === 0 ? '{' : ','}"${key}":'`, part.sql(dialect)]),
        "'}'",
      ]),
    pattern: `\\{${all.map(([key, { pattern }]) => `"${key}":${pattern}`).join(',')}\\}`,
  };
};

/** NULL is null only where all columns are; where one of several is, it makes the whole text NULL. */
const orNull = (part: Part, ...columns: string[]): Part => ({
  sql: (dialect) =>
    `CASE WHEN ${columns.map((column) => `${column} IS NULL`).join(' AND ')} THEN 'null' ELSE ${part.sql(dialect)} END`,
  pattern: `(?:null|${part.pattern})`,
});

const nullable = (part: (column: string) => Part, column: string) => orNull(part(column), column);

const CONTENT = object({
  action: text('action'),
  actionId: nullable(text, 'action_id'),
  after: nullable(json, 'state_after'),
  before: nullable(json, 'state_before'),
  category: text('category'),
  detail: nullable(json, 'detail'),
  outcome: text('outcome'),
  previousHash: text('previous_hash'),
  reason: nullable(text, 'reason'),
  reasonText: nullable(text, 'reason_text'),
  sequence: whole('sequence'),
  staff: orNull(object({ id: whole('staff_id'), name: text('staff_name') }), 'staff_id', 'staff_name'),
  ticket: nullable(text, 'ticket'),
  time: whole('time'),
  user: orNull(object({ id: text('user_id'), label: text('user_label') }), 'user_id', 'user_label'),
});
const ON_MYSQL = CONTENT.sql({
  join: (parts) => `CONCAT(${parts.join(', ')})`,
  typed: (column) => column,
});
/**
 * SQLite keeps a value of any type in any column: a text that was made a BLOB reads the same, and is found by no filter. That
 * is asked for here, which finds what is there already; STRICT would need the whole table made anew.
 */
const ON_SQLITE = CONTENT.sql({
  join: (parts) => `(${parts.join(' || ')})`,
  typed: (column, type) => `CASE typeof(${column}) WHEN '${type}' THEN ${column} END`,
});

/**
 * Such a text can be joined from one set of columns only, so that its hash proves each of them and not just their sum: each
 * key is the one that the database put there. Of those that were not, the first would stand inside a value. That is no
 * text, which has no quotes here; and no JSON, which has none of the keys up to the one after the last JSON: a later one
 * that is the first would stand later still. Without backslashes a text is also what JSON writes for its column.
 */
const ONE_WAY = new RegExp(`^${CONTENT.pattern}$`);

/** Those with a sequence above `after` and at most `upTo`, in order. */
export function readJoined(
  reader: Reader,
  { after, upTo }: { after: number; upTo: number },
): Promise<JoinedRow[]> {
  return rowsOf<JoinedRow>(
    reader,
    `SELECT sequence, previous_hash, hash, ${contentOn(reader)} AS content FROM ${AUDIT_TABLE}
      WHERE sequence > ? AND sequence <= ? ORDER BY sequence`,
    [after, upTo],
  );
}

/** The sequences of those that are not what was logged. */
export async function findChanged(reader: Reader, rows: readonly JoinedRow[]): Promise<Set<number>> {
  const doubtful = rows.filter((row) => !isProven(row)).map((row) => row.sequence);
  if (doubtful.length === 0) return new Set();
  const read: AuditRow[] = await reader(AUDIT_TABLE)
    .whereIn('sequence', doubtful)
    // Leaves out those whose content is NULL, and those with U+0000: SQLite's driver would hide what comes after it.
    .whereRaw(`INSTR(${contentOn(reader)}, CHAR(0)) = 0`);
  const logged = new Set(read.filter(isAsLogged).map((row) => row.sequence));
  return new Set(doubtful.filter((sequence) => !logged.has(sequence)));
}

function contentOn(reader: Reader): string {
  return reader.client.config.client === 'mysql2' ? ON_MYSQL : ON_SQLITE;
}

function isProven({ content, hash }: JoinedRow): boolean {
  return content !== null && hashContent(content) === hash && !isTooDeep(content) && ONE_WAY.test(content);
}

function isAsLogged(row: AuditRow): boolean {
  const { sequence, previous_hash: previousHash, hash } = row;
  return (
    hashContent(contentOf(row, { sequence, previousHash })) === hash &&
    isJson(row.state_before) &&
    isJson(row.state_after) &&
    isJson(row.detail)
  );
}

/** One value, that does not reach into the next column, and that Rekey could have written. */
function isJson(stored: string | null): boolean {
  if (stored === null) return true;
  if (isTooDeep(stored)) return false;
  try {
    JSON.parse(stored);
    return true;
  } catch {
    return false;
  }
}
