/** From the fields of a record to a request, or to why it is none. */
import { createHash } from 'node:crypto';
import { importRow } from '../../api/request-input.ts';
import { type ColumnKind, columnNamed, kindOf, namesInWords } from '../../services/delimited/columns.ts';
import { readTime } from '../../services/read-time.ts';
import type { ImportRow } from '../../services/requests.ts';
import type { Fields } from './records.ts';

/**
 * What is read, each from the first of these kinds of columns that is there; docs/requests.md has the names. A first and a last
 * name are a name.
 */
const FIELDS = {
  id: ['requestId', 'id'],
  received: ['received'],
  channel: ['channel'],
  category: ['category'],
  ticket: ['ticket', 'case'],
  name: ['name'],
  firstName: ['firstName'],
  lastName: ['lastName'],
  email: ['email'],
  phone: ['phone', 'mobile'],
  message: ['message'],
} as const satisfies Record<string, readonly ColumnKind[]>;

export type Field = keyof typeof FIELDS;
/** Which column a person chose for a field. */
export type Chosen = Partial<Record<Field, string>>;
type Values = Partial<Record<Field, string>>;
const SENDER: readonly Field[] = ['name', 'firstName', 'lastName', 'email', 'phone'];

export interface Defaults {
  channel: ImportRow['channel'];
  category: ImportRow['category'];
}

export function isField(text: string): text is Field {
  return Object.hasOwn(FIELDS, text);
}

/** What is wrong with these columns, or null; and which of them are not read. */
export function judgeColumns(
  names: readonly string[],
  chosen: Chosen,
): { fault: string | null; unread: string[] } {
  const { read, twice, missing } = fieldsOf(names, chosen);
  const unread = names.filter((name) => !Object.values(read).includes(name));
  const all = `the columns are ${namesInWords(names)}`;
  if (missing !== null) return { fault: `${missing}; ${all}`, unread };
  if (twice) return { fault: `two columns mean "${twice}"; ${all}`, unread };
  if (read.message === undefined) return { fault: `no column is known as the "message"; ${all}`, unread };
  if (SENDER.every((field) => read[field] === undefined))
    return { fault: `no column is known as the sender's "name", "email" or "phone"; ${all}`, unread };
  return { fault: null, unread };
}

export function toRow(
  fields: Fields,
  { defaults, chosen, now }: { defaults: Defaults; chosen: Chosen; now: number },
): { row: ImportRow } | { why: string } {
  const said = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  const { read, twice } = fieldsOf(
    said.map(([name]) => name),
    chosen,
  );
  if (twice) return { why: `two fields mean "${twice}"` };
  const values: Values = {};
  for (const [field, name] of Object.entries(read) as [Field, string][]) {
    const value = fields[name];
    if (typeof value !== 'string') return { why: `${name}: it is no text` };
    values[field] = value.trim();
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
    sender: { name: nameOf(values) || null, email: values.email || null, phone: values.phone || null },
    message: values.message ?? '',
    receivedAt: received,
  });
  if (parsed.success) return { row: parsed.data };
  const [issue] = parsed.error.issues;
  const field = issue?.path.at(-1);
  return { why: [field, issue?.message].filter(Boolean).join(': ') };
}

/** "nombre" and "nom" are the whole name or a part of it, as the columns beside them tell. */
function nameOf({ name = '', firstName = '', lastName = '' }: Values): string {
  if (name !== '' && (firstName === '') === (lastName === '')) return name;
  return [firstName, name, lastName].filter((part) => part !== '').join(' ');
}

/** The source's own number, or else a digest of all that it says. */
function keyOf(values: Values): string {
  const { id } = values;
  if (id && id.length <= 120) return `id:${id}`;
  // In this order since the first version: the same line has to stay the same request.
  const { received, channel, category, ticket, email, phone, message } = values;
  const content = [id, received, channel, category, ticket, nameOf(values), email, phone, message];
  const text = JSON.stringify(content.map((value) => value ?? ''));
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

interface Found {
  read: Partial<Record<Field, string>>;
  /** A kind that two of them are. */
  twice: string | null;
  /** Why a column that was chosen is not read. */
  missing: string | null;
}

/** Where each field is read: from the column that was chosen for it, else by the names of the others. */
function fieldsOf(names: readonly string[], chosen: Chosen): Found {
  const read: Partial<Record<Field, string>> = {};
  let missing: string | null = null;
  for (const [field, column] of Object.entries(chosen) as [Field, string][]) {
    const index = columnNamed(names, column);
    if (typeof index === 'number') read[field] = names[index];
    else
      missing ??= index === null ? `no column is called "${column}"` : `two columns are called "${column}"`;
  }
  const taken = new Set(Object.values(read));
  const settled = new Set<ColumnKind>((Object.keys(chosen) as Field[]).flatMap((field) => FIELDS[field]));
  const byKind = new Map<ColumnKind, string>();
  let twice: string | null = null;
  for (const name of names) {
    const kind = taken.has(name) ? null : kindOf(name);
    if (kind === null || settled.has(kind)) continue;
    if (byKind.has(kind)) twice ??= kind;
    byKind.set(kind, name);
  }
  for (const [field, kinds] of Object.entries(FIELDS) as [Field, readonly ColumnKind[]][]) {
    const kind = kinds.find((one) => byKind.has(one));
    if (kind) read[field] = byKind.get(kind);
  }
  return { read, twice, missing };
}

/** "E-Mail" and "in person" as Rekey writes them. */
function slug(text: string | undefined): string {
  const folded = (text ?? '').toLowerCase().replace(/[\s_]+/g, '-');
  return folded === 'email' || folded === 'mail' ? 'e-mail' : folded;
}

const A_DAY = 86_400_000;

/** ms UTC; null: it does not say. Without an offset it is UTC. */
function receivedAt(text: string, now: number): number | null | 'unreadable' | 'future' {
  if (text === '') return null;
  const time = readTime(text);
  if (time === null) return 'unreadable';
  return time > now + A_DAY ? 'future' : time;
}
