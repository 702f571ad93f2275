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

const NEVER_NULL = ['sequence', 'time', 'category', 'action', 'outcome', 'previous_hash', 'hash'] as const;
const NULLABLE = [
  'staff_id',
  'staff_name',
  'user_id',
  'user_label',
  'reason',
  'reason_text',
  'ticket',
  'state_before',
  'state_after',
  'detail',
  'action_id',
] as const;
const PARTS = NEVER_NULL.length + NULLABLE.length;

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

const MYSQL = `CONCAT_WS(CHAR(31), ${NEVER_NULL.join(', ')}, ${NULLABLE.map(
  (column) => `IF(${column} IS NULL, 'n', CONCAT('v', ${column}))`,
).join(', ')})`;
const SQLITE = [
  ...NEVER_NULL,
  ...NULLABLE.map((column) => `CASE WHEN ${column} IS NULL THEN 'n' ELSE 'v' || ${column} END`),
].join(' || char(31) || ');

/** In the order of NEVER_NULL and NULLABLE. */
type Parts = readonly [
  sequence: string,
  time: string,
  category: string,
  action: string,
  outcome: string,
  previousHash: string,
  hash: string,
  staffId: string,
  staffName: string,
  userId: string,
  userLabel: string,
  reason: string,
  reasonText: string,
  ticket: string,
  before: string,
  after: string,
  detail: string,
  actionId: string,
];

export function unpack(packed: string): PackedEntry {
  const parts = packed.split(BETWEEN) as unknown as Parts;
  return {
    sequence: Number(parts[0]),
    previousHash: parts[5],
    hash: parts[6],
    content: parts.length === PARTS ? contentOf(parts) : null,
  };
}

/** By index, not by name: this runs for each of millions of entries. The keys are in the order of RFC 8785, as entry.ts has them. */
function contentOf(parts: Parts): string | null {
  const staff = pair(parts[7], parts[8], 'name', wholeNumber);
  const user = pair(parts[9], parts[10], 'label', quoted);
  const before = json(parts[14]);
  const after = json(parts[15]);
  const detail = json(parts[16]);
  if (staff === null || user === null || before === null || after === null || detail === null) return null;
  if (wholeNumber(parts[0]) === null || wholeNumber(parts[1]) === null) return null;
  return `{"action":${quoted(parts[3])},"actionId":${text(parts[17])},"after":${after},"before":${before},"category":${quoted(parts[2])},"detail":${detail},"outcome":${quoted(parts[4])},"previousHash":${quoted(parts[5])},"reason":${text(parts[11])},"reasonText":${text(parts[12])},"sequence":${parts[0]},"staff":${staff},"ticket":${text(parts[13])},"time":${parts[1]},"user":${user}}`;
}

export function hashOf(content: string): string {
  return digest('sha256', content, 'hex');
}

/** What JSON writes otherwise than it stands: quotes, backslashes, control characters. */
const ESCAPED = /["\\\p{Cc}]/u;

function quoted(value: string): string {
  return ESCAPED.test(value) ? JSON.stringify(value) : `"${value}"`;
}

function text(packed: string): string {
  return packed === 'n' ? 'null' : quoted(packed.slice(1));
}

/** Up to 15 digits, which a number holds exactly; most are, and this is faster than writing the number anew. */
const EXACT = /^(?:0|-?[1-9]\d{0,14})$/;

function wholeNumber(value: string): string | null {
  return EXACT.test(value) || String(Number(value)) === value ? value : null;
}

/** Null when one half is there without the other. */
function pair(
  id: string,
  called: string,
  key: 'name' | 'label',
  idText: (id: string) => string | null,
): string | null {
  if (id === 'n') return called === 'n' ? 'null' : null;
  const written = idText(id.slice(1));
  return called === 'n' || written === null ? null : `{"id":${written},"${key}":${quoted(called.slice(1))}}`;
}

/**
 * The text as it is stored, which must be one JSON value: else what stands in one column could reach into the next without
 * a byte of what is hashed being different. Null for a text that is none, and for the word null, which is stored as NULL.
 */
function json(packed: string): string | null {
  if (packed === 'n') return 'null';
  const stored = packed.slice(1);
  if (stored === '{}') return stored;
  try {
    return JSON.parse(stored) === null ? null : stored;
  } catch {
    return null;
  }
}
