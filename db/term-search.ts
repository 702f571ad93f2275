/** Search by the beginnings of terms: one range of one index each, whatever the number of terms. */
import { RekeyError } from './errors.ts';

/** Sorts after every character there is, so that it ends the range of a prefix. */
export const AFTER_ALL = '\u{10FFFF}';

export interface TermPosition {
  term: string;
  id: string | number;
}

/** For a WHERE over the terms' table as `t`. */
export interface TermRange {
  sql: string;
  bindings: (string | number)[];
}

/**
 * Whoever owns the terms is found at the first of them that matches: the ranges in their order, in each by term and id. So
 * everybody comes once and pages never overlap. `prefixes`: none is the beginning of another. `after`: where the page before
 * ended; what is before it is left out.
 * @throws RekeyError BAD_INPUT for a position that is in no range of these
 */
export function termRanges(
  { table, owner }: { table: string; owner: string },
  prefixes: readonly string[],
  after?: TermPosition,
): TermRange[] {
  const first = after ? prefixes.findIndex((prefix) => after.term.startsWith(prefix)) : 0;
  if (first === -1) throw new RekeyError('BAD_INPUT', { why: 'the cursor is of another search' });
  const earlierTerm = `SELECT 1 FROM ${table} earlier WHERE earlier.${owner} = t.${owner} AND earlier.term >= ?`;
  return prefixes.slice(first).flatMap((prefix, index) => {
    const before = prefixes.slice(0, first + index);
    const range = (sql: string, bindings: (string | number)[]): TermRange => ({
      sql: [
        sql,
        `NOT EXISTS (${earlierTerm} AND earlier.term < t.term)`,
        ...before.map(() => `NOT EXISTS (${earlierTerm} AND earlier.term < ?)`),
      ].join(' AND '),
      bindings: [...bindings, prefix, ...before.flatMap((one) => [one, one + AFTER_ALL])],
    });
    if (index > 0 || !after) return [range('t.term >= ? AND t.term < ?', [prefix, prefix + AFTER_ALL])];
    // Two, since no database goes on in the middle of a term that many have by one.
    return [
      range(`t.term = ? AND t.${owner} > ?`, [after.term, after.id]),
      range('t.term > ? AND t.term < ?', [after.term, prefix + AFTER_ALL]),
    ];
  });
}

/** Statement after statement until there are at least `limit` rows. */
export async function rowsInTurn<Statement, Row>(
  statements: readonly Statement[],
  limit: number,
  read: (statement: Statement) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const statement of statements) {
    if (rows.length < limit) rows.push(...(await read(statement)));
  }
  return rows;
}
