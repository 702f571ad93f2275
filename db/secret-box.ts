/** Small secrets at rest: AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce, as `v1.` + base64url(nonce ‖ ciphertext ‖ tag). */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** `context` says whose secret it is (additional data): a sealed text moved to another row does not open there. */
export function seal(key: Buffer, plain: Uint8Array, context: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const body = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return `${VERSION}.${body.toString('base64url')}`;
}

/** Null when the key, the context or the text is not the one it was sealed with. */
export function unseal(key: Buffer, sealed: string, context: string): Buffer | null {
  const [version, encoded] = sealed.split('.');
  const body = Buffer.from(encoded ?? '', 'base64url');
  if (version !== VERSION || body.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(Buffer.from(context))
    .setAuthTag(body.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(body.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}

/** HKDF-SHA256 (RFC 5869). */
export function deriveKey(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), purpose, KEY_BYTES));
}

export function newKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

/** 32 bytes in Base64 (either alphabet, with or without its last sign) or hexadecimal, as a person or newKey has them; null: it is neither. */
export function parseKey(text: string): Buffer | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return Buffer.from(text, 'base64');
  return null;
}
