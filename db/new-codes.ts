/** Codes at random, from the system's generator (crypto.randomInt, which favours no character). */
import { randomInt } from 'node:crypto';
import { type CodeFormat, lengthOf } from './text/codes.ts';

/** `count` different codes of the format, without what stands between their groups. */
export function newCodes(format: CodeFormat, count: number): string[] {
  const codes = new Set<string>();
  while (codes.size < count) codes.add(randomCharacters(format.alphabet, lengthOf(format)));
  return [...codes];
}

/** Each with log2 of the alphabet's length random bits. */
export function randomCharacters(alphabet: string, count: number): string {
  return Array.from({ length: count }, () => alphabet[randomInt(alphabet.length)]).join('');
}
