/** Brings the tables to what this version of Rekey needs. Running it twice, or from two machines at once, is harmless. */
import type { Knex } from 'knex';
import type { Database, Transaction } from './database.ts';
import * as consoleTables from './migrations/2026-11-24-console-tables.ts';
import * as contactMessages from './migrations/2026-11-24-contact-messages.ts';
import * as notifications from './migrations/2026-11-24-notifications.ts';
import * as referencePlatform from './migrations/2026-11-24-reference-platform.ts';
import * as requests from './migrations/2026-11-24-requests.ts';

interface Migration {
  up(knex: Knex): Promise<void>;
  down(knex: Knex): Promise<void>;
}

/** Ours: tables with the prefix `rekey_`. A name never changes once it was released. */
const CONSOLE: Record<string, Migration> = {
  '2026-11-24-console-tables': consoleTables,
  '2026-11-24-requests': requests,
  '2026-11-24-notifications': notifications,
};

/** The reference platform's, made only where Rekey brings the platform itself: the demo, the sandbox, tests. */
const PLATFORM: Record<string, Migration> = {
  '2026-11-24-reference-platform': referencePlatform,
  '2026-11-24-contact-messages': contactMessages,
};

/** Names of what was applied now. */
export async function migrate(database: Database, options: { platform: boolean }): Promise<string[]> {
  const applied = await run(database.reader, 'rekey_migrations', CONSOLE);
  if (!options.platform) return applied;
  return [...applied, ...(await run(database.reader, 'rekey_platform_migrations', PLATFORM))];
}

/** Names of the console's migrations that are still to run; all of them where none ever ran. */
export async function pendingMigrations(database: Database): Promise<string[]> {
  if (!(await database.reader.schema.hasTable('rekey_migrations'))) return Object.keys(CONSOLE);
  const done: { name: string }[] = await database.reader('rekey_migrations').select('name');
  return Object.keys(CONSOLE).filter((name) => !done.some((row) => row.name === name));
}

/** The last of the reference platform's migrations; null where the platform made its tables itself. */
export async function platformSchemaVersion(database: Database): Promise<string | null> {
  const table = 'rekey_platform_migrations';
  if (!(await database.reader.schema.hasTable(table))) return null;
  const last: { name: string } | undefined = await database.reader(table).orderBy('id', 'desc').first('name');
  return last?.name ?? null;
}

async function run(knex: Knex, tableName: string, migrations: Record<string, Migration>): Promise<string[]> {
  const [, applied] = await knex.migrate.latest({
    tableName,
    // Without the source's transactions: MySQL commits at each CREATE anyway.
    disableTransactions: true,
    migrationSource: {
      getMigrations: async () => Object.keys(migrations),
      getMigrationName: (name: string) => name,
      getMigration: async (name: string) => migrations[name] as Migration,
    },
  });
  return applied;
}

/**
 * Empties both by dropping every table and making it anew, for the demo's reset. All or nothing on the embedded database
 * only: MySQL commits at each CREATE.
 */
export async function remakeTables(tx: Transaction): Promise<void> {
  const migrations = [...Object.values(CONSOLE), ...Object.values(PLATFORM)];
  for (const { down } of migrations.toReversed()) await down(tx);
  for (const { up } of migrations) await up(tx);
}
