import { extname } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { sizeOfFile } from '../../../db/small-file.ts';
import { category, channel, requestState } from '../../api/request-input.ts';
import type { Category, Channel, RequestPage, RequestRecord, RequestState } from '../../services/requests.ts';
import { atDesk } from '../desk.ts';
import { UsageError } from '../failure.ts';
import type { Invocation, Start } from '../invocation.ts';
import { wholeNumber } from '../parse.ts';
import { progressBar } from '../progress-bar.ts';
import type { Report } from '../report.ts';
import { type FileFormat, type ImportOutcome, importFile } from '../request-file/import.ts';
import { type Chosen, isField } from '../request-file/row.ts';
import { checkEncoding } from '../request-file/text.ts';
import { count, facts, printable, printableLine, table, when } from '../text.ts';

interface ListOptions {
  state: RequestState | 'open' | 'closed' | 'all';
  mine?: boolean;
  category?: Category;
  channel?: Channel;
  search: string;
  limit: number;
  cursor?: string;
}

interface ImportFlags {
  dryRun?: boolean;
  format?: FileFormat;
  origin: string;
  column?: Chosen;
  channel: Channel;
  category: Category;
}

export function addRequests(program: Command, start: Start): void {
  const requests = program.command('requests').description('the queue of contact requests');
  requests
    .command('list')
    .description('who waits longest first; closed ones newest first')
    .addOption(
      new Option('--state <state>', 'in this state')
        .choices(['open', 'closed', 'all', ...requestState.options])
        .default('open'),
    )
    .option('--mine', 'only those that you have')
    .addOption(new Option('--category <category>', 'about this').choices(category.options))
    .addOption(new Option('--channel <channel>', 'that came this way').choices(channel.options))
    .option('--search <text>', 'by the beginning of a ticket, name, e-mail address or phone number', '')
    .option('--limit <number>', 'at most so many, 1 to 200', wholeNumber(1, 200), 50)
    .option('--cursor <text>', 'go on where an earlier answer with this nextCursor ended')
    .action((options: ListOptions) => start((invocation) => list(invocation, options)));
  requests
    .command('show <number>')
    .description('one request with its timeline; the look is logged')
    .action((number: string) => start((invocation) => show(invocation, number)));
  requests
    .command('import <file>')
    .description('requests from a CSV file or JSON lines; what is there already is left alone')
    .option('--dry-run', 'say what would happen, and change nothing')
    .addOption(new Option('--format <format>', 'if the name does not tell').choices(['csv', 'json-lines']))
    .option('--origin <name>', 'which system the file is from; keeps the ids of two systems apart', 'file')
    .option(
      '--column <field=column>',
      'read this field from that column, e.g. message=Memo; for each whose name is not known',
      chooseColumn,
    )
    .addOption(
      new Option('--channel <channel>', 'for lines that name none')
        .choices(channel.options)
        .default('e-mail'),
    )
    .addOption(
      new Option('--category <category>', 'for lines that name none')
        .choices(category.options)
        .default('other'),
    )
    .action((file: string, flags: ImportFlags) => start((invocation) => importInto(invocation, file, flags)));
}

function chooseColumn(text: string, before: Chosen = {}): Chosen {
  const [, field = '', column = ''] = /^([^=]*)=(.*)$/su.exec(text) ?? [];
  if (!isField(field) || column.trim() === '')
    throw new InvalidArgumentError('It must be like message=Memo, with a field of docs/requests.md.');
  return { ...before, [field]: column.trim() };
}

async function list(invocation: Invocation, options: ListOptions): Promise<Report> {
  const { search, mine = false, ...filter } = options;
  const page = await atDesk(invocation, async ({ procedures }) => {
    const { session } = await procedures.session.view();
    const mayFetch = session.state === 'signed-in' && session.permissions.includes('requests.work');
    // Without a window nobody else fetches them.
    if (mayFetch) await procedures.requests.pickUp();
    return procedures.requests.list({ ...filter, mine, query: search });
  });
  const more = page.nextCursor === null ? null : `There are more: add --cursor ${page.nextCursor}`;
  return {
    value: page,
    text: asTable(page.requests),
    note: page.requests.length === 0 ? 'No request matches.' : more,
    exit: 0,
  };
}

function asTable(requests: readonly RequestRecord[]): string {
  if (requests.length === 0) return '';
  return table(
    ['NUMBER', 'RECEIVED', 'STATE', 'WHO HAS IT', 'CHANNEL', 'CATEGORY', 'TICKET', 'FROM'],
    requests.map((request) => [
      String(request.id),
      when(request.receivedAt),
      request.state,
      request.assignee?.name ?? '-',
      request.channel,
      request.category,
      request.ticket ?? '-',
      senderOf(request),
    ]),
  );
}

function senderOf({ sender }: RequestRecord): string {
  const { name, email, phone } = sender;
  return name && email ? `${name} <${email}>` : (name ?? email ?? phone ?? '-');
}

async function show(invocation: Invocation, number: string): Promise<Report> {
  const id = Number(/^#?(\d{1,15})$/.exec(number)?.[1] ?? 0);
  if (id === 0) throw new UsageError(`"${number}" is no number of a request.`);
  const page = await atDesk(invocation, ({ procedures }) => procedures.requests.view({ id }));
  return { value: page, text: asText(page), note: null, exit: 0 };
}

function asText({ request, events, user, suggestion }: RequestPage): string {
  const seems = suggestion ? `not confirmed; it seems to be ${suggestion.user.username}` : 'not confirmed';
  const pairs: [string, string][] = [
    ['From', senderOf(request)],
    ['Phone', request.sender.phone ?? '-'],
    ['Received', when(request.receivedAt)],
    ['State', request.state],
    ['Who has it', request.assignee?.name ?? 'nobody'],
    ['Channel', request.channel],
    ['Category', request.category],
    ['Ticket', request.ticket ?? '-'],
    ['User', user ? `${user.username} (#${user.id})` : (request.user?.label ?? seems)],
  ];
  const timeline = table(
    ['TIME', 'STAFF', 'WHAT', 'NOTE'],
    events.map((event) => [
      when(event.time),
      event.staff?.name ?? '-',
      event.kind === 'action' ? String(event.detail.action) : event.kind,
      event.note ?? '',
    ]),
  );
  return `${printableLine(`Request ${request.id}`)}\n${facts(pairs)}\n${printable(request.message)}\n\n${timeline}`;
}

async function importInto(invocation: Invocation, file: string, flags: ImportFlags): Promise<Report> {
  const format = flags.format ?? formatOf(file);
  const { dryRun = false, origin, column = {}, channel, category } = flags;
  const { terminal } = invocation;
  const size = sizeOfFile(file);
  await checkEncoding(file);
  const bar = progressBar(size, terminal.watched ? terminal.err : null);
  try {
    const outcome = await atDesk(invocation, ({ procedures }) =>
      importFile({
        path: file,
        format,
        defaults: { channel, category },
        chosen: column,
        now: Date.now(),
        send: (rows) => procedures.requests.importRows({ origin, rows, dryRun }),
        onProgress: bar.show,
      }),
    );
    bar.end();
    return importReport(outcome, dryRun);
  } catch (error) {
    bar.end();
    throw error;
  }
}

function formatOf(file: string): FileFormat {
  const ending = extname(file).toLowerCase();
  if (['.csv', '.tsv', '.txt'].includes(ending)) return 'csv';
  if (['.jsonl', '.ndjson', '.json'].includes(ending)) return 'json-lines';
  throw new UsageError(
    'The name of the file does not tell its format.',
    'Add --format csv or --format json-lines.',
  );
}

/** Bad lines that are told one by one without --json. */
const TOLD = 20;

function importReport(outcome: ImportOutcome, dryRun: boolean): Report {
  const { added, known, badLines, bad, stopped, unreadColumns } = outcome;
  const notes = [
    ...(unreadColumns.length > 0 ? [`Columns that are not read: ${unreadColumns.join(', ')}.`] : []),
    ...bad.slice(0, TOLD).map(({ line, why }) => `line ${line}: ${why}`),
    ...(badLines > TOLD ? [`… and ${count(badLines - TOLD, 'more bad line')}; --json tells them.`] : []),
    ...(stopped
      ? [`line ${stopped.line}: ${stopped.why}. The reading stopped there; nothing after it was imported.`]
      : []),
  ];
  const done = dryRun ? 'Nothing was changed. It would add' : 'Added';
  return {
    value: { dryRun, ...outcome },
    text: `${done} ${count(added, 'request')}; ${known} known already; ${count(badLines, 'bad line')}.\n`,
    note: notes.length > 0 ? notes.join('\n') : null,
    exit: badLines > 0 || stopped ? 1 : 0,
  };
}
