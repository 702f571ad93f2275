/** How the reference platform keeps TOTP secrets and backup codes. */
import { hashSecret } from '../../argon2.ts';
import { seal, unseal } from '../../secret-box.ts';

/** `userId` is bound in: a secret moved to another user's row does not open. */
export function sealSecret(key: Buffer, userId: string, secret: Uint8Array): string {
  return seal(key, secret, context(userId));
}

/** @throws RekeyError PLATFORM_KEY_WRONG */
export function openSecret(key: Buffer, userId: string, sealed: string): Buffer {
  return unseal(key, sealed, context(userId));
}

/**
 * What is hashed of a backup code: upper-case, without the dash and spaces that people type or leave out, and with the
 * letters that Crockford's Base32 leaves out read as what they were taken for. A platform that checks a code brings it
 * to this form first.
 */
export function canonicalCode(code: string): string {
  return code.replace(/[\s-]/g, '').toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');
}

export function hashCodes(codes: readonly string[]): Promise<string[]> {
  return Promise.all(codes.map((code) => hashSecret(canonicalCode(code))));
}

function context(userId: string): string {
  return `totp-authenticator:${userId}`;
}
