/** Search over user_search_terms: ranges of one index, whatever the size of the users table. */
import { type Reader, rowsOf } from '../../database.ts';
import { RekeyError } from '../../errors.ts';
import { rowsInTurn, type TermPosition, termRanges } from '../../term-search.ts';
import { fold } from '../../text/fold.ts';
import { foldedNames, prefixesFor, toTerm } from '../../text/search-terms.ts';
import { visible } from '../../text/visible.ts';
import type { SearchPage, UserId } from '../contract.ts';
import { SUMMARY_COLUMNS, type SummaryRow, summariesOf, toSummary } from './summaries.ts';

const TERMS = { table: 'user_search_terms', owner: 'user_id' };

/**
 * The statements behind a search, one a range, and their values, for the benchmark and for EXPLAIN. Most searches have one.
 * The derived table finds the page; the users are joined to that only.
 */
export function searchStatements(
  query: string,
  options: { limit: number; after?: TermPosition | undefined },
): { sql: string; bindings: (string | number)[] }[] {
  return termRanges(TERMS, prefixesFor(query), options.after).map(({ sql, bindings }) => ({
    sql: `
  SELECT hit.term, ${SUMMARY_COLUMNS}
  FROM (
    SELECT t.term, t.user_id
    FROM user_search_terms t
    WHERE ${sql}
    ORDER BY t.term, t.user_id
    LIMIT ?
  ) hit
  JOIN users u ON u.id = hit.user_id
  ORDER BY hit.term, hit.user_id`,
    bindings: [...bindings, options.limit],
  }));
}

export async function search(
  reader: Reader,
  query: string,
  options: { limit: number; cursor?: string | undefined },
): Promise<SearchPage> {
  if (prefixesFor(query).length === 0) return { users: [], nextCursor: null };
  const after = options.cursor === undefined ? undefined : readCursor(options.cursor);
  const byId = after ? [] : await summariesOf(reader, idsIn(query));
  // One more than asked for tells whether there is a next page.
  const limit = options.limit + 1;
  const rows = await rowsInTurn(searchStatements(query, { limit, after }), limit, ({ sql, bindings }) =>
    rowsOf<SummaryRow & { term: string }>(reader, sql, bindings),
  );
  const page = rows.slice(0, options.limit);
  const last = page.at(-1);
  const found = page.map(toSummary).filter((user) => begins(user, query));
  return {
    users: [...byId, ...found.filter((user) => !byId.some(({ id }) => id === user.id))],
    nextCursor:
      rows.length > page.length && last ? writeCursor({ term: last.term, id: String(last.id) }) : null,
  };
}

/** MySQL would read "12abc" as 12; only whole numbers are ids. */
export function isId(text: string): text is UserId {
  return /^[1-9]\d{0,15}$/.test(text);
}

/** Of "12" and "#12". */
export function idsIn(query: string): UserId[] {
  const text = visible(query).replace(/^#/, '');
  return isId(text) ? [text] : [];
}

/** What is longer than a term was compared as far as the term goes. */
function begins(user: Parameters<typeof foldedNames>[0], query: string): boolean {
  const folded = fold(query);
  return toTerm(folded) === folded || foldedNames(user).some((name) => name.startsWith(folded));
}

function writeCursor(position: TermPosition): string {
  return Buffer.from(JSON.stringify([position.term, position.id])).toString('base64url');
}

function readCursor(cursor: string): TermPosition {
  try {
    const [term, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (typeof term === 'string' && typeof id === 'string' && isId(id)) return { term, id };
  } catch {
    // Falls through to the one error there is for all bad cursors.
  }
  throw new RekeyError('BAD_INPUT', { why: 'the cursor is not one that a search gave' });
}
