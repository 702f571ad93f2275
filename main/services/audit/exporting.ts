/** Exports of the log, pulled piece by piece: memory stays the same however long the log is. */
import { randomUUID } from 'node:crypto';
import type { AuditFilter } from '../../../db/audit/entry.ts';
import { auditInOrder } from '../../../db/audit/listing.ts';
import { appendAudit } from '../../../db/audit/log.ts';
import type { Database } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import type { Clock } from '../clock.ts';
import type { Actor } from '../session.ts';
import {
  type ExportFormat,
  endLine,
  endText,
  headOf,
  lineOf,
  listHash,
  withoutGaps,
} from './export-format.ts';
import type { Notary } from './notary.ts';

export interface Exporter {
  /** Makes a checkpoint, logs the export, and promises every fitting entry up to that checkpoint. */
  start(actor: Actor, filter: AuditFilter, format: ExportFormat): Promise<{ exportId: string; upTo: number }>;
  /** The next piece. @throws EXPORT_GONE for one that is over, was left for ten minutes, or is somebody else's */
  next(actor: Actor, exportId: string): Promise<{ text: string; done: boolean; entries: number }>;
}

interface Running {
  actorId: number;
  usedAt: number;
  pieces: AsyncGenerator<{ text: string; entries: number }>;
}

const PIECE = 1_000;
const KEPT = 10 * 60 * 1000;
/** By all seats of this console. */
const AT_ONCE = 8;

export function createExporter(deps: { database: Database; clock: Clock; notary: Notary }): Exporter {
  const { database, clock, notary } = deps;
  const running = new Map<string, Running>();

  async function* pieces(actor: Actor, filter: AuditFilter, format: ExportFormat, upTo: Upto) {
    const sum = listHash();
    let entries = 0;
    let first: number | null = null;
    let last: number | null = null;
    yield { text: headOf(format), entries };
    for await (const chunk of auditInOrder(database.reader, filter, { upTo: upTo.sequence, chunk: PIECE })) {
      for (const entry of chunk) sum.add(entry.hash);
      entries += chunk.length;
      first ??= chunk[0]?.sequence ?? null;
      last = chunk.at(-1)?.sequence ?? last;
      yield { text: chunk.map((entry) => lineOf(format, entry)).join(''), entries };
    }
    const signer = await notary.signer(actor);
    const text = endText({
      entries,
      firstSequence: first,
      lastSequence: last,
      listHash: sum.digest(),
      filter,
      time: clock(),
      keyId: signer.keyId,
      publicKey: signer.publicKey,
      checkpoint: { sequence: upTo.sequence, hash: upTo.hash },
    });
    yield { text: endLine(format, text, signer.sign(text)), entries };
  }

  function forgetOld(): void {
    for (const [id, { usedAt }] of running) if (clock() - usedAt > KEPT) running.delete(id);
  }

  return {
    async start(actor, filter, format) {
      forgetOld();
      if (running.size >= AT_ONCE) throw new RekeyError('EXPORT_BUSY');
      const { sequence, hash } = await notary.makeCheckpoint(actor, 'export');
      await database.transaction((tx) =>
        appendAudit(tx, {
          time: clock(),
          staff: { id: actor.id, name: actor.name },
          category: 'system',
          action: 'export-audit-log',
          outcome: 'done',
          detail: { format, filter: withoutGaps(filter), upTo: sequence },
        }),
      );
      const exportId = randomUUID();
      running.set(exportId, {
        actorId: actor.id,
        usedAt: clock(),
        pieces: pieces(actor, filter, format, { sequence, hash }),
      });
      return { exportId, upTo: sequence };
    },
    async next(actor, exportId) {
      forgetOld();
      const one = running.get(exportId);
      if (one?.actorId !== actor.id) throw new RekeyError('EXPORT_GONE');
      one.usedAt = clock();
      try {
        const { value, done } = await one.pieces.next();
        if (!done) return { ...value, done: false };
        running.delete(exportId);
        return { text: '', entries: 0, done: true };
      } catch (error) {
        // A generator that threw is over; what would come after it must not look like the end of the log.
        running.delete(exportId);
        throw error;
      }
    },
  };
}

interface Upto {
  sequence: number;
  hash: string;
}
