/** Who is enrolled: kept counts, and the users behind each number. */

import { createHash } from 'node:crypto';
import type { AuditAction } from '../../db/audit/actions.ts';
import { canonicalJson, type JsonValue } from '../../db/audit/entry.ts';
import { appendAudit } from '../../db/audit/log.ts';
import type { Database } from '../../db/database.ts';
import { readDays, readEnrolmentState } from '../../db/enrolment.ts';
import type { Platform } from '../../db/platforms/contract.ts';
import type { EnrolmentFilter, EnrolmentSource } from '../../db/platforms/enrolment.ts';
import { type Clock, elapsed } from './clock.ts';
import { LEASE } from './enrolment/counting.ts';
import type { EnrolmentCounts } from './enrolment/counts.ts';
import { exportPieces, type StartWalk } from './enrolment/exporting.ts';
import { demandKnown, knownOf } from './enrolment/known.ts';
import { emptyRanges, walk } from './enrolment/listing.ts';
import { reportPieces } from './enrolment/report.ts';
import type { EnrolmentService, ExportPiece, ReportPiece } from './enrolment/service.ts';
import { type Counter, createCounter } from './enrolment/watch.ts';
import { lacking } from './lacking.ts';
import { createLooks } from './looks.ts';
import { demand } from './permissions.ts';
import { createPieces } from './pieces.ts';
import { type Attempted, refusals } from './refusals.ts';
import type { Actor } from './session.ts';

/** ms that a page of a list is searched for before what there is is shown. */
const PATIENCE = 300;
/** Users that a piece of an export has at most. */
const PIECE = 500;

export function createEnrolmentService(deps: {
  database: Database;
  platform: Platform;
  clock: Clock;
}): EnrolmentService & { close(): Promise<void> } {
  const { database, platform, clock } = deps;
  const { refusable, permit } = refusals(deps);
  const look = createLooks(deps);
  const source = platform.enrolment;
  const known = knownOf(platform);
  const counter: Counter | null = source ? createCounter({ database, source, known, clock }) : null;
  const exports = createPieces<ExportPiece>(clock);
  const reports = createPieces<ReportPiece>(clock);
  const start: StartWalk = async (filter) => {
    const empty = await emptyRanges(database, filter);
    return (cursor) =>
      walk({ database, source: sourceOf(platform), clock }, filter, {
        empty,
        cursor,
        limit: PIECE,
        patience: 0,
      });
  };

  async function log(
    actor: Actor,
    { detail, ...told }: Attempted,
    more?: Record<string, JsonValue>,
  ): Promise<void> {
    await database.transaction((tx) =>
      appendAudit(tx, {
        ...told,
        time: clock(),
        staff: { id: actor.id, name: actor.name },
        outcome: 'done',
        detail: { ...detail, ...more },
      }),
    );
  }

  const listing = (
    action: AuditAction,
    filter: EnrolmentFilter,
    more?: Record<string, JsonValue>,
  ): Attempted => ({
    category: 'view',
    action,
    detail: { ...more, filter: withoutGaps(filter) },
  });

  /** What it says of users is Rekey's own; that somebody has everybody read for it is told. */
  const counting = async (
    actor: Actor,
    action: AuditAction,
    work: () => Promise<void> | void,
  ): Promise<void> => {
    const told: Attempted = { category: 'system', action };
    await refusable(actor, told, async () => {
      demand(actor, 'enrolment.count');
      sourceOf(platform);
      await log(actor, told);
      await work();
    });
  };

  return {
    async overview(actor) {
      await permit(actor, 'enrolment.read');
      sourceOf(platform);
      const [state, trend] = await Promise.all([
        readEnrolmentState(database.reader),
        readDays(database.reader),
      ]);
      const { counts, oldestAt, newestAt, failedAt, failure } = state;
      return {
        counts: counts === null ? null : (JSON.parse(counts) as EnrolmentCounts),
        hash: counts === null ? null : hashOf(counts),
        oldestAt,
        newestAt,
        trend,
        counting:
          elapsed(state.leaseUntil - LEASE, clock()) < LEASE && state.allUsers > 0
            ? { doneUsers: state.doneUsers, allUsers: state.allUsers }
            : null,
        failure: failedAt === null ? null : { at: failedAt, why: failure ?? '' },
      };
    },
    startCount: (actor) => counting(actor, 'count-enrolment', () => void counter?.countAll()),
    cancelCount: (actor) => counting(actor, 'cancel-enrolment-count', () => counter?.cancel()),
    countNow: (actor) => counting(actor, 'count-enrolment', async () => counter?.countAll()),
    async list(actor, filter, { cursor, limit }) {
      const told = listing('list-enrolment', filter);
      await permit(actor, 'enrolment.read', told);
      demandKnown(platform, filter);
      const empty = await emptyRanges(database, filter);
      const page = { empty, cursor, limit, patience: PATIENCE };
      const { users, next } = await walk({ database, source: sourceOf(platform), clock }, filter, page);
      await look(actor, told);
      return { users, nextCursor: next };
    },
    startExport(actor, filter, format) {
      const told = listing('export-enrolment', filter, { format });
      return refusable(actor, told, async () => {
        demand(actor, 'enrolment.export');
        sourceOf(platform);
        demandKnown(platform, filter);
        exports.demandRoom();
        await log(actor, told);
        return { exportId: exports.start(actor, exportPieces(start, filter, format, known)) };
      });
    },
    async nextOfExport(actor, exportId) {
      await permit(actor, 'enrolment.export');
      return exports.next(actor, exportId);
    },
    async stopExport(actor, exportId) {
      await permit(actor, 'enrolment.export');
      exports.stop(actor, exportId);
    },
    startReport: (actor, filter) =>
      refusable(actor, listing('report-enrolment', filter), () => {
        demand(actor, 'enrolment.export');
        sourceOf(platform);
        demandKnown(platform, filter);
        return { reportId: reports.start(actor, reportPieces(start, filter, clock, known)) };
      }),
    async nextOfReport(actor, reportId) {
      await permit(actor, 'enrolment.export');
      const piece = await reports.next(actor, reportId);
      if (piece.report) {
        const { filter, sha256 } = piece.report;
        await log(actor, listing('report-enrolment', filter), { users: piece.users, sha256 });
      }
      return piece;
    },
    async stopReport(actor, reportId) {
      await permit(actor, 'enrolment.export');
      reports.stop(actor, reportId);
    },
    watch: () => counter?.start(),
    close: async () => counter?.stop(),
  };
}

/** @throws RekeyError NOT_SUPPORTED */
function sourceOf(platform: Platform): EnrolmentSource {
  if (!platform.enrolment) throw lacking(platform, 'list of its users that Rekey can count');
  return platform.enrolment;
}

function hashOf(counts: string): string {
  return createHash('sha256')
    .update(canonicalJson(JSON.parse(counts)))
    .digest('hex');
}

function withoutGaps(filter: EnrolmentFilter): Record<string, string | number | null> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}
