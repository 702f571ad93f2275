/** Staff's own backup codes: eight, each good once. The same writing as the users' codes, see codes.ts. */
import { hashSecret, verifySecret } from '../../../db/argon2.ts';
import { canonicalCode } from '../../../db/text/codes.ts';
import { newCodes } from '../codes.ts';

export const OWN_BACKUP_CODES = 8;

export interface OwnCodes {
  /** For their owner's eyes, once. */
  codes: string[];
  hashes: string[];
}

export async function makeOwnCodes(): Promise<OwnCodes> {
  const codes = newCodes(OWN_BACKUP_CODES);
  const hashes = await Promise.all(codes.map((code) => hashSecret(canonicalCode(code))));
  return { codes, hashes };
}

/**
 * The id of the unused code that `code` is (as `savedCode` reads it); null when it is none of them. Always as many comparisons, with `decoy` where a
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
