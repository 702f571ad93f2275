/** Whom a reference means, the same on every platform: the one answer for command line, lists, requests and page. */
import { RekeyError } from '../errors.ts';
import { fold } from '../text/fold.ts';
import { asWritten, visible } from '../text/visible.ts';
import type { UserId, UserSummary } from './contract.ts';

/** References in one statement; SQLite and MySQL both take far more. */
const AT_ONCE = 300;

export interface CandidateOptions {
  /** Only e-mail addresses count, and no username or id that is written like one. */
  addressesOnly?: boolean;
}

export interface Named {
  id: UserId;
  username: string | null;
  email: string | null;
}

/** How a platform looks names up. More than what was asked for may be found; it is compared here. */
export interface NameLookup {
  /** The ids that a reference may be, as `12` of "12" and "#12". */
  idsIn(reference: string): UserId[];
  /** Whether it can be nothing but an id, as "#12" is. */
  isIdOnly(reference: string): boolean;
  /** Whose address, or else username, is one of these, as far as the platform's own indexes tell. */
  written(texts: readonly string[], options: { addressesOnly: boolean }): Promise<Named[]>;
  /** Whose address or username folds to the same as one of these. */
  folded(texts: readonly string[]): Promise<Named[]>;
  summaries(ids: readonly UserId[]): Promise<UserSummary[]>;
}

/** The one user that is meant; null: nobody is. @throws RekeyError AMBIGUOUS_USER */
export async function resolveBy(lookup: NameLookup, reference: string): Promise<UserId | null> {
  const [users = []] = await candidatesBy(lookup, [reference]);
  if (users.length > 1) {
    const who = users.map(({ username, id }) => `${username} (#${id})`).join(' and ');
    throw new RekeyError('AMBIGUOUS_USER', { reference: visible(reference), who, count: users.length });
  }
  return users[0]?.id ?? null;
}

/**
 * Everybody whom each reference fits, in their order. "#12" is an id and nothing else. Any other text fits a username, an e-mail
 * address, and an id where it has the form of one, as they are written; only what fits nobody so is compared as folded.
 */
export async function candidatesBy(
  lookup: NameLookup,
  references: readonly string[],
  options: CandidateOptions = {},
): Promise<UserSummary[][]> {
  const found: UserSummary[][] = [];
  for (let start = 0; start < references.length; start += AT_ONCE) {
    found.push(...(await candidatesOfSome(lookup, references.slice(start, start + AT_ONCE), options)));
  }
  return found;
}

async function candidatesOfSome(
  lookup: NameLookup,
  references: readonly string[],
  { addressesOnly = false }: CandidateOptions,
): Promise<UserSummary[][]> {
  const { idsIn, isIdOnly } = lookup;
  const known = new Names(addressesOnly);
  const texts = references
    .filter((text) => !isIdOnly(text))
    .map(asWritten)
    .filter((text) => text !== '');
  known.add(await lookup.written(texts, { addressesOnly }));
  // An address may be stored with what is not part of it, so it is not enough that somebody's username fits.
  const unsure = texts.filter((text) => text.includes('@') || known.exactly(text).length === 0);
  known.add(await lookup.folded(unsure));

  const ids = addressesOnly ? [] : references.flatMap(idsIn);
  const named = texts.flatMap((text) => [...known.exactly(text), ...known.folded(text)]);
  const summaries = await lookup.summaries([...new Set([...ids, ...named])]);
  const users = new Map(summaries.map((user) => [user.id, user]));
  return references.map((reference) => {
    const byId = addressesOnly ? [] : idsIn(reference).filter((id) => users.has(id));
    const text = asWritten(reference);
    const exact = isIdOnly(reference) ? byId : [...byId, ...known.exactly(text)];
    const fitting = exact.length > 0 || isIdOnly(reference) ? exact : known.folded(text);
    return [...new Set(fitting)].flatMap((id) => users.get(id) ?? []);
  });
}

/** Who is called what, of those that were read. */
class Names {
  readonly #addressesOnly: boolean;
  readonly #written = new Map<string, Set<UserId>>();
  readonly #folded = new Map<string, Set<UserId>>();

  constructor(addressesOnly: boolean) {
    this.#addressesOnly = addressesOnly;
  }

  add(rows: readonly Named[]): void {
    for (const { id, username, email } of rows) {
      for (const name of this.#addressesOnly ? [email] : [username, email]) {
        put(this.#written, asWritten(name ?? ''), id);
        put(this.#folded, fold(name ?? ''), id);
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
