/** Which signing keys belong together: a key says which one it took the place of, and that one signed it. */
import type { SigningKeyRecord } from '../../../db/audit/checkpoints.ts';
import { type AuditKey, endorsementText, isSignedBy, keyIdOf } from './signing-key.ts';

/** Each with whether it is what it says: also the first key of a machine, which nothing endorses. */
export function judgeKeys(keys: readonly SigningKeyRecord[]): AuditKey[] {
  const byId = new Map(keys.map((key) => [key.keyId, key]));
  return keys.map((key) => ({ ...key, genuine: isGenuine(key, byId) }));
}

function isGenuine(key: SigningKeyRecord, keys: ReadonlyMap<string, SigningKeyRecord>): boolean {
  const { publicKey, madeAt, previousKeyId, endorsement } = key;
  if (keyIdOf(publicKey) !== key.keyId) return false;
  if (previousKeyId === null) return true;
  const previous = keys.get(previousKeyId);
  return (
    previous !== undefined &&
    keyIdOf(previous.publicKey) === previousKeyId &&
    isSignedBy(previous.publicKey, endorsementText({ publicKey, madeAt, previousKeyId }), endorsement ?? '')
  );
}

/**
 * The ids of the keys that endorsements link to one of them, and its own: those that it endorsed, directly or through others,
 * those before it, and what these endorsed. Anybody can endorse somebody else's key with one of their own, so a key before it
 * counts only where the log says the same.
 * @param logged by key, the key before it as it was logged when it came; only entries that are proven
 */
export function keysLinkedTo(
  keyId: string,
  keys: readonly AuditKey[],
  logged: ReadonlyMap<string, string | null>,
): ReadonlySet<string> {
  const genuine = new Map(keys.filter((key) => key.genuine).map((key) => [key.keyId, key.previousKeyId]));
  const linked = new Set([keyId]);
  for (let at = keyId; ; ) {
    const previous = genuine.get(at) ?? null;
    if (previous === null || logged.get(at) !== previous || linked.has(previous)) break;
    linked.add(previous);
    at = previous;
  }
  for (let size = 0; size !== linked.size; ) {
    size = linked.size;
    for (const [id, previous] of genuine) if (previous !== null && linked.has(previous)) linked.add(id);
  }
  return linked;
}
