/** Bulk changes as a whole: who planned, approved and runs them. Times are ms UTC. */
import type { Reader, Transaction } from '../database.ts';
import type { BulkOutcome, BulkVerdict } from './lines.ts';

/** As it is stored. That its time is over, or that its console gives no sign of life any more, the clock says. */
export type BulkState = 'planned' | 'approved' | 'rejected' | 'running' | 'paused' | 'done' | 'cancelled';

interface Staff {
  id: number;
  name: string;
}

export interface Leaving {
  says: string;
  /** Of how many it is true. */
  users: number;
}

export interface BulkJob {
  id: number;
  action: string;
  reason: string;
  reasonText: string | null;
  ticket: string | null;
  /** What the list was called where it came from. */
  fileName: string | null;
  state: BulkState;
  /** Lines by verdict; a verdict without lines is left out. */
  verdicts: Partial<Record<BulkVerdict, number>>;
  /** What the action leaves behind, a sentence each, as it was at the plan; the commonest first. */
  leaves: Leaving[];
  plannedBy: Staff;
  plannedAt: number;
  /** Until when the next step may be taken. */
  expiresAt: number;
  decidedBy: Staff | null;
  decidedAt: number | null;
  note: string | null;
  startedAt: number | null;
  endedAt: number | null;
  /** One run of one console; null while nobody runs it. */
  runner: string | null;
  /** For whom it runs, or ran last. */
  runBy: Staff | null;
  heartbeatAt: number | null;
  /** Why it is paused. */
  stoppedBecause: string | null;
  outcomes: Record<BulkOutcome, number>;
}

const TABLE = 'rekey_bulk_jobs';

/** Returns its number. */
export async function insertBulkJob(
  tx: Transaction,
  job: Pick<
    BulkJob,
    | 'action'
    | 'reason'
    | 'reasonText'
    | 'ticket'
    | 'fileName'
    | 'verdicts'
    | 'leaves'
    | 'plannedBy'
    | 'plannedAt'
    | 'expiresAt'
  >,
): Promise<number> {
  const [id] = await tx(TABLE).insert({
    action: job.action,
    reason: job.reason,
    reason_text: job.reasonText,
    ticket: job.ticket,
    file_name: job.fileName,
    state: 'planned',
    verdicts: JSON.stringify(job.verdicts),
    leaves: JSON.stringify(job.leaves),
    planned_by_id: job.plannedBy.id,
    planned_by_name: job.plannedBy.name,
    planned_at: job.plannedAt,
    expires_at: job.expiresAt,
  });
  return Number(id);
}

export async function findBulkJob(reader: Reader, id: number): Promise<BulkJob | null> {
  const row = await reader(TABLE).where({ id }).first();
  return row ? fromRow(row) : null;
}

/** Nobody else decides, runs or pauses it until the transaction ends. */
export async function lockBulkJob(tx: Transaction, id: number): Promise<BulkJob | null> {
  const row = await tx(TABLE).where({ id }).forUpdate().first();
  return row ? fromRow(row) : null;
}

export interface BulkChange {
  state?: BulkState;
  expiresAt?: number;
  decidedBy?: Staff;
  decidedAt?: number;
  note?: string | null;
  startedAt?: number;
  endedAt?: number;
  runner?: string | null;
  runBy?: Staff;
  heartbeatAt?: number;
  stoppedBecause?: string | null;
  failed?: number;
}

const COLUMNS = {
  state: 'state',
  expiresAt: 'expires_at',
  decidedAt: 'decided_at',
  note: 'note',
  startedAt: 'started_at',
  endedAt: 'ended_at',
  runner: 'runner',
  heartbeatAt: 'heartbeat_at',
  stoppedBecause: 'stopped_because',
  failed: 'failed',
} as const;

export async function updateBulkJob(tx: Transaction, id: number, change: BulkChange): Promise<void> {
  const { decidedBy, runBy, ...plain } = change;
  const columns: Record<string, string | number | null> = {};
  for (const [key, value] of Object.entries(plain)) columns[COLUMNS[key as keyof typeof COLUMNS]] = value;
  if (decidedBy) Object.assign(columns, { decided_by_id: decidedBy.id, decided_by_name: decidedBy.name });
  if (runBy) Object.assign(columns, { runner_id: runBy.id, runner_name: runBy.name });
  await tx(TABLE).where({ id }).update(columns);
}

/** One more line has this outcome, and its console a sign of life more. */
export async function countBulkOutcome(
  tx: Transaction,
  id: number,
  outcome: BulkOutcome,
  now: number,
): Promise<void> {
  await tx(TABLE)
    .where({ id })
    .update({ [outcome]: tx.raw('?? + 1', [outcome]), heartbeat_at: now });
}

/** Newest first, with a number below `before`. */
export async function listBulkJobs(
  reader: Reader,
  page: { before?: number | undefined; limit: number },
): Promise<BulkJob[]> {
  const query = reader(TABLE).orderBy('id', 'desc').limit(page.limit);
  if (page.before !== undefined) query.where('id', '<', page.before);
  return (await query).map(fromRow);
}

/** Those that wait for a decision. */
export async function countPlannedBulk(reader: Reader, now: number): Promise<number> {
  const row = await reader(TABLE)
    .where({ state: 'planned' })
    .where('expires_at', '>', now)
    .count({ count: '*' })
    .first();
  return Number(row?.count ?? 0);
}

/** Those that were started since `since`. */
export async function countBulkStarts(reader: Reader, since: number): Promise<number> {
  const row = await reader(TABLE).where('started_at', '>', since).count({ count: '*' }).first();
  return Number(row?.count ?? 0);
}

// biome-ignore lint/suspicious/noExplicitAny: a row as the driver gives it
function fromRow(row: any): BulkJob {
  const staff = (id: unknown, name: string): Staff | null => (id === null ? null : { id: Number(id), name });
  const time = (value: unknown): number | null => (value === null ? null : Number(value));
  return {
    id: Number(row.id),
    action: row.action,
    reason: row.reason,
    reasonText: row.reason_text,
    ticket: row.ticket,
    fileName: row.file_name,
    state: row.state,
    verdicts: JSON.parse(row.verdicts),
    leaves: row.leaves === null ? [] : JSON.parse(row.leaves),
    plannedBy: { id: Number(row.planned_by_id), name: row.planned_by_name },
    plannedAt: Number(row.planned_at),
    expiresAt: Number(row.expires_at),
    decidedBy: staff(row.decided_by_id, row.decided_by_name),
    decidedAt: time(row.decided_at),
    note: row.note,
    startedAt: time(row.started_at),
    endedAt: time(row.ended_at),
    runner: row.runner,
    runBy: staff(row.runner_id, row.runner_name),
    heartbeatAt: time(row.heartbeat_at),
    stoppedBecause: row.stopped_because,
    outcomes: {
      done: Number(row.done),
      skipped: Number(row.skipped),
      refused: Number(row.refused),
      failed: Number(row.failed),
    },
  };
}
