/** Brings the tables to what this version of Rekey needs. Running it twice, or from two machines at once, is harmless. */
import type { Knex } from 'knex';
import type { Database, Reader, Transaction } from './database.ts';
import { RekeyError } from './errors.ts';
import * as approvals from './migrations/2026-11-24-approvals.ts';
import * as consoleTables from './migrations/2026-11-24-console-tables.ts';
import * as identityChecks from './migrations/2026-11-24-identity-checks.ts';
import * as notifications from './migrations/2026-11-24-notifications.ts';
import * as requests from './migrations/2026-11-24-requests.ts';
import * as auditCounted from './migrations/2026-11-25-audit-counted.ts';
import * as auditProof from './migrations/2026-11-25-audit-proof.ts';
import * as bulk from './migrations/2026-11-25-bulk.ts';
import * as enrolment from './migrations/2026-11-25-enrolment.ts';
import * as auditLimits from './migrations/2026-11-30-audit-limits.ts';
import * as enrolmentNames from './migrations/2026-11-30-enrolment-names.ts';
import * as approvalLeaves from './migrations/2026-12-01-approval-leaves.ts';
import * as auditBounds from './migrations/2026-12-01-audit-bounds.ts';
import * as bulkLeaves from './migrations/2026-12-01-bulk-leaves.ts';
import * as enrolmentCursors from './migrations/2026-12-01-enrolment-cursors.ts';
import * as foldedAnew from './migrations/2026-12-01-folded-anew.ts';
import * as notificationFault from './migrations/2026-12-01-notification-fault.ts';
import * as onAndOff from './migrations/2026-12-01-on-and-off.ts';
import type { Migrations, PlatformKind } from './platforms/kind.ts';
import { repeatable } from './repeatable.ts';

/** Ours: tables with the prefix `rekey_`. A name never changes once it was released. */
const CONSOLE: Migrations = {
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
  '2026-12-01-approval-leaves': approvalLeaves,
  '2026-12-01-bulk-leaves': bulkLeaves,
  '2026-12-01-on-and-off': onAndOff,
};

/** ms. */
const PULSE = 2_000;

/** Migrations, and the table that says which were applied. */
interface Ledger {
  table: string;
  kind: PlatformKind;
  migrations: Migrations;
}

const own = (kind: PlatformKind): Ledger => ({
  table: 'rekey_migrations',
  kind,
  migrations: { ...CONSOLE, ...kind.migrations },
});

const PLATFORM_TABLE = 'rekey_platform_migrations';

/**
 * Rekey's own tables, and those that this platform needs beside them. `platform`: the platform's own too, where Rekey brings it.
 * Names of what was applied now. Where nothing is missing it only reads, which the console's account may. One that was
 * killed is finished by the next.
 * @throws RekeyError CONFIGURATION for tables of a newer version of Rekey; BAD_INPUT where the platform is to be made by its own
 *   code; TABLE_IN_THE_WAY
 */
export async function migrate(
  database: Database,
  kind: PlatformKind,
  { platform }: { platform: boolean },
): Promise<string[]> {
  if (platform && !kind.ownTables)
    throw new RekeyError('BAD_INPUT', { why: `the tables of ${kind.label} are made by its own code` });
  const applied = await run(database, own(kind));
  if (!platform || !kind.ownTables) return applied;
  const brought = { table: PLATFORM_TABLE, kind, migrations: kind.ownTables };
  return [...applied, ...(await run(database, brought))];
}

/** Names of Rekey's own migrations that are still to run; all of them where none ever ran. */
export function pendingMigrations(database: Database, kind: PlatformKind): Promise<string[]> {
  return pendingIn(database.reader, own(kind));
}

/** The last of the platform's own migrations; null where Rekey did not make its tables. */
export async function lastOfPlatform(reader: Reader): Promise<string | null> {
  if (!(await reader.schema.hasTable(PLATFORM_TABLE))) return null;
  const last: { name: string } | undefined = await reader(PLATFORM_TABLE).orderBy('id', 'desc').first('name');
  return last?.name ?? null;
}

async function run(database: Database, ledger: Ledger): Promise<string[]> {
  if ((await pendingIn(database.reader, ledger)).length === 0) return [];
  // Asked again there: somebody else may have done it while we waited.
  return alone(database, ledger.table, (knex) => applyPending(knex, ledger));
}

async function applyPending(knex: Knex, ledger: Ledger): Promise<string[]> {
  const pending = await pendingIn(knex, ledger);
  for (const name of pending) {
    await ledger.migrations[name]?.up(repeatable(knex));
    await note(knex, ledger, name);
  }
  return pending;
}

async function note(knex: Knex, { table }: Ledger, name: string): Promise<void> {
  await knex(table).insert({ name, batch: 1, migration_time: new Date() });
}

/** Each of Rekey's own, on `model` first, so that `knex` can be told what it would read then; see tables-sql.ts. */
export async function migrateBeside(model: Knex, knex: Knex, kind: PlatformKind): Promise<void> {
  const ledger = own(kind);
  await makeBookkeeping(knex, ledger.table);
  for (const [name, { up }] of Object.entries(ledger.migrations)) {
    for (const each of [model, knex]) await up(each);
    await note(knex, ledger, name);
  }
}

/** Whether none of Rekey's own migrations ever ran there, also not those of a console for another platform. */
export async function isWithoutTables({ reader }: Database, kind: PlatformKind): Promise<boolean> {
  const { table } = own(kind);
  return !(await reader.schema.hasTable(table)) || !(await reader(table).first('name'));
}

async function pendingIn(knex: Knex, { table, kind, migrations }: Ledger): Promise<string[]> {
  const rows: { name: string }[] = (await knex.schema.hasTable(table))
    ? await knex(table).select('name')
    : [];
  const done = new Set(rows.map((row) => row.name));
  const unknown = [...done].find((name) => !Object.hasOwn(migrations, name) && !isOfAnother(name, kind));
  if (unknown) {
    throw new RekeyError('CONFIGURATION', { why: `its tables are those of a newer Rekey (${unknown})` });
  }
  return Object.keys(migrations).filter((name) => !done.has(name));
}

/** What a console for another platform made in the same database. */
function isOfAnother(name: string, kind: PlatformKind): boolean {
  return name.includes('/') && !name.startsWith(`${kind.id}/`);
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
 * Empties all of them by dropping every table and making it anew, for the demo's reset. All or nothing on the embedded database
 * only: MySQL commits at each CREATE.
 */
export async function remakeTables(tx: Transaction, kind: PlatformKind): Promise<void> {
  const migrations = [...Object.values(own(kind).migrations), ...Object.values(kind.ownTables ?? {})];
  for (const { down } of migrations.toReversed()) await down(tx);
  for (const { up } of migrations) await up(tx);
}
