/** Passwords of staff, by NIST SP 800-63B-4, section 3.1.1. */
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { hashSecret, verifySecret } from '../../db/argon2.ts';
import { RekeyError } from '../../db/errors.ts';

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

/**
 * The power of ten of the guesses that zxcvbn expects to be needed: between its "safe from guessing online" (8) and "safe
 * where the hash was stolen" (10, for hashes that are made faster than ours).
 */
const MIN_GUESSES = 9.5;
/** Characters that are looked at; twice as many take four times as long. */
const LOOKED_AT = 64;
/** What those of this house would think of first, and the best known example of a good one. */
const OWN_WORDS = 'rekey backupcode authenticator platform support correcthorsebatterystaple'.split(' ');
OWN_WORDS.push('correct horse battery staple');

export interface Owner {
  name: string;
  fullName: string;
  email: string | null;
}

export interface PasswordJudgement {
  /** 0 to 100; from 50 on it is hard enough to guess. */
  strength: number;
  /** Half a sentence: why it cannot be set; null: it can. */
  why: string | null;
}

/** No rules of composition, no expiry, no hints: they make passwords worse (same section). @throws RekeyError WEAK_PASSWORD */
export async function assertStrongPassword(password: string, owner: Owner): Promise<void> {
  const { why } = await judgePassword(password, owner);
  if (why !== null) throw new RekeyError('WEAK_PASSWORD', { why });
}

/** How good a password would be for somebody. Takes up to half a second for what was made to take long. */
export async function judgePassword(password: string, owner: Owner): Promise<PasswordJudgement> {
  const normal = normalisePassword(password);
  guesser ??= makeGuesser();
  const { guessesLog10, feedback } = (await guesser).check(normal, nameParts(owner));
  const easy = guessesLog10 < MIN_GUESSES;
  const repeats = feedback.warning === 'simpleRepeat' || feedback.warning === 'extendedRepeat';
  const whyEasy = repeats ? 'it repeats itself' : 'it is made of what everybody uses';
  return {
    strength: Math.min(100, Math.round((50 * guessesLog10) / MIN_GUESSES)),
    why: whyNotAtAll(normal, owner) ?? (easy ? whyEasy : null),
  };
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

function whyNotAtAll(password: string, owner: Owner): string | null {
  const { length } = Array.from(password);
  if (length < MIN_PASSWORD_LENGTH) return `it has fewer than ${MIN_PASSWORD_LENGTH} characters`;
  if (length > MAX_PASSWORD_LENGTH) return `it has more than ${MAX_PASSWORD_LENGTH} characters`;
  const folded = password.toLowerCase();
  return nameParts(owner).some((part) => folded.includes(part)) ? 'it contains your name' : null;
}

function nameParts({ name, fullName, email }: Owner): string[] {
  const account = (email ?? '').split('@')[0] ?? '';
  return [name, ...`${name} ${fullName} ${account}`.normalize('NFKC').split(/[^\p{L}\p{N}]+/u)]
    .map((part) => part.toLowerCase())
    .filter((part) => part.length >= MIN_NAME_PART);
}

let guesser: Promise<ZxcvbnFactory> | null = null;

/** Read when the first password is judged: the passwords of published lists take about 7 MB. */
async function makeGuesser(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new ZxcvbnFactory({
    dictionary: { ...dictionary, own: OWN_WORDS },
    graphs: adjacencyGraphs,
    maxLength: LOOKED_AT,
  });
}
