/**
 * Moves old entries out of the database into a signed file. In this order, so that being killed anywhere loses nothing: the
 * file is whole and on the disk; the seal is in the log; only then are entries removed.
 */
import { areLeftOver, firstEntry, lastBefore, removeThrough } from '../../../db/audit/archive.ts';
import { beginAfter, readBounds } from '../../../db/audit/bounds.ts';
import { GENESIS_HASH, hashEntry, type JsonValue } from '../../../db/audit/entry.ts';
import { auditInOrder } from '../../../db/audit/listing.ts';
import { appendAudit, lockHead } from '../../../db/audit/log.ts';
import type { Database } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import type { Clock } from '../clock.ts';
import { type ArchiveFile, hashOfFile } from './archive-file.ts';
import type { ArchivePlace } from './archive-place.ts';
import { endLine, endText, lineOf, listHash } from './export-format.ts';
import type { Maker, Notary } from './notary.ts';
import { dueBefore, readRetention } from './retention.ts';
import {
  ARCHIVE_ACTION,
  beginningOf,
  type Seal,
  type SealedArchive,
  sealedArchives,
  sealOf,
  seals,
} from './seal.ts';

export interface ArchiveOptions {
  /** Where the archive goes; a removal that was cut short needs the file that was written then. */
  place: ArchivePlace;
  /** By the account for maintenance, which may delete. */
  maintenance: Database;
}

export interface Archived {
  firstSequence: number;
  lastSequence: number;
  file: string;
  /** Hex SHA-256 of the file. */
  sha256: string;
  /** An earlier archive, whose removal was cut short, was finished. */
  resumed: boolean;
}

interface Deps {
  database: Database;
  clock: Clock;
  notary: Notary;
}

const CHUNK = 1_000;

/**
 * Entries older than `before` (ms UTC); or else what an earlier one left over.
 * @throws NOTHING_TO_DO, AUDIT_BROKEN, ARCHIVE_OTHER, ARCHIVE_TWICE, FILE_UNWRITABLE, AUDIT_KEY
 */
export async function archive(
  deps: Deps,
  maker: Maker,
  { before, ...options }: ArchiveOptions & { before: number },
): Promise<Archived> {
  const done = (await finish(deps, maker, options)) ?? (await make(deps, maker, before, options));
  if (!done) throw new RekeyError('NOTHING_TO_DO', { why: 'no entry is as old as that' });
  return done;
}

/**
 * What the retention says is due, which may be nothing; and before it what an earlier one left over.
 * @throws AUDIT_BROKEN, ARCHIVE_OTHER, ARCHIVE_TWICE, FILE_UNWRITABLE, AUDIT_KEY
 */
export async function archiveDue(
  deps: Deps,
  maker: Maker,
  options: ArchiveOptions,
): Promise<{ keptDays: number | null; archives: Archived[] }> {
  const finished = await finish(deps, maker, options);
  const keptDays = await readRetention(deps.database.reader);
  const before = dueBefore(keptDays, deps.clock());
  const made = before === null ? null : await make(deps, maker, before, options);
  return { keptDays, archives: [finished, made].filter((one) => one !== null) };
}

function isSealed([last]: readonly Seal[], sequence: number): boolean {
  return last !== undefined && sequence <= last.lastSequence;
}

/** The archive whose entries are not all removed yet; null when there is none. @throws AUDIT_BROKEN for other rows in their place */
async function unfinishedArchive({
  database: { reader },
  notary,
}: Pick<Deps, 'database' | 'notary'>): Promise<SealedArchive | null> {
  const first = await firstEntry(reader);
  const [last] = await sealedArchives(reader, await notary.keys());
  if (!first || !last || first.sequence > last.seal.lastSequence) return null;
  if (!(await areLeftOver(reader, first.sequence, last.seal))) {
    const why = 'it was archived, and there is a row in its place again';
    throw new RekeyError('AUDIT_BROKEN', { sequence: first.sequence, why });
  }
  return last;
}

async function finish(
  deps: Deps,
  maker: Maker,
  { place, maintenance }: ArchiveOptions,
): Promise<Archived | null> {
  const unfinished = await unfinishedArchive(deps);
  if (!unfinished) return null;
  const { firstSequence, lastSequence, archive: sha256 } = unfinished.seal;
  await refuseStrangeKey(deps, maker, unfinished);
  const file = place.made(unfinished.file);
  const there = await hashOfFile(file.name).catch(() => null);
  if (there !== sha256) throw new RekeyError('ARCHIVE_OTHER', { last: lastSequence, file: file.name });
  await removeThrough(maintenance, lastSequence);
  return { firstSequence, lastSequence, file: file.name, sha256, resumed: true };
}

/**
 * The console's own account may add a key and an entry with a seal by it, but remove nothing: it must not have that done by the
 * account for maintenance, with the file of an earlier archive.
 */
async function refuseStrangeKey(
  { notary }: Deps,
  maker: Maker,
  { seal, sequence }: SealedArchive,
): Promise<void> {
  const { keyId } = await notary.signer(maker);
  if ((await notary.linkedKeys({ keyId, sequence })).has(seal.keyId)) return;
  const why = `it seals an archive by key ${seal.keyId}, which no endorsement links to key ${keyId} of this machine`;
  throw new RekeyError('AUDIT_BROKEN', { sequence, why });
}

async function make(
  deps: Deps,
  maker: Maker,
  before: number,
  { place, maintenance }: ArchiveOptions,
): Promise<Archived | null> {
  const { database, notary, clock } = deps;
  const { first } = await readBounds(database.reader);
  const through = await lastBefore(database.reader, before);
  if (through === null) return null;
  const range = { firstSequence: first, lastSequence: through, time: clock() };
  const file = await place.next(range);
  // What is archived is fixed by a checkpoint that outlives it.
  await notary.makeCheckpoint(maker, 'archive');
  const lastHash = await write(deps, maker, { first, through }, file);
  const sha256 = await hashOfFile(file.name);
  const seal = sealOf(await notary.signer(maker), { ...range, lastHash, archive: sha256, time: clock() });
  const known = await notary.keys();
  const logged = await database.transaction(async (tx) => {
    // Whoever was faster has the lock no more, and left a seal.
    await lockHead(tx);
    if (isSealed(await seals(tx, known), first)) return false;
    await appendAudit(tx, {
      time: clock(),
      staff: maker && { id: maker.id, name: maker.name },
      category: 'system',
      action: ARCHIVE_ACTION,
      outcome: 'done',
      detail: { seal: seal as unknown as JsonValue, file: file.shortName },
    });
    await beginAfter(tx, through);
    return true;
  });
  if (!logged) {
    await file.remove();
    throw new RekeyError('ARCHIVE_TWICE');
  }
  await removeThrough(maintenance, through);
  const { firstSequence, lastSequence } = range;
  return { firstSequence, lastSequence, file: file.name, sha256, resumed: false };
}

/** @returns the last entry's hash. A chain that is not whole is not archived: it is evidence. */
async function write(
  { database, clock, notary }: Deps,
  maker: Maker,
  { first, through }: { first: number; through: number },
  file: ArchiveFile,
): Promise<string> {
  const known = await notary.keys();
  const { start } = await beginningOf(database.reader, await seals(database.reader, known), () => true);
  let previous = start ?? { sequence: 0, hash: GENESIS_HASH };
  const sum = listHash();
  const signer = await notary.signer(maker);
  const refuse = async (sequence: number): Promise<never> => {
    // Entries go away rightly only once a seal stands for them.
    if (isSealed(await seals(database.reader, known), first)) throw new RekeyError('ARCHIVE_TWICE');
    throw new RekeyError('AUDIT_BROKEN', { sequence, why: 'it is not what was logged' });
  };
  await file.write(async (add) => {
    const chunks = auditInOrder(database.reader, {}, { upTo: through, after: first - 1, chunk: CHUNK });
    for await (const chunk of chunks) {
      for (const entry of chunk) {
        const { hash, ...content } = entry;
        const follows = entry.sequence === previous.sequence + 1 && entry.previousHash === previous.hash;
        if (!follows || hashEntry(content) !== hash) await refuse(entry.sequence);
        sum.add(hash);
        previous = { sequence: entry.sequence, hash };
      }
      await add(chunk.map((entry) => lineOf('jsonl', entry)).join(''));
    }
    if (previous.sequence !== through) await refuse(previous.sequence + 1);
    const text = endText({
      entries: through - first + 1,
      firstSequence: first,
      lastSequence: through,
      listHash: sum.digest(),
      filter: {},
      time: clock(),
      keyId: signer.keyId,
      publicKey: signer.publicKey,
      checkpoint: { sequence: previous.sequence, hash: previous.hash },
    });
    await add(endLine('jsonl', text, signer.sign(text)));
  });
  return previous.hash;
}
