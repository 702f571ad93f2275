/** Search over user_search_terms: one range of one index, whatever the size of the users table. */
import { type Reader, rowsOf } from '../../database.ts';
import { RekeyError } from '../../errors.ts';
import type { SearchPage, UserId } from '../platform.ts';
import { fold } from './fold.ts';
import { SUMMARY_COLUMNS, type SummaryRow, summariesOf, toSummary } from './summaries.ts';

/** Sorts after every character there is, so that it ends the range of a prefix. */
const AFTER_ALL = '\u{10FFFF}';

interface Position {
  term: string;
  id: string;
}

/**
 * A user is found at the first of their terms that the prefix matches, so that each comes once and pages never overlap.
 * Ordered by that term, then by id. The derived table finds the page; the users are joined to that only.
 */
const SEARCH = `
  SELECT hit.term, ${SUMMARY_COLUMNS}
  FROM (
    SELECT t.term, t.user_id
    FROM user_search_terms t
    WHERE t.term >= ? AND t.term < ? AND (t.term > ? OR t.user_id > ?)
      AND NOT EXISTS (
        SELECT 1 FROM user_search_terms earlier
        WHERE earlier.user_id = t.user_id AND earlier.term >= ? AND earlier.term < t.term)
    ORDER BY t.term, t.user_id
    LIMIT ?
  ) hit
  JOIN users u ON u.id = hit.user_id
  ORDER BY hit.term, hit.user_id`;

/** The statement behind a search and its values, for the benchmark and for EXPLAIN. */
export function searchStatement(
  query: string,
  options: { limit: number; after?: Position | undefined },
): { sql: string; bindings: (string | number)[] } {
  const prefix = fold(query);
  const { after } = options;
  return {
    sql: SEARCH,
    bindings: [
      after?.term ?? prefix,
      prefix + AFTER_ALL,
      after?.term ?? '',
      after?.id ?? 0,
      prefix,
      options.limit,
    ],
  };
}

export async function search(
  reader: Reader,
  query: string,
  options: { limit: number; cursor?: string | undefined },
): Promise<SearchPage> {
  if (fold(query) === '') return { users: [], nextCursor: null };
  const after = options.cursor === undefined ? undefined : readCursor(options.cursor);
  const byId = after ? [] : await summariesOf(reader, idsIn(query));
  // One more than asked for tells whether there is a next page.
  const { sql, bindings } = searchStatement(query, { limit: options.limit + 1, after });
  const rows = await rowsOf<SummaryRow & { term: string }>(reader, sql, bindings);
  const page = rows.slice(0, options.limit);
  const last = page.at(-1);
  return {
    users: [...byId, ...page.map(toSummary).filter((user) => !byId.some(({ id }) => id === user.id))],
    nextCursor:
      rows.length > page.length && last ? writeCursor({ term: last.term, id: String(last.id) }) : null,
  };
}

/** By id ("12" or "#12"), username or e-mail, whole. Usernames and e-mails are unique, so at most one is meant by each. */
export async function resolve(reader: Reader, reference: string): Promise<UserId | null> {
  const [byId] = await summariesOf(reader, idsIn(reference));
  if (byId) return byId.id;
  const folded = fold(reference);
  const rows = await rowsOf<SummaryRow>(
    reader,
    `SELECT ${SUMMARY_COLUMNS} FROM user_search_terms t JOIN users u ON u.id = t.user_id WHERE t.term = ?`,
    [folded],
  );
  const same = (text: string) => text.toLowerCase() === reference.trim().toLowerCase();
  const found = rows.find((row) => same(row.username)) ?? rows.find((row) => same(row.email));
  return found ? (String(found.id) as UserId) : null;
}

/** MySQL would read "12abc" as 12; only whole numbers are ids. */
export function isId(text: string): text is UserId {
  return /^[1-9]\d{0,15}$/.test(text);
}

export function idsIn(query: string): UserId[] {
  const text = query.trim().replace(/^#/, '');
  return isId(text) ? [text] : [];
}

function writeCursor(position: Position): string {
  return Buffer.from(JSON.stringify([position.term, position.id])).toString('base64url');
}

function readCursor(cursor: string): Position {
  try {
    const [term, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (typeof term === 'string' && typeof id === 'string' && isId(id)) return { term, id };
  } catch {
    // Falls through to the one error there is for all bad cursors.
  }
  throw new RekeyError('BAD_INPUT', { why: 'the cursor is not one that a search gave' });
}
