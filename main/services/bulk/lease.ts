import type { BulkJob } from '../../../db/bulk/jobs.ts';
import { DAY, elapsed, HOUR, SECOND } from '../clock.ts';

/** ms without a sign of life after which another console may go on. A run gives one with each user. */
export const LEASE = 15 * SECOND;
/** ms that a plan waits for a decision. */
export const PLAN_LIFE = 24 * HOUR;
/** ms from the start within which it must come to its end, pauses included: after that nobody remembers why. */
export const RUN_LIFE = 7 * DAY;

/** The state with what only the clock tells. */
export function stateAt(job: BulkJob, now: number): BulkJob['state'] | 'expired' | 'stopped' {
  const isLive = job.state === 'running' && elapsed(job.heartbeatAt ?? 0, now) < LEASE;
  if (isLive || job.state === 'done' || job.state === 'rejected' || job.state === 'cancelled')
    return job.state;
  if (job.expiresAt <= now) return 'expired';
  return job.state === 'running' ? 'stopped' : job.state;
}
