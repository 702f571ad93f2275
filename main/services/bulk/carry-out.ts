/** One line of an approved list: the one path that all actions take, and what is written when it refuses. */

import { appendAudit } from '../../../db/audit/log.ts';
import { countBulkOutcome, lockBulkJob } from '../../../db/bulk/jobs.ts';
import { type BulkLine, type BulkOutcome, findBulkLine, settleBulkLine } from '../../../db/bulk/lines.ts';
import { type ErrorCode, RekeyError } from '../../../db/errors.ts';
import type { FoundSessions, UserId } from '../../../db/platforms/contract.ts';
import { translateError } from '../../../db/translate-error.ts';
import type { BulkActionName } from '../../contract/actions.ts';
import type { Reason } from '../../contract/reasons.ts';
import type { Declaration } from '../actions/action.ts';
import { ACTIONS } from '../actions/index.ts';
import { type Attempt, about, type PerformDeps, perform } from '../actions/perform.ts';
import type { Actor } from '../session.ts';
import { type BulkPlace, bulkFollowUp, bulkGuard, refuseUnlessRunning } from './guard.ts';

export type CarryOutDeps = Omit<PerformDeps, 'guards'>;

export interface BulkOrder {
  id: number;
  action: BulkActionName;
  reason: Reason;
  reasonText: string | null;
  ticket: string | null;
  runner: string;
  actor: Actor;
}

/** These are about the run, not about the one user: going on would meet them again with the next. */
const STOPPING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'BULK_NOT_FOUND',
  'BULK_STATE',
  'BULK_RUNNING',
  'BULK_OWN',
  'FORBIDDEN',
  'STAFF_DISABLED',
  'NOT_SUPPORTED',
  'AUDIT_UNWRITABLE',
  'DATABASE_UNREACHABLE',
  'DATABASE_DENIED',
  'DATABASE_READ_ONLY',
  'DATABASE_SIGN_IN',
  'DATABASE_FULL',
  'DATABASE_FILE',
  'DATABASE_DAMAGED',
  'SCHEMA_MISSING',
]);

const OUTCOMES: Partial<Record<ErrorCode, BulkOutcome>> = {
  NOT_ENROLLED: 'skipped',
  NOTHING_TO_DO: 'skipped',
  NO_ADDRESS: 'skipped',
  REMINDED_LATELY: 'skipped',
  USER_NOT_FOUND: 'skipped',
  CONFIRMATION_MISMATCH: 'skipped',
  BULK_LINE: 'skipped',
  DATABASE_BUSY: 'failed',
  DATABASE_INTERRUPTED: 'failed',
  DATABASE_PACKET: 'failed',
  INTERNAL: 'failed',
  NOT_AS_MEANT: 'failed',
};

/** The error of a line that failed; null for every other outcome. @throws RekeyError that ends the run */
export async function carryOut(
  deps: CarryOutDeps,
  order: BulkOrder,
  { line, attempt }: { line: BulkLine; attempt: Attempt },
): Promise<RekeyError | null> {
  const place: BulkPlace = { jobId: order.id, line: line.line, runner: order.runner };
  try {
    const { replayed, sequence } = await perform(
      { ...deps, guards: [bulkGuard(place)], followUps: [...deps.followUps, bulkFollowUp(place)] },
      attempt,
    );
    // Its line is written with it; should it ever not have been, it is written now, and nothing is done twice.
    if (replayed) await settle(deps, place, attempt, { outcome: 'done', sequence });
    return null;
  } catch (thrown) {
    const error = translateError(thrown);
    if (STOPPING.has(error.code)) throw error;
    const outcome = OUTCOMES[error.code] ?? 'refused';
    await settle(deps, place, attempt, { outcome, error }).catch((again: unknown) => {
      throw translateError(again);
    });
    return outcome === 'failed' ? error : null;
  }
}

/** `found`: where the sessions of all lines were looked for at once. */
export function attemptOf(order: BulkOrder, line: BulkLine, found: FoundSessions | null): Attempt {
  const { action, actor, reason, reasonText, ticket } = order;
  return {
    name: action,
    declaration: ACTIONS[action] as Declaration,
    actor,
    request: {
      actionId: String(line.actionId),
      userId: String(line.userId) as UserId,
      version: null,
      ...{ reason, reasonText, ticket },
      requestId: null,
    },
    // Whom the approver saw is who is meant: an account that was renamed since is left alone.
    extra: action === 'disable-2fa' ? { typedUsername: line.username ?? '' } : {},
    ...{ prepared: null, found },
    entry: null,
    result: null,
  };
}

type Told = { outcome: 'done'; sequence: number } | { outcome: BulkOutcome; error: RekeyError };

/** The line gets its outcome, once, with the entry of the refusal. */
async function settle(deps: CarryOutDeps, place: BulkPlace, attempt: Attempt, told: Told): Promise<void> {
  await deps.database.transaction(async (tx) => {
    const job = await lockBulkJob(tx, place.jobId);
    if (!job) throw new RekeyError('BULK_NOT_FOUND');
    const now = deps.clock();
    refuseUnlessRunning(job, place, now);
    const line = await findBulkLine(tx, place.jobId, place.line);
    if (!line || line.outcome !== null) return;
    let sequence = 'sequence' in told ? told.sequence : null;
    let why: string | null = null;
    if ('error' in told) {
      const { error, outcome } = told;
      why = String(error.facts.why ?? error.message).slice(0, 500);
      const entry = await appendAudit(tx, {
        ...about(attempt, null),
        user: { id: attempt.request.userId, label: line.userLabel ?? '' },
        time: now,
        outcome: outcome === 'failed' ? 'failed' : 'refused',
        detail: { code: error.code, why, bulkId: job.id, bulkLine: line.line },
      });
      sequence = entry.sequence;
    }
    await settleBulkLine(tx, place, { outcome: told.outcome, why, at: now, sequence });
    await countBulkOutcome(tx, place.jobId, told.outcome, now);
  });
}
