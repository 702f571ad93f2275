import { statSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { Database } from '../../../db/database.ts';
import { readConfiguration } from '../../configuration.ts';
import { withMaintenance } from '../../maintenance.ts';
import { type ArchivePlace, inFile, inFolder } from '../../services/audit/archive-place.ts';
import type { Archived } from '../../services/audit/archiving.ts';
import { dueBefore } from '../../services/audit/retention.ts';
import { atDesk, withServices } from '../desk.ts';
import { UsageError } from '../failure.ts';
import type { Invocation, Start } from '../invocation.ts';
import { time, wholeNumber } from '../parse.ts';
import type { Report } from '../report.ts';

interface ArchiveCommand {
  out?: string;
  folder?: string;
  before?: number;
  ifDue?: true;
}

export function addAuditArchive(audit: Command, start: Start): void {
  audit
    .command('archive')
    .description(
      'move old entries into a signed, compressed file, and remove them by the account for maintenance',
    )
    .addOption(
      new Option(
        '--out <file>',
        'the archive (JSON lines, gzip); a new file, or that of an archive to be finished',
      ).conflicts(['folder', 'ifDue']),
    )
    .option('--folder <directory>', 'where the archive goes, with a name made of its entries and the date')
    .addOption(
      new Option('--before <time>', 'entries older than this; else by the retention that is set')
        .argParser(time)
        .conflicts('ifDue'),
    )
    .option('--if-due', 'for a timer: by the retention only, nothing to do is no failure; needs no sign-in')
    .action((options: ArchiveCommand) =>
      start((invocation) =>
        invocation.interruption.finishFirst(
          'Entries are being archived; waiting for the end. Once more stops now, and the same command goes on later.',
          async () => run(invocation, options),
        ),
      ),
    );
  audit
    .command('retention')
    .description('for how long entries are kept; --days N or --for-ever sets it')
    .option('--days <number>', 'at least 365', wholeNumber(365, 36_500))
    .option('--for-ever', 'never archive by age')
    .action(({ days, forEver = false }: { days?: number; forEver?: boolean }) =>
      start(async (invocation) => {
        const kept = await atDesk(invocation, async ({ procedures }) => {
          if (days !== undefined || forEver) await procedures.audit.setRetention({ days: days ?? null });
          return procedures.audit.retention();
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

async function run(invocation: Invocation, options: ArchiveCommand): Promise<Report> {
  const place = placeOf(options);
  const configuration = readConfiguration(invocation.terminal.env);
  const report = withMaintenance(configuration, (maintenance) =>
    options.ifDue
      ? whatIsDue(invocation, { place, maintenance })
      : whatIsAsked(invocation, options.before, { place, maintenance }),
  );
  if (report) return report;
  throw new UsageError(
    'REKEY_MAINTENANCE_DATABASE_URL is not set.',
    'The console may not remove entries. Set it to the account that `rekey grants` names for maintenance.',
  );
}

interface Means {
  place: ArchivePlace;
  maintenance: Database;
}

async function whatIsAsked(invocation: Invocation, asked: number | undefined, means: Means): Promise<Report> {
  const done = await atDesk(invocation, async ({ procedures, archive }) => {
    const before = asked ?? dueBefore(await procedures.audit.retention(), Date.now());
    if (before === null) {
      throw new UsageError(
        'No retention is set.',
        'Say --before TIME, or set it: rekey audit retention --days N.',
      );
    }
    return archive({ before, ...means });
  });
  return { value: done, text: '', note: inWords(done), exit: 0 };
}

/** Nobody signs in for a timer; who does is named in the log. */
async function whatIsDue(invocation: Invocation, means: Means): Promise<Report> {
  const done = await (invocation.as === null
    ? withServices(invocation.terminal, ({ audit }) => audit.archiveDue(null, means))
    : atDesk(invocation, ({ archiveDue }) => archiveDue(means)));
  const { keptDays, archives } = done;
  const nothing =
    keptDays === null
      ? 'Nothing to archive: entries are kept for ever.'
      : `Nothing to archive: no entry is older than ${keptDays} days.`;
  return {
    value: done,
    text: '',
    note: archives.length === 0 ? nothing : archives.map(inWords).join('\n'),
    exit: 0,
  };
}

function inWords({ resumed, firstSequence, lastSequence, file }: Archived): string {
  const words = resumed ? 'An earlier archive was finished' : 'Archived';
  return `${words}: entries ${firstSequence} to ${lastSequence}, in ${file}.`;
}

function placeOf({ out, folder }: ArchiveCommand): ArchivePlace {
  if (out !== undefined) return inFile(out);
  if (folder === undefined) {
    throw new UsageError('It is not said where the archive goes.', 'Say --folder DIRECTORY, or --out FILE.');
  }
  // Before anything is due, so that a wrong one shows on the first day and not after a year.
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`${folder} is no folder.`, 'Make it, for the account that this runs as only.');
  }
  return inFolder(folder);
}
