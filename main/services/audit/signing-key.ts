/**
 * The Ed25519 key (RFC 8032) that signs checkpoints, exports and archives: a small file, mode 0600.
 *
 *     { "version": 1, "publicKey": "<Base64 of 32 bytes>", "privateKey": "<Base64 of PKCS #8>", "sealed": false,
 *       "madeAt": 1769000000000, "previousKeyId": null, "endorsement": null }
 *
 * Where there is a keychain `privateKey` is what it made of the Base64, and `sealed` is true. The window and the command
 * line on one machine keep a file each then, because the command line can not open the keychain.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import type { SigningKeyRecord } from '../../../db/audit/checkpoints.ts';
import { canonicalJson } from '../../../db/audit/entry.ts';
import { RekeyError } from '../../../db/errors.ts';
import type { SecretStore } from '../../host.ts';
import {
  isReadableByOthers,
  readPrivateFile,
  replacePrivateFile,
  writeFirstPrivateFile,
} from '../private-file.ts';

export interface SigningKey extends SigningKeyRecord {
  /** Base64, over the UTF-8 bytes of the text. */
  sign(text: string): string;
}

export interface AuditKey extends SigningKeyRecord {
  /** False: its id is not that of its public key, or the key before it did not sign it. */
  genuine: boolean;
}

export interface SigningKeyStore {
  /** Made when there is none yet. @throws AUDIT_KEY */
  current(now: number): SigningKey;
  /** A new key, which the one before signs, takes its place; the old private key is gone. @throws AUDIT_KEY */
  rotate(now: number): SigningKey;
}

const CONTENT = z.object({
  version: z.literal(1),
  publicKey: z.string(),
  privateKey: z.string().min(1),
  sealed: z.boolean(),
  madeAt: z.number().int(),
  previousKeyId: z.string().nullable(),
  endorsement: z.string().nullable(),
});
type Content = z.infer<typeof CONTENT>;

/** `file`: what REKEY_AUDIT_KEY_FILE names, which is never sealed; null: in the data directory. */
export function signingKeyStore(options: {
  dataDirectory: string;
  file: string | null;
  secretStore: SecretStore | null;
}): SigningKeyStore {
  const secretStore = options.file === null ? options.secretStore : null;
  const name = secretStore ? 'audit-key.sealed.json' : 'audit-key.json';
  const file = options.file ?? path.join(options.dataDirectory, name);

  function open(content: Content): SigningKey {
    const { publicKey, madeAt, previousKeyId, endorsement } = content;
    let privateKey: KeyObject;
    try {
      if (content.sealed && !secretStore) throw new Error('sealed');
      const plain =
        content.sealed && secretStore ? secretStore.decrypt(content.privateKey) : content.privateKey;
      privateKey = createPrivateKey({ key: Buffer.from(plain, 'base64'), format: 'der', type: 'pkcs8' });
    } catch (cause) {
      throw unusable(file, 'it does not open for this person on this machine', cause);
    }
    if (rawPublicKey(privateKey) !== publicKey) throw unusable(file, 'its two halves do not belong together');
    return {
      keyId: keyIdOf(publicKey),
      publicKey,
      madeAt,
      previousKeyId,
      endorsement,
      sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
    };
  }

  function make(now: number, previous: SigningKey | null): Content {
    const { privateKey } = generateKeyPairSync('ed25519');
    const plain = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
    const publicKey = rawPublicKey(privateKey);
    return {
      version: 1,
      publicKey,
      privateKey: secretStore ? secretStore.encrypt(plain) : plain,
      sealed: secretStore !== null,
      madeAt: now,
      previousKeyId: previous?.keyId ?? null,
      endorsement:
        previous?.sign(endorsementText({ publicKey, madeAt: now, previousKeyId: previous.keyId })) ?? null,
    };
  }

  return {
    current(now) {
      const there = read(file);
      if (there) return open(there);
      writeFirst(file, asText(make(now, null)));
      const made = read(file);
      if (!made) throw unusable(file, 'it can not be read back');
      return open(made);
    },
    rotate(now) {
      const next = make(now, this.current(now));
      try {
        replacePrivateFile(file, asText(next));
      } catch (cause) {
        throw unusable(file, 'it can not be written', cause);
      }
      return open(next);
    },
  };
}

export function keyIdOf(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex').slice(0, 32);
}

/** False for any text that is no key or no signature. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey, 'base64').toString('base64url') },
      format: 'jwk',
    });
    return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

/** What the old key signs to hand over to the new one. */
export function endorsementText(key: { publicKey: string; madeAt: number; previousKeyId: string }): string {
  return canonicalJson({ format: 'rekey-audit-key-1', ...key });
}

function rawPublicKey(privateKey: KeyObject): string {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return Buffer.from(String(x), 'base64url').toString('base64');
}

function asText(content: Content): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

function read(file: string): Content | null {
  let text: string | null;
  try {
    text = readPrivateFile(file);
    if (text === null) return null;
    if (isReadableByOthers(file)) {
      throw unusable(file, 'it can be read by others than you; run chmod 600 on it and rotate the key');
    }
  } catch (cause) {
    throw cause instanceof RekeyError ? cause : unusable(file, 'it can not be read', cause);
  }
  try {
    return CONTENT.parse(JSON.parse(text));
  } catch (cause) {
    throw unusable(file, 'it is not a key that Rekey wrote', cause);
  }
}

/** Another console on this data directory may have been first. */
function writeFirst(file: string, text: string): void {
  try {
    writeFirstPrivateFile(file, text);
  } catch (cause) {
    throw unusable(file, 'it can not be written', cause);
  }
}

function unusable(file: string, why: string, cause?: unknown): RekeyError {
  return new RekeyError('AUDIT_KEY', { why: `${file}: ${why}` }, { cause });
}
