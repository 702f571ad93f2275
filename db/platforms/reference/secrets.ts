/** How the reference platform keeps TOTP secrets. */
import { RekeyError } from '../../errors.ts';
import { seal, unseal } from '../../secret-box.ts';
import type { TotpParameters } from '../contract.ts';

/** What every authenticator app reads, and what docs/platform-schema.md lays down for all pairings. */
export const TOTP: TotpParameters = { algorithm: 'sha1', digits: 6, period: 30, t0: 0 };
/** RFC 6238, section 5.2, recommends one step at most. */
export const TOLERANCE = 1;

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

function context(userId: string): string {
  return `totp-authenticator:${userId}`;
}
