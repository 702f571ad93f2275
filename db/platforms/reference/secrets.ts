/** How the reference platform keeps TOTP secrets and backup codes. */
import { hashSecret } from '../../argon2.ts';
import { seal, unseal } from '../../secret-box.ts';
import { canonicalCode } from '../../text/codes.ts';

/** `userId` is bound in: a secret moved to another user's row does not open. */
export function sealSecret(key: Buffer, userId: string, secret: Uint8Array): string {
  return seal(key, secret, context(userId));
}

/** @throws RekeyError PLATFORM_KEY_WRONG */
export function openSecret(key: Buffer, userId: string, sealed: string): Buffer {
  return unseal(key, sealed, context(userId));
}

/** What is hashed of a code is its canonical form. A platform that checks a code brings it to that form first. */
export { canonicalCode };

export function hashCodes(codes: readonly string[]): Promise<string[]> {
  return Promise.all(codes.map((code) => hashSecret(canonicalCode(code))));
}

function context(userId: string): string {
  return `totp-authenticator:${userId}`;
}
