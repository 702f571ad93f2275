/** Finding users by Rekey's own index. What it finds is told by the platform's row as it is now, or not at all. */
import { type Reader, rowsOf } from '../database.ts';
import { RekeyError } from '../errors.ts';
import type { Searchable, SearchSource } from '../platforms/search-source.ts';
import type { UserId } from '../platforms/user.ts';
import { AFTER_ALL, rowsInTurn, type TermPosition } from '../term-search.ts';
import { toTerm } from '../text/search-terms.ts';
import { TERM_COLUMNS, type TermColumn, USERS } from './tables.ts';
import { type Asked, ask, clean, type Sought } from './terms.ts';

/** A page is short rather than late when so many users in a row, and then some, turn out to be others by now. */
const MOST_LOOKS = 10;
/** Users that one look reads, at most. */
const MOST_AT_ONCE = 500;

/** Where a page ended: in the platform's own index, or in Rekey's. */
type Place = { own: string } | IndexPlace;
type IndexPlace = TermPosition & { column: TermColumn };
interface Hit {
  id: UserId;
  place: Place;
}

/**
 * By a beginning of the username, e-mail address or domain ("@example.org"), by beginnings of the name's words in any order, and by
 * the last digits of the phone. First who has this id, then whom the platform's own index finds, then the others by column, term and
 * id, each once. A user whose row is another than the index says is found by what the row says, or not at all. A page that has
 * fewer than `limit` users is the last one, unless there is a cursor.
 * @throws RekeyError BAD_INPUT for a cursor of another search
 */
export async function searchIndexed<User extends Searchable>(
  reader: Reader,
  source: SearchSource<User>,
  query: string,
  options: { limit: number; cursor?: string | undefined },
): Promise<{ users: User[]; nextCursor: string | null }> {
  const asked = ask(query);
  const ids = source.idsIn(query);
  let place = options.cursor === undefined ? null : readCursor(options.cursor, source);
  const named = place || ids.length === 0 ? [] : await source.current(reader, ids);
  const found: User[] = [];
  const page = (next: Place | null) => ({
    users: [...named, ...found],
    nextCursor: next && writeCursor(next),
  });

  const isFound = (user: User | undefined, { place }: Hit): user is User => {
    if (!user || ids.includes(user.id)) return false;
    const own = source.own?.finds(user, query) ?? false;
    return 'own' in place ? own : !own && asked.fits(user);
  };

  let size = options.limit + 1;
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const hits = await hitsAfter(reader, source, { query, asked, place }, size);
    const users = new Map((await currentOf(reader, source, hits)).map((user) => [user.id, user]));
    for (const hit of hits) {
      const user = users.get(hit.id);
      if (isFound(user, hit)) {
        if (found.length === options.limit) return page(place);
        found.push(user);
      }
      place = hit.place;
    }
    if (hits.length < size) return page(null);
    size = Math.min(2 * size, MOST_AT_ONCE);
  }
  return page(place);
}

/** Those whose username or e-mail address is one of these but for the fold, as their rows are now. */
export async function indexedAs<User extends Searchable>(
  reader: Reader,
  source: SearchSource<User>,
  texts: readonly string[],
): Promise<User[]> {
  // A domain is not somebody's address.
  const wanted = new Set(texts.map(clean).filter((text) => text !== '' && !text.startsWith('@')));
  if (wanted.size === 0) return [];
  const terms = [...wanted].map(toTerm);
  const some = `(${terms.map(() => '?').join(', ')})`;
  const rows = await rowsOf<{ user_id: UserId }>(
    reader,
    `SELECT user_id FROM ${USERS} WHERE account_1 IN ${some} UNION SELECT user_id FROM ${USERS} WHERE account_2 IN ${some}`,
    [...terms, ...terms],
  );
  if (rows.length === 0) return [];
  const users = await source.current(
    reader,
    rows.map(({ user_id }) => user_id),
  );
  return users.filter(({ username, email }) =>
    [username, email].some((name) => wanted.has(clean(name ?? ''))),
  );
}

export interface IndexStatement extends Condition {
  column: TermColumn;
}

/**
 * The statements behind a search of the index, one a range, and their values, also for EXPLAIN and the benchmark.
 * @throws RekeyError BAD_INPUT for a position that is in no range of these
 */
export function indexStatements(
  sought: readonly Sought[],
  options: { limit: number; after?: IndexPlace | undefined },
): IndexStatement[] {
  const { limit, after } = options;
  const first = after
    ? sought.findIndex(({ column, prefix }) => column === after.column && after.term.startsWith(prefix))
    : 0;
  if (first === -1) throw new RekeyError('BAD_INPUT', { why: 'the cursor is of another search' });
  return sought.slice(first).flatMap((one, index) => {
    const { column } = one;
    const found = all([matches('t', one), foundBefore(one, sought.slice(0, first + index))]);
    const statement = (...conditions: Condition[]): IndexStatement => {
      const { sql, bindings } = all([...conditions, found]);
      return {
        column,
        sql: `SELECT t.${column} AS term, t.user_id FROM ${USERS} t WHERE ${sql} ORDER BY t.${column}, t.user_id LIMIT ?`,
        bindings: [...bindings, limit],
      };
    };
    if (index > 0 || !after) return [statement()];
    // Two, since no database goes on in the middle of a term that many have by one.
    return [
      statement({ sql: `t.${column} = ? AND t.user_id > ?`, bindings: [after.term, after.id] }),
      statement({ sql: `t.${column} > ?`, bindings: [after.term] }),
    ];
  });
}

interface Condition {
  sql: string;
  bindings: (string | number)[];
}

function matches(row: string, { column, prefix, words }: Sought): Condition {
  return all([
    { sql: `${row}.${column} >= ? AND ${row}.${column} < ?`, bindings: [prefix, prefix + AFTER_ALL] },
    ...words.map((word) => ({ sql: `INSTR(${row}.${column}, ?) > 0`, bindings: [` ${word}`] })),
  ]);
}

/** So that everybody comes once and pages never overlap: no row of theirs is found by an earlier range, or earlier in this one. */
function foundBefore(one: Sought, earlier: readonly Sought[]): Condition {
  const here = all([
    matches('earlier', one),
    { sql: `earlier.${one.column} < t.${one.column}`, bindings: [] },
  ]);
  const any = [...earlier.map((each) => matches('earlier', each)), here];
  return {
    // Not NOT EXISTS: MariaDB reads the whole table once for it, in place of the few rows of each user (optimizer_switch, exists_to_in).
    sql: `0 = (SELECT COUNT(*) FROM ${USERS} earlier WHERE earlier.user_id = t.user_id AND (${any.map(({ sql }) => `(${sql})`).join(' OR ')}))`,
    bindings: any.flatMap(({ bindings }) => bindings),
  };
}

function all(conditions: readonly Condition[]): Condition {
  return {
    sql: conditions.map(({ sql }) => sql).join(' AND '),
    bindings: conditions.flatMap(({ bindings }) => bindings),
  };
}

async function hitsAfter(
  reader: Reader,
  source: SearchSource,
  { query, asked, place }: { query: string; asked: Asked; place: Place | null },
  limit: number,
): Promise<Hit[]> {
  const before = place && 'own' in place ? place.own : null;
  const own =
    source.own && (place === null || 'own' in place)
      ? await source.own.page(reader, query, before, limit)
      : [];
  const hits = own.map(({ id, at }): Hit => ({ id, place: { own: at } }));
  if (hits.length >= limit) return hits;
  const after = place && 'column' in place ? place : undefined;
  const left = limit - hits.length;
  const rows = await rowsInTurn(
    indexStatements(asked.sought, { limit: left, after }),
    left,
    async ({ column, sql, bindings }) =>
      (await rowsOf<{ term: string; user_id: UserId }>(reader, sql, bindings)).map(
        ({ term, user_id: id }): Hit => ({ id, place: { column, term, id } }),
      ),
  );
  return [...hits, ...rows.slice(0, left)];
}

async function currentOf<User extends Searchable>(
  reader: Reader,
  source: SearchSource<User>,
  hits: readonly Hit[],
): Promise<User[]> {
  return hits.length === 0 ? [] : source.current(reader, [...new Set(hits.map(({ id }) => id))]);
}

function writeCursor(place: Place): string {
  const parts = 'own' in place ? [place.own] : [place.column, place.term, place.id];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

function readCursor(cursor: string, { own }: SearchSource): Place {
  try {
    const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (parts.every((part) => typeof part === 'string')) {
      const [first, term, id] = parts;
      if (parts.length === 1 && first !== undefined && own) return { own: first };
      const column = TERM_COLUMNS.find((one) => one === first);
      if (parts.length === 3 && column && term !== undefined && id !== undefined) return { column, term, id };
    }
  } catch {
    // Falls through to the one error there is for all bad cursors.
  }
  throw new RekeyError('BAD_INPUT', { why: 'the cursor is not one that a search gave' });
}
