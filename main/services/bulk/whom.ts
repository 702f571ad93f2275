/** Whom the lines of a list mean: all that a line says has to agree. */

import type { Platform, UserSummary } from '../../../db/platforms/contract.ts';
import { fold } from '../../../db/text/fold.ts';
import { lacking } from '../lacking.ts';
import type { ListLine, MeantUser, Reference } from './list.ts';

/** Nobody: `user` and `why` are null. `why`: more than one user may be meant, or not all of the line fits. */
export interface Meant {
  user: MeantUser | null;
  why: string | null;
}

export async function whomTheyMean(
  platform: Pick<Platform, 'candidates' | 'label' | 'isUserId' | 'fields'>,
  list: readonly ListLine[],
): Promise<Meant[]> {
  const lines = platform.fields.has('email') ? list : list.map(withoutAddresses);
  const references = lines.flatMap((line) => (line.user || line.fault ? [] : line.references));
  const others = references.filter((reference) => !isAddress(reference));
  const candidates = new Map([
    ...(await candidatesFor(platform, references.filter(isAddress), { addressesOnly: true })),
    ...(await candidatesFor(platform, others, { addressesOnly: false })),
  ]);
  return lines.map((line) =>
    line.user || line.fault ? { user: line.user ?? null, why: null } : meantBy(platform, line, candidates),
  );
}

/** Where the platform knows no address, one on a line says nothing for or against anybody. */
function withoutAddresses(line: ListLine): ListLine {
  return { ...line, references: line.references.filter((reference) => !isAddress(reference)) };
}

async function candidatesFor(
  platform: Pick<Platform, 'candidates' | 'label' | 'isUserId'>,
  references: readonly Reference[],
  options: { addressesOnly: boolean },
): Promise<[Reference, UserSummary[]][]> {
  if (references.length === 0) return [];
  if (!platform.candidates) throw lacking(platform, 'list of its users by their names that Rekey can ask');
  const found = await platform.candidates(
    references.map((reference) => asReference(platform, reference)),
    options,
  );
  return references.map((reference, index) => {
    const users = found[index] ?? [];
    return [reference, users.filter((user) => fits(platform, reference, user))];
  });
}

/** In a column of addresses, somebody's username that is written like one is not meant. */
function isAddress({ way, text }: Reference): boolean {
  return way === 'address' && text.includes('@');
}

type Ids = Pick<Platform, 'isUserId'>;

/** Of a form that the platform's ids have; and a number is one, also where it is nobody's. */
function isId(platform: Ids, text: string): boolean {
  return /^\d+$/.test(text) || platform.isUserId(text);
}

const bare = (text: string) => text.replace(/^#/, '');

function asReference(platform: Ids, { way, text }: Reference): string {
  return way === 'id' && isId(platform, bare(text)) ? `#${bare(text)}` : text;
}

/** In a column of accounts or addresses what is written like an id is a username, and nobody's id. */
function fits(platform: Ids, { way, text }: Reference, user: UserSummary): boolean {
  return way === 'any' || way === 'id' || !isId(platform, text) || fold(user.username) === fold(text);
}

/** An address says more than the name of an account, which another system may give to another, and that more than an id. */
function strengthOf(platform: Ids, { way, text }: Reference): number {
  if (text.includes('@')) return 3;
  return isId(platform, bare(text)) && way !== 'account' ? 1 : 2;
}

function meantBy(platform: Ids, line: ListLine, candidates: ReadonlyMap<Reference, UserSummary[]>): Meant {
  const said = line.references.map((reference) => ({
    reference,
    strength: strengthOf(platform, reference),
    users: candidates.get(reference) ?? [],
  }));
  const named = said.filter(({ users }) => users.length > 0);
  if (named.length === 0) return { user: null, why: null };
  const ambiguous = (why: string): Meant => ({ user: null, why: why.slice(0, 255) });
  const everybody = [...new Map(named.flatMap(({ users }) => users.map((user) => [user.id, user]))).values()];
  const common = everybody.filter(({ id }) =>
    named.every(({ users }) => users.some((user) => user.id === id)),
  );
  const [user] = common;
  if (!user || common.length > 1) {
    const names = (user ? common : everybody).map(inWords).join(' and ');
    return ambiguous(`it may mean ${names}`);
  }
  const strongest = Math.max(...named.map(({ strength }) => strength));
  const nobody = said.find(({ users, strength }) => users.length === 0 && strength > strongest);
  if (nobody) return ambiguous(`it may mean ${inWords(user)}, but "${nobody.reference.text}" means nobody`);
  if (
    strongest === 1 &&
    line.name !== null &&
    user.fullName !== null &&
    !shareWord(line.name, user.fullName)
  ) {
    return ambiguous(`its number means ${inWords(user)}, and its name is another`);
  }
  return { user, why: null };
}

function inWords({ username, id }: MeantUser): string {
  return `${username} (#${id})`;
}

function shareWord(one: string, other: string): boolean {
  const words = new Set(fold(one).split(/[^\p{L}\p{M}\p{N}]+/u));
  return fold(other)
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .some((word) => word !== '' && words.has(word));
}
