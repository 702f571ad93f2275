/** What somebody is found by: terms, each of which is folded text that is matched by its beginning. */
import { fold, foldVersion1 } from './fold.ts';

/** Characters of a term's column. */
const TERM_LENGTH = 190;

/** Folded text as a term holds it. */
export function toTerm(folded: string): string {
  // In units there are at least as many as in characters.
  return folded.length <= TERM_LENGTH ? folded : Array.from(folded).slice(0, TERM_LENGTH).join('');
}

interface Named {
  username: string;
  email: string | null;
  fullName: string | null;
}

/** The terms of one person, without doubles. */
export function searchTerms(person: Named): string[] {
  return [...new Set(foldedNames(person).map(toTerm))];
}

/** What the terms are the beginnings of: username, address, its domain, full name, and that from each later word on. */
export function foldedNames(person: Named): string[] {
  const name = fold(person.fullName ?? '');
  const email = fold(person.email ?? '');
  const domain = email.slice(email.lastIndexOf('@'));
  const laterWords = [...name.matchAll(/[\s\-'.]+(?=[^\s\-'.])/gu)].map((gap) =>
    name.slice(gap.index + gap[0].length),
  );
  return [fold(person.username), email, domain, name, ...laterWords].filter((text) => text !== '');
}

/** The terms that a text may stand in, whole: as this version folds it, and as the one before did. */
export function termsFor(text: string): string[] {
  return [...new Set([fold(text), foldVersion1(text)].map(toTerm))].filter((term) => term !== '');
}

/**
 * The beginnings that a search for this text looks for: by this version's fold, and by the one before. The words of "Joris
 * 't Hooft" begin with a letter in the terms, so "'t Hooft" is looked for as "t hooft" as well.
 */
export function prefixesFor(text: string): string[] {
  const terms = termsFor(text);
  return withoutNested([...terms, ...terms.map((term) => term.replace(/^[\s\-'.]+/u, ''))]);
}

/** Each once: what begins with "ab" begins with "a" as well, when both are looked for. */
export function withoutNested(prefixes: readonly string[]): string[] {
  const some = [...new Set(prefixes)].filter((prefix) => prefix !== '');
  return some.filter((prefix) => !some.some((other) => other !== prefix && prefix.startsWith(other)));
}
