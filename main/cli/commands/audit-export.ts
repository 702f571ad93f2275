import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { RekeyError } from '../../../db/errors.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../services/audit/export-format.ts';
import { atDesk, type Desk } from '../desk.ts';
import { UsageError } from '../failure.ts';
import type { Invocation, Start } from '../invocation.ts';
import { count } from '../text.ts';
import { addFilterOptions, type FilterOptions, filterOf } from './audit-filter.ts';

interface ExportOptions extends FilterOptions {
  format: ExportFormat;
  out: string;
}

export function addAuditExport(audit: Command, start: Start): void {
  addFilterOptions(audit.command('export').description('entries with their hashes, oldest first, to a file'))
    .addOption(new Option('--format <format>', 'of the file').choices([...EXPORT_FORMATS]).default('jsonl'))
    .requiredOption('--out <file>', 'the file, which must not exist yet')
    .action((options: ExportOptions) =>
      start(async (invocation) => {
        const { entries, upTo } = await atDesk(invocation, async (desk) => {
          const started = await desk.procedures.audit.startExport({
            filter: await filterOf(desk, options),
            format: options.format,
          });
          const written = await intoNewFile(options.out, (file) =>
            write(desk, started.exportId, file, invocation),
          );
          return { entries: written, upTo: started.upTo };
        });
        return {
          value: { file: options.out, entries, upTo },
          text: '',
          note: `${count(entries, 'entry', 'entries')} exported to ${options.out}, up to the checkpoint of entry ${upTo}.`,
          exit: 0,
        };
      }),
    );
}

async function write(
  desk: Desk,
  exportId: string,
  file: FileHandle,
  { terminal }: Invocation,
): Promise<number> {
  let entries = 0;
  for (;;) {
    const piece = await desk.procedures.audit.nextOfExport({ exportId });
    if (piece.done) break;
    await file.write(piece.text);
    entries = piece.entries;
    if (terminal.watched) terminal.err(`\r${entries} entries exported`);
  }
  if (terminal.watched) terminal.err('\r\u001b[K');
  return entries;
}

/** The name appears when the file is whole and on the disk: half an export is never taken for one. */
async function intoNewFile<T>(name: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const draft = `${name}.${process.pid}.part`;
  await refuseExisting(name);
  const file = await open(draft, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${name} can not be written (${error.code}).`, 'Name a file that can.');
  });
  try {
    const result = await work(file);
    await file.sync();
    await file.close();
    await rename(draft, name);
    return result;
  } catch (error) {
    await file.close().catch(() => {});
    await rm(draft, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof RekeyError || !code) throw error;
    throw new RekeyError('FILE_UNWRITABLE', { file: name, why: code });
  }
}

async function refuseExisting(name: string): Promise<void> {
  const there = await open(name, 'r').catch((error: NodeJS.ErrnoException) => error.code);
  if (there === 'ENOENT') return;
  if (typeof there === 'object') await there.close();
  throw new UsageError(`${name} is there already, and was left as it is.`, 'Name a new file.');
}
