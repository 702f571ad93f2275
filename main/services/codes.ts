/** Backup and emergency codes: made here, shown once, stored hashed by the platform's adapter. */
import { randomInt } from 'node:crypto';
import { CODE_ALPHABET, CODE_LENGTH, writtenCode } from '../../db/text/codes.ts';

/** How many codes are issued at once. */
export const BACKUP_CODES = 10;

/** `count` different codes of 65 random bits each, as they are shown. */
export function newCodes(count: number): string[] {
  const codes = new Set<string>();
  while (codes.size < count) codes.add(writtenCode(randomCharacters(CODE_LENGTH)));
  return [...codes];
}

/** Of the alphabet of the codes, 5 random bits each. */
export function randomCharacters(count: number): string {
  return Array.from({ length: count }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join('');
}
