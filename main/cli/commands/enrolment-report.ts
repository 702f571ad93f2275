/** A list of enrolment in numbers, with the hash of its export: what the printed report says, without a window. */
import type { Command } from 'commander';
import type { EnrolmentFilter, ListReport } from '../../services/enrolment/service.ts';
import { atDesk, type Desk } from '../desk.ts';
import type { Invocation, Start } from '../invocation.ts';
import type { Report } from '../report.ts';
import { count, facts, when } from '../text.ts';
import { type FilterOptions, filterOf, withFilter } from './enrolment-filter.ts';
import { asTable, concernFacts, SIDES, type Side, totalFacts } from './enrolment-text.ts';

export function addEnrolmentReport(enrolment: Command, start: Start): void {
  withFilter(
    enrolment
      .command('report')
      .description(
        'the users behind a number in numbers, with the SHA-256 of their CSV; the report is logged',
      ),
  ).action((options: FilterOptions) => start((invocation) => report(invocation, filterOf(options))));
}

async function report(invocation: Invocation, filter: EnrolmentFilter): Promise<Report> {
  const done = await atDesk(invocation, (desk) => walk(desk, filter, invocation));
  return {
    value: done,
    text: asText(done),
    note: 'The hash is that of the CSV that “enrolment export” with the same options writes while nothing changes.',
    exit: 0,
  };
}

async function walk(desk: Desk, filter: EnrolmentFilter, { terminal }: Invocation): Promise<ListReport> {
  const { reportId } = await desk.procedures.enrolment.startReport({ filter });
  for (;;) {
    const piece = await desk.procedures.enrolment.nextOfReport({ reportId });
    if (terminal.watched) terminal.err(`\r${count(piece.users, 'user')} read`);
    if (!piece.report) continue;
    if (terminal.watched) terminal.err('\r\u001b[K');
    return piece.report;
  }
}

function asText({ counts, privileged, startedAt, finishedAt, sha256 }: ListReport): string {
  const numbers = facts([
    ...totalFacts(counts.total),
    ...(privileged === null ? [] : [['privileged', String(privileged)] as [string, string]]),
    ...concernFacts(counts),
    ['read', `${when(startedAt)} to ${when(finishedAt)}`],
    ['sha256', sha256],
  ]);
  const cuts = (['department', 'role', 'month'] as const satisfies readonly Side[]).flatMap((side) => {
    const tallies = counts[SIDES[side]] ?? [];
    return tallies.length > 0 ? [asTable(side, tallies)] : [];
  });
  return [numbers, ...cuts].join('\n');
}
