/** Exports of the log, pulled piece by piece: memory stays the same however long the log is. */
import type { AuditFilter } from '../../../db/audit/entry.ts';
import { auditInOrder } from '../../../db/audit/listing.ts';
import { appendAudit } from '../../../db/audit/log.ts';
import type { Database } from '../../../db/database.ts';
import type { Clock } from '../clock.ts';
import { createPieces } from '../pieces.ts';
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
  next(actor: Actor, exportId: string): Promise<LogPiece>;
  stop(actor: Actor, exportId: string): void;
}

export interface LogPiece {
  text: string;
  done: boolean;
  /** So far. */
  entries: number;
}

const PIECE = 1_000;

export function createExporter(deps: { database: Database; clock: Clock; notary: Notary }): Exporter {
  const { database, clock, notary } = deps;
  const exports = createPieces<LogPiece>(clock);

  async function* pieces(
    actor: Actor,
    filter: AuditFilter,
    format: ExportFormat,
    upTo: Upto,
  ): AsyncGenerator<LogPiece> {
    const sum = listHash();
    let entries = 0;
    let first: number | null = null;
    let last: number | null = null;
    yield { text: headOf(format), entries, done: false };
    for await (const chunk of auditInOrder(database.reader, filter, { upTo: upTo.sequence, chunk: PIECE })) {
      for (const entry of chunk) sum.add(entry.hash);
      entries += chunk.length;
      first ??= chunk[0]?.sequence ?? null;
      last = chunk.at(-1)?.sequence ?? last;
      yield { text: chunk.map((entry) => lineOf(format, entry)).join(''), entries, done: false };
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
    yield { text: endLine(format, text, signer.sign(text)), entries, done: false };
    yield { text: '', entries, done: true };
  }

  return {
    async start(actor, filter, format) {
      exports.demandRoom();
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
      const exportId = exports.start(actor, pieces(actor, filter, format, { sequence, hash }));
      return { exportId, upTo: sequence };
    },
    next: exports.next,
    stop: exports.stop,
  };
}

interface Upto {
  sequence: number;
  hash: string;
}
