import type { FileHandle } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { RekeyError } from '../../../db/errors.ts';
import type { UserField } from '../../../db/platforms/contract.ts';
import { REASONS, type Reason } from '../../contract/reasons.ts';
import type { EnrolmentCounts } from '../../services/enrolment/counts.ts';
import { type EnrolmentOverview, LIST_FORMATS, type ListFormat } from '../../services/enrolment/service.ts';
import { bulkAsText } from '../bulk-text.ts';
import { atDesk, type Desk } from '../desk.ts';
import type { Invocation, Start } from '../invocation.ts';
import { intoNewFile } from '../new-file.ts';
import type { Report } from '../report.ts';
import { count, facts, when } from '../text.ts';
import { type FilterOptions, filterOf, withFilter } from './enrolment-filter.ts';
import { addEnrolmentReport } from './enrolment-report.ts';
import { asTable, concernFacts, SIDES, type Side, totalFacts } from './enrolment-text.ts';

interface ExportOptions extends FilterOptions {
  format: ListFormat;
  out: string;
}

interface RemindOptions extends FilterOptions {
  reason: Reason;
  reasonText?: string;
  ticket?: string;
}

export function addEnrolment(program: Command, start: Start): void {
  const enrolment = program
    .command('enrolment')
    .description('whose 2FA is on, pending or off, from kept counts that say how old they are')
    .addOption(new Option('--by <what>', 'cut by this').choices(Object.keys(SIDES)))
    .option('--count', 'count everybody first')
    .action((options: { by?: Side; count?: boolean }) => start((invocation) => show(invocation, options)));
  withFilter(
    enrolment
      .command('export')
      .description('the users behind a number, in the order of their ids, to a file; the export is logged'),
  )
    .addOption(new Option('--format <format>', 'of the file').choices([...LIST_FORMATS]).default('csv'))
    .requiredOption('--out <file>', 'the file, which must not exist yet')
    .action((options: ExportOptions) => start((invocation) => exportTo(invocation, options)));
  addEnrolmentReport(enrolment, start);
  withFilter(
    enrolment
      .command('remind')
      .description('plan mails to the users behind a number, as a bulk change that a second person approves'),
  )
    .addOption(new Option('--reason <reason>', 'why').choices(REASONS).makeOptionMandatory())
    .option('--reason-text <text>', 'why, in words; required with --reason other')
    .option('--ticket <number>', 'the ticket it belongs to')
    .action((options: RemindOptions) => start((invocation) => remind(invocation, options)));
}

const OF_SIDE = {
  department: { field: 'department', what: 'their department' },
  role: { field: 'role', what: 'their role' },
  month: { field: 'createdAt', what: 'when they joined' },
} as const satisfies Record<Side, { field: UserField; what: string }>;

async function show(invocation: Invocation, options: { by?: Side; count?: boolean }): Promise<Report> {
  const { by } = options;
  const overview = await atDesk(invocation, async ({ procedures }) => {
    const { platform } = await procedures.session.view();
    if (by && !platform.fields.includes(OF_SIDE[by].field))
      throw new RekeyError('NOT_KNOWN', { platform: platform.label, what: OF_SIDE[by].what });
    const { counts } = await procedures.enrolment.overview();
    // Without a console that is open nobody else counts.
    if (options.count || counts === null) await procedures.enrolment.countNow();
    return procedures.enrolment.overview();
  });
  const { counts, failure } = overview;
  const note = failure
    ? `The last count failed at ${when(failure.at)}: ${failure.why}`
    : counts === null && 'Nobody was counted yet; another console is counting.';
  return {
    value: { ...overview, ...(by && { by, rows: counts?.[SIDES[by]] ?? [] }) },
    text: counts ? asText(overview, counts, by) : '',
    note: note || null,
    exit: failure ? 1 : 0,
  };
}

function asText(overview: EnrolmentOverview, counts: EnrolmentCounts, by: Side | undefined): string {
  if (by) return asTable(by, counts[SIDES[by]] ?? []);
  return facts([
    ...totalFacts(counts.total),
    ...concernFacts(counts),
    ['counted', `${when(overview.oldestAt)} to ${when(overview.newestAt)}`],
    ['hash', overview.hash ?? ''],
  ]);
}

async function exportTo(invocation: Invocation, options: ExportOptions): Promise<Report> {
  const end = await atDesk(invocation, async (desk) => {
    const { exportId } = await desk.procedures.enrolment.startExport({
      filter: filterOf(options),
      format: options.format,
    });
    return intoNewFile(options.out, (file) => write(desk, exportId, file, invocation));
  });
  return {
    value: { file: options.out, ...end },
    text: '',
    note: `${count(end.users, 'user')} exported to ${options.out}, SHA-256 ${end.sha256}.`,
    exit: 0,
  };
}

async function remind(invocation: Invocation, options: RemindOptions): Promise<Report> {
  const { reason, reasonText = null, ticket = null } = options;
  const job = await atDesk(invocation, ({ procedures }) =>
    procedures.enrolment.remind({ filter: filterOf(options), reason, reasonText, ticket }),
  );
  const next =
    job.ready === 0
      ? 'Nobody of them can be reminded now, so there is nothing to approve.'
      : `Nobody was reminded yet. A second person approves it with: rekey bulk approve ${job.id}`;
  return { value: job, text: bulkAsText(job), note: next, exit: 0 };
}

async function write(
  desk: Desk,
  exportId: string,
  file: FileHandle,
  { terminal }: Invocation,
): Promise<{ users: number; sha256: string }> {
  for (;;) {
    const piece = await desk.procedures.enrolment.nextOfExport({ exportId });
    if (piece.text) await file.write(piece.text);
    if (terminal.watched) terminal.err(`\r${count(piece.users, 'user')} exported`);
    if (!piece.done) continue;
    if (terminal.watched) terminal.err('\r\u001b[K');
    return { users: piece.users, sha256: piece.hash ?? '' };
  }
}
