/** The signed statements "entry N had this hash at that time", and the public keys they are signed with. Only ever added to. */
import type { Reader, Transaction } from '../database.ts';

/** Made daily while a console runs, at each export and archive, or because somebody asked. */
export type Occasion = 'daily' | 'export' | 'archive' | 'demand';

export interface Checkpoint {
  sequence: number;
  /** Hex SHA-256: the hash of that entry. */
  hash: string;
  /** ms UTC. */
  time: number;
  keyId: string;
  /** Base64, Ed25519 (RFC 8032). */
  signature: string;
}

export interface StoredCheckpoint extends Checkpoint {
  id: number;
  occasion: Occasion;
}

export interface SigningKeyRecord {
  /** The first 32 hexadecimal digits of the SHA-256 of the key's 32 bytes. */
  keyId: string;
  /** Base64 of the 32 bytes. */
  publicKey: string;
  /** ms UTC. */
  madeAt: number;
  /** The key that it took the place of, which signed it; null for the first of a machine. */
  previousKeyId: string | null;
  endorsement: string | null;
}

const CHECKPOINTS = 'rekey_audit_checkpoints';
const KEYS = 'rekey_audit_keys';
const PAGE = 50;

interface CheckpointRow {
  id: number;
  sequence: number;
  hash: string;
  time: number;
  key_id: string;
  signature: string;
  occasion: string;
}

export async function insertCheckpoint(
  tx: Transaction,
  { sequence, hash, time, keyId, signature }: Checkpoint,
  occasion: Occasion,
): Promise<void> {
  await tx(CHECKPOINTS).insert({ sequence, hash, time, key_id: keyId, signature, occasion });
}

/** Newest first. */
export async function listCheckpoints(reader: Reader, limit: number): Promise<StoredCheckpoint[]> {
  const rows: CheckpointRow[] = await reader(CHECKPOINTS).orderBy('id', 'desc').limit(limit);
  return rows.map(fromRow);
}

/** The same one after the other, for who stops at the first that fits. */
export async function* newestCheckpoints(reader: Reader): AsyncGenerator<StoredCheckpoint> {
  for (let before: number | null = null; ; ) {
    const query = reader(CHECKPOINTS).orderBy('id', 'desc').limit(PAGE);
    if (before !== null) query.where('id', '<', before);
    const rows: CheckpointRow[] = await query;
    yield* rows.map(fromRow);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    before = last.id;
  }
}

/** In the order of what they are about, `from` that entry on; one a day and an export, so all of them fit in memory. */
export async function checkpointsInOrder(
  reader: Reader,
  { from }: { from?: number } = {},
): Promise<StoredCheckpoint[]> {
  const query = reader(CHECKPOINTS).orderBy([{ column: 'sequence' }, { column: 'id' }]);
  if (from !== undefined) query.where('sequence', '>=', from);
  const rows: CheckpointRow[] = await query;
  return rows.map(fromRow);
}

/** True when it was added now. */
export async function addSigningKey(tx: Transaction, key: SigningKeyRecord): Promise<boolean> {
  if (await tx(KEYS).where({ key_id: key.keyId }).first('key_id')) return false;
  await tx(KEYS).insert({
    key_id: key.keyId,
    public_key: key.publicKey,
    made_at: key.madeAt,
    previous_key_id: key.previousKeyId,
    endorsement: key.endorsement,
  });
  return true;
}

/** Oldest first. */
export async function listSigningKeys(reader: Reader): Promise<SigningKeyRecord[]> {
  const rows: {
    key_id: string;
    public_key: string;
    made_at: number;
    previous_key_id: string | null;
    endorsement: string | null;
  }[] = await reader(KEYS).orderBy([{ column: 'made_at' }, { column: 'key_id' }]);
  return rows.map((row) => ({
    keyId: row.key_id,
    publicKey: row.public_key,
    madeAt: Number(row.made_at),
    previousKeyId: row.previous_key_id,
    endorsement: row.endorsement,
  }));
}

function fromRow(row: CheckpointRow): StoredCheckpoint {
  return {
    id: Number(row.id),
    sequence: Number(row.sequence),
    hash: row.hash,
    time: Number(row.time),
    keyId: row.key_id,
    signature: row.signature,
    occasion: row.occasion as Occasion,
  };
}
