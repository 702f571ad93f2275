/**
 * What the log is searched by beside its own columns: the words of an entry, the request it belongs to, and the first and
 * last entry of each hour. Nothing here is hashed or trusted: it is made from the entries, and can be made from them anew.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { Reader } from '../database.ts';
import { rowsOf } from '../database.ts';
import { fold } from '../text/fold.ts';
import { readBounds } from './bounds.ts';
import type { AuditEntry, JsonValue } from './entry.ts';
import { AUDIT_TABLE, type AuditRow, fromRow } from './rows.ts';

export const TERMS_TABLE = 'rekey_audit_terms';
export const HOURS_TABLE = 'rekey_audit_hours';

const HOUR = 60 * 60 * 1000;
const TERM_LENGTH = 48;
/** An entry with more different words than this is found by the first of them. */
const TERMS_EACH = 40;
const CHUNK = 1_000;

type Searched = Pick<
  AuditEntry,
  'sequence' | 'time' | 'reasonText' | 'ticket' | 'user' | 'detail' | 'category'
>;

/** The words of what people wrote and of the user's label, folded, each once; and the request, as `request:12`. */
export function termsOf(entry: Omit<Searched, 'sequence' | 'time'>): string[] {
  const request = requestOf(entry.detail);
  const texts = [entry.ticket, entry.reasonText, entry.user?.label, ...textsIn(entry.detail)];
  const words = texts.flatMap((text) => (text ? wordsOf(text) : []));
  return [...new Set([...(request === null ? [] : [requestTerm(request)]), ...words])].slice(0, TERMS_EACH);
}

/** No word has a colon. */
const REQUEST_TERMS = 'request:';
/** The first that can come after all of them. */
export const REQUEST_TERMS_END = 'request;';

export function requestTerm(requestId: number): string {
  return REQUEST_TERMS + requestId;
}

export function isRequestTerm(term: string): boolean {
  return term.startsWith(REQUEST_TERMS);
}

/**
 * Whole words, with the parts of those that a dot, a dash or an "@" joins: "T-4711" gives "t-4711" and "4711". A part of
 * one character finds too much to be worth a row.
 */
export function wordsOf(text: string): string[] {
  return joinedWordsOf(text)
    .flatMap((whole) => {
      const parts = whole.split(/[^\p{L}\p{M}\p{N}]+/u);
      return parts.length === 1 ? [whole] : [whole, ...parts.filter((part) => part.length > 1)];
    })
    .map(cut);
}

/** Whole words only: an entry that has one of these has its parts too. */
export function wholesOf(text: string): string[] {
  return joinedWordsOf(text).map(cut);
}

function joinedWordsOf(text: string): string[] {
  return fold(text)
    .split(/[^\p{L}\p{M}\p{N}@._+'-]+/u)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{M}\p{N}]+$/gu, ''))
    .filter((word) => word !== '');
}

function cut(word: string): string {
  return Array.from(word).slice(0, TERM_LENGTH).join('');
}

/**
 * The lowest and the highest sequence that an entry of this time can have: clocks of several machines differ, so times
 * need not rise with the sequence, and each hour remembers its own first and last. Null: there is no such entry.
 */
export async function sequencesBetween(
  reader: Reader,
  { from, to }: { from?: number | undefined; to?: number | undefined },
): Promise<{ low: number; high: number } | null> {
  const hours = reader(HOURS_TABLE).min({ low: 'first_sequence' }).max({ high: 'last_sequence' });
  if (from !== undefined) hours.where('hour', '>=', Math.floor(from / HOUR));
  if (to !== undefined) hours.where('hour', '<', Math.ceil(to / HOUR));
  const [row]: { low?: number | null; high?: number | null }[] = await hours;
  return row?.low == null || row.high == null ? null : { low: Number(row.low), high: Number(row.high) };
}

interface Pace {
  /** ms between two chunks. */
  rest: number;
  signal: AbortSignal | undefined;
}

/** One at a time in this process; a second search waits for the first one's. */
const running = new WeakMap<object, { pace: Pace; end: Promise<void> }>();

/**
 * Indexes what was appended since the last time: before a search, so that no action waits for it. In chunks, so that
 * memory does not grow with the log. Twice, or in two consoles at once, is harmless: what is there already stays.
 * `rest`: ms between two chunks, until somebody waits for the end. After a burst of work V8 leaves 80 MB more of garbage
 * lying about for a while. `signal`: ends it between two chunks; the next time goes on from there.
 */
export function indexNewEntries(knex: Knex, { rest = 0, signal }: Partial<Pace> = {}): Promise<void> {
  const client: object = knex.client;
  const present = running.get(client);
  if (present) {
    present.pace.rest = Math.min(present.pace.rest, rest);
    return present.end;
  }
  const pace = { rest, signal };
  const end = indexAll(knex, pace).finally(() => running.delete(client));
  running.set(client, { pace, end });
  return end;
}

async function indexAll(knex: Knex, pace: Pace): Promise<void> {
  const { last } = await readBounds(knex);
  for (let after = await lastIndexed(knex, last); ; ) {
    const found: AuditRow[] = await knex(AUDIT_TABLE)
      .where('sequence', '>', after)
      .orderBy('sequence')
      .limit(CHUNK);
    const rows = found.filter(({ sequence }) => Number(sequence) <= last);
    const end = rows.at(-1);
    if (!end) return;
    await indexEntries(knex, rows.map(fromRow));
    after = Number(end.sequence);
    if (pace.rest > 0 && rows.length === CHUNK) await pause(pace.rest);
    if (pace.signal?.aborted) return;
  }
}

/** The hours are written last, so their end is that of the index; one beyond the log was made of no entry. */
async function lastIndexed(knex: Knex, end: number): Promise<number> {
  const row: { last?: number | null } | undefined = await knex(HOURS_TABLE)
    .where('last_sequence', '<=', end)
    .max({ last: 'last_sequence' })
    .first();
  return Number(row?.last ?? 0);
}

async function indexEntries(knex: Knex, entries: readonly Searched[]): Promise<void> {
  const terms = entries.flatMap((entry) =>
    termsOf(entry).map((term) => ({ term, sequence: entry.sequence })),
  );
  for (const group of inGroups(terms)) {
    await knex(TERMS_TABLE).insert(group).onConflict(['term', 'sequence']).ignore();
  }
  await widenHours(knex, entries);
}

/** SQLite takes so many values in one statement. */
function inGroups<T>(rows: readonly T[]): T[][] {
  const size = 400;
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, n) =>
    rows.slice(n * size, (n + 1) * size),
  );
}

async function widenHours(
  knex: Knex,
  entries: readonly Pick<AuditEntry, 'sequence' | 'time'>[],
): Promise<void> {
  const hours = new Map<number, { first: number; last: number }>();
  for (const { sequence, time } of entries) {
    const hour = Math.floor(time / HOUR);
    hours.set(hour, { first: hours.get(hour)?.first ?? sequence, last: sequence });
  }
  const mysql = knex.client.config.client === 'mysql2';
  for (const [hour, { first, last }] of hours) {
    await rowsOf(
      knex as Reader,
      `INSERT INTO ${HOURS_TABLE} (hour, first_sequence, last_sequence) VALUES (?, ?, ?) ${
        mysql
          ? 'ON DUPLICATE KEY UPDATE last_sequence = GREATEST(last_sequence, VALUES(last_sequence))'
          : 'ON CONFLICT (hour) DO UPDATE SET last_sequence = MAX(last_sequence, excluded.last_sequence)'
      }`,
      [hour, first, last],
    );
  }
}

function requestOf(detail: JsonValue): number | null {
  if (detail === null || typeof detail !== 'object' || Array.isArray(detail)) return null;
  return typeof detail.requestId === 'number' ? detail.requestId : null;
}

/** What is no word of a person: ids and hashes in hexadecimal. */
const NO_WORD = /^[0-9a-f-]{32,}$/;

function textsIn(value: JsonValue): string[] {
  if (typeof value === 'string') return NO_WORD.test(value) ? [] : [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(textsIn);
}
