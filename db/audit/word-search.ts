/**
 * Searching the log by words that are matched by their beginning: "caf" finds "Café". What begins so is a few terms of the
 * index, each of them a range of sequences in order; these are merged, and an entry is looked up by its number only.
 */
import type { Reader } from '../database.ts';
import { rowsOf } from '../database.ts';
import type { AuditEntry, AuditFilter } from './entry.ts';
import {
  isRequestTerm,
  REQUEST_TERMS_END,
  requestTerm,
  TERMS_TABLE,
  termsOf,
  wholesOf,
} from './search-index.ts';

/** What is searched for by terms: one of them is walked along, the rest is asked of each entry that it leads to. */
export interface WordPlan {
  /** An entry has at least one of these. */
  terms: string[];
  /** Whether the entry also has all the others. */
  fits(entry: AuditEntry): boolean;
  /** Whether the entry has all that was asked for, with nothing taken whole. */
  fitsAll(entry: AuditEntry): boolean;
  /** So many words begin with this one that it was taken as it stands; null: every word was matched by its beginning. */
  takenWhole: string | null;
}

/** As many different words may begin with one that is searched for. */
export const MOST_BEGINNINGS = 64;
/** Rows in which to look for the next different terms. */
const STRIDE = 200;
/** No character comes after it. */
const AFTER_ALL = '\u{10FFFF}';
/** More entries with a word than this, and it is as good as any other to begin with. */
const RARE = 1_000;

interface Demand {
  text: string;
  terms: string[];
  /** Not by its beginning: the number of a request, or a word of which too many begin so. */
  whole: boolean;
  /** Of the entries with one of its terms, counted up to RARE. */
  many: number;
}

/** Null: the filter asks for no words. `none`: no entry can have them. */
export async function planWords(reader: Reader, filter: AuditFilter): Promise<WordPlan | 'none' | null> {
  const words = filter.text === undefined ? [] : wholesOf(filter.text);
  // Only marks were typed: no entry has such a word.
  if (words.length === 0 && filter.text !== undefined && filter.text.trim() !== '') return 'none';
  const requests = filter.requestId === undefined ? [] : [requestTerm(filter.requestId)];
  if (words.length + requests.length === 0) return null;

  const demands: Demand[] = requests.map((text) => ({ text, terms: [text], whole: true, many: 0 }));
  for (const text of new Set(words)) {
    const terms = await termsBeginning(reader, text);
    if (terms?.length === 0) return 'none';
    demands.push({ text, terms: terms ?? [text], whole: terms === null, many: 0 });
  }
  if (demands.length > 1) {
    for (const demand of demands) demand.many = await countUpTo(reader, demand.terms, RARE);
  }
  const [walked, ...others] = demands.sort((a, b) => rank(a) - rank(b));
  if (!walked) return null;
  const takenWhole = walked.whole && !isRequestTerm(walked.text) ? walked.text : null;
  return {
    terms: walked.terms,
    fits: (entry) => others.length === 0 || hasAll(termsOf(entry), others),
    fitsAll: (entry) => hasAll(termsOf(entry), demands),
    takenWhole,
  };
}

/** The rarest first; what had to be taken whole last, since that loses entries, and last of all what none has. */
function rank({ text, whole, many }: Demand): number {
  if (!whole || isRequestTerm(text)) return many;
  return many > 0 ? RARE + many : 3 * RARE;
}

/** Each word may be the beginning of one; the number of a request is no word. */
function hasAll(terms: readonly string[], demands: readonly Demand[]): boolean {
  return demands.every(({ text }) =>
    isRequestTerm(text)
      ? terms.includes(text)
      : terms.some((term) => term.startsWith(text) && !isRequestTerm(term)),
  );
}

/** The different terms that begin so; null when there are too many of them. It reads a few rows of each. */
async function termsBeginning(reader: Reader, text: string): Promise<string[] | null> {
  const found: string[] = [];
  for (let from = { term: text, with: true }; ; ) {
    const rows: { term: string }[] = await reader(TERMS_TABLE)
      .select('term')
      .where('term', from.with ? '>=' : '>', from.term)
      .where('term', '<', text + AFTER_ALL)
      .orderBy('term')
      .limit(STRIDE);
    for (const { term } of rows) if (term !== found.at(-1) && !isRequestTerm(term)) found.push(term);
    if (found.length > MOST_BEGINNINGS) return null;
    const last = rows.at(-1)?.term;
    if (last === undefined || rows.length < STRIDE) return found;
    from = isRequestTerm(last) ? { term: REQUEST_TERMS_END, with: true } : { term: last, with: false };
  }
}

async function countUpTo(reader: Reader, terms: readonly string[], most: number): Promise<number> {
  const some = reader(TERMS_TABLE).select('sequence').whereIn('term', terms).limit(most).as('some');
  const row: { many: number } | undefined = await reader.count({ many: '*' }).from(some).first();
  return Number(row?.many ?? 0);
}

/** Rows of the index that are read at once: for a page at first, and more when most of what they lead to does not fit. */
const FIRST = 400;
const MOST = 8_000;
const LEAST_EACH = 20;

interface Bounds {
  /** Inclusive, both. */
  low: number;
  high: number;
  descending: boolean;
}

/** The sequences of the entries with at least one of the terms, in order and each once, as many at a time as came by. */
export async function* sequencesWith(
  reader: Reader,
  terms: readonly string[],
  { low, high, descending }: Bounds,
): AsyncGenerator<number[]> {
  const ahead = descending ? (a: number, b: number) => b - a : (a: number, b: number) => a - b;
  for (let together = FIRST; low <= high; together = Math.min(2 * together, MOST)) {
    const each = Math.max(LEAST_EACH, Math.ceil(together / terms.length));
    const rows = await rangesOf(reader, terms, { low, high, descending }, each);
    const ends = endsOf(rows, each);
    const sequences = [...new Set(rows.map(({ sequence }) => sequence))].sort(ahead);
    // Beyond the nearest end of a range that goes on, others may have been read further than that one.
    const horizon = ends.length === 0 ? undefined : ends.sort(ahead)[0];
    const sure =
      horizon === undefined ? sequences : sequences.filter((sequence) => ahead(sequence, horizon) <= 0);
    if (sure.length > 0) yield sure;
    if (horizon === undefined) return;
    if (descending) high = horizon - 1;
    else low = horizon + 1;
  }
}

interface TermRow {
  term: string;
  sequence: number;
}

/** So many of each term: one statement, one range of the primary key for each. */
async function rangesOf(
  reader: Reader,
  terms: readonly string[],
  { low, high, descending }: Bounds,
  each: number,
): Promise<TermRow[]> {
  const one = `SELECT term, sequence FROM ${TERMS_TABLE} WHERE term = ? AND sequence >= ? AND sequence <= ?
    ORDER BY sequence ${descending ? 'DESC' : 'ASC'} LIMIT ${each}`;
  // SQLite takes no brackets there, and MySQL would build a table of its own for the other form.
  const wrapped = reader.client.config.client === 'mysql2' ? `(${one})` : `SELECT * FROM (${one})`;
  const rows = await rowsOf<TermRow>(
    reader,
    terms.map(() => wrapped).join(' UNION ALL '),
    terms.flatMap((term) => [term, low, high]),
  );
  return rows.map(({ term, sequence }) => ({ term, sequence: Number(sequence) }));
}

/** The last sequence that was read of each term that has more. */
function endsOf(rows: readonly TermRow[], each: number): number[] {
  const read = new Map<string, { many: number; last: number }>();
  for (const { term, sequence } of rows) {
    read.set(term, { many: (read.get(term)?.many ?? 0) + 1, last: sequence });
  }
  return [...read.values()].filter(({ many }) => many === each).map(({ last }) => last);
}
