/** What stands in for evidence, approval and limits of a single action while an approved list is carried out. */

import type { JsonValue } from '../../../db/audit/entry.ts';
import { type BulkJob, countBulkOutcome, lockBulkJob } from '../../../db/bulk/jobs.ts';
import { type BulkLine, findBulkLine, settleBulkLine } from '../../../db/bulk/lines.ts';
import { RekeyError } from '../../../db/errors.ts';
import { findStaff } from '../../../db/staff.ts';
import { CATALOGUE } from '../../contract/actions.ts';
import { may, type Role } from '../../contract/permissions.ts';
import { isOwnAccount } from '../actions/authorize.ts';
import type { FollowUp, Guard, Moment } from '../actions/perform.ts';

/** Which line of which job is meant. It proves nothing: each word of it is looked up in the database, under the job's lock. */
export interface BulkPlace {
  jobId: number;
  line: number;
  /** This run of this console, which holds the job's lease. */
  runner: string;
}

/**
 * Nobody calls in a bulk change, so there is no evidence to weigh, and single actions' limits do not fit it. What is demanded
 * instead, in the action's own transaction: a job that is running, on this console's lease; planned by one person and
 * approved by another; and a line of it that says exactly this action on this user, under this action id, and has no
 * outcome yet. A privileged user is let through only where nothing is changed: else each
 * needs an approval of their own.
 */
export function bulkGuard(place: BulkPlace): Guard {
  return async (moment): Promise<Record<string, JsonValue>> => {
    const { tx, attempt, before } = moment;
    const job = await lockBulkJob(tx, place.jobId);
    if (!job) throw new RekeyError('BULK_NOT_FOUND');
    refuseUnlessRunning(job, place, moment.now);
    const decidedBy = job.decidedBy;
    if (!decidedBy || decidedBy.id === job.plannedBy.id) throw new RekeyError('BULK_OWN');
    const line = await findBulkLine(tx, place.jobId, place.line);
    const isMeant =
      line?.verdict === 'ready' &&
      line.userId === attempt.request.userId &&
      line.actionId === attempt.request.actionId &&
      job.action === attempt.name &&
      job.reason === attempt.request.reason;
    if (!isMeant) throw new RekeyError('BULK_LINE', { why: 'the approved list does not say this' });
    if (line.outcome !== null)
      throw new RekeyError('BULK_LINE', { why: `the line is ${line.outcome} already` });
    await refusePeople(moment, job);
    if (before.user.privileged && CATALOGUE[attempt.name].changesUser) {
      throw new RekeyError('BULK_LINE', {
        why: 'the user became privileged since the plan, and needs an approval of their own',
      });
    }
    const changed = changedSince(moment, job, line);
    return {
      bulkId: job.id,
      bulkLine: line.line,
      plannedBy: job.plannedBy.name,
      approvedBy: decidedBy.name,
      ...(changed ? { changedSincePlan: true } : {}),
    };
  };
}

/** The line and the job's count stand or fall with the action; the count is a sign of life as well. */
export function bulkFollowUp(place: BulkPlace): FollowUp {
  return async ({ tx, now }) => {
    const told = { outcome: 'done' as const, why: null, at: now, sequence: null };
    if (!(await settleBulkLine(tx, place, told))) {
      throw new RekeyError('BULK_LINE', { why: 'the line has an outcome already' });
    }
    await countBulkOutcome(tx, place.jobId, 'done', now);
  };
}

/** @throws BULK_STATE when it was paused, BULK_RUNNING when another console took it over */
export function refuseUnlessRunning(job: BulkJob, { runner }: Pick<BulkPlace, 'runner'>, now: number): void {
  if (job.state !== 'running') throw new RekeyError('BULK_STATE', { state: job.state });
  if (job.runner === runner) return;
  const seconds = Math.max(0, Math.round((now - (job.heartbeatAt ?? now)) / 1000));
  throw new RekeyError('BULK_RUNNING', { by: job.runBy?.name ?? 'somebody', seconds });
}

/** Who runs it must still be allowed to, by the account as it is now; and it is the own account of none of the three. */
async function refusePeople({ tx, attempt, before }: Moment, job: BulkJob): Promise<void> {
  const runner = await findStaff(tx, { id: attempt.actor.id });
  if (!runner || runner.closedAt !== null) throw new RekeyError('STAFF_DISABLED');
  if (!may(runner.role as Role, 'bulk.run')) throw new RekeyError('FORBIDDEN', { role: runner.role });
  for (const id of [job.plannedBy.id, job.decidedBy?.id]) {
    const staff = id === undefined || id === runner.id ? null : await findStaff(tx, { id });
    if (staff && isOwnAccount({ ...staff, role: staff.role as Role }, before.user)) {
      throw new RekeyError('OWN_ACCOUNT');
    }
  }
}

/**
 * That a code was used, or one session ended, does not matter: the declaration was asked again. But an authenticator that
 * was paired after the plan is not the one that the list is about. @throws BULK_LINE
 */
function changedSince({ attempt, before }: Moment, job: BulkJob, line: BulkLine): boolean {
  if (line.version === before.version) return false;
  const { authenticator } = before.state;
  const isAboutPairing = attempt.name === 'reset-authenticator' || attempt.name === 'disable-2fa';
  if (!isAboutPairing) return true;
  const paired = before.state.factors.filter(({ kind }) => kind !== 'backup-codes');
  for (const { createdAt } of authenticator ? [authenticator, ...paired] : paired) {
    if (createdAt !== null && createdAt <= job.plannedAt) continue;
    throw new RekeyError('BULK_LINE', {
      why:
        createdAt === null
          ? 'the user changed since the plan, and whether another authenticator was paired cannot be told'
          : 'the user paired another authenticator since the plan',
    });
  }
  return true;
}
