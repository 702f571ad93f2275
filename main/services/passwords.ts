/** Passwords of staff, by NIST SP 800-63B-4, section 3.1.1. */
import { hashSecret, verifySecret } from '../../db/argon2.ts';
import { RekeyError } from '../../db/errors.ts';
import { COMMON_RUNS, COMMON_STEMS } from './common-passwords.ts';

/**
 * Code points. NIST asks for 8 where a second factor always follows, as it does here, and for 15 where the password
 * stands alone. Staff hold the keys to other people's second factors, and until an account is paired its password does
 * stand alone for a moment: so more than 8; 15 would turn away what most people's password habits can bear.
 */
const MIN_PASSWORD_LENGTH = 12;
/** NIST asks for at least 64. Hashing takes as long for a short one; this only bounds what is read. */
const MAX_PASSWORD_LENGTH = 1024;

/** Parts of names shorter than this are in many words by chance. */
const MIN_NAME_PART = 4;
/** So many characters of a row of the keyboard, one after the other, are no accident. */
const MIN_RUN = 4;
/** So much must be left when the common parts are taken away; a letter counts one, a digit half (years are digits). */
const MIN_REMAINDER = 4;
const MIN_DISTINCT = 5;

/** No rules of composition, no expiry, no hints: they make passwords worse (same section). */
export function assertStrongPassword(
  password: string,
  owner: { name: string; fullName: string; email: string | null },
): void {
  const why = weakness(normalisePassword(password), owner);
  if (why !== null) throw new RekeyError('WEAK_PASSWORD', { why });
}

export function hashPassword(password: string): Promise<string> {
  return hashSecret(normalisePassword(password));
}

export function verifyPassword(hash: string, password: string): Promise<boolean> {
  return verifySecret(hash, normalisePassword(password));
}

/** NFKC: the same password, typed on another system, may come as other code points. */
function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}

function weakness(
  password: string,
  owner: { name: string; fullName: string; email: string | null },
): string | null {
  const characters = Array.from(password);
  if (characters.length < MIN_PASSWORD_LENGTH) return `it has fewer than ${MIN_PASSWORD_LENGTH} characters`;
  if (characters.length > MAX_PASSWORD_LENGTH) return `it has more than ${MAX_PASSWORD_LENGTH} characters`;
  if (new Set(characters).size < MIN_DISTINCT) return 'it repeats the same few characters';
  const folded = password.toLowerCase();
  if (isRepetition(folded)) return 'it repeats itself';
  if (nameParts(owner).some((part) => folded.includes(part))) return 'it contains your name';
  if (isCommon(folded) || isCommon(unswapped(folded))) return 'it is made of what everybody uses';
  return null;
}

function nameParts(owner: { name: string; fullName: string; email: string | null }): string[] {
  const account = (owner.email ?? '').split('@')[0] ?? '';
  return [
    owner.name,
    ...`${owner.name} ${owner.fullName} ${account}`.normalize('NFKC').split(/[^\p{L}\p{N}]+/u),
  ]
    .map((part) => part.toLowerCase())
    .filter((part) => part.length >= MIN_NAME_PART);
}

/** Some text twice or more and nothing else, e.g. `xk7qxk7qxk7q`. */
function isRepetition(text: string): boolean {
  return `${text}${text}`.indexOf(text, 1) < text.length;
}

/** True when next to nothing is left of it without its common parts. Without any such part it is not common. */
function isCommon(text: string): boolean {
  const dense = text.replace(/[^\p{L}\p{N}]/gu, '');
  const rest = withoutRuns(withoutStems(dense));
  if (rest === dense) return false;
  const letters = rest.replace(/\p{N}/gu, '').length;
  return letters + (rest.length - letters) / 2 < MIN_REMAINDER;
}

function withoutStems(text: string): string {
  return COMMON_STEMS.reduce((rest, stem) => rest.replaceAll(stem, ''), text);
}

function withoutRuns(text: string): string {
  let rest = '';
  for (let at = 0; at < text.length; ) {
    const length = runAt(text, at);
    if (length < MIN_RUN) rest += text[at];
    at += length < MIN_RUN ? 1 : length;
  }
  return rest;
}

/** How many characters from `at` on lie next to each other in one of the rows. */
function runAt(text: string, at: number): number {
  let longest = 0;
  for (const row of ROWS) {
    let length = longest;
    while (at + length < text.length && row.includes(text.slice(at, at + length + 1))) length += 1;
    longest = length;
  }
  return longest;
}

const ROWS = COMMON_RUNS.flatMap((row) => [row, Array.from(row).reverse().join('')]);

/** The digits and signs that stand for letters, as letters. */
function unswapped(text: string): string {
  return text.replace(/[013457@$!]/g, (sign) => SWAPS[sign] ?? sign);
}

const SWAPS: Record<string, string> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};
