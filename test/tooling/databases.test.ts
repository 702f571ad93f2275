import { existsSync } from 'node:fs';
import { describe, expect, inject, test } from 'vitest';
import { openDatabase, rowsOf } from '../../db/database.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { startMariaDb } from '../support/mariadb.ts';
import { missing } from '../support/parts.ts';

forEachDatabase((open, kind) => {
  test('each database is its own: what is written to one is not in the next', async () => {
    const [first, second] = [await open('none'), await open('none')];
    await first.reader.schema.createTable('mark', (table) => table.integer('id'));
    expect(await first.reader.schema.hasTable('mark')).toBe(true);
    expect(await second.reader.schema.hasTable('mark')).toBe(false);
  });

  test('it has the tables that were asked for', async () => {
    const has = async (database: TestDatabase) =>
      Promise.all(
        ['rekey_audit_entries', 'rekey_platform_migrations'].map((name) =>
          database.reader.schema.hasTable(name),
        ),
      );
    expect(await has(await open('none'))).toEqual([false, false]);
    expect(await has(await open('console'))).toEqual([true, false]);
    expect(await has(await open())).toEqual([true, true]);
  });

  test('its target opens the same database a second time', async () => {
    const database = await open('none');
    await database.reader.schema.createTable('mark', (table) => table.integer('id'));
    const again = openDatabase(database.target);
    expect(await again.reader.schema.hasTable('mark')).toBe(true);
    await again.close();
    expect(database.kind).toBe(kind);
  });
});

describe.skipIf(missing('mariadb'))('a private MariaDB', () => {
  test('is not the server of the machine and lets nobody in without its password', async () => {
    const url = new URL(inject('mariadb') ?? '');
    expect(url.hostname).toBe('127.0.0.1');
    expect(url.port).not.toBe('3306');
    for (const user of ['tests', 'root', '']) {
      const stranger = openDatabase({
        kind: 'mysql',
        url: `mysql://${user || 'x'}:@127.0.0.1:${url.port}/mysql`,
      });
      await expect(rowsOf(stranger.reader, 'SELECT 1')).rejects.toThrow(/Access denied/);
      await stranger.close();
    }
  });

  test('comes back with what was committed after it was killed, and leaves nothing when it is stopped', async () => {
    const server = await startMariaDb();
    const database = openDatabase({ kind: 'mysql', url: server.url('mysql') });
    await rowsOf(database.reader, 'CREATE TABLE test_mark (id INT) ENGINE=InnoDB');
    await rowsOf(database.reader, 'INSERT INTO test_mark VALUES (7)');
    const [directory] = await rowsOf<{ path: string }>(database.reader, 'SELECT @@datadir AS path');
    await server.kill();
    await expect(rowsOf(database.reader, 'SELECT 1')).rejects.toThrow();
    await server.restart();
    expect(await rowsOf(database.reader, 'SELECT id FROM test_mark')).toEqual([{ id: 7 }]);
    await database.close();
    expect(existsSync(directory?.path ?? '')).toBe(true);
    await server.stop();
    expect(existsSync(directory?.path ?? '')).toBe(false);
  });
});
