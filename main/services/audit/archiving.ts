/**
 * Moves old entries out of the database into a signed file. In this order, so that being killed anywhere loses nothing: the
 * file is whole and on the disk; the seal is in the log; only then are entries removed.
 */
import { firstEntry, lastBefore, removeThrough } from '../../../db/audit/archive.ts';
import { GENESIS_HASH, hashEntry, type JsonValue } from '../../../db/audit/entry.ts';
import { auditInOrder } from '../../../db/audit/listing.ts';
import { appendAudit } from '../../../db/audit/log.ts';
import type { Database } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import type { Clock } from '../clock.ts';
import type { Actor } from '../session.ts';
import { type ArchiveFile, hashOfFile } from './archive-file.ts';
import { endLine, endText, lineOf, listHash } from './export-format.ts';
import type { Notary } from './notary.ts';
import { ARCHIVE_ACTION, type Seal, sealOf, seals, startOf } from './seal.ts';

export interface ArchiveOptions {
  /** ms UTC: entries older than this. */
  before: number;
  /** Where the archive goes; a removal that was cut short needs the file that was written then. */
  file: ArchiveFile;
  /** By the account for maintenance, which may delete. */
  maintenance: Database;
}

export interface Archived {
  firstSequence: number;
  lastSequence: number;
  file: string;
  /** An earlier archive, whose removal was cut short, was finished. */
  resumed: boolean;
}

const CHUNK = 1_000;

/** @throws NOTHING_TO_DO, AUDIT_BROKEN, ARCHIVE_OTHER, FILE_UNWRITABLE, AUDIT_KEY */
export async function archive(
  deps: { database: Database; clock: Clock; notary: Notary },
  actor: Actor,
  options: ArchiveOptions,
): Promise<Archived> {
  const { database, notary } = deps;
  const first = await firstEntry(database.reader);
  const [last] = await seals(database.reader, await notary.keys());
  if (first && last && first.sequence <= last.lastSequence) return resume(last, options);
  const through = await lastBefore(database.reader, options.before);
  if (!first || through === null || through < first.sequence) {
    throw new RekeyError('NOTHING_TO_DO', { why: 'no entry is as old as that' });
  }
  // What is archived is fixed by a checkpoint that outlives it.
  await notary.makeCheckpoint(actor, 'archive');
  const lastHash = await write(deps, actor, { first: first.sequence, through }, options.file);
  const seal = sealOf(await notary.signer(actor), {
    firstSequence: first.sequence,
    lastSequence: through,
    lastHash,
    archive: await hashOfFile(options.file.name),
    time: deps.clock(),
  });
  await database.transaction((tx) =>
    appendAudit(tx, {
      time: deps.clock(),
      staff: { id: actor.id, name: actor.name },
      category: 'system',
      action: ARCHIVE_ACTION,
      outcome: 'done',
      detail: { seal: seal as unknown as JsonValue, file: options.file.shortName },
    }),
  );
  await removeThrough(options.maintenance, through);
  return { firstSequence: first.sequence, lastSequence: through, file: options.file.name, resumed: false };
}

async function resume(seal: Seal, { file, maintenance }: ArchiveOptions): Promise<Archived> {
  const there = await hashOfFile(file.name).catch(() => null);
  if (there !== seal.archive) {
    throw new RekeyError('ARCHIVE_OTHER', { last: seal.lastSequence, file: file.name });
  }
  await removeThrough(maintenance, seal.lastSequence);
  const { firstSequence, lastSequence } = seal;
  return { firstSequence, lastSequence, file: file.name, resumed: true };
}

/** @returns the last entry's hash. A chain that is not whole is not archived: it is evidence. */
async function write(
  { database, clock, notary }: { database: Database; clock: Clock; notary: Notary },
  actor: Actor,
  { first, through }: { first: number; through: number },
  file: ArchiveFile,
): Promise<string> {
  const start = await startOf(database.reader, await seals(database.reader, await notary.keys()));
  let previous = start ?? { sequence: 0, hash: GENESIS_HASH };
  const sum = listHash();
  const signer = await notary.signer(actor);
  await file.write(async (add) => {
    const chunks = auditInOrder(database.reader, {}, { upTo: through, after: first - 1, chunk: CHUNK });
    for await (const chunk of chunks) {
      for (const entry of chunk) {
        const { hash, ...content } = entry;
        const follows = entry.sequence === previous.sequence + 1 && entry.previousHash === previous.hash;
        if (!follows || hashEntry(content) !== hash) {
          throw new RekeyError('AUDIT_BROKEN', {
            sequence: entry.sequence,
            why: 'it is not what was logged',
          });
        }
        sum.add(hash);
        previous = { sequence: entry.sequence, hash };
      }
      await add(chunk.map((entry) => lineOf('jsonl', entry)).join(''));
    }
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
