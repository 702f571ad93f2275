import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Command, Option } from 'commander';
import { RekeyError } from '../../../db/errors.ts';
import { readSmallFile } from '../../../db/small-file.ts';
import { BULK_ACTIONS, type BulkActionName } from '../../contract/actions.ts';
import { REASONS, type Reason } from '../../contract/reasons.ts';
import { MAX_LIST } from '../../services/bulk/list.ts';
import {
  BULK_OUTCOMES,
  BULK_VERDICTS,
  type BulkOutcome,
  type BulkVerdict,
} from '../../services/bulk/names.ts';
import { bulkAsText, bulkLinesAsTable } from '../bulk-text.ts';
import { atDesk } from '../desk.ts';
import { UsageError } from '../failure.ts';
import type { Invocation, Start } from '../invocation.ts';
import { wholeNumber } from '../parse.ts';
import { progressBar } from '../progress-bar.ts';
import type { Report } from '../report.ts';
import { count, table, when } from '../text.ts';

interface PlanOptions {
  action: BulkActionName;
  reason: Reason;
  reasonText?: string;
  ticket?: string;
  column?: string;
}

interface ShowOptions {
  verdict?: BulkVerdict;
  outcome?: BulkOutcome | 'none';
  limit: number;
  after: number;
}

export function addBulk(program: Command, start: Start): void {
  const bulk = program.command('bulk').description('one action on a whole list of users');
  bulk
    .command('plan <file>')
    .description('the dry run of a list, CSV or plain lines; no user is changed')
    .addOption(
      new Option('--action <action>', 'what is to be done').choices(BULK_ACTIONS).makeOptionMandatory(),
    )
    .addOption(new Option('--reason <reason>', 'why').choices(REASONS).makeOptionMandatory())
    .option('--reason-text <text>', 'why, in words; required with --reason other')
    .option('--ticket <number>', 'the ticket of the incident')
    .option('--column <name>', 'the only column that is read, by its name or its number from 1')
    .action((file: string, options: PlanOptions) => start((invocation) => plan(invocation, file, options)));
  bulk
    .command('list')
    .description('newest first')
    .option('--limit <number>', 'at most so many, 1 to 100', wholeNumber(1, 100), 20)
    .option('--before <number>', 'only those with a smaller number', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .action((options: { limit: number; before?: number }) =>
      start((invocation) => list(invocation, options)),
    );
  bulk
    .command('show <number>')
    .description('one bulk change, with lines of it')
    .addOption(new Option('--verdict <verdict>', 'lines of which the plan says so').choices(BULK_VERDICTS))
    .addOption(
      new Option('--outcome <outcome>', 'lines that came to this; none: not done yet').choices([
        ...BULK_OUTCOMES,
        'none',
      ]),
    )
    .option('--limit <number>', 'at most so many lines, 0 to 500', wholeNumber(0, 500), 50)
    .option('--after <line>', 'only lines after this one', wholeNumber(0, 1_000_000), 0)
    .action((number: string, options: ShowOptions) =>
      start((invocation) => show(invocation, number, options)),
    );
  for (const approve of [true, false]) {
    bulk
      .command(`${approve ? 'approve' : 'reject'} <number>`)
      .description(
        approve ? 'let it be carried out; the code you sign in with confirms it' : 'refuse what was planned',
      )
      .option('--note <text>', 'what whoever planned it should know')
      .action((number: string, { note }: { note?: string }) =>
        start((invocation) => decide(invocation, number, approve, note ?? null)),
      );
  }
  for (const [name, description] of [
    ['run', 'carry out what was approved; Ctrl-C pauses after the present user'],
    ['resume', 'go on where it was paused or its console died'],
  ] as const) {
    bulk
      .command(`${name} <number>`)
      .description(description)
      .action((number: string) => start((invocation) => carryOut(invocation, number)));
  }
  for (const [name, description] of [
    ['pause', 'after the present user, in whichever console it runs'],
    ['cancel', 'for good; what is not done stays undone'],
  ] as const) {
    bulk
      .command(`${name} <number>`)
      .description(description)
      .action((number: string) => start((invocation) => move(invocation, number, name)));
  }
  bulk
    .command('report <number>')
    .description('each line and what became of it, as CSV on stdout')
    .option('--output <file>', 'into this new file instead')
    .action((number: string, { output }: { output?: string }) =>
      start((invocation) => report(invocation, number, output ?? null)),
    );
}

async function plan(invocation: Invocation, file: string, options: PlanOptions): Promise<Report> {
  const bytes = readSmallFile(file, MAX_LIST);
  const job = await atDesk(invocation, ({ procedures }) =>
    procedures.bulk.plan({
      action: options.action,
      reason: options.reason,
      reasonText: options.reasonText ?? null,
      ticket: options.ticket ?? null,
      fileName: basename(file),
      column: options.column ?? null,
      list: gzipSync(bytes).toString('base64'),
    }),
  );
  const next =
    job.ready === 0
      ? 'No line is ready, so there is nothing to approve.'
      : `Nothing was changed. A second person approves it with: rekey bulk approve ${job.id}`;
  return { value: job, text: bulkAsText(job), note: next, exit: 0 };
}

async function list(
  invocation: Invocation,
  { limit, before }: { limit: number; before?: number },
): Promise<Report> {
  const page = await atDesk(invocation, ({ procedures }) =>
    procedures.bulk.list({ limit, cursor: before ?? null }),
  );
  const rows = page.jobs.map((job) => [
    String(job.id),
    job.state,
    job.action,
    `${job.settled}/${job.ready}`,
    job.plannedBy.name,
    when(job.plannedAt),
    job.decidedBy?.name ?? '-',
    job.reasonText ?? job.reason,
  ]);
  const header = ['NUMBER', 'STATE', 'ACTION', 'USERS', 'PLANNED BY', 'PLANNED', 'DECIDED BY', 'REASON'];
  return {
    value: page,
    text: rows.length === 0 ? '' : table(header, rows),
    note: rows.length === 0 ? 'There is no bulk change.' : null,
    exit: 0,
  };
}

async function show(invocation: Invocation, number: string, options: ShowOptions): Promise<Report> {
  const id = numberOf(number);
  const { limit, after, ...filter } = options;
  const { job, page } = await atDesk(invocation, async ({ procedures }) => ({
    job: await procedures.bulk.view({ id }),
    page:
      limit === 0
        ? { lines: [], after: null }
        : await procedures.bulk.lines({ id, ...filter, limit, cursor: after }),
  }));
  const lines = page.lines.length === 0 ? '' : `\n${bulkLinesAsTable(page.lines)}`;
  const more = page.after === null ? null : `There are more lines: add --after ${page.after}`;
  return { value: { job, ...page }, text: `${bulkAsText(job)}${lines}`, note: more, exit: 0 };
}

async function decide(
  invocation: Invocation,
  number: string,
  approve: boolean,
  note: string | null,
): Promise<Report> {
  const id = numberOf(number);
  const job = await atDesk(invocation, ({ procedures }) =>
    procedures.bulk.decide({ id, approve, note, code: null }),
  );
  const text = approve
    ? `Approved: ${job.action} for ${count(job.ready, 'user')}. It has to be started before ${when(job.expiresAt)}.\n`
    : `Rejected: ${job.action} for ${count(job.ready, 'user')}.\n`;
  return { value: job, text, note: approve ? `Start it with: rekey bulk run ${id}` : null, exit: 0 };
}

async function carryOut(invocation: Invocation, number: string): Promise<Report> {
  const id = numberOf(number);
  const { terminal, interruption } = invocation;
  const job = await atDesk(invocation, async ({ procedures, bulkEnded }) => {
    const started = await procedures.bulk.run({ id });
    const bar = progressBar(started.ready, terminal.watched ? terminal.err : null);
    bar.show(started.settled);
    const pause = () => void procedures.bulk.pause({ id }).catch(() => {});
    await interruption.finishFirst(
      'It is paused after the present user. Interrupt again to stop at once; nothing is done twice either way.',
      () => bulkEnded(id, (settled) => bar.show(started.settled + settled)),
      pause,
    );
    bar.end();
    return procedures.bulk.view({ id });
  });
  const isDone = job.state === 'done';
  return {
    value: job,
    text: bulkAsText(job),
    note: isDone
      ? `The report: rekey bulk report ${id} --output FILE`
      : `It is ${job.state}. Go on with: rekey bulk resume ${id}`,
    exit: isDone ? 0 : 1,
  };
}

async function move(invocation: Invocation, number: string, name: 'pause' | 'cancel'): Promise<Report> {
  const id = numberOf(number);
  const job = await atDesk(invocation, ({ procedures }) => procedures.bulk[name]({ id }));
  return { value: job, text: bulkAsText(job), note: null, exit: 0 };
}

async function report(invocation: Invocation, number: string, output: string | null): Promise<Report> {
  const id = numberOf(number);
  const { fileName, csv } = await atDesk(invocation, ({ procedures }) => procedures.bulk.report({ id }));
  if (output === null) return { value: { fileName, csv }, text: csv, note: null, exit: 0 };
  // It names users: for its owner's eyes, and never over a file that is there.
  await writeFile(output, csv, { flag: 'wx', mode: 0o600 }).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'EEXIST' ? 'there is a file of that name already' : (cause.code ?? 'unknown');
    throw new RekeyError('FILE_NOT_SAVED', { why }, { cause });
  });
  return { value: { fileName, output }, text: `Saved as ${output}.\n`, note: null, exit: 0 };
}

function numberOf(text: string): number {
  const id = Number(/^#?(\d{1,9})$/.exec(text)?.[1] ?? 0);
  if (id === 0) throw new UsageError(`"${text}" is no number of a bulk change.`);
  return id;
}
