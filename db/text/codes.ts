/**
 * Codes as people type, paste and read them out, of users and of staff: digits (an authenticator's, or mailed), and codes that
 * are kept (backup and emergency codes). One way to read them for all, so that no code works in one field and not in the next.
 */
import { asciiDigits } from './digits.ts';

/** Crockford's Base32: no I, L, O and U, which are misread and misheard for 1, 1, 0 and V. */
export const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What a code that is kept is made of, and how it is written for whoever reads it out. */
export interface CodeFormat {
  alphabet: string;
  /** How many characters stand in each group; a dash stands between two. Their sum is how many a new code has. */
  groups: readonly number[];
  /** How many characters codes had that were issued before, and keep working. */
  earlierLengths: readonly number[];
}

/** What may stand between the characters of a code, or unseen among them: dashes, white space, marks without width. */
const BETWEEN = /[\p{Pd}\u2212\p{Z}\s\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
/** What a letter was taken for, where the alphabet leaves the letter out. */
const MISREAD: Record<string, string> = { O: '0', I: '1', L: '1' };

/** As many digits as were asked for, as ASCII; null: it cannot be such a code. */
export function digitsOf(typed: string, count: number): string | null {
  const plain = plainCode(typed);
  return /^[0-9]+$/.test(plain) && plain.length === count ? plain : null;
}

/** The six digits of a code that Rekey makes or asks its staff for; null: it cannot be such a code. */
export function sixDigits(typed: string): string | null {
  return digitsOf(typed, 6);
}

/** The backup or emergency code that was typed, in the characters of its alphabet alone; null: it cannot be such a code. */
export function readCode(format: CodeFormat, typed: string): string | null {
  const characters = [...plainCode(typed)].map((typed) => inAlphabet(format.alphabet, typed));
  if (characters.includes(null)) return null;
  const lengths = [lengthOf(format), ...format.earlierLengths];
  return lengths.includes(characters.length) ? characters.join('') : null;
}

/** As a new code is shown and read out: its groups, with dashes between. */
export function writtenCode({ groups }: CodeFormat, characters: string): string {
  const starts = groups.map((_length, at) => sum(groups.slice(0, at)));
  return groups.map((length, at) => characters.slice(starts[at], (starts[at] ?? 0) + length)).join('-');
}

/** How many characters a new code has. */
export function lengthOf({ groups }: CodeFormat): number {
  return sum(groups);
}

/** NFKC, digits of any script as ASCII digits, and nothing between the characters. Empty: nothing was typed. */
export function plainCode(typed: string): string {
  return asciiDigits(typed.normalize('NFKC').replace(BETWEEN, ''));
}

function inAlphabet(alphabet: string, character: string): string | null {
  const upper = character.toUpperCase();
  const ways = [character, upper, character.toLowerCase(), MISREAD[upper]];
  return ways.find((way) => way?.length === 1 && alphabet.includes(way)) ?? null;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
