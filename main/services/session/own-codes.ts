/** Staff's own backup codes, which are Rekey's whatever the platform's look like: eight, each good once. */
import { hashSecret, verifySecret } from '../../../db/argon2.ts';
import { newCodes } from '../../../db/new-codes.ts';
import { type CodeFormat, CROCKFORD, readCode, writtenCode } from '../../../db/text/codes.ts';

export const OWN_BACKUP_CODES = 8;

/** 65 bits, where NIST SP 800-63B-4, section 4.2.1.1, asks for 64. Codes that were issued before had 10 characters. */
const FORMAT: CodeFormat = { alphabet: CROCKFORD, groups: [4, 4, 5], earlierLengths: [10] };

export interface OwnCodes {
  /** For their owner's eyes, once. */
  codes: string[];
  hashes: string[];
}

export async function makeOwnCodes(): Promise<OwnCodes> {
  const made = newCodes(FORMAT, OWN_BACKUP_CODES);
  const hashes = await Promise.all(made.map((code) => hashSecret(code)));
  return { codes: made.map((code) => writtenCode(FORMAT, code)), hashes };
}

/** One of these codes as it is hashed; null: what was typed cannot be one. */
export function ownCode(typed: string): string | null {
  return readCode(FORMAT, typed);
}

/**
 * The id of the unused code that `code` is (as `ownCode` reads it); null when it is none of them. Always as many comparisons, with `decoy` where a
 * code is missing: how long it takes tells neither whether there is such an account nor how many codes it has left.
 */
export async function matchBackupCode(
  unused: readonly { id: number; hash: string }[],
  code: string,
  decoy: string,
): Promise<number | null> {
  const missing = Math.max(0, OWN_BACKUP_CODES - unused.length);
  const candidates = [...unused, ...Array.from({ length: missing }, () => ({ id: null, hash: decoy }))];
  const verdicts = await Promise.all(candidates.map(({ hash }) => verifySecret(hash, code)));
  return candidates.find((_candidate, at) => verdicts[at])?.id ?? null;
}
