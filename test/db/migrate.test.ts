import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../db/database.ts';
import { migrate, pendingMigrations } from '../../db/migrate.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { forEachDatabase, onMariaDb } from '../support/databases.ts';

forEachDatabase((open) => {
  test('what was applied once is not applied again', async () => {
    const database = await open('none');
    const pending = await pendingMigrations(database, referenceKind);
    expect(pending.length).toBeGreaterThan(0);
    expect(await migrate(database, referenceKind, { platform: false })).toEqual(pending);
    expect(await pendingMigrations(database, referenceKind)).toEqual([]);
    expect(await migrate(database, referenceKind, { platform: false })).toEqual([]);
    expect(await database.reader.schema.hasTable('users')).toBe(false);
    const platform = await migrate(database, referenceKind, { platform: true });
    expect(platform.some((name) => name.includes('reference-platform'))).toBe(true);
    expect(await migrate(database, referenceKind, { platform: true })).toEqual([]);
  });

  test('tables of a newer version are left alone, with an error that says so', async () => {
    const database = await open('console');
    await database.reader('rekey_migrations').insert({ name: '2999-01-01-from-the-future', batch: 1 });
    await expect(migrate(database, referenceKind, { platform: false })).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('2999-01-01-from-the-future'),
    });
  });

  test('a lock that a killed migrator left behind keeps nobody out', async () => {
    const database = await open('console');
    // As knex's own migrator, which earlier versions used, leaves it.
    await database.reader.schema.createTable('rekey_platform_migrations_lock', (table) => {
      table.increments('index').primary();
      table.integer('is_locked');
    });
    await database.reader('rekey_platform_migrations_lock').insert({ index: 1, is_locked: 1 });
    expect(await migrate(database, referenceKind, { platform: true })).not.toEqual([]);
    expect(await database.reader.schema.hasTable('users')).toBe(true);
  });
});

onMariaDb((open) => {
  describe('several at once', () => {
    test('each table is made once, and nobody fails', async () => {
      const database = await open('none');
      const others = Array.from({ length: 3 }, () => openDatabase(database.target));
      const applied = await Promise.all(others.map((one) => migrate(one, referenceKind, { platform: true })));
      await Promise.all(others.map((one) => one.close()));
      expect(new Set(applied.flat()).size).toBe(applied.flat().length);
      expect(applied.flat()).toEqual(expect.arrayContaining(await noted(database)));
    });

    test('where nothing is missing, an account that may only read is enough', async () => {
      const database = await open('all');
      const url = new URL(database.target.kind === 'mysql' ? database.target.url : '');
      const schema = url.pathname.slice(1);
      const account = `r${schema.slice(-12)}`;
      await database.reader.raw(`CREATE USER ${account}@'127.0.0.1' IDENTIFIED BY 'x'`);
      await database.reader.raw(`GRANT SELECT ON ${schema}.* TO ${account}@'127.0.0.1'`);
      url.username = account;
      url.password = 'x';
      const restricted = openDatabase({ kind: 'mysql', url: url.href });
      try {
        expect(await migrate(restricted, referenceKind, { platform: true })).toEqual([]);
      } finally {
        await restricted.close();
        await database.reader.raw(`DROP USER ${account}@'127.0.0.1'`);
      }
    });
  });
});

async function noted({ reader }: { reader: ReturnType<typeof openDatabase>['reader'] }): Promise<string[]> {
  const rows = await reader('rekey_migrations').select('name');
  return rows.map((row) => row.name);
}
