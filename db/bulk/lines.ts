/** The lines of a bulk change: what was written, who it means, and what became of it. Times are ms UTC. */
import type { Reader, Transaction } from '../database.ts';

export const BULK_VERDICTS = [
  'ready',
  'off',
  'nothing-to-do',
  'privileged',
  'own-account',
  'unknown',
  'ambiguous',
  'duplicate',
  'unreadable',
] as const;
/** What the plan says of a line. Only a line that is `ready` is ever carried out. */
export type BulkVerdict = (typeof BULK_VERDICTS)[number];

export const BULK_OUTCOMES = ['done', 'skipped', 'refused', 'failed'] as const;
/** `skipped`: it made no sense any more. `refused`: a rule. `failed`: something did not work. */
export type BulkOutcome = (typeof BULK_OUTCOMES)[number];

export interface BulkLine {
  /** As in the list, from 1. */
  line: number;
  /** As it was written; what is beyond 190 characters is cut off. */
  text: string;
  userId: string | null;
  username: string | null;
  userLabel: string | null;
  verdict: BulkVerdict;
  /** Why the verdict is what it is; null where it says so itself. */
  why: string | null;
  version: string | null;
  actionId: string | null;
  /** Null: not its turn yet. */
  outcome: BulkOutcome | null;
  outcomeWhy: string | null;
  outcomeAt: number | null;
  /** Of the audit entry that tells of it. */
  sequence: number | null;
}

export type PlannedLine = Omit<BulkLine, 'outcome' | 'outcomeWhy' | 'outcomeAt' | 'sequence'>;

const TABLE = 'rekey_bulk_lines';
const ROWS_AT_ONCE = 500;

export async function insertBulkLines(
  tx: Transaction,
  jobId: number,
  lines: readonly PlannedLine[],
): Promise<void> {
  for (let start = 0; start < lines.length; start += ROWS_AT_ONCE) {
    await tx(TABLE).insert(
      lines.slice(start, start + ROWS_AT_ONCE).map((line) => ({
        job_id: jobId,
        line: line.line,
        text: line.text,
        user_id: line.userId,
        username: line.username,
        user_label: line.userLabel,
        verdict: line.verdict,
        why: line.why,
        version: line.version,
        action_id: line.actionId,
      })),
    );
  }
}

export interface BulkLineFilter {
  verdict?: BulkVerdict | undefined;
  /** `none`: ready, and not its turn yet. */
  outcome?: BulkOutcome | 'none' | undefined;
}

/** In the order of the list, after the line `after`. */
export async function listBulkLines(
  reader: Reader,
  jobId: number,
  filter: BulkLineFilter,
  page: { after: number; limit: number },
): Promise<BulkLine[]> {
  const query = reader(TABLE)
    .where({ job_id: jobId })
    .where('line', '>', page.after)
    .orderBy('line')
    .limit(page.limit);
  if (filter.verdict !== undefined) query.where({ verdict: filter.verdict });
  if (filter.outcome === 'none') query.where({ verdict: 'ready', outcome: null });
  else if (filter.outcome !== undefined) query.where({ outcome: filter.outcome });
  return (await query).map(fromRow);
}

export async function findBulkLine(reader: Reader, jobId: number, line: number): Promise<BulkLine | null> {
  const row = await reader(TABLE).where({ job_id: jobId, line }).first();
  return row ? fromRow(row) : null;
}

/** Once: false when it has an outcome already. */
export async function settleBulkLine(
  tx: Transaction,
  key: { jobId: number; line: number },
  told: { outcome: BulkOutcome; why: string | null; at: number; sequence: number | null },
): Promise<boolean> {
  const changed = await tx(TABLE).where({ job_id: key.jobId, line: key.line, outcome: null }).update({
    outcome: told.outcome,
    outcome_why: told.why,
    outcome_at: told.at,
    sequence: told.sequence,
  });
  return changed === 1;
}

/** Lines that failed get another turn. */
export async function reopenFailedLines(tx: Transaction, jobId: number): Promise<void> {
  await tx(TABLE)
    .where({ job_id: jobId, outcome: 'failed' })
    .update({ outcome: null, outcome_why: null, outcome_at: null, sequence: null });
}

// biome-ignore lint/suspicious/noExplicitAny: a row as the driver gives it
function fromRow(row: any): BulkLine {
  const number = (value: unknown): number | null => (value === null ? null : Number(value));
  return {
    line: Number(row.line),
    text: row.text,
    userId: row.user_id,
    username: row.username,
    userLabel: row.user_label,
    verdict: row.verdict,
    why: row.why,
    version: row.version,
    actionId: row.action_id,
    outcome: row.outcome,
    outcomeWhy: row.outcome_why,
    outcomeAt: number(row.outcome_at),
    sequence: number(row.sequence),
  };
}
