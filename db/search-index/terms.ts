/** What a user is found by, and what is typed to find them. Pure functions of text. */
import type { Searchable } from '../platforms/search-source.ts';
import { fold } from '../text/fold.ts';
import { digitsFromEnd, isPhone } from '../text/phone.ts';
import { toTerm } from '../text/search-terms.ts';
import type { TermColumn } from './tables.ts';

/** Of a longer name the first words, and the last one. */
const MOST_WORDS = 8;
/** Fewer last digits than this are no telephone number. */
const LEAST_DIGITS = 3;
/** In a number with more digits than this, zeros in front are dialled and not part of it. */
const LAST_DIGITS = 6;

/** One row of the index but for whose it is; each text as long as its column takes it. */
export type TermRow = Record<TermColumn, string>;

/** The first row, and more where the name has more than two words. A name is there from each of its words on, and then from its beginning. */
export function termRowsOf(user: Searchable): [TermRow, ...TermRow[]] {
  const { accounts, domains, words, phone } = read(user);
  const names = [
    ...new Set(words.map((_, at) => toTerm([...words.slice(at), ...words.slice(0, at)].join(' ')))),
  ];
  const row = (part: number): TermRow => ({
    account_1: part === 0 ? toTerm(accounts[0] ?? '') : '',
    account_2: part === 0 ? toTerm(accounts[1] ?? '') : '',
    domain: toTerm(domains[part] ?? ''),
    name_1: names[2 * part] ?? '',
    name_2: names[2 * part + 1] ?? '',
    phone: part === 0 ? toTerm(phone) : '',
  });
  const rows: [TermRow, ...TermRow[]] = [row(0)];
  while (rows.length < Math.max(domains.length, names.length / 2)) rows.push(row(rows.length));
  return rows;
}

/** A range of one column, and what else its text must have in it. */
export interface Sought {
  column: TermColumn;
  prefix: string;
  /** Each is the beginning of a later word, after a space. */
  words: readonly string[];
}

/** A search: where it looks, and whom it means among those. */
export interface Asked {
  sought: Sought[];
  fits(user: Searchable): boolean;
}

/**
 * What a query may mean: the beginning of a username, an address or a domain as it is written; words of a name in any order, each of
 * which may still be typed; the last digits of a phone.
 */
export function ask(query: string): Asked {
  const text = clean(query);
  const words = text.includes('@') ? [] : wordsOf(text);
  const phone = phoneIn(text);
  // The longest is the one that fewest have.
  const longest = [...words].sort((one, other) => other.length - one.length);
  const look = (column: TermColumn, prefix = '', others: readonly string[] = []): Sought[] =>
    prefix === '' ? [] : [{ column, prefix: toTerm(prefix), words: others.map(toTerm) }];
  return {
    sought: [
      ...look('account_1', text),
      ...look('account_2', text),
      ...look('domain', text.startsWith('@') ? text : ''),
      ...look('name_1', longest[0], longest.slice(1, MOST_WORDS)),
      ...look('name_2', longest[0], longest.slice(1, MOST_WORDS)),
      ...look('phone', phone),
    ],
    fits(user) {
      const has = read(user);
      return (
        (text !== '' && [...has.accounts, ...has.domains].some((one) => one.startsWith(text))) ||
        (longest.length > 0 && hasWords(has.words, longest)) ||
        (phone !== '' && has.phone.startsWith(phone))
      );
    },
  };
}

interface Texts {
  /** Found by their beginning only, as they are. */
  accounts: string[];
  domains: string[];
  words: string[];
  phone: string;
}

function read({ username, email, names, phone }: Searchable): Texts {
  const accounts = distinct([clean(username ?? ''), clean(email ?? '')]);
  const words = wordsOf(clean(names.join(' ')));
  return {
    accounts,
    domains: distinct(accounts.map((text) => (text.includes('@') ? text.slice(text.lastIndexOf('@')) : ''))),
    words: words.length <= MOST_WORDS ? words : [...words.slice(0, MOST_WORDS - 1), ...words.slice(-1)],
    phone: digitsFromEnd(phone ?? ''),
  };
}

function distinct(texts: readonly string[]): string[] {
  return texts.filter((text, at) => text !== '' && texts.indexOf(text) === at);
}

/** Folded; what is no text, and no database stores alike, counts as a space. */
export function clean(text: string): string {
  return fold(text.replace(/\p{Cc}/gu, ' '));
}

function wordsOf(folded: string): string[] {
  return folded.split(/[\s\-'.,]+/u).filter((word) => word !== '');
}

/** Each as the beginning of another word of the name. The longest come first: "an anna" is Anna Andersson, and not Anna alone. */
function hasWords(name: readonly string[], longest: readonly string[]): boolean {
  const left = [...name];
  return longest.every((typed) => {
    const at = left.findIndex((word) => word.startsWith(typed));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

function phoneIn(text: string): string {
  const digits = isPhone(text) ? digitsFromEnd(text) : '';
  const number = digits.length > LAST_DIGITS ? digits.replace(/0+$/, '') : digits;
  return number.length < LEAST_DIGITS ? '' : number;
}
