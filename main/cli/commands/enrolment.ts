import type { FileHandle } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { CONCERNS, type Concern, type EnrolmentFilter } from '../../../db/platforms/enrolment.ts';
import type { Enrolment } from '../../../db/platforms/platform.ts';
import type { EnrolmentCounts, NamedTally } from '../../services/enrolment/counts.ts';
import { type EnrolmentOverview, LIST_FORMATS, type ListFormat } from '../../services/enrolment/service.ts';
import { atDesk, type Desk } from '../desk.ts';
import type { Invocation, Start } from '../invocation.ts';
import { intoNewFile } from '../new-file.ts';
import { time } from '../parse.ts';
import type { Report } from '../report.ts';
import { count, facts, table, when } from '../text.ts';

const SIDES = { department: 'byDepartment', role: 'byRole', month: 'byMonth' } as const;
type Side = keyof typeof SIDES;

interface ExportOptions {
  format: ListFormat;
  out: string;
  state?: Enrolment;
  concern?: Concern;
  department?: string;
  withoutDepartment?: boolean;
  role?: string;
  joinedFrom?: number;
  joinedBefore?: number;
}

export function addEnrolment(program: Command, start: Start): void {
  const enrolment = program
    .command('enrolment')
    .description('how many users are enrolled, from kept counts that say how old they are')
    .addOption(new Option('--by <what>', 'cut by this').choices(Object.keys(SIDES)))
    .option('--count', 'count everybody first')
    .action((options: { by?: Side; count?: boolean }) => start((invocation) => show(invocation, options)));
  enrolment
    .command('export')
    .description('the users behind a number, in the order of their ids, to a file; the export is logged')
    .addOption(new Option('--format <format>', 'of the file').choices([...LIST_FORMATS]).default('csv'))
    .addOption(
      new Option('--state <state>', 'in this state').choices(['enrolled', 'pending', 'not-enrolled']),
    )
    .addOption(new Option('--concern <concern>', 'of whom this is true').choices([...CONCERNS]))
    .option('--department <name>', 'of this department')
    .option('--without-department', 'of no department')
    .option('--role <name>', 'with this role on the platform')
    .option('--joined-from <time>', 'who joined then or later; 2026-02-03', time)
    .option('--joined-before <time>', 'who joined before', time)
    .requiredOption('--out <file>', 'the file, which must not exist yet')
    .action((options: ExportOptions) => start((invocation) => exportTo(invocation, options)));
}

async function show(invocation: Invocation, options: { by?: Side; count?: boolean }): Promise<Report> {
  const overview = await atDesk(invocation, async ({ procedures }) => {
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
    value: { ...overview, ...(options.by && { by: options.by, rows: counts?.[SIDES[options.by]] ?? [] }) },
    text: counts ? asText(overview, counts, options.by) : '',
    note: note || null,
    exit: failure ? 1 : 0,
  };
}

function asText(overview: EnrolmentOverview, counts: EnrolmentCounts, by: Side | undefined): string {
  if (by) return asTable(by, counts[SIDES[by]]);
  const { users, enrolled, pending } = counts.total;
  return facts([
    ['users', String(users)],
    ['enrolled', `${enrolled} (${share(enrolled, users)})`],
    ['pending', String(pending)],
    ['not enrolled', String(users - enrolled - pending)],
    ...CONCERNS.map((concern): [string, string] => [
      concern.replaceAll('-', ' '),
      String(counts.concerns[concern]),
    ]),
    ['counted', `${when(overview.oldestAt)} to ${when(overview.newestAt)}`],
    ['hash', overview.hash ?? ''],
  ]);
}

function asTable(by: Side, tallies: readonly NamedTally[]): string {
  return table(
    [by.toUpperCase(), 'USERS', 'ENROLLED', 'PENDING', 'NOT ENROLLED', 'SHARE'],
    tallies.map(({ name, users, enrolled, pending }) => [
      name ?? '-',
      ...[users, enrolled, pending, users - enrolled - pending].map(String),
      share(enrolled, users),
    ]),
  );
}

function share(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((part / whole) * 100).toFixed(1)} %`;
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

function filterOf(options: ExportOptions): EnrolmentFilter {
  return {
    enrolment: options.state,
    concern: options.concern,
    department: options.withoutDepartment ? null : options.department,
    role: options.role,
    joinedFrom: options.joinedFrom,
    joinedBefore: options.joinedBefore,
  };
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
