/** Finding users by Rekey's own index. What it finds is told by the platform's row as it is now, or not at all. */
import { type Reader, rowsOf } from '../database.ts';
import { RekeyError } from '../errors.ts';
import type { Searchable, SearchSource } from '../platforms/search-source.ts';
import type { UserId } from '../platforms/user.ts';
import { rowsInTurn, type TermPosition, termRanges } from '../term-search.ts';
import { toTerm } from '../text/search-terms.ts';
import { TERMS } from './tables.ts';
import { type Asked, ask, clean } from './terms.ts';

/** A page is short rather than late when so many users in a row, and then some, turn out to be others by now. */
const MOST_LOOKS = 10;
/** Users that one look reads, at most. */
const MOST_AT_ONCE = 500;

/** Where a page ended: in the platform's own index, or in Rekey's. */
type Place = { own: string } | TermPosition;
interface Hit {
  id: UserId;
  place: Place;
}

/**
 * By a beginning of the username, e-mail address or domain ("@example.org"), by words of the name in any order, and by the
 * last digits of the phone. First who has this id, then whom the platform's own index finds, then the others by term and id, each
 * once. A user whose row is another than the index says is found by what the row says, or not at all. A page that has
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
  const rows = await rowsOf<{ user_id: UserId }>(
    reader,
    `SELECT DISTINCT user_id FROM ${TERMS} WHERE term IN (${[...wanted].map(() => '?').join(', ')})`,
    [...wanted].map(toTerm),
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

/** The statements behind a search of the index, one a range, and their values: for EXPLAIN and the benchmark. */
export function indexStatements(
  prefixes: readonly string[],
  options: { limit: number; after?: TermPosition | undefined },
): { sql: string; bindings: (string | number)[] }[] {
  return termRanges({ table: TERMS, owner: 'user_id' }, prefixes, options.after).map(({ sql, bindings }) => ({
    sql: `SELECT t.term, t.user_id FROM ${TERMS} t WHERE ${sql} ORDER BY t.term, t.user_id LIMIT ?`,
    bindings: [...bindings, options.limit],
  }));
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
  if (hits.length >= limit || asked.prefixes.length === 0) return hits;
  const after = place && 'term' in place ? place : undefined;
  const left = limit - hits.length;
  const rows = await rowsInTurn(
    indexStatements(asked.prefixes, { limit: left, after }),
    left,
    ({ sql, bindings }) => rowsOf<{ term: string; user_id: string }>(reader, sql, bindings),
  );
  for (const { term, user_id: id } of rows.slice(0, left))
    hits.push({ id: id as UserId, place: { term, id } });
  return hits;
}

async function currentOf<User extends Searchable>(
  reader: Reader,
  source: SearchSource<User>,
  hits: readonly Hit[],
): Promise<User[]> {
  return hits.length === 0 ? [] : source.current(reader, [...new Set(hits.map(({ id }) => id))]);
}

function writeCursor(place: Place): string {
  const parts = 'own' in place ? [place.own] : [place.term, place.id];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

function readCursor(cursor: string, { own }: SearchSource): Place {
  try {
    const [first, id, ...more] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (typeof first === 'string' && more.length === 0) {
      if (id === undefined && own) return { own: first };
      if (typeof id === 'string') return { term: first, id };
    }
  } catch {
    // Falls through to the one error there is for all bad cursors.
  }
  throw new RekeyError('BAD_INPUT', { why: 'the cursor is not one that a search gave' });
}
