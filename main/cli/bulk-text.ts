/** A bulk change on a terminal. */
import { BULK_OUTCOMES, BULK_VERDICTS } from '../services/bulk/names.ts';
import type { BulkLineView, BulkView } from '../services/bulk/service.ts';
import { count, facts, table, when } from './text.ts';

export function bulkAsText(job: BulkView): string {
  const verdicts = BULK_VERDICTS.flatMap((verdict): [string, string][] =>
    job.verdicts[verdict] ? [[`  ${verdict}`, String(job.verdicts[verdict])]] : [],
  );
  const outcomes = BULK_OUTCOMES.flatMap((outcome): [string, string][] =>
    job.outcomes[outcome] > 0 ? [[`  ${outcome}`, String(job.outcomes[outcome])]] : [],
  );
  return facts([
    ['Bulk change', String(job.id)],
    ['Action', job.action],
    ['Reason', job.reasonText ? `${job.reason}: ${job.reasonText}` : job.reason],
    ['Ticket', job.ticket ?? '-'],
    ['State', job.state],
    ...(job.stoppedBecause ? [['Because', job.stoppedBecause] as [string, string]] : []),
    ['Planned by', `${job.plannedBy.name}, ${when(job.plannedAt)}`],
    ['Decided by', job.decidedBy ? `${job.decidedBy.name}, ${when(job.decidedAt)}` : '-'],
    ['Lines', String(job.lines)],
    ...verdicts,
    ...job.leaves.map(({ says, users }): [string, string] => [
      'Afterwards',
      `${says} (${count(users, 'user')})`,
    ]),
    ['Carried out', `${job.settled} of ${job.ready}`],
    ...outcomes,
  ]);
}

export function bulkLinesAsTable(lines: readonly BulkLineView[]): string {
  return table(
    ['LINE', 'TEXT', 'USER', 'VERDICT', 'OUTCOME', 'WHY'],
    lines.map((line) => [
      String(line.line),
      line.text,
      line.userLabel ?? '-',
      line.verdict,
      line.outcome ?? '-',
      line.outcomeWhy ?? line.why ?? '',
    ]),
  );
}
