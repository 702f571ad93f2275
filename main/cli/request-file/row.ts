/** From the fields of a record to a request, or to why it is none. */
import { createHash } from 'node:crypto';
import { importRow } from '../../api/request-input.ts';
import type { ImportRow } from '../../services/requests.ts';
import type { Fields } from './records.ts';

/** The columns and what else they may be called. docs/requests.md has the same. */
const COLUMNS = {
  id: ['id', 'key', 'number'],
  received: ['received', 'received_at', 'created_at', 'date', 'time'],
  channel: ['channel'],
  category: ['category', 'topic'],
  ticket: ['ticket', 'ticket_number'],
  name: ['name', 'sender', 'sender_name', 'full_name'],
  email: ['email', 'e-mail', 'sender_email', 'mail'],
  phone: ['phone', 'sender_phone', 'telephone'],
  message: ['message', 'text', 'body'],
} as const;

type Column = keyof typeof COLUMNS;

export interface Defaults {
  channel: ImportRow['channel'];
  category: ImportRow['category'];
}

/** What is wrong with these columns, or null; and which of them are not read. */
export function judgeColumns(names: readonly string[]): { fault: string | null; unread: string[] } {
  const columns = names.map(columnOf);
  const twice = columns.find((column, index) => column !== null && columns.indexOf(column) !== index);
  const unread = names.filter((_, index) => columns[index] === null);
  if (twice) return { fault: `two columns mean "${twice}"`, unread };
  if (!columns.includes('message')) return { fault: 'the first line names no column "message"', unread };
  if (!['name', 'email', 'phone'].some((column) => columns.includes(column as Column)))
    return { fault: 'the first line names none of the columns "name", "email" and "phone"', unread };
  return { fault: null, unread };
}

export function toRow(fields: Fields, defaults: Defaults, now: number): { row: ImportRow } | { why: string } {
  const values: Partial<Record<Column, string>> = {};
  for (const [name, value] of Object.entries(fields)) {
    const column = columnOf(name);
    if (column === null || value === null || value === undefined) continue;
    if (typeof value !== 'string' && typeof value !== 'number') return { why: `${name}: it is no text` };
    if (values[column] !== undefined) return { why: `two fields mean "${column}"` };
    values[column] = String(value).trim();
  }
  const received = receivedAt(values.received ?? '', now);
  if (received === 'unreadable')
    return { why: 'received: it must be like 2026-02-03T04:05Z or 2026-02-03 04:05 (UTC)' };
  if (received === 'future') return { why: 'received: it lies in the future' };
  const parsed = importRow.safeParse({
    key: keyOf(values),
    channel: slug(values.channel) || defaults.channel,
    category: slug(values.category) || defaults.category,
    ticket: values.ticket || null,
    sender: { name: values.name || null, email: values.email || null, phone: values.phone || null },
    message: values.message ?? '',
    receivedAt: received,
  });
  if (parsed.success) return { row: parsed.data };
  const [issue] = parsed.error.issues;
  const field = issue?.path.at(-1);
  return { why: [field, issue?.message].filter(Boolean).join(': ') };
}

/** The source's own number, or else a digest of all that it says. */
function keyOf(values: Partial<Record<Column, string>>): string {
  const { id } = values;
  if (id && id.length <= 120) return `id:${id}`;
  const columns = Object.keys(COLUMNS) as Column[];
  const content = JSON.stringify(columns.map((column) => values[column] ?? ''));
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

function columnOf(name: string): Column | null {
  const folded = name.trim().toLowerCase().replaceAll(' ', '_');
  const found = Object.entries(COLUMNS).find(([, names]) => (names as readonly string[]).includes(folded));
  return (found?.[0] as Column | undefined) ?? null;
}

/** "E-Mail" and "in person" as Rekey writes them. */
function slug(text: string | undefined): string {
  const folded = (text ?? '').toLowerCase().replace(/[\s_]+/g, '-');
  return folded === 'email' || folded === 'mail' ? 'e-mail' : folded;
}

const A_DAY = 86_400_000;

/** ms UTC; null: it does not say. Without a zone it is UTC. */
function receivedAt(text: string, now: number): number | null | 'unreadable' | 'future' {
  if (text === '') return null;
  const form =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text);
  if (!form) return 'unreadable';
  const [, day = '', clock = '00:00', zone = 'Z'] = form;
  const time = Date.parse(`${day}T${clock}${zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')}`);
  const midnight = Date.parse(day);
  // JavaScript reads 30 February as 2 March.
  if (Number.isNaN(time) || Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day)
    return 'unreadable';
  return time > now + A_DAY ? 'future' : time;
}
