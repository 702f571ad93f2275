import type { Command } from 'commander';
import { readConfiguration } from '../../configuration.ts';
import { migrateTables, tablesFor } from '../../maintenance.ts';
import { UsageError } from '../failure.ts';
import type { Start } from '../invocation.ts';

export function addMigrate(program: Command, start: Start): void {
  program
    .command('migrate')
    .description("bring Rekey's tables to this version; needs no sign-in but the right to create tables")
    .option('--platform', "make the platform's own tables too, where Rekey brings the platform (reference)")
    .option(
      '--print',
      "print them as SQL for the database's administrator, who makes them where there are none",
    )
    .action(({ platform = false, print = false }: { platform?: boolean; print?: boolean }) =>
      start(async ({ terminal, interruption }) => {
        const configuration = readConfiguration(terminal.env);
        if (print) {
          if (platform) throw new UsageError('Only Rekey’s own tables are printed.', 'Leave --platform out.');
          const sql = await tablesFor(configuration);
          return { value: { sql }, text: sql, note: null, exit: 0 };
        }
        const applied = await interruption.finishFirst(
          'Tables are being made; waiting for the end. Once more stops now.',
          () => migrateTables(configuration, { platform }),
        );
        const text =
          applied.length === 0 ? 'Up to date.\n' : applied.map((name) => `Applied ${name}.\n`).join('');
        return { value: { applied }, text, note: null, exit: 0 };
      }),
    );
}
