/** How the reference platform keeps TOTP secrets. */
import { seal, unseal } from '../../secret-box.ts';

/** `userId` is bound in: a secret moved to another user's row does not open. */
export function sealSecret(key: Buffer, userId: string, secret: Uint8Array): string {
  return seal(key, secret, context(userId));
}

/** @throws RekeyError PLATFORM_KEY_WRONG */
export function openSecret(key: Buffer, userId: string, sealed: string): Buffer {
  return unseal(key, sealed, context(userId));
}

function context(userId: string): string {
  return `totp-authenticator:${userId}`;
}
