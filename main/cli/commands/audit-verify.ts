import type { Command } from 'commander';
import { RekeyError } from '../../../db/errors.ts';
import { readSmallFile } from '../../../db/small-file.ts';
import { rekeyErrorOf } from '../../api/errors.ts';
import type { Verification } from '../../services/audit.ts';
import { atDesk, withServices } from '../desk.ts';
import { failureReport, UsageError } from '../failure.ts';
import type { Invocation, Start } from '../invocation.ts';
import type { Report } from '../report.ts';
import { count, when } from '../text.ts';

/** ms between two looks at how far a verification is. */
const POLL = 50;

export function addAuditVerify(audit: Command, start: Start): void {
  audit
    .command('verify')
    .description('check that no entry was edited, deleted, inserted or swapped')
    .option('--checkpoint <file>', 'and that nothing up to this checkpoint changed or was cut off')
    .action((options: { checkpoint?: string }) => start((invocation) => verify(invocation, options)));
}

async function verify(invocation: Invocation, options: { checkpoint?: string }): Promise<Report> {
  const checkpoint = options.checkpoint === undefined ? undefined : readText(options.checkpoint);
  const found = await atDesk(invocation, ({ procedures: { audit } }) =>
    watch(
      invocation,
      () => audit.startVerification({ checkpoint }),
      () => audit.verification(),
    ),
  ).catch((error: unknown) => {
    // Nobody can sign in where that cannot be logged, and this is when the verdict is needed most.
    if (rekeyErrorOf(error).code !== 'AUDIT_UNWRITABLE') throw error;
    return withServices(invocation.terminal, ({ audit }) =>
      watch(
        invocation,
        () => audit.startVerification(null, { checkpoint }),
        () => audit.verification(null),
      ),
    );
  });
  if (found.state === 'whole') {
    return { value: found, text: inWords(found), note: unloggedWords(found), exit: 0 };
  }
  if (found.state !== 'broken') {
    throw new RekeyError('AUDIT_UNVERIFIED', { why: 'message' in found ? found.message : 'it was stopped' });
  }
  const { sequence, why, checked, agreeing, unlogged } = found;
  const facts = {
    ...{ sequence, why, checked },
    ...(agreeing === null ? {} : { agreeing }),
    ...(unlogged === undefined ? {} : { unlogged }),
  };
  const report = failureReport(new RekeyError('AUDIT_BROKEN', facts));
  return {
    ...report,
    note: [report.note, unloggedWords(found)].filter((words) => words !== null).join('\n'),
  };
}

/** The verdict, when there is one. */
async function watch(
  { terminal }: Invocation,
  start: () => Promise<Verification>,
  look: () => Promise<Verification>,
): Promise<Verification> {
  let now = await start();
  while (now.state === 'running') {
    if (terminal.watched) terminal.err(`\r${progress(now)}`);
    await new Promise((resolve) => setTimeout(resolve, POLL));
    now = await look();
  }
  if (terminal.watched) terminal.err('\r\u001b[K');
  return now;
}

function unloggedWords({ unlogged }: { unlogged?: string }): string | null {
  return unlogged === undefined
    ? null
    : `This verdict is not in the log, which cannot be written: ${unlogged}.`;
}

function inWords({
  entries,
  headHash,
  against,
  unproven,
}: Extract<Verification, { state: 'whole' }>): string {
  const whole = `Whole: ${count(entries, 'entry', 'entries')} verified. Head: ${headHash}\n`;
  if (!against) return `${whole}${unproven}\n`;
  const source = against.from === 'file' ? 'the checkpoint of this file' : 'the last stored checkpoint';
  return `${whole}Agrees with ${source}: entry ${against.sequence}, ${when(against.time)}, key ${against.keyId}.\n${unproven}\n`;
}

function progress({ checked, total }: Extract<Verification, { state: 'running' }>): string {
  return `${checked} of ${total} entries verified`;
}

function readText(file: string): string {
  try {
    return readSmallFile(file).toString('utf8');
  } catch (error) {
    throw new UsageError(
      `${file} cannot be read (${(error as RekeyError).facts.why}).`,
      'Name the file that `rekey audit checkpoint --out FILE` wrote.',
    );
  }
}
