/**
 * A seal says that the entries from one to another were put into an archive file, and which hash the last of them had, signed.
 * It stands in the log as the entry of the archive, so that the chain is verifiable across the cut.
 */
import { firstEntry, sealEntries } from '../../../db/audit/archive.ts';
import { findBounds } from '../../../db/audit/bounds.ts';
import type { EndFault } from '../../../db/audit/end.ts';
import { type AuditEntry, canonicalJson, type JsonValue } from '../../../db/audit/entry.ts';
import type { KnownMark, Mark } from '../../../db/audit/verify.ts';
import type { Reader } from '../../../db/database.ts';
import { type AuditKey, isSignedBy, type SigningKey } from './signing-key.ts';

export const ARCHIVE_ACTION = 'archive-audit-log';

export interface Seal {
  firstSequence: number;
  lastSequence: number;
  lastHash: string;
  /** Hex SHA-256 of the archive file. */
  archive: string;
  /** ms UTC. */
  time: number;
  keyId: string;
  signature: string;
}

export function sealOf(key: SigningKey, facts: Omit<Seal, 'keyId' | 'signature'>): Seal {
  const unsigned = { ...facts, keyId: key.keyId };
  return { ...unsigned, signature: key.sign(signedText(unsigned)) };
}

/** An archive as it was logged. */
export interface SealedArchive {
  seal: Seal;
  /** Its entry. */
  sequence: number;
  /** The file's name without its folder, which the seal does not cover: only `seal.archive` tells which file it is. */
  file: string;
  /** The staff member; null: the console by itself. */
  by: string | null;
}

/** Newest first: those that a key signed which belongs here. */
export async function sealedArchives(reader: Reader, keys: readonly AuditKey[]): Promise<SealedArchive[]> {
  return (await claimedArchives(reader)).filter(({ seal }) => isSealSigned(seal, keys));
}

/** Newest first, whoever signed them: what an archive's entry says, which proves nothing yet. */
export async function claimedArchives(reader: Reader): Promise<SealedArchive[]> {
  return (await sealEntries(reader, ARCHIVE_ACTION)).flatMap((entry) => {
    const seal = sealIn(entry);
    if (!seal) return [];
    const { file } = entry.detail as { file?: JsonValue };
    return [
      {
        seal,
        sequence: entry.sequence,
        file: typeof file === 'string' ? file : '',
        by: entry.staff?.name ?? null,
      },
    ];
  });
}

export function isSealSigned(seal: Seal, keys: readonly AuditKey[]): boolean {
  const key = keys.find(({ keyId, genuine }) => genuine && keyId === seal.keyId);
  return key !== undefined && isSignedBy(key.publicKey, signedText(seal), seal.signature);
}

/** Newest first. */
export async function seals(reader: Reader, keys: readonly AuditKey[]): Promise<Seal[]> {
  return (await sealedArchives(reader, keys)).map(({ seal }) => seal);
}

/** What a seal says of the last entry that it stands for. */
export function sealMark({ firstSequence, lastSequence, lastHash, keyId }: Seal): KnownMark {
  const by = `the seal of entries ${firstSequence} to ${lastSequence} (key ${keyId})`;
  return { sequence: lastSequence, hash: lastHash, by };
}

/** Where the log begins that is left. */
export interface Beginning {
  /**
   * What verification begins after: the last that was archived. A removal that was cut short leaves entries before the seal's
   * last, which still lead up to it. Null: the first entry ever, or entries are gone that no seal stands for.
   */
  start: Mark | null;
  /** By a seal that does not count these are gone; null: none says so. */
  disputed: Seal | null;
}

/** @param claimed those of other keys too @param counts whether what a seal says is believed */
export async function beginningOf(
  reader: Reader,
  claimed: readonly Seal[],
  counts: (seal: Seal) => boolean,
): Promise<Beginning> {
  const first = await firstEntry(reader);
  if (!first || first.sequence === 1) return { start: null, disputed: null };
  const before = first.sequence - 1;
  const covering = claimed.filter(
    ({ firstSequence, lastSequence }) => firstSequence <= before && before <= lastSequence,
  );
  return covering.some(counts)
    ? { start: { sequence: before, hash: first.previousHash }, disputed: null }
    : { start: null, disputed: covering[0] ?? null };
}

/**
 * The head says which entry is the first, and whoever may add an entry may change that: what is before it would be in no list
 * and no export. Null: nothing was ever archived, or a seal that counts says the same.
 */
export async function faultAtBeginning(
  reader: Reader,
  counts: (seal: Seal) => boolean,
): Promise<EndFault | null> {
  // Before the seals are read: one that is made meanwhile moves it.
  const first = (await findBounds(reader))?.first ?? 1;
  if (first === 1) return null;
  const claimed = await claimedArchives(reader);
  if (claimed.some(({ seal }) => seal.lastSequence === first - 1 && counts(seal))) return null;
  const text = 'the head of the log says that it begins here, and no seal stands for what was before';
  return { at: Number.isSafeInteger(first) ? first : 0, text };
}

function sealIn({ detail }: AuditEntry): Seal | null {
  const seal = (detail as { seal?: JsonValue } | null)?.seal as
    | Partial<Record<keyof Seal, JsonValue>>
    | undefined;
  if (!seal) return null;
  const { firstSequence, lastSequence, lastHash, archive, time, keyId, signature } = seal;
  if (![firstSequence, lastSequence, time].every((value) => typeof value === 'number')) return null;
  if (![lastHash, archive, keyId, signature].every((value) => typeof value === 'string')) return null;
  return seal as Seal;
}

function signedText({
  signature: _signature,
  ...facts
}: Omit<Seal, 'signature'> & { signature?: string }): string {
  return canonicalJson({ format: 'rekey-audit-seal-1', ...facts });
}
