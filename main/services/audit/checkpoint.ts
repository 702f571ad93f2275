/**
 * A checkpoint as a file: one line of canonical JSON (RFC 8785) that says which hash an entry had at a time, signed.
 *
 *     {"format":"rekey-audit-checkpoint-1","hash":"…","keyId":"…","publicKey":"…","sequence":17,"signature":"…","time":…}
 *
 * The signature is over the canonical JSON of the same object without `publicKey` and `signature`.
 */
import { z } from 'zod';
import type { Checkpoint } from '../../../db/audit/checkpoints.ts';
import { canonicalJson } from '../../../db/audit/entry.ts';
import { RekeyError } from '../../../db/errors.ts';
import { isSignedBy, keyIdOf, type SigningKey } from './signing-key.ts';

const FORMAT = 'rekey-audit-checkpoint-1';
/** Characters; a checkpoint has about 450. */
const LONGEST = 1_000;

const DOCUMENT = z.object({
  format: z.literal(FORMAT),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  keyId: z.string().regex(/^[0-9a-f]{32}$/),
  publicKey: z.string().max(64),
  sequence: z.number().int().min(0),
  signature: z.string().max(128),
  time: z.number().int(),
});

export interface SignedCheckpoint extends Checkpoint {
  publicKey: string;
}

export function signCheckpoint(
  key: SigningKey,
  { sequence, hash, time }: Pick<Checkpoint, 'sequence' | 'hash' | 'time'>,
): SignedCheckpoint {
  const unsigned = { sequence, hash, time, keyId: key.keyId };
  return { ...unsigned, signature: key.sign(signedText(unsigned)), publicKey: key.publicKey };
}

export function checkpointText(checkpoint: SignedCheckpoint): string {
  const { sequence, hash, time, keyId, signature, publicKey } = checkpoint;
  return `${canonicalJson({ format: FORMAT, sequence, hash, time, keyId, signature, publicKey })}\n`;
}

/** Checks that the file is whole and was signed by the key it names; whose key that is, it can not know. @throws CHECKPOINT_BAD */
export function parseCheckpoint(text: string): SignedCheckpoint {
  if (text.length > LONGEST) {
    throw new RekeyError('CHECKPOINT_BAD', { why: 'it is too large to be one, so this is another file' });
  }
  let document: z.infer<typeof DOCUMENT>;
  try {
    // An editor or a reader of QR codes may have put white space or a byte order mark around it.
    document = DOCUMENT.parse(JSON.parse(text.trim()));
  } catch {
    throw new RekeyError('CHECKPOINT_BAD', { why: 'it is not a checkpoint that Rekey wrote' });
  }
  if (keyIdOf(document.publicKey) !== document.keyId || !isCheckpointSigned(document, document.publicKey)) {
    throw new RekeyError('CHECKPOINT_BAD', { why: 'its signature is not right, so somebody changed it' });
  }
  return document;
}

export function isCheckpointSigned(checkpoint: Checkpoint, publicKey: string): boolean {
  return isSignedBy(publicKey, signedText(checkpoint), checkpoint.signature);
}

function signedText({ sequence, hash, time, keyId }: Omit<Checkpoint, 'signature'>): string {
  return canonicalJson({ format: FORMAT, sequence, hash, time, keyId });
}
