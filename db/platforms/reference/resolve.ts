/** Whom a reference means: the one answer for command line, lists, requests and page. */
import { type Reader, rowsOf } from '../../database.ts';
import { RekeyError } from '../../errors.ts';
import { fold } from '../../text/fold.ts';
import { termsFor } from '../../text/search-terms.ts';
import { asWritten, visible } from '../../text/visible.ts';
import type { UserId, UserSummary } from '../contract.ts';
import { idsIn } from './search.ts';
import { summariesOf } from './summaries.ts';

/** References in one statement; SQLite and MySQL both take far more. */
const AT_ONCE = 300;

export interface ResolveOptions {
  /** Only e-mail addresses count, and no username or id that is written like one. */
  addressesOnly?: boolean;
}

/** The one user that is meant; null: nobody is. @throws RekeyError AMBIGUOUS_USER */
export async function resolve(reader: Reader, reference: string): Promise<UserId | null> {
  const [users = []] = await candidates(reader, [reference]);
  if (users.length > 1) {
    const who = users.map(({ username, id }) => `${username} (#${id})`).join(' and ');
    throw new RekeyError('AMBIGUOUS_USER', { reference: visible(reference), who, count: users.length });
  }
  return users[0]?.id ?? null;
}

/**
 * Everybody whom each reference fits, in their order. "#12" is an id and nothing else. Any other text fits a username, an e-mail
 * address, and an id where it is a number, as they are written; only what fits nobody so is compared as folded. Ranges of unique
 * indexes and of the terms' index; a user without terms is met by what is written exactly.
 */
export async function candidates(
  reader: Reader,
  references: readonly string[],
  options: ResolveOptions = {},
): Promise<UserSummary[][]> {
  const found: UserSummary[][] = [];
  for (let start = 0; start < references.length; start += AT_ONCE) {
    found.push(...(await candidatesOfSome(reader, references.slice(start, start + AT_ONCE), options)));
  }
  return found;
}

async function candidatesOfSome(
  reader: Reader,
  references: readonly string[],
  { addressesOnly = false }: ResolveOptions,
): Promise<UserSummary[][]> {
  const known = new Names(addressesOnly);
  const texts = references
    .filter((text) => !isIdOnly(text))
    .map(asWritten)
    .filter((text) => text !== '');
  known.add(await inColumn(reader, 'email', texts));
  if (!addressesOnly) known.add(await inColumn(reader, 'username', texts));
  // An address may be stored with what is not part of it, so it is not enough that somebody's username fits.
  const unsure = texts.filter((text) => text.includes('@') || known.exactly(text).length === 0);
  known.add(await withTerms(reader, unsure));

  const ids = addressesOnly ? [] : references.flatMap(idsIn);
  const named = texts.flatMap((text) => [...known.exactly(text), ...known.folded(text)]);
  const users = new Map(
    (await summariesOf(reader, [...new Set([...ids, ...named])])).map((user) => [user.id, user]),
  );
  return references.map((reference) => {
    const byId = addressesOnly ? [] : idsIn(reference).filter((id) => users.has(id));
    const text = asWritten(reference);
    const exact = isIdOnly(reference) ? byId : [...byId, ...known.exactly(text)];
    const fitting = exact.length > 0 || isIdOnly(reference) ? exact : known.folded(text);
    return [...new Set(fitting)].flatMap((id) => users.get(id) ?? []);
  });
}

function isIdOnly(reference: string): boolean {
  return /^#\d+$/.test(visible(reference));
}

interface NamedRow {
  id: number | string;
  username: string;
  email: string;
}

/** Who is called what, of those that were read. */
class Names {
  readonly #addressesOnly: boolean;
  readonly #written = new Map<string, Set<UserId>>();
  readonly #folded = new Map<string, Set<UserId>>();

  constructor(addressesOnly: boolean) {
    this.#addressesOnly = addressesOnly;
  }

  add(rows: readonly NamedRow[]): void {
    for (const { id, username, email } of rows) {
      for (const name of this.#addressesOnly ? [email] : [username, email]) {
        put(this.#written, asWritten(name), String(id) as UserId);
        put(this.#folded, fold(name), String(id) as UserId);
      }
    }
  }

  exactly(text: string): UserId[] {
    return [...(this.#written.get(text) ?? [])];
  }

  folded(text: string): UserId[] {
    return [...(this.#folded.get(fold(text)) ?? [])];
  }
}

function put(map: Map<string, Set<UserId>>, key: string, id: UserId): void {
  if (key !== '') map.set(key, (map.get(key) ?? new Set()).add(id));
}

async function inColumn(
  reader: Reader,
  column: 'username' | 'email',
  texts: readonly string[],
): Promise<NamedRow[]> {
  return texts.length === 0
    ? []
    : reader('users')
        .whereIn(column, [...new Set(texts)])
        .select('id', 'username', 'email');
}

/** Those with a term that one of the texts folds to, be it of a name, an address or a domain. */
async function withTerms(reader: Reader, texts: readonly string[]): Promise<NamedRow[]> {
  const terms = [...new Set(texts.flatMap(termsFor))];
  if (terms.length === 0) return [];
  return rowsOf<NamedRow>(
    reader,
    `SELECT u.id, u.username, u.email FROM user_search_terms t JOIN users u ON u.id = t.user_id
     WHERE t.term IN (${terms.map(() => '?').join(', ')})`,
    terms,
  );
}
