import { hostname } from 'node:os';
import type { Command } from 'commander';
import type { AuditEntry } from '../../../db/audit/entry.ts';
import { RekeyError } from '../../../db/errors.ts';
import { lineOf, shortLineOf } from '../../services/audit/export-format.ts';
import { type Following, filePosition, follow, memoryPosition } from '../../services/audit/follow.ts';
import type { Services } from '../../services/index.ts';
import { deliverBatch, parseCollector } from '../../syslog/collector.ts';
import { framed, syslogMessage, syslogReference } from '../../syslog/message.ts';
import { withServices } from '../desk.ts';
import type { Invocation, Start } from '../invocation.ts';
import { wholeNumber } from '../parse.ts';
import type { Report } from '../report.ts';
import { count } from '../text.ts';

interface FollowOptions {
  syslog?: string;
  ca?: string;
  position?: string;
  from?: number;
  once?: boolean;
}

export function addAuditFollow(audit: Command, start: Start): void {
  audit
    .command('follow')
    .description('forward entries as they are logged, to stdout or to a syslog collector; needs no sign-in')
    .option('--syslog <address>', 'tcp://host:port or tls://host:port (RFC 5424, octet counting)')
    .option('--ca <file>', 'certificates to trust for tls://, in PEM')
    .option('--position <file>', 'keeps the last entry that was delivered, and goes on after it')
    .option(
      '--from <sequence>',
      'begin with this entry where no position was kept; else with the next',
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    )
    .option('--once', 'stop when everything that there is was delivered')
    .action((options: FollowOptions) => start((invocation) => run(invocation, options)));
}

function run(invocation: Invocation, options: FollowOptions): Promise<Report> {
  const { terminal } = invocation;
  return withServices(terminal, async ({ audit }) => {
    const deliver = options.syslog ? toCollector(options.syslog, options.ca ?? null) : toStdout(invocation);
    const from = options.from ?? (await audit.lastSequence()) + 1;
    const position = options.position ? filePosition(options.position, from) : memoryPosition(from);
    await audit.logFollowing(options.syslog ?? 'stdout', position.read().sequence + 1);
    const delivered = await follow({
      read: audit.entriesAfter,
      entry: (sequence) => entryOf(audit, sequence),
      deliver,
      position,
      wait: (milliseconds) => new Promise((resolve) => setTimeout(() => resolve(true), milliseconds)),
      say: (text) => terminal.err(`${text}\n`),
      once: options.once ?? false,
    });
    return {
      value: null,
      text: '',
      note: `${count(delivered, 'entry', 'entries')} delivered.`,
      exit: 0,
      streamed: true,
    };
  });
}

async function entryOf(audit: Services['audit'], sequence: number): Promise<AuditEntry | null> {
  const [entry] = await audit.entriesAfter(sequence - 1, 1);
  return entry?.sequence === sequence ? entry : null;
}

function toCollector(address: string, ca: string | null): Following['deliver'] {
  const collector = parseCollector(address, ca);
  const host = hostname();
  return async (entries, as) => {
    const message = (entry: AuditEntry) =>
      as === 'entry'
        ? syslogMessage(entry, lineOf('jsonl', entry).trimEnd(), host)
        : syslogReference(entry, host);
    await deliverBatch(
      collector,
      entries.map((entry) => framed(message(entry))),
    );
    return true;
  };
}

/** One line of JSON an entry, as in an export. */
function toStdout({ terminal }: Invocation): Following['deliver'] {
  return async (entries, as) => {
    const line = (entry: AuditEntry) =>
      as === 'entry' ? lineOf('jsonl', entry) : `${shortLineOf(entry, 0).line}\n`;
    const failure = await terminal.out(entries.map(line).join(''));
    if (failure === 'failed') throw new RekeyError('FILE_UNWRITABLE', { file: 'stdout', why: 'EIO' });
    return failure === null;
  };
}
