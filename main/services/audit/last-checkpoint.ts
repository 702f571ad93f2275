/** The last checkpoint that is signed by a key that belongs here, with which the log must agree before another is made. */
import {
  newestCheckpoints,
  type SigningKeyRecord,
  type StoredCheckpoint,
} from '../../../db/audit/checkpoints.ts';
import type { EndFault } from '../../../db/audit/end.ts';
import { readAuditEntry } from '../../../db/audit/log.ts';
import type { Reader } from '../../../db/database.ts';
import { isCheckpointSigned } from './checkpoint.ts';
import type { AuditKey } from './signing-key.ts';

/** By one of the keys, of those that are genuine. */
export function signedBy(keys: readonly AuditKey[]): (one: StoredCheckpoint) => boolean {
  const genuine = new Map<string, SigningKeyRecord>(
    keys.filter((key) => key.genuine).map((key) => [key.keyId, key]),
  );
  return (one) => isCheckpointSigned(one, genuine.get(one.keyId)?.publicKey ?? '');
}

/** Whoever may add a row may add a checkpoint that nobody signed: it must not stand in the way of the next. */
export async function lastCheckpoint(
  reader: Reader,
  keys: readonly AuditKey[],
): Promise<StoredCheckpoint | null> {
  const isSigned = signedBy(keys);
  for await (const one of newestCheckpoints(reader)) if (isSigned(one)) return one;
  return null;
}

/** Null: the log agrees with it. What was archived since is gone from the table; its seal stands for it. */
export async function faultAtCheckpoint(
  reader: Reader,
  checkpoint: StoredCheckpoint | null,
): Promise<EndFault | null> {
  if (!checkpoint || checkpoint.sequence === 0) return null;
  const fixed = await readAuditEntry(reader, checkpoint.sequence);
  if (!fixed || fixed.hash === checkpoint.hash) return null;
  return {
    at: checkpoint.sequence,
    text: `its hash is not the one that key ${checkpoint.keyId} signed in the last checkpoint`,
  };
}
