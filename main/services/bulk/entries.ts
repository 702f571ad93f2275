import type { JsonValue } from '../../../db/audit/entry.ts';
import { appendAudit } from '../../../db/audit/log.ts';
import type { BulkJob } from '../../../db/bulk/jobs.ts';
import type { Transaction } from '../../../db/database.ts';

export type Move =
  | 'plan'
  | 'approve'
  | 'reject'
  | 'start'
  | 'resume'
  | 'pause'
  | 'cancel'
  | 'finish'
  | 'report';

/** One move of a bulk change, as the log tells it. What is done to a user has an entry of its own beside it. */
export async function logBulk(
  tx: Transaction,
  move: Move,
  told: {
    job: Pick<BulkJob, 'id' | 'action' | 'reason' | 'reasonText' | 'ticket'>;
    by: { id: number; name: string };
    now: number;
    detail?: Record<string, JsonValue>;
  },
): Promise<void> {
  const { job, by, now, detail = {} } = told;
  await appendAudit(tx, {
    time: now,
    staff: { id: by.id, name: by.name },
    category: 'bulk',
    action: `${move}-bulk`,
    outcome: 'done',
    reason: job.reason,
    reasonText: job.reasonText,
    ticket: job.ticket,
    detail: { bulkId: job.id, action: job.action, ...detail },
  });
}
