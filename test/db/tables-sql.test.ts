/** Rekey's tables made by an administrator's own client from the script, compared with those that the migrations make. */
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { appendAudit } from '../../db/audit/log.ts';
import { isWithoutTables, migrate, pendingMigrations } from '../../db/migrate.ts';
import { parseMysqlUrl } from '../../db/mysql-address.ts';
import { kinds } from '../../db/platforms/registry.ts';
import { tablesAsSql } from '../../db/tables-sql.ts';
import { onMariaDb, type TestDatabase } from '../support/databases.ts';
import { find } from '../support/find.ts';

onMariaDb((open) => {
  it.each(kinds())('makes the same tables for $id', async (kind) => {
    const migrated = await open('none');
    await migrate(migrated, kind, { platform: false });
    const byHand = await open('none');
    expect(await isWithoutTables(byHand, kind)).toBe(true);
    const address = addressOf(byHand);
    runScript(byHand, await tablesAsSql(kind, address.database));

    expect(await isWithoutTables(byHand, kind)).toBe(false);
    expect(await pendingMigrations(byHand, kind)).toEqual([]);
    expect(await migrate(byHand, kind, { platform: false })).toEqual([]);
    const made = await describe(byHand);
    expect(made.tables.length).toBeGreaterThan(10);
    expect(made).toEqual(await describe(migrated));
    const entry = { category: 'system', action: 'connect-platform', outcome: 'done' } as const;
    await byHand.transaction((tx) => appendAudit(tx, { ...entry, time: 0, staff: null }));
    expect(await byHand.reader('rekey_audit_head').first('sequence')).toEqual({ sequence: 1 });
  });
});

function addressOf({ target }: TestDatabase) {
  if (target.kind !== 'mysql') throw new Error('This test is about a server.');
  return parseMysqlUrl(target.url);
}

function runScript(database: TestDatabase, sql: string): void {
  const { host, port, user, password } = addressOf(database);
  execFileSync(find('mariadb') as string, ['-h', host, '-P', String(port), '-u', user, '--protocol=tcp'], {
    input: sql,
    env: { ...process.env, MYSQL_PWD: password },
  });
}

/** Tables, triggers and the rows that are there from the start, without when they were made. */
async function describe({ reader }: TestDatabase) {
  const names: string[] = await reader('information_schema.tables')
    .whereRaw('table_schema = DATABASE()')
    .orderBy('table_name')
    .pluck('table_name');
  const tables = [];
  for (const name of names) {
    const [[shown]] = await reader.raw('SHOW CREATE TABLE ??', [name]);
    const rows = (await reader(name).select()).map(({ migration_time, ...row }) => row);
    tables.push({ shown: shown['Create Table'], rows });
  }
  const triggers = await reader('information_schema.triggers')
    .whereRaw('trigger_schema = DATABASE()')
    .orderBy('trigger_name')
    .select('trigger_name', 'event_manipulation', 'action_timing', 'action_statement');
  return { tables, triggers };
}
