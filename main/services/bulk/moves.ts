/** The steps of a bulk change from plan to end, each under the job's lock and in the log. */

import { lockHead } from '../../../db/audit/log.ts';
import { type BulkJob, countBulkStarts, lockBulkJob, updateBulkJob } from '../../../db/bulk/jobs.ts';
import { reopenFailedLines } from '../../../db/bulk/lines.ts';
import type { Transaction } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import { may } from '../../contract/permissions.ts';
import type { Policy } from '../../contract/policy.ts';
import { DAY, MINUTE } from '../clock.ts';
import type { Actor } from '../session.ts';
import { logBulk } from './entries.ts';
import { PLAN_LIFE, RUN_LIFE, stateAt } from './lease.ts';

/** Never who planned. */
export function refuseBulkDecider(actor: Actor, job: Pick<BulkJob, 'plannedBy'>): RekeyError | null {
  if (!may(actor.role, 'bulk.decide')) return new RekeyError('FORBIDDEN', { role: actor.role });
  return job.plannedBy.id === actor.id ? new RekeyError('BULK_OWN') : null;
}

interface Step {
  tx: Transaction;
  id: number;
  actor: Actor;
  now: number;
}

/** @throws BULK_NOT_FOUND, BULK_OWN, BULK_STATE, BULK_EXPIRED, NOTHING_TO_DO */
export async function decideBulk(
  step: Step,
  { approve, note, minutes }: { approve: boolean; note: string | null; minutes: number },
): Promise<void> {
  const { tx, id, actor, now } = step;
  const job = await lockIn(step, ['planned']);
  const refusal = refuseBulkDecider(actor, job);
  if (refusal) throw refusal;
  if (approve && !job.verdicts.ready) {
    throw new RekeyError('NOTHING_TO_DO', { why: 'no line of this list is ready' });
  }
  await updateBulkJob(tx, id, {
    state: approve ? 'approved' : 'rejected',
    decidedBy: { id: actor.id, name: actor.name },
    decidedAt: now,
    note,
    ...(approve ? { expiresAt: now + minutes * MINUTE } : { endedAt: now }),
  });
  const detail = { plannedBy: job.plannedBy.name, ready: job.verdicts.ready ?? 0, note };
  await logBulk(tx, approve ? 'approve' : 'reject', { job, by: actor, now, detail });
}

/** The lease goes to `runner`, and what failed before gets another turn. @throws BULK_NOT_FOUND, BULK_STATE, BULK_EXPIRED, BULK_RUNNING, BULK_LIMIT */
export async function startBulk(step: Step, runner: string, policy: Policy): Promise<BulkJob> {
  const { tx, id, actor, now } = step;
  const job = await lockIn(step, ['approved', 'paused', 'stopped']);
  const isFirst = job.startedAt === null;
  if (isFirst) await refuseOverLimit(tx, policy, now);
  await reopenFailedLines(tx, id);
  await updateBulkJob(tx, id, {
    state: 'running',
    failed: 0,
    runner,
    runBy: { id: actor.id, name: actor.name },
    heartbeatAt: now,
    stoppedBecause: null,
    ...(isFirst ? { startedAt: now, expiresAt: now + RUN_LIFE } : {}),
  });
  const detail = {
    approvedBy: job.decidedBy?.name ?? null,
    wasState: stateAt(job, now),
    settled: settledOf(job),
  };
  await logBulk(tx, isFirst ? 'start' : 'resume', { job, by: actor, now, detail });
  return job;
}

/** @throws BULK_NOT_FOUND, BULK_STATE */
export async function pauseBulk(step: Step): Promise<void> {
  const { tx, id, actor, now } = step;
  const job = await lockIn(step, ['running', 'stopped']);
  const stoppedBecause = `${actor.fullName} paused it.`;
  await updateBulkJob(tx, id, { state: 'paused', runner: null, stoppedBecause });
  await logBulk(tx, 'pause', { job, by: actor, now, detail: { settled: settledOf(job) } });
}

/** @throws BULK_NOT_FOUND, BULK_STATE, BULK_RUNNING */
export async function cancelBulk(step: Step): Promise<void> {
  const { tx, id, actor, now } = step;
  const job = await lockIn(step, ['planned', 'approved', 'paused', 'stopped']);
  await updateBulkJob(tx, id, { state: 'cancelled', runner: null, endedAt: now, stoppedBecause: null });
  await logBulk(tx, 'cancel', { job, by: actor, now, detail: { settled: settledOf(job) } });
}

export function planExpires(now: number): number {
  return now + PLAN_LIFE;
}

export function settledOf({ outcomes }: Pick<BulkJob, 'outcomes'>): number {
  return Object.values(outcomes).reduce((sum, count) => sum + count, 0);
}

async function lockIn(
  { tx, id, now }: Step,
  states: readonly ReturnType<typeof stateAt>[],
): Promise<BulkJob> {
  const job = await lockBulkJob(tx, id);
  if (!job) throw new RekeyError('BULK_NOT_FOUND');
  const state = stateAt(job, now);
  if (states.includes(state)) return job;
  if (state === 'expired') throw new RekeyError('BULK_EXPIRED');
  if (state !== 'running') throw new RekeyError('BULK_STATE', { state });
  const seconds = Math.max(0, Math.round((now - (job.heartbeatAt ?? now)) / 1000));
  throw new RekeyError('BULK_RUNNING', { by: job.runBy?.name ?? 'somebody', seconds });
}

/** Counted under the log's head, so that two consoles can not both start the last one of a day. */
async function refuseOverLimit(tx: Transaction, { bulk }: Policy, now: number): Promise<void> {
  await lockHead(tx);
  if ((await countBulkStarts(tx, now - DAY)) < bulk.perDay) return;
  throw new RekeyError('BULK_LIMIT', { limit: bulk.perDay });
}
