import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { RekeyError } from '../../../db/errors.ts';
import type { Verification } from '../../services/audit.ts';
import { atDesk } from '../desk.ts';
import { UsageError } from '../failure.ts';
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
  const found = await atDesk(invocation, async (desk) => {
    let now = await desk.procedures.audit.startVerification({ checkpoint });
    while (now.state === 'running') {
      if (invocation.terminal.watched) invocation.terminal.err(`\r${progress(now)}`);
      await new Promise((resolve) => setTimeout(resolve, POLL));
      now = await desk.procedures.audit.verification();
    }
    if (invocation.terminal.watched) invocation.terminal.err('\r\u001b[K');
    return now;
  });
  if (found.state === 'broken') {
    const { sequence, why, checked, agreeing } = found;
    const facts = { sequence, why, checked, ...(agreeing === null ? {} : { agreeing }) };
    throw new RekeyError('AUDIT_BROKEN', facts);
  }
  if (found.state !== 'whole') {
    throw new RekeyError('AUDIT_UNVERIFIED', { why: 'message' in found ? found.message : 'it was stopped' });
  }
  return { value: found, text: inWords(found), note: null, exit: 0 };
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
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `${file} can not be read (${(error as NodeJS.ErrnoException).code}).`,
      'Name the file that `rekey audit checkpoint --out FILE` wrote.',
    );
  }
}
