/** Makes checkpoints and keeps the keys they are signed with: what stands for the log outside the database. */
import type { AuditAction } from '../../../db/audit/actions.ts';
import {
  addSigningKey,
  checkpointsInOrder,
  insertCheckpoint,
  listSigningKeys,
  type Occasion,
  type StoredCheckpoint,
} from '../../../db/audit/checkpoints.ts';
import { faultAtEnd } from '../../../db/audit/end.ts';
import type { JsonValue } from '../../../db/audit/entry.ts';
import { appendAudit, listAudit, lockHead, readHead } from '../../../db/audit/log.ts';
import type { Database, Reader, Transaction } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import type { Clock } from '../clock.ts';
import type { Actor } from '../session.ts';
import { type SignedCheckpoint, signCheckpoint } from './checkpoint.ts';
import { judgeKeys, keysLinkedTo } from './key-links.ts';
import { faultAtCheckpoint, lastCheckpoint, signedBy } from './last-checkpoint.ts';
import { faultAtBeginning, isSealSigned } from './seal.ts';
import type { AuditKey, SigningKey, SigningKeyStore } from './signing-key.ts';

/** Null: the console itself. */
export type Maker = Pick<Actor, 'id' | 'name'> | null;

export interface Notary {
  makeCheckpoint(maker: Maker, occasion: Occasion): Promise<SignedCheckpoint>;
  /** The current key, registered, for another statement than a checkpoint. */
  signer(maker: Maker): Promise<SigningKey>;
  keys(): Promise<AuditKey[]>;
  /** The ids of the keys that endorsements link to a checkpoint's, as far as what it fixes of the log says the same. */
  linkedKeys(checkpoint: Pick<SignedCheckpoint, 'keyId' | 'sequence'>): Promise<ReadonlySet<string>>;
  rotateKey(maker: Maker): Promise<AuditKey>;
  /** Those in the database with a signature by a key that is genuine, and those without, each by rising sequence. */
  storedCheckpoints(): Promise<{ signed: StoredCheckpoint[]; forged: StoredCheckpoint[] }>;
  /** The first in the database, with such a signature, that fixes this entry; null while none does. */
  covering(sequence: number): Promise<StoredCheckpoint | null>;
  /** When the last daily one is a day old, or there is none; nothing while nothing was logged since. */
  makeDailyCheckpoint(): Promise<SignedCheckpoint | null>;
}

const MADE = 'make-audit-key';
const ROTATED = 'rotate-audit-key';
/** A key comes about once a year and machine. */
const MOST_KEYS = 10_000;
const DAY = 24 * 60 * 60 * 1000;

export function createNotary(deps: { database: Database; clock: Clock; keyStore: SigningKeyStore }): Notary {
  const { database, clock, keyStore } = deps;

  async function register(tx: Transaction, key: SigningKey, maker: Maker): Promise<void> {
    const { keyId, publicKey, madeAt, previousKeyId, endorsement } = key;
    if (!(await addSigningKey(tx, { keyId, publicKey, madeAt, previousKeyId, endorsement }))) return;
    await appendAudit(tx, {
      ...entryOf(maker, previousKeyId === null ? MADE : ROTATED),
      detail: { keyId, publicKey, previousKeyId },
    });
  }

  const entryOf = (maker: Maker, action: AuditAction) => ({
    time: clock(),
    staff: maker && { id: maker.id, name: maker.name },
    category: 'system' as const,
    action,
    outcome: 'done' as const,
  });

  const keysOf = async (reader: Reader) => judgeKeys(await listSigningKeys(reader));

  const notary: Notary = {
    async makeCheckpoint(maker, occasion) {
      const key = keyStore.current(clock());
      return database.transaction(async (tx) => {
        await lockHead(tx);
        await register(tx, key, maker);
        const head = await readHead(tx);
        await refuseBroken(tx, await keysOf(tx));
        const made = signCheckpoint(key, { ...head, time: clock() });
        await insertCheckpoint(tx, made, occasion);
        const { sequence, hash, keyId } = made;
        await appendAudit(tx, {
          ...entryOf(maker, 'make-checkpoint'),
          detail: { sequence, hash, keyId, occasion },
        });
        return made;
      });
    },
    async signer(maker) {
      const key = keyStore.current(clock());
      await database.transaction((tx) => register(tx, key, maker));
      return key;
    },
    keys: () => keysOf(database.reader),
    async linkedKeys({ keyId, sequence }) {
      const page = { before: sequence + 1, limit: MOST_KEYS };
      const came = await Promise.all(
        [MADE, ROTATED].map((action) => listAudit(database.reader, { action }, page)),
      );
      const logged = new Map<string, string | null>();
      // A key comes once; what says so again says nothing.
      for (const { detail } of came.flat().sort((a, b) => b.sequence - a.sequence)) {
        const { keyId: id, previousKeyId } = detail as { keyId?: JsonValue; previousKeyId?: JsonValue };
        if (typeof id === 'string') logged.set(id, typeof previousKeyId === 'string' ? previousKeyId : null);
      }
      return keysLinkedTo(keyId, await keysOf(database.reader), logged);
    },
    async rotateKey(maker) {
      // The old one first: a key that nobody knows endorses nothing.
      const before = keyStore.current(clock());
      await database.transaction((tx) => register(tx, before, maker));
      const next = keyStore.rotate(clock());
      await database.transaction((tx) => register(tx, next, maker));
      const { sign: _sign, ...record } = next;
      return { ...record, genuine: true };
    },
    async storedCheckpoints() {
      const stored = await checkpointsInOrder(database.reader);
      const isSigned = signedBy(await keysOf(database.reader));
      return { signed: stored.filter(isSigned), forged: stored.filter((one) => !isSigned(one)) };
    },
    async covering(sequence) {
      const stored = await checkpointsInOrder(database.reader, { from: sequence });
      return stored.find(signedBy(await keysOf(database.reader))) ?? null;
    },
    async makeDailyCheckpoint() {
      const found = await lastCheckpoint(database.reader, await keysOf(database.reader));
      const head = await readHead(database.reader);
      // With a key of one's own anybody can sign one of an entry, or a time, that is yet to come: no reason to wait for it.
      const last = found && found.sequence <= head.sequence && found.time <= clock() ? found : null;
      // A checkpoint is followed by the entry that tells of it.
      const idle = head.sequence <= (last ? last.sequence + 1 : 0);
      if (idle || (last && clock() - last.time < DAY)) return null;
      return notary.makeCheckpoint(null, 'daily');
    },
  };
  return notary;
}

/** What was changed already must not be signed as if it were right. The whole log is the verification's business. */
async function refuseBroken(tx: Transaction, keys: readonly AuditKey[]): Promise<void> {
  const fault =
    (await faultAtEnd(tx)) ??
    (await faultAtBeginning(tx, (seal) => isSealSigned(seal, keys))) ??
    (await faultAtCheckpoint(tx, await lastCheckpoint(tx, keys)));
  if (fault) throw new RekeyError('AUDIT_BROKEN', { sequence: fault.at, why: fault.text });
}
