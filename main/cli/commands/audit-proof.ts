import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { renderUnicodeCompact } from 'uqr';
import type { AuditKey } from '../../services/audit/signing-key.ts';
import { atDesk } from '../desk.ts';
import { UsageError } from '../failure.ts';
import type { Start } from '../invocation.ts';
import { table, when } from '../text.ts';

export function addAuditProof(audit: Command, start: Start): void {
  audit
    .command('checkpoint')
    .description('sign what the last entry is now; keep the file where no admin of the database can write')
    .option('--out <file>', 'write it to this file, which must not exist yet')
    .option('--qr', 'print it as a QR code, to photograph or to print on paper')
    .action(({ out, qr = false }: { out?: string; qr?: boolean }) =>
      start(async (invocation) => {
        const made = await atDesk(invocation, (desk) => desk.procedures.audit.makeCheckpoint());
        if (out !== undefined) writeNew(out, made.text);
        const { sequence, time, keyId } = made.checkpoint;
        const drawn = qr ? `${renderUnicodeCompact(made.text.trimEnd(), { ecc: 'L', border: 4 })}\n` : '';
        return {
          value: made.checkpoint,
          text: qr ? drawn : out === undefined ? made.text : '',
          note: `Signed: entry ${sequence}, ${when(time)}, key ${keyId}.`,
          exit: 0,
        };
      }),
    );
  audit
    .command('checkpoints')
    .description('those that were made, newest first')
    .action(() =>
      start(async (invocation) => {
        const checkpoints = await atDesk(invocation, (desk) =>
          desk.procedures.audit.checkpoints({ limit: 1000 }),
        );
        const rows = checkpoints.map((one) => [
          String(one.sequence),
          when(one.time),
          one.occasion,
          one.keyId,
          one.hash,
        ]);
        return {
          value: { checkpoints },
          text: rows.length === 0 ? '' : table(['ENTRY', 'TIME', 'MADE', 'KEY', 'HASH'], rows),
          note: rows.length === 0 ? 'No checkpoint was made yet.' : null,
          exit: 0,
        };
      }),
    );
  audit
    .command('keys')
    .description('the public keys that checkpoints are signed with, oldest first')
    .action(() =>
      start(async (invocation) => {
        const keys = await atDesk(invocation, (desk) => desk.procedures.audit.keys());
        return {
          value: { keys },
          text: keys.length === 0 ? '' : asTable(keys),
          note: keys.length === 0 ? 'No key was made yet; the first checkpoint makes one.' : null,
          exit: 0,
        };
      }),
    );
  audit
    .command('rotate-key')
    .description('make a new signing key, signed by the one it takes the place of')
    .action(() =>
      start(async (invocation) => {
        const key = await atDesk(invocation, (desk) => desk.procedures.audit.rotateKey());
        return { value: key, text: asTable([key]), note: null, exit: 0 };
      }),
    );
}

function asTable(keys: readonly AuditKey[]): string {
  return table(
    ['KEY', 'MADE', 'AFTER', 'GENUINE', 'PUBLIC KEY'],
    keys.map((key) => [
      key.keyId,
      when(key.madeAt),
      key.previousKeyId ?? '-',
      key.genuine ? 'yes' : 'NO',
      key.publicKey,
    ]),
  );
}

/** Never over a file that is there: an older checkpoint is worth keeping. */
function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600, flush: true });
  } catch (error) {
    throw new UsageError(
      `The checkpoint was made, and stays in the database, but ${file} can not be written (${(error as NodeJS.ErrnoException).code}).`,
      'Name a file that does not exist yet; another checkpoint costs nothing.',
    );
  }
}
