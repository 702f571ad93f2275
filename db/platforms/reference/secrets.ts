/** How the reference platform keeps TOTP secrets. */
import type { Reader } from '../../database.ts';
import { RekeyError } from '../../errors.ts';
import { seal, unseal } from '../../secret-box.ts';
import type { KeyProof, TotpParameters } from '../contract.ts';
import { demandOpened } from '../keys.ts';
import type { Keys } from '../kind.ts';

/** What every authenticator app reads, and what docs/platform-schema.md lays down for all pairings. */
export const TOTP: TotpParameters = { algorithm: 'sha1', digits: 6, period: 30, t0: 0 };
/** RFC 6238, section 5.2, recommends one step at most. */
export const TOLERANCE = 1;

/** The platform's own key, 32 bytes (AES-256-GCM): what seals its users' secrets. */
export const KEY_SETTING = 'REKEY_PLATFORM_KEY';

/** @throws RekeyError CONFIGURATION when it is not among them */
export function keyOf({ [KEY_SETTING]: key }: Keys): Buffer {
  if (!key) throw new RekeyError('CONFIGURATION', { why: `${KEY_SETTING} is not set` });
  return key;
}

/** More than one, since the very last pairing may be a broken one. */
const SAMPLES = 3;

/** `userId` is bound in: a secret moved to another user's row does not open. */
export function sealSecret(key: Buffer, userId: string, secret: Uint8Array): string {
  return seal(key, secret, context(userId));
}

/** @throws RekeyError PLATFORM_KEY_WRONG */
export function openSecret(key: Buffer, userId: string, sealed: string): Buffer {
  const secret = unseal(key, sealed, context(userId));
  if (secret) return secret;
  throw new RekeyError('PLATFORM_KEY_WRONG', {
    setting: KEY_SETTING,
    what: "this user's authenticator secret",
  });
}

/** By the pairings that were made last. */
export async function proveKey(reader: Reader, key: Buffer): Promise<KeyProof> {
  const rows: { user_id: number; secret: string }[] = await reader('totp_authenticators')
    .orderBy('id', 'desc')
    .limit(SAMPLES)
    .select('user_id', 'secret');
  const opened = rows.filter((row) => unseal(key, row.secret, context(String(row.user_id)))).length;
  return { setting: KEY_SETTING, opened, refused: rows.length - opened };
}

/** Before a secret is sealed and written. @throws RekeyError PLATFORM_KEY_WRONG */
export async function demandKey(reader: Reader, key: Buffer): Promise<void> {
  demandOpened(await proveKey(reader, key));
}

function context(userId: string): string {
  return `totp-authenticator:${userId}`;
}
