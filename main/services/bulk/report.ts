/** The report of a bulk change as CSV (RFC 4180). */
import { sequencesOf } from '../../../db/audit/log.ts';
import type { BulkJob } from '../../../db/bulk/jobs.ts';
import { type BulkLine, listBulkLines } from '../../../db/bulk/lines.ts';
import type { Reader } from '../../../db/database.ts';
import { csvHead, csvLine } from '../csv.ts';

const COLUMNS = [
  'line',
  'text',
  'user_id',
  'username',
  'verdict',
  'verdict_why',
  'outcome',
  'outcome_why',
  'time',
  'audit_entry',
];
const TOGETHER = 500;

/** Every line of the list, in its order. Times are ISO 8601, UTC. */
export async function reportOf(reader: Reader, job: BulkJob): Promise<string> {
  const rows = [csvHead(COLUMNS)];
  for (let after = 0; ; ) {
    const lines = await listBulkLines(reader, job.id, {}, { after, limit: TOGETHER });
    if (lines.length === 0) break;
    for (const line of await withSequences(reader, lines)) rows.push(rowOf(line));
    after = lines.at(-1)?.line ?? 0;
  }
  return rows.join('');
}

/** An action's own entry is appended after its line is written, so its number is looked up. */
export async function withSequences(reader: Reader, lines: readonly BulkLine[]): Promise<BulkLine[]> {
  const ids = lines.flatMap((line) => (line.outcome === 'done' && line.actionId ? [line.actionId] : []));
  const sequences = await sequencesOf(reader, ids);
  return lines.map((line) => ({
    ...line,
    sequence: sequences.get(line.actionId ?? '') ?? line.sequence,
  }));
}

function rowOf(line: BulkLine): string {
  return csvLine([
    line.line,
    line.text,
    line.userId,
    line.username,
    line.verdict,
    line.why,
    line.outcome ?? (line.verdict === 'ready' ? 'not done' : ''),
    line.outcomeWhy,
    line.outcomeAt === null ? null : new Date(line.outcomeAt).toISOString(),
    line.sequence,
  ]);
}
