/** Staff's own backup codes: eight, each good once. The same writing as the users' codes, see codes.ts. */
import { hashSecret, verifySecret } from '../../../db/argon2.ts';
import { newCodes } from '../codes.ts';
import { normaliseCode } from '../totp.ts';

export const OWN_BACKUP_CODES = 8;

export interface OwnCodes {
  /** For their owner's eyes, once. */
  codes: string[];
  hashes: string[];
}

export async function makeOwnCodes(): Promise<OwnCodes> {
  const codes = newCodes(OWN_BACKUP_CODES);
  const hashes = await Promise.all(codes.map((code) => hashSecret(canonical(code))));
  return { codes, hashes };
}

/** Six digits are an authenticator's; ten letters and digits are a backup code. */
export function looksLikeBackupCode(text: string): boolean {
  return /^[0-9A-Z]{10}$/.test(canonical(text));
}

/**
 * The id of the unused code that this is; null when it is none of them. Always as many comparisons, with `decoy` where a
 * code is missing: how long it takes tells neither whether there is such an account nor how many codes it has left.
 */
export async function matchBackupCode(
  unused: readonly { id: number; hash: string }[],
  text: string,
  decoy: string,
): Promise<number | null> {
  const typed = canonical(text);
  const missing = Math.max(0, OWN_BACKUP_CODES - unused.length);
  const candidates = [...unused, ...Array.from({ length: missing }, () => ({ id: null, hash: decoy }))];
  const verdicts = await Promise.all(candidates.map(({ hash }) => verifySecret(hash, typed)));
  return candidates.find((_candidate, at) => verdicts[at])?.id ?? null;
}

/** Letters that are misread for digits are taken as what was meant (Crockford's Base32). */
function canonical(text: string): string {
  return normaliseCode(text).toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
}
