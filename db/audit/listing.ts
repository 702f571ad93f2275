/** Searching the audit log. Each filter is one range of one index; test/db/audit-search.test.ts proves it by EXPLAIN. */
import type { Knex } from 'knex';
import type { Reader } from '../database.ts';
import type { AuditEntry, AuditFilter } from './entry.ts';
import { AUDIT_TABLE, type AuditRow, fromRow } from './rows.ts';
import { indexNewEntries, requestTerm, sequencesBetween, TERMS_TABLE, wordsOf } from './search-index.ts';

/** Newest first, with a sequence below `before`. */
export async function listAudit(
  reader: Reader,
  filter: AuditFilter,
  page: { before?: number | undefined; limit: number },
): Promise<AuditEntry[]> {
  const found = await search(reader, filter, { ...page, descending: true });
  const rows: AuditRow[] = (await found?.query) ?? [];
  return rows.map(fromRow);
}

/** Oldest first, at most `limit`. */
export async function entriesAfter(reader: Reader, after: number, limit: number): Promise<AuditEntry[]> {
  const rows: AuditRow[] = await reader(AUDIT_TABLE)
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(limit);
  return rows.map(fromRow);
}

/** Oldest first, in chunks, up to and with an entry. */
export async function* auditInOrder(
  reader: Reader,
  filter: AuditFilter,
  { upTo, after = 0, chunk }: { upTo: number; after?: number; chunk: number },
): AsyncGenerator<AuditEntry[]> {
  for (let last = after; ; ) {
    const found = await search(reader, filter, {
      after: last,
      before: upTo + 1,
      limit: chunk,
      descending: false,
    });
    const rows: AuditRow[] = (await found?.query) ?? [];
    const end = rows.at(-1);
    if (!end) return;
    last = Number(end.sequence);
    yield rows.map(fromRow);
    if (rows.length < chunk) return;
  }
}

interface Span {
  /** Exclusive, both. */
  after?: number | undefined;
  before?: number | undefined;
  limit: number;
  descending: boolean;
}

/** Null when nothing can fit. In an object, since awaiting a query runs it; the test explains it instead. */
export async function search(
  reader: Reader,
  filter: AuditFilter,
  span: Span,
): Promise<{ query: Knex.QueryBuilder } | null> {
  if (needsIndex(filter)) await indexNewEntries(reader);
  const terms = await rarestFirst(reader, termsIn(filter));
  if (terms === null) return null;
  const within = await boundsOf(reader, filter, span);
  if (within === null) return null;

  const [first, ...others] = terms;
  // The terms' own order is that of the sequence, so a page of them needs no sorting and no more rows than it shows.
  const key = first === undefined ? 'entries.sequence' : 'terms.sequence';
  const query = reader
    .select('entries.*')
    .orderBy(key, span.descending ? 'desc' : 'asc')
    .limit(span.limit);
  if (first === undefined) query.from(reader.raw('?? as entries', [AUDIT_TABLE]));
  else
    query.from(termsBefore(reader)).where('terms.term', first).whereRaw('entries.sequence = terms.sequence');
  for (const other of others) {
    query.whereExists(
      reader(TERMS_TABLE)
        .select(reader.raw('1'))
        .where('term', other)
        .whereRaw(`${TERMS_TABLE}.sequence = terms.sequence`),
    );
  }
  if (within.low !== undefined) query.where(key, '>=', within.low);
  if (within.high !== undefined) query.where(key, '<=', within.high);
  return { query: narrowed(query, filter) };
}

function needsIndex({ text, requestId, from, to }: AuditFilter): boolean {
  return [text, requestId, from, to].some((asked) => asked !== undefined);
}

/** The words drive, and the entries are looked up by them: the other way round a rare word would read the whole log. */
function termsBefore(reader: Reader): Knex.Raw {
  const join = reader.client.config.client === 'mysql2' ? 'STRAIGHT_JOIN' : 'CROSS JOIN';
  return reader.raw(`?? as terms ${join} ?? as entries`, [TERMS_TABLE, AUDIT_TABLE]);
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
  for (const [column, value] of exactly) if (value !== undefined) query.where(`entries.${column}`, value);
  if (filter.from !== undefined) query.where('entries.time', '>=', filter.from);
  if (filter.to !== undefined) query.where('entries.time', '<', filter.to);
  return query;
}

function termsIn(filter: AuditFilter): string[] | null {
  const words = filter.text === undefined ? [] : wordsOf(filter.text);
  // Only marks were typed: no entry has such a word.
  if (filter.text !== undefined && filter.text.trim() !== '' && words.length === 0) return null;
  return [...new Set([...(filter.requestId === undefined ? [] : [requestTerm(filter.requestId)]), ...words])];
}

/** More entries with a word than this, and it is as good as any other to begin with. */
const RARE = 1_000;

async function rarestFirst(reader: Reader, terms: string[] | null): Promise<string[] | null> {
  if (terms === null || terms.length < 2) return terms;
  const counted = await Promise.all(
    terms.map(async (term) => {
      const some = reader(TERMS_TABLE).select('sequence').where({ term }).limit(RARE).as('some');
      const row: { many: number } | undefined = await reader.count({ many: '*' }).from(some).first();
      return { term, many: Number(row?.many ?? 0) };
    }),
  );
  if (counted.some(({ many }) => many === 0)) return null;
  return counted.sort((a, b) => a.many - b.many).map(({ term }) => term);
}

/** The sequences that a page can hold; a filter by time is one of sequences first. Null: none. */
async function boundsOf(
  reader: Reader,
  filter: AuditFilter,
  span: Span,
): Promise<{ low?: number; high?: number } | null> {
  const lows = span.after === undefined ? [] : [span.after + 1];
  const highs = span.before === undefined ? [] : [span.before - 1];
  if (filter.from !== undefined || filter.to !== undefined) {
    const hours = await sequencesBetween(reader, filter);
    if (!hours) return null;
    lows.push(hours.low);
    highs.push(hours.high);
  }
  return {
    ...(lows.length > 0 ? { low: Math.max(...lows) } : {}),
    ...(highs.length > 0 ? { high: Math.min(...highs) } : {}),
  };
}
