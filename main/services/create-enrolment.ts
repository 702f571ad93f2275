/** Who is enrolled: kept counts, and the users behind each number. */
import { createHash } from 'node:crypto';
import { canonicalJson, type JsonValue } from '../../db/audit/entry.ts';
import { appendAudit } from '../../db/audit/log.ts';
import type { Database } from '../../db/database.ts';
import { readDays, readEnrolmentState } from '../../db/enrolment.ts';
import { RekeyError } from '../../db/errors.ts';
import type { EnrolmentFilter, EnrolmentSource } from '../../db/platforms/enrolment.ts';
import type { PlatformAdapter } from '../../db/platforms/platform.ts';
import { type Clock, MINUTE } from './clock.ts';
import type { EnrolmentCounts } from './enrolment/counts.ts';
import { exportPieces, type StartWalk } from './enrolment/exporting.ts';
import { emptyRanges, STEP, walk } from './enrolment/listing.ts';
import { reportPieces } from './enrolment/report.ts';
import type { EnrolmentService, ExportPiece, ReportPiece } from './enrolment/service.ts';
import { type Counter, createCounter } from './enrolment/watch.ts';
import { demand } from './permissions.ts';
import { createPieces } from './pieces.ts';
import type { Actor } from './session.ts';

/** ms that a page of a list is searched for before what there is is shown. */
const PATIENCE = 300;
/** ms within which the same list is the same look. */
const ONE_LOOK = 5 * MINUTE;

export function createEnrolmentService(deps: {
  database: Database;
  platform: PlatformAdapter;
  clock: Clock;
}): EnrolmentService & { close(): Promise<void> } {
  const { database, platform, clock } = deps;
  const source = platform.enrolment;
  const counter: Counter | null = source ? createCounter({ database, source, clock }) : null;
  const looks = new Map<string, number>();
  const exports = createPieces<ExportPiece>(clock);
  const reports = createPieces<ReportPiece>(clock);
  const start: StartWalk = async (filter) => {
    const empty = await emptyRanges(database, filter);
    return (after) =>
      walk({ database, source: needed(source), clock }, filter, { empty, after, limit: STEP, patience: 0 });
  };

  async function log(actor: Actor, action: string, detail: Record<string, JsonValue>): Promise<void> {
    await database.transaction((tx) =>
      appendAudit(tx, {
        time: clock(),
        staff: { id: actor.id, name: actor.name },
        category: 'view',
        action,
        outcome: 'done',
        detail,
      }),
    );
  }

  async function logLook(actor: Actor, filter: EnrolmentFilter): Promise<void> {
    const detail = { filter: withoutGaps(filter) };
    const key = `${actor.id}/${canonicalJson(detail)}`;
    const now = clock();
    for (const [old, time] of looks) if (now - time >= ONE_LOOK) looks.delete(old);
    if (looks.has(key)) return;
    await log(actor, 'list-enrolment', detail);
    looks.set(key, now);
  }

  return {
    async overview(actor) {
      demand(actor, 'enrolment.read');
      const [state, trend] = await Promise.all([
        readEnrolmentState(database.reader),
        readDays(database.reader),
      ]);
      const { counts, oldestAt, newestAt, failedAt, failure } = state;
      return {
        available: source !== undefined,
        counts: counts === null ? null : (JSON.parse(counts) as EnrolmentCounts),
        hash: counts === null ? null : hashOf(counts),
        oldestAt,
        newestAt,
        trend,
        counting:
          state.leaseUntil > clock() && state.allUsers > 0
            ? { doneUsers: state.doneUsers, allUsers: state.allUsers }
            : null,
        failure: failedAt === null ? null : { at: failedAt, why: failure ?? '' },
      };
    },
    async startCount(actor) {
      demand(actor, 'enrolment.count');
      needed(source);
      void counter?.countAll();
    },
    async cancelCount(actor) {
      demand(actor, 'enrolment.count');
      counter?.cancel();
    },
    async countNow(actor) {
      demand(actor, 'enrolment.count');
      needed(source);
      await counter?.countAll();
    },
    async list(actor, filter, { cursor, limit }) {
      demand(actor, 'enrolment.read');
      const after = cursor === null ? -1 : Number(cursor);
      const empty = await emptyRanges(database, filter);
      const page = { empty, after, limit, patience: PATIENCE };
      const { users, next } = await walk({ database, source: needed(source), clock }, filter, page);
      await logLook(actor, filter);
      return { users, nextCursor: next === null ? null : String(next) };
    },
    async startExport(actor, filter, format) {
      demand(actor, 'enrolment.export');
      needed(source);
      exports.demandRoom();
      await log(actor, 'export-enrolment', { format, filter: withoutGaps(filter) });
      return { exportId: exports.start(actor, exportPieces(start, filter, format)) };
    },
    async nextOfExport(actor, exportId) {
      demand(actor, 'enrolment.export');
      return exports.next(actor, exportId);
    },
    async stopExport(actor, exportId) {
      demand(actor, 'enrolment.export');
      exports.stop(actor, exportId);
    },
    async startReport(actor, filter) {
      demand(actor, 'enrolment.export');
      needed(source);
      return { reportId: reports.start(actor, reportPieces(start, filter, clock)) };
    },
    async nextOfReport(actor, reportId) {
      demand(actor, 'enrolment.export');
      const piece = await reports.next(actor, reportId);
      if (piece.report) {
        const { filter, sha256 } = piece.report;
        await log(actor, 'report-enrolment', { filter: withoutGaps(filter), users: piece.users, sha256 });
      }
      return piece;
    },
    async stopReport(actor, reportId) {
      demand(actor, 'enrolment.export');
      reports.stop(actor, reportId);
    },
    watch: () => counter?.start(),
    close: async () => counter?.stop(),
  };
}

function needed(source: EnrolmentSource | undefined): EnrolmentSource {
  if (!source) throw new RekeyError('NOT_SUPPORTED');
  return source;
}

function hashOf(counts: string): string {
  return createHash('sha256')
    .update(canonicalJson(JSON.parse(counts)))
    .digest('hex');
}

function withoutGaps(filter: EnrolmentFilter): Record<string, string | number | null> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}
