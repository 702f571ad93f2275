/** How the reference platform keeps TOTP secrets. */
import { RekeyError } from '../../errors.ts';
import { seal, unseal } from '../../secret-box.ts';
import type { TotpParameters } from '../contract.ts';
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

/** `userId` is bound in: a secret moved to another user's row does not open. */
export function sealSecret(key: Buffer, userId: string, secret: Uint8Array): string {
  return seal(key, secret, context(userId));
}

/** @throws RekeyError PLATFORM_KEY_WRONG */
export function openSecret(key: Buffer, userId: string, sealed: string): Buffer {
  const secret = unseal(key, sealed, context(userId));
  if (!secret) throw new RekeyError('PLATFORM_KEY_WRONG');
  return secret;
}

export function canOpen(key: Buffer, userId: string, sealed: string): boolean {
  return unseal(key, sealed, context(userId)) !== null;
}

function context(userId: string): string {
  return `totp-authenticator:${userId}`;
}
