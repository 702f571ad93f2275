/** Brings the tables to what this version of Rekey needs. Running it twice, or from two machines at once, is harmless. */
import type { Knex } from 'knex';
import type { Database, Transaction } from './database.ts';
import { RekeyError } from './errors.ts';
import * as approvals from './migrations/2026-11-24-approvals.ts';
import * as consoleTables from './migrations/2026-11-24-console-tables.ts';
import * as contactMessages from './migrations/2026-11-24-contact-messages.ts';
import * as identityChecks from './migrations/2026-11-24-identity-checks.ts';
import * as notifications from './migrations/2026-11-24-notifications.ts';
import * as referencePlatform from './migrations/2026-11-24-reference-platform.ts';
import * as requests from './migrations/2026-11-24-requests.ts';
import * as auditCounted from './migrations/2026-11-25-audit-counted.ts';
import * as auditProof from './migrations/2026-11-25-audit-proof.ts';
import * as bulk from './migrations/2026-11-25-bulk.ts';
import * as enrolment from './migrations/2026-11-25-enrolment.ts';
import * as sandbox from './migrations/2026-11-25-sandbox.ts';
import * as auditLimits from './migrations/2026-11-30-audit-limits.ts';
import * as enrolmentNames from './migrations/2026-11-30-enrolment-names.ts';
import * as auditBounds from './migrations/2026-12-01-audit-bounds.ts';
import * as enrolmentCursors from './migrations/2026-12-01-enrolment-cursors.ts';
import * as foldedAnew from './migrations/2026-12-01-folded-anew.ts';
import * as notificationFault from './migrations/2026-12-01-notification-fault.ts';
import * as searchTerms from './migrations/2026-12-01-search-terms.ts';
import { repeatable } from './repeatable.ts';

/** How a step is written so that it can run again after a kill: db/repeatable.ts. */
interface Migration {
  up(knex: Knex): Promise<void>;
  down(knex: Knex): Promise<void>;
}

/** Ours: tables with the prefix `rekey_`. A name never changes once it was released. */
const CONSOLE: Record<string, Migration> = {
  '2026-11-24-console-tables': consoleTables,
  '2026-11-24-requests': requests,
  '2026-11-24-notifications': notifications,
  '2026-11-24-approvals': approvals,
  '2026-11-24-identity-checks': identityChecks,
  '2026-11-25-bulk': bulk,
  '2026-11-25-audit-proof': auditProof,
  '2026-11-25-enrolment': enrolment,
  '2026-11-25-audit-counted': auditCounted,
  '2026-11-30-audit-limits': auditLimits,
  '2026-11-30-enrolment-names': enrolmentNames,
  '2026-12-01-folded-anew': foldedAnew,
  '2026-12-01-notification-fault': notificationFault,
  '2026-12-01-audit-bounds': auditBounds,
  '2026-12-01-enrolment-cursors': enrolmentCursors,
};

/** The reference platform's, made only where Rekey brings the platform itself: the demo, the sandbox, tests. */
const PLATFORM: Record<string, Migration> = {
  '2026-11-24-reference-platform': referencePlatform,
  '2026-11-24-contact-messages': contactMessages,
  '2026-11-25-sandbox': sandbox,
  '2026-12-01-search-terms': searchTerms,
};

/** ms. */
const PULSE = 2_000;

const CONSOLE_TABLE = 'rekey_migrations';
const PLATFORM_TABLE = 'rekey_platform_migrations';

/**
 * Names of what was applied now. Where nothing is missing it only reads, which the console's account may. One that was
 * killed is finished by the next.
 * @throws RekeyError CONFIGURATION for tables of a newer version of Rekey, TABLE_IN_THE_WAY
 */
export async function migrate(database: Database, options: { platform: boolean }): Promise<string[]> {
  const applied = await run(database, CONSOLE_TABLE, CONSOLE);
  if (!options.platform) return applied;
  return [...applied, ...(await run(database, PLATFORM_TABLE, PLATFORM))];
}

/** Names of the console's migrations that are still to run; all of them where none ever ran. */
export function pendingMigrations(database: Database): Promise<string[]> {
  return pendingIn(database.reader, CONSOLE_TABLE, CONSOLE);
}

/** The last of the reference platform's migrations; null where the platform made its tables itself. */
export async function platformSchemaVersion(database: Database): Promise<string | null> {
  const table = PLATFORM_TABLE;
  if (!(await database.reader.schema.hasTable(table))) return null;
  const last: { name: string } | undefined = await database.reader(table).orderBy('id', 'desc').first('name');
  return last?.name ?? null;
}

async function run(
  database: Database,
  table: string,
  migrations: Record<string, Migration>,
): Promise<string[]> {
  if ((await pendingIn(database.reader, table, migrations)).length === 0) return [];
  return alone(database, table, async (knex) => {
    const applied: string[] = [];
    // Asked again: somebody else may have done it while we waited.
    for (const name of await pendingIn(knex, table, migrations)) {
      await migrations[name]?.up(repeatable(knex));
      await knex(table).insert({ name, batch: 1, migration_time: new Date() });
      applied.push(name);
    }
    return applied;
  });
}

async function pendingIn(
  knex: Knex,
  table: string,
  migrations: Record<string, Migration>,
): Promise<string[]> {
  const rows: { name: string }[] = (await knex.schema.hasTable(table))
    ? await knex(table).select('name')
    : [];
  const done = new Set(rows.map((row) => row.name));
  const unknown = [...done].find((name) => !Object.hasOwn(migrations, name));
  if (unknown) {
    throw new RekeyError('CONFIGURATION', { why: `its tables are those of a newer Rekey (${unknown})` });
  }
  return Object.keys(migrations).filter((name) => !done.has(name));
}

/**
 * One at a time, and nobody is locked out by one that was killed: the lock is a row's, and ends with its connection.
 * (knex's own migrator marks a row as locked, which stays marked.) The tables are shaped as knex makes them.
 */
async function alone<T>(database: Database, table: string, work: (knex: Knex) => Promise<T>): Promise<T> {
  const lock = `${table}_lock`;
  return database.transaction(async (tx) => {
    // There the transaction is the lock, and takes back what a migrator that dies has half done.
    if (database.kind === 'sqlite') {
      await makeBookkeeping(tx, table);
      return work(tx);
    }
    // MySQL commits at each CREATE, which would let go of the row: the tables are made on another connection.
    await makeBookkeeping(database.reader, table);
    await tx(lock).where({ index: 1 }).forUpdate().first();
    // The server would end a transaction that says nothing, and let somebody else begin.
    const pulse = setInterval(() => void tx.raw('SELECT 1').catch(() => {}), PULSE);
    try {
      return await work(database.reader);
    } finally {
      clearInterval(pulse);
    }
  });
}

async function makeBookkeeping(knex: Knex, table: string): Promise<void> {
  const lock = `${table}_lock`;
  await knex.schema.createTableIfNotExists(table, (columns) => {
    columns.increments();
    columns.string('name');
    columns.integer('batch');
    columns.timestamp('migration_time');
  });
  await knex.schema.createTableIfNotExists(lock, (columns) => {
    columns.increments('index').primary();
    columns.integer('is_locked');
  });
  await knex(lock).insert({ index: 1, is_locked: 0 }).onConflict('index').ignore();
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
