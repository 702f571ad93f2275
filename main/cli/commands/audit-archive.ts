import type { Command } from 'commander';
import { readConfiguration } from '../../configuration.ts';
import { withMaintenance } from '../../maintenance.ts';
import { archiveFile } from '../../services/audit/archive-file.ts';
import { atDesk } from '../desk.ts';
import { UsageError } from '../failure.ts';
import type { Invocation, Start } from '../invocation.ts';
import { time, wholeNumber } from '../parse.ts';

const DAY = 24 * 60 * 60 * 1000;

export function addAuditArchive(audit: Command, start: Start): void {
  audit
    .command('archive')
    .description(
      'move old entries into a signed, compressed file, and remove them by the account for maintenance',
    )
    .requiredOption(
      '--out <file>',
      'the archive (JSON lines, gzip); a new file, or that of an archive to be finished',
    )
    .option('--before <time>', 'entries older than this; else by the retention that is set', time)
    .action((options: { out: string; before?: number }) =>
      start(async (invocation) => {
        const done = await invocation.interruption.finishFirst(
          'Entries are being archived; waiting for the end. Once more stops now, and the same command goes on later.',
          async () => run(invocation, options),
        );
        const words = done.resumed ? 'An earlier archive was finished' : 'Archived';
        return {
          value: done,
          text: '',
          note: `${words}: entries ${done.firstSequence} to ${done.lastSequence}, in ${done.file}.`,
          exit: 0,
        };
      }),
    );
  audit
    .command('retention')
    .description('for how long entries are kept; --days N or --for-ever sets it')
    .option('--days <number>', 'at least 365', wholeNumber(365, 36_500))
    .option('--for-ever', 'never archive by age')
    .action(({ days, forEver = false }: { days?: number; forEver?: boolean }) =>
      start(async (invocation) => {
        const kept = await atDesk(invocation, async ({ audit, actor }) => {
          if (days !== undefined || forEver) await audit.setRetention(actor, days ?? null);
          return audit.retention(actor);
        });
        return {
          value: { days: kept },
          text: `${kept === null ? 'For ever' : `${kept} days`}\n`,
          note: null,
          exit: 0,
        };
      }),
    );
}

function run(invocation: Invocation, options: { out: string; before?: number }) {
  const configuration = readConfiguration(invocation.terminal.env);
  const done = withMaintenance(configuration, (maintenance) =>
    atDesk(invocation, async ({ audit, actor }) => {
      const days = options.before === undefined ? await audit.retention(actor) : null;
      const before = options.before ?? (days === null ? null : Date.now() - days * DAY);
      if (before === null) {
        throw new UsageError(
          'No retention is set.',
          'Say --before TIME, or set it: rekey audit retention --days N.',
        );
      }
      return audit.archive(actor, { before, file: archiveFile(options.out), maintenance });
    }),
  );
  if (done) return done;
  throw new UsageError(
    'REKEY_MAINTENANCE_DATABASE_URL is not set.',
    'The console may not remove entries. Set it to the account that `rekey grants` names for maintenance.',
  );
}
