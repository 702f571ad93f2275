/**
 * Codes as people type, paste and read them out, of users and of staff: six digits (an authenticator's, or mailed), and codes
 * that are kept (backup and emergency codes). One way to read them for all, so that no code works in one field and not in the next.
 */
import { asciiDigits } from './digits.ts';

/** Crockford's Base32: no I, L, O and U, which are misread and misheard for 1, 1, 0 and V. */
export const CODE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/**
 * A code that is kept has 13 characters, 65 bits: NIST SP 800-63B-4, section 4.2.1.1, asks for 64. They are read out in fours, as
 * card numbers are, which a listener holds without asking back; the one group of five comes last, and tells that the code is over.
 */
export const CODE_LENGTH = 13;
const FIRST_GROUPS = /^(.{4})(.{4})/;
/** Codes that were issued before had 10 characters, and keep working. */
const EARLIER_LENGTH = 10;

const SIX_DIGITS = /^[0-9]{6}$/;
const SAVED_CODE = new RegExp(
  `^(?:[${CODE_ALPHABET}]{${CODE_LENGTH}}|[${CODE_ALPHABET}]{${EARLIER_LENGTH}})$`,
);
/** What may stand between the characters of a code, or unseen among them: dashes, white space, marks without width. */
const BETWEEN = /[\p{Pd}\u2212\p{Z}\s\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** The six digits that were typed, as ASCII; null: it cannot be such a code. */
export function sixDigits(typed: string): string | null {
  const plain = plainCode(typed);
  return SIX_DIGITS.test(plain) ? plain : null;
}

/** The backup or emergency code that was typed, in the form that is hashed; null: it cannot be such a code. */
export function savedCode(typed: string): string | null {
  const canonical = canonicalCode(typed);
  return SAVED_CODE.test(canonical) ? canonical : null;
}

/** What is hashed of a backup or emergency code: letters that the alphabet leaves out are read as what they were taken for. */
export function canonicalCode(code: string): string {
  return plainCode(code).replaceAll('O', '0').replace(/[IL]/g, '1');
}

/** As a new code is shown and read out: xxxx-xxxx-xxxxx. */
export function writtenCode(characters: string): string {
  return characters.replace(FIRST_GROUPS, '$1-$2-');
}

/** NFKC, digits of any script as ASCII digits, upper-case, and nothing between the characters. Empty: nothing was typed. */
export function plainCode(typed: string): string {
  return asciiDigits(typed.normalize('NFKC').replace(BETWEEN, '')).toUpperCase();
}
