import type { FileHandle } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { EXPORT_FORMATS, type ExportFormat } from '../../services/audit/export-format.ts';
import { atDesk, type Desk } from '../desk.ts';
import type { Invocation, Start } from '../invocation.ts';
import { intoNewFile } from '../new-file.ts';
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
