/** Searching the audit log. Each filter is ranges of one index; test/db/audit-search.test.ts proves it by EXPLAIN. */
import type { Knex } from 'knex';
import type { Reader } from '../database.ts';
import { entriesOf, readBounds } from './bounds.ts';
import type { AuditEntry, AuditFilter } from './entry.ts';
import { AUDIT_TABLE, type AuditRow, fromRow } from './rows.ts';
import { indexNewEntries, sequencesBetween } from './search-index.ts';
import { planWords, sequencesWith, type WordPlan } from './word-search.ts';

export interface FoundEntries {
  entries: AuditEntry[];
  /** A word with which so many begin that only entries with exactly it were found; null: none was taken so. */
  takenWhole: string | null;
}

/** Newest first, with a sequence below `before`. */
export async function findAudit(
  reader: Reader,
  filter: AuditFilter,
  page: { before?: number | undefined; limit: number },
): Promise<FoundEntries> {
  const { chunks, takenWhole } = await search(reader, filter, {
    high: page.before === undefined ? LAST : page.before - 1,
    low: 0,
    chunk: page.limit,
    descending: true,
  });
  const entries: AuditEntry[] = [];
  for await (const chunk of chunks) {
    entries.push(...chunk);
    if (entries.length >= page.limit) break;
  }
  return { entries: entries.slice(0, page.limit), takenWhole };
}

/** The same without the word that was taken whole. */
export async function listAudit(
  reader: Reader,
  filter: AuditFilter,
  page: { before?: number | undefined; limit: number },
): Promise<AuditEntry[]> {
  return (await findAudit(reader, filter, page)).entries;
}

/** Oldest first, at most `limit`. */
export async function entriesAfter(reader: Reader, after: number, limit: number): Promise<AuditEntry[]> {
  const rows: AuditRow[] = await entriesOf(reader)
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(limit);
  return rows.map(fromRow);
}

/**
 * Oldest first, in chunks of at most so many, up to and with an entry. What the words mean is settled once, at its start.
 * No word is taken whole: where too many begin with one, each entry is read and asked.
 */
export async function* auditInOrder(
  reader: Reader,
  filter: AuditFilter,
  { upTo, after = 0, chunk }: { upTo: number; after?: number; chunk: number },
): AsyncGenerator<AuditEntry[]> {
  const span = { low: after + 1, high: upTo, chunk, descending: false };
  const { chunks } = await search(reader, filter, span, { complete: true });
  yield* chunks;
}

/** Between which sequences the log is now, inclusive; null for an empty one. From 1 on, unless older ones were archived. */
export async function spanOf(reader: Reader): Promise<{ first: number; last: number } | null> {
  const { first: from, last: to } = await readBounds(reader);
  // Apart: SQLite finds a least or a greatest by the index, but both at once by reading every entry.
  const end = async (direction: 'asc' | 'desc') => {
    const row: { sequence: number } | undefined = await reader(AUDIT_TABLE)
      .whereBetween('sequence', [from, to])
      .orderBy('sequence', direction)
      .first('sequence');
    return row ? Number(row.sequence) : null;
  };
  const [first, last] = [await end('asc'), await end('desc')];
  return first === null || last === null ? null : { first, last };
}

/** The first entry in the order of the log that is as new as `time` (ms UTC); null when there is none. */
export async function firstSince(reader: Reader, time: number): Promise<number | null> {
  await indexNewEntries(reader);
  const bounds = await readBounds(reader);
  const hours = await sequencesBetween(reader, { from: time });
  if (!hours) return null;
  // The next hour's first entry fits in any case, so no more than an hour's are read.
  const row: { sequence: number } | undefined = await inItsOrder(reader)
    .whereBetween('sequence', [Math.max(hours.low, bounds.first), bounds.last])
    .where('time', '>=', time)
    .orderBy('sequence')
    .first('sequence');
  return row ? Number(row.sequence) : null;
}

const LAST = Number.MAX_SAFE_INTEGER;

interface Span {
  /** Sequences, inclusive, both. */
  low: number;
  high: number;
  descending: boolean;
  chunk: number;
}

async function search(
  reader: Reader,
  filter: AuditFilter,
  span: Span,
  { complete = false }: { complete?: boolean } = {},
): Promise<{ chunks: AsyncGenerator<AuditEntry[]>; takenWhole: string | null }> {
  if (needsIndex(filter)) await indexNewEntries(reader);
  const plan = await planWords(reader, filter);
  if (plan === 'none') return { chunks: nothing(), takenWhole: null };
  const takenWhole = plan?.takenWhole ?? null;
  const { first, last } = await readBounds(reader);
  const within = await rangeOf(reader, filter, {
    low: Math.max(span.low, first),
    high: Math.min(span.high, last),
  });
  if (within === null) return { chunks: nothing(), takenWhole };
  const range = { ...span, ...within };
  if (!plan) return { chunks: withColumns(reader, filter, range), takenWhole };
  if (complete && takenWhole !== null) {
    return { chunks: fitting(withColumns(reader, filter, range), plan.fitsAll), takenWhole: null };
  }
  return { chunks: withWords(reader, plan, filter, range), takenWhole };
}

function needsIndex({ text, requestId, from, to }: AuditFilter): boolean {
  return [text, requestId, from, to].some((asked) => asked !== undefined);
}

async function* nothing(): AsyncGenerator<AuditEntry[]> {}

/** In the order of an index that the database chooses. */
async function* withColumns(
  reader: Reader,
  filter: AuditFilter,
  { low, high, descending, chunk }: Span,
): AsyncGenerator<AuditEntry[]> {
  while (low <= high) {
    const query = reader<AuditRow>(AUDIT_TABLE)
      .select('*')
      .whereBetween('sequence', [low, high])
      .orderBy('sequence', descending ? 'desc' : 'asc')
      .limit(chunk);
    const rows: AuditRow[] = await narrowed(query, filter);
    const end = rows.at(-1);
    if (!end) return;
    yield rows.map(fromRow);
    if (rows.length < chunk) return;
    if (descending) high = Number(end.sequence) - 1;
    else low = Number(end.sequence) + 1;
  }
}

/** Empty chunks too, so that whoever waits for one can give up. */
async function* fitting(
  chunks: AsyncGenerator<AuditEntry[]>,
  fits: (entry: AuditEntry) => boolean,
): AsyncGenerator<AuditEntry[]> {
  for await (const chunk of chunks) yield chunk.filter(fits);
}

/** In the order of the words' own ranges; the columns are asked of the entries that these lead to. */
async function* withWords(
  reader: Reader,
  plan: WordPlan,
  filter: AuditFilter,
  span: Span,
): AsyncGenerator<AuditEntry[]> {
  const size = Math.min(span.chunk, LOOKED_UP);
  for await (const sequences of sequencesWith(reader, plan.terms, span)) {
    for (let at = 0; at < sequences.length; at += size) {
      const entries = await lookUp(reader, sequences.slice(at, at + size), filter);
      const fitting = entries.filter(plan.fits);
      if (fitting.length > 0) {
        yield fitting.sort((a, b) => (span.descending ? b.sequence - a.sequence : a.sequence - b.sequence));
      }
    }
  }
}

/** By number at once; SQLite takes so many values in one statement. */
const LOOKED_UP = 500;

async function lookUp(
  reader: Reader,
  sequences: readonly number[],
  filter: AuditFilter,
): Promise<AuditEntry[]> {
  const rows: AuditRow[] = await narrowed(inItsOrder(reader).whereIn('sequence', sequences), filter);
  return rows.map(fromRow);
}

/** By number, whatever else is asked: MySQL would rather read all that an agent ever did to find a few of it. */
function inItsOrder(reader: Reader): Knex.QueryBuilder<AuditRow> {
  if (reader.client.config.client !== 'mysql2') return reader(AUDIT_TABLE);
  return reader.from(reader.raw('?? FORCE INDEX (PRIMARY)', [AUDIT_TABLE]));
}

function narrowed(query: Knex.QueryBuilder, filter: AuditFilter): Knex.QueryBuilder {
  const exactly: [string, string | undefined][] = [
    ['staff_name', filter.staff],
    ['user_id', filter.userId],
    ['action', filter.action],
    ['category', filter.category],
    ['outcome', filter.outcome],
    ['reason', filter.reason],
    ['ticket', filter.ticket],
  ];
  // MySQL compares without spaces at the end, SQLite with them; none is ever stored.
  for (const [column, value] of exactly) if (value !== undefined) query.where(column, value.trimEnd());
  if (filter.from !== undefined) query.where('time', '>=', filter.from);
  if (filter.to !== undefined) query.where('time', '<', filter.to);
  return query;
}

/** The sequences that can fit; a filter by time is one of sequences first. Null: none. */
async function rangeOf(
  reader: Reader,
  filter: AuditFilter,
  { low, high }: { low: number; high: number },
): Promise<{ low: number; high: number } | null> {
  if (filter.from === undefined && filter.to === undefined) return { low, high };
  const hours = await sequencesBetween(reader, filter);
  return hours && { low: Math.max(low, hours.low), high: Math.min(high, hours.high) };
}
