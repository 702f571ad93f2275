/** The terms that a user is found by, and what is typed to find them. Pure functions of text. */
import type { Searchable } from '../platforms/search-source.ts';
import { fold } from '../text/fold.ts';
import { digitsFromEnd, isPhone } from '../text/phone.ts';
import { toTerm, withoutNested } from '../text/search-terms.ts';

/** Of a longer name the first words, and the last one. Each is paired with each, so these are 56 terms. */
const MOST_WORDS = 8;
/** Before the digits of a phone. Folded text never begins with a space, so this is nobody's name. */
const PHONE = ' ';
/** Fewer last digits than this are no telephone number. */
const LEAST_DIGITS = 3;
/** In a number with more digits than this, zeros in front are dialled and not part of it. */
const LAST_DIGITS = 6;

/** Without doubles, each as long as its column takes it. */
export function termsOf(user: Searchable): string[] {
  const { whole, words, phone } = read(user);
  // A single word is paired with itself: a term without a space is an account.
  const names = words.flatMap((first, at) =>
    words.flatMap((second, other) => (at === other && words.length > 1 ? [] : [pair(first, second)])),
  );
  return [...new Set([...whole, ...names, ...phone].map(toTerm))];
}

/** A search: the beginnings of terms that it looks for, none of them the beginning of another, and whom it means among these. */
export interface Asked {
  prefixes: string[];
  fits(user: Searchable): boolean;
}

/**
 * What a query may mean: the beginning of a username, an address or a domain as it is written; the words of a name in any order,
 * of which the last one may still be typed; the last digits of a phone.
 */
export function ask(query: string): Asked {
  const text = clean(query);
  const words = wordsOf(text);
  const name = text.includes('@') ? '' : pair(...ends(words));
  const phone = phoneIn(text);
  return {
    prefixes: withoutNested([text, name, phone].map(toTerm)),
    fits(user) {
      const has = read(user);
      return (
        (text !== '' && has.whole.some((one) => one.startsWith(text))) ||
        (name !== '' && hasWords(has.words, words)) ||
        (phone !== '' && has.phone.some((digits) => digits.startsWith(phone)))
      );
    },
  };
}

interface Texts {
  /** Found by their beginning only, as they are. */
  whole: string[];
  words: string[];
  phone: string[];
}

function read({ username, email, names, phone }: Searchable): Texts {
  const accounts = [username, email].map((text) => clean(text ?? ''));
  const domains = accounts.map((text) => (text.includes('@') ? text.slice(text.lastIndexOf('@')) : ''));
  const words = wordsOf(clean(names.join(' ')));
  const digits = digitsFromEnd(phone ?? '');
  return {
    whole: [...accounts, ...domains].filter((text) => text !== ''),
    words: words.length <= MOST_WORDS ? words : [...words.slice(0, MOST_WORDS - 1), ...words.slice(-1)],
    phone: digits === '' ? [] : [PHONE + digits],
  };
}

/** Folded; what is no text, and no database stores alike, counts as a space. */
export function clean(text: string): string {
  return fold(text.replace(/\p{Cc}/gu, ' '));
}

function wordsOf(folded: string): string[] {
  return folded.split(/[\s\-'.,]+/u).filter((word) => word !== '');
}

function ends(words: readonly string[]): string[] {
  return words.length < 2 ? [...words] : [...words.slice(0, 1), ...words.slice(-1)];
}

function pair(...words: string[]): string {
  return words.join(' ');
}

/** The first word as a whole where more follow, the others as beginnings; each of them another word of the name. */
function hasWords(name: readonly string[], [first = '', ...others]: readonly string[]): boolean {
  if (others.length === 0) return name.some((word) => word.startsWith(first));
  const left = [...name];
  const take = (fits: (word: string) => boolean) => {
    const at = left.findIndex(fits);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  };
  // The longest first: "an anna" is Anna Andersson, and not Anna alone.
  const longest = [...others].sort((one, other) => other.length - one.length);
  return take((word) => word === first) && longest.every((typed) => take((word) => word.startsWith(typed)));
}

function phoneIn(text: string): string {
  const digits = isPhone(text) ? digitsFromEnd(text) : '';
  const number = digits.length > LAST_DIGITS ? digits.replace(/0+$/, '') : digits;
  return number.length < LEAST_DIGITS ? '' : PHONE + number;
}
