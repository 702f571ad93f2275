import type { Command } from 'commander';
import type { PlatformKind } from '../../../db/platforms/kind.ts';
import { type Configuration, platformOf, readConfiguration } from '../../configuration.ts';
import { databaseName, grantsFor } from '../../maintenance.ts';
import { UsageError } from '../failure.ts';
import type { Start } from '../invocation.ts';

interface GrantsOptions {
  user: string;
  host: string;
  maintenance?: string;
  database?: string;
}

export function addGrants(program: Command, start: Start): void {
  program
    .command('grants')
    .description('print the GRANT statements for the database accounts; needs no sign-in')
    .requiredOption('--user <name>', "the console's account")
    .requiredOption('--host <host>', 'where it connects from, as in MySQL: an address, a name or %')
    .option(
      '--maintenance <name>',
      'the account that removes archived entries; else the name and _maintenance',
    )
    .option('--database <name>', 'else the one of REKEY_DATABASE_URL')
    .action((options: GrantsOptions) =>
      start(async ({ terminal }) => {
        const { user, host, maintenance = `${user}_maintenance` } = options;
        if (maintenance === user) {
          throw new UsageError(
            'The two accounts have the same name.',
            'The account of the console must not be able to remove entries: name another with --maintenance.',
          );
        }
        const grants = await grantsFor(target(options, terminal.env), {
          console: { user, host },
          maintenance: { user: maintenance, host },
        });
        const text = `-- The console\n${grants.console.join('\n')}\n\n-- Removing what was archived\n${grants.maintenance.join('\n')}\n`;
        return { value: grants, text, note: null, exit: 0 };
      }),
    );
}

function target(
  { database }: GrantsOptions,
  env: NodeJS.ProcessEnv,
): { name: string; platform: PlatformKind; configuration: Configuration | null } {
  if (database !== undefined) return { name: database, platform: platformOf(env), configuration: null };
  const configuration = readConfiguration(env);
  const name = databaseName(configuration);
  if (name !== null) return { name, platform: configuration.platform, configuration };
  throw new UsageError(
    'The embedded database has no accounts.',
    'Name the one on the server with --database.',
  );
}
