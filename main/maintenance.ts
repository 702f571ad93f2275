/** What is done to a database as a whole, from the command line, before or without anybody signing in. */
import { mkdirSync } from 'node:fs';
import { type Database, openDatabase } from '../db/database.ts';
import { RekeyError } from '../db/errors.ts';
import { consoleGrants, type Grantee, maintenanceGrants } from '../db/grants.ts';
import { migrate } from '../db/migrate.ts';
import { parseMysqlUrl } from '../db/mysql-address.ts';
import { needsOf } from '../db/needs.ts';
import type { PlatformKind } from '../db/platforms/kind.ts';
import { otherEnd, referenceKind } from '../db/platforms/registry.ts';
import { tablesAsSql } from '../db/tables-sql.ts';
import { type Configuration, demoKeyOf } from './configuration.ts';
import type { Clock } from './services/clock.ts';

/**
 * Makes the tables that are missing. `platform`: the platform's own too, where Rekey brings it.
 * @returns the names of what was applied now. @throws as migrate
 */
export function migrateTables(
  configuration: Configuration,
  options: { platform: boolean },
): Promise<string[]> {
  return withDatabase(configuration, (database) => migrate(database, configuration.platform, options));
}

/** The same as SQL, for whoever makes them by hand where there are none yet. @throws BAD_INPUT for the embedded database */
export function tablesFor({ database, platform }: Configuration): Promise<string> {
  if (database.kind === 'mysql') return tablesAsSql(platform, parseMysqlUrl(database.url).database);
  throw new RekeyError('BAD_INPUT', {
    why: 'the embedded database has no administrator; run `rekey migrate`',
  });
}

/**
 * A demo that was never started is made; one that is there is made anew.
 * @throws RekeyError DEMO_ONLY on any database that is not a demo; it is left as it is
 */
export function resetDemoPlatform(configuration: Configuration, clock: Clock): Promise<void> {
  const options = { key: demoKeyOf(configuration), now: clock() };
  const unconfigured = configuration.source === 'demo';
  if (unconfigured) mkdirSync(configuration.dataDirectory, { recursive: true, mode: 0o700 });
  return withDatabase(configuration, async (database) => {
    if (unconfigured) await migrate(database, referenceKind, { platform: true });
    if (unconfigured && (await otherEnd.seedDemo(database, options))) return;
    await otherEnd.resetDemo(database, options);
  });
}

/**
 * GRANT statements for the console's account and for the one that removes archived entries. `configuration`: where the platform's
 * tables can be looked at, if its rights depend on them; the reference platform's do not.
 * @throws RekeyError CONFIGURATION when they do, and there is none; DATABASE_*
 */
export async function grantsFor(
  {
    name,
    platform,
    configuration,
  }: { name: string; platform: PlatformKind; configuration: Configuration | null },
  accounts: { console: Grantee; maintenance: Grantee },
): Promise<{ console: string[]; maintenance: string[] }> {
  const needs = configuration
    ? await withDatabase(configuration, ({ reader }) => needsOf(platform, reader))
    : await needsOf(platform, null);
  return {
    console: consoleGrants(needs, name, accounts.console),
    maintenance: maintenanceGrants(name, accounts.maintenance),
  };
}

/** The name of the database on a server; null for the embedded one. */
export function databaseName({ database }: Configuration): string | null {
  return database.kind === 'mysql' ? parseMysqlUrl(database.url).database : null;
}

/** By the account that may remove entries; on the embedded database, which has no accounts, by the same. Null: none is set. */
export function withMaintenance<T>(
  configuration: Configuration,
  work: (database: Database) => Promise<T>,
): Promise<T> | null {
  const { database, maintenanceDatabase } = configuration;
  const target = database.kind === 'sqlite' ? database : maintenanceDatabase;
  return target && withDatabase({ database: target }, work);
}

async function withDatabase<T>(
  { database: target }: Pick<Configuration, 'database'>,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const database = openDatabase(target);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
