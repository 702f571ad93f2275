/**
 * Entries as the database can hand them over fastest for verification: each row as one text, of which the bytes that were
 * hashed are put together without parsing JSON and writing it anew.
 */
import { hash as digest } from 'node:crypto';
import { type Reader, rowsOf } from '../database.ts';
import { AUDIT_TABLE } from './rows.ts';

export interface PackedEntry {
  sequence: number;
  previousHash: string;
  hash: string;
  /** What its own hash is taken of; null when the row is not as Rekey writes rows. */
  content: string | null;
}

/** Separates columns: no text that Rekey stores holds it, and a row with more of them is told by their number. */
const BETWEEN = '\u001f';

const ALWAYS = ['sequence', 'time', 'category', 'action', 'outcome', 'previous_hash', 'hash'] as const;
/** What stands in a row only where it is not NULL, each with its bit in the row's mask. */
const NULLABLE = [
  'staff_id',
  'staff_name',
  'user_id',
  'user_label',
  'reason',
  'reason_text',
  'ticket',
  'action_id',
  // Last, so that all before them can be looked through at once for what JSON writes otherwise.
  'state_before',
  'state_after',
  'detail',
] as const;
/** In the mask of a row whose columns were made to allow NULL, and that lacks what every entry has. */
const LACKING = 2 ** NULLABLE.length;
const MASK = [
  ...NULLABLE.map((column, n) => `${2 ** n} * (${column} IS NULL)`),
  `${LACKING} * (${ALWAYS.map((column) => `${column} IS NULL`).join(' OR ')})`,
].join(' + ');
const MYSQL = `CONCAT_WS(CHAR(31), ${[...ALWAYS, MASK, ...NULLABLE].join(', ')})`;
/** Its own CONCAT_WS also leaves out what is empty (before SQLite 3.46). */
const SQLITE = [
  [...ALWAYS, `(${MASK})`].join(' || CHAR(31) || '),
  ...NULLABLE.map((column) => `COALESCE(CHAR(31) || ${column}, '')`),
].join(' || ');

/** Those with a sequence above `after` and at most `upTo`, in order. */
export async function readPacked(
  reader: Reader,
  { after, upTo }: { after: number; upTo: number },
): Promise<string[]> {
  const mysql = reader.client.config.client === 'mysql2';
  const rows = await rowsOf<{ packed: string | null }>(
    reader,
    `SELECT ${mysql ? MYSQL : SQLITE} AS packed FROM ${AUDIT_TABLE} WHERE sequence > ? AND sequence <= ? ORDER BY sequence`,
    [after, upTo],
  );
  // Null: longer than the server hands over at once, which no entry of Rekey's is.
  return rows.map((row) => row.packed ?? '');
}

export function unpack(packed: string): PackedEntry {
  const parts = packed.split(BETWEEN);
  return {
    sequence: Number(parts[0]),
    previousHash: parts[5] ?? '',
    hash: parts[6] ?? '',
    content: contentOf(packed, parts),
  };
}

/** By index, not by name: this runs for each of millions of entries. The keys are in the order of RFC 8785, as entry.ts has them. */
function contentOf(packed: string, parts: readonly string[]): string | null {
  const mask = Number(parts[ALWAYS.length]);
  let next = ALWAYS.length + 1;
  const column = (n: number) => (mask & (1 << n) ? null : (parts[next++] ?? ''));
  const staffId = column(0);
  const staffName = column(1);
  const userId = column(2);
  const userLabel = column(3);
  const reason = column(4);
  const reasonText = column(5);
  const ticket = column(6);
  const actionId = column(7);
  const before = column(8);
  const after = column(9);
  const detail = column(10);
  if (!(mask < LACKING) || parts.length !== next) return null;
  const written = isPlain(packed.length - room(before) - room(after) - room(detail), packed)
    ? enclosed
    : JSON.stringify;
  const [sequence = '', time = '', category = '', action = '', outcome = '', previousHash = ''] = parts;
  if (!isWhole(sequence) || !isWhole(time) || (staffId !== null && !isWhole(staffId))) return null;
  if ((staffId === null) !== (staffName === null) || (userId === null) !== (userLabel === null)) return null;
  if (!isJson(before) || !isJson(after) || !isJson(detail)) return null;
  const text = (value: string | null) => (value === null ? 'null' : written(value));
  const staff = staffId === null ? 'null' : `{"id":${staffId},"name":${text(staffName)}}`;
  const user = userId === null ? 'null' : `{"id":${text(userId)},"label":${text(userLabel)}}`;
  return `{"action":${written(action)},"actionId":${text(actionId)},"after":${after},"before":${before},"category":${written(category)},"detail":${detail},"outcome":${written(outcome)},"previousHash":${written(previousHash)},"reason":${text(reason)},"reasonText":${text(reasonText)},"sequence":${sequence},"staff":${staff},"ticket":${text(ticket)},"time":${time},"user":${user}}`;
}

export function hashOf(content: string): string {
  return digest('sha256', content, 'hex');
}

/** What JSON writes otherwise than it stands, and what it may: quotes, backslashes, control characters but BETWEEN. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ESCAPED = /["\\\u0000-\u001e\u007f-\u009f]/;

/** Most entries have nothing to escape before their JSON, which is told by one search and not by one for each column. */
function isPlain(end: number, packed: string): boolean {
  const first = packed.search(ESCAPED);
  return first === -1 || first >= end;
}

function enclosed(value: string): string {
  return `"${value}"`;
}

/** Characters that a column takes in a packed row. */
function room(value: string | null): number {
  return value === null ? 0 : value.length + BETWEEN.length;
}

/** Up to 15 digits, which a number holds exactly; most are, and this is faster than writing the number anew. */
const EXACT = /^(?:0|-?[1-9]\d{0,14})$/;

function isWhole(value: string): boolean {
  return EXACT.test(value) || String(Number(value)) === value;
}

/**
 * The text as it is stored must be one JSON value: else what stands in one column could reach into the next without a byte
 * of what is hashed being different. The word null is stored as NULL.
 */
function isJson(stored: string | null): boolean {
  if (stored === null || stored === '{}') return true;
  try {
    return JSON.parse(stored) !== null;
  } catch {
    return false;
  }
}
