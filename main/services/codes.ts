/** Backup and emergency codes: made here, shown once, stored hashed by the platform's adapter. */
import { randomInt } from 'node:crypto';

/** Crockford's Base32: no I, L, O and U, which are misread and misheard for 1, 1, 0 and V. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 10;
const GROUP = 5;

/** How many codes are issued at once. */
export const BACKUP_CODES = 10;

/** `count` different codes of 50 random bits each, written xxxxx-xxxxx. */
export function newCodes(count: number): string[] {
  const codes = new Set<string>();
  while (codes.size < count) codes.add(newCode());
  return [...codes];
}

function newCode(): string {
  const characters = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return `${characters.slice(0, GROUP)}-${characters.slice(GROUP)}`;
}
