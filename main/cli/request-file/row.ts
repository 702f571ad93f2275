/** From the fields of a record to a request, or to why it is none. */
import { createHash } from 'node:crypto';
import { importRow } from '../../api/request-input.ts';
import { type ColumnKind, kindOf, namesInWords } from '../../services/delimited/columns.ts';
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

type Field = keyof typeof FIELDS;
type Values = Partial<Record<Field, string>>;
const SENDER: readonly Field[] = ['name', 'firstName', 'lastName', 'email', 'phone'];

export interface Defaults {
  channel: ImportRow['channel'];
  category: ImportRow['category'];
}

/** What is wrong with these columns, or null; and which of them are not read. */
export function judgeColumns(names: readonly string[]): { fault: string | null; unread: string[] } {
  const { read, twice } = fieldsOf(names);
  const unread = names.filter((name) => !Object.values(read).includes(name));
  const all = `the columns are ${namesInWords(names)}`;
  if (twice) return { fault: `two columns mean "${twice}"; ${all}`, unread };
  if (read.message === undefined) return { fault: `no column is known as the "message"; ${all}`, unread };
  if (SENDER.every((field) => read[field] === undefined))
    return { fault: `no column is known as the sender's "name", "email" or "phone"; ${all}`, unread };
  return { fault: null, unread };
}

export function toRow(fields: Fields, defaults: Defaults, now: number): { row: ImportRow } | { why: string } {
  const said = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  const { read, twice } = fieldsOf(said.map(([name]) => name));
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

/** By the names of columns, where each field is read. `twice`: a kind that two of them are. */
function fieldsOf(names: readonly string[]): { read: Partial<Record<Field, string>>; twice: string | null } {
  const byKind = new Map<ColumnKind, string>();
  let twice: string | null = null;
  for (const name of names) {
    const kind = kindOf(name);
    if (kind === null) continue;
    if (byKind.has(kind)) twice ??= kind;
    byKind.set(kind, name);
  }
  const read: Partial<Record<Field, string>> = {};
  for (const [field, kinds] of Object.entries(FIELDS) as [Field, readonly ColumnKind[]][]) {
    const kind = kinds.find((one) => byKind.has(one));
    if (kind) read[field] = byKind.get(kind);
  }
  return { read, twice };
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
