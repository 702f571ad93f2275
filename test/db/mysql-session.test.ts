/** A server that is set up otherwise than most. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../db/database.ts';
import { migrate } from '../../db/migrate.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { type MariaDb, startMariaDb } from '../support/mariadb.ts';
import { missing } from '../support/parts.ts';

describe.skipIf(missing('mariadb'))('on a MariaDB that does not commit by itself', () => {
  let server: MariaDb;
  let database: Database;

  beforeAll(async () => {
    server = await startMariaDb({ flags: ['--autocommit=0'] });
    const root = openDatabase({ kind: 'mysql', url: server.url('mysql') });
    await root.reader.raw('CREATE DATABASE rekey');
    await root.close();
    database = openDatabase({ kind: 'mysql', url: server.url('rekey') });
  });

  afterAll(async () => {
    await database?.close();
    await server?.stop();
  });

  test('the tables are made once, and what is written by a single statement stays', async () => {
    const applied = await migrate(database, referenceKind, { platform: true });
    await database.reader('rekey_settings').insert({ name: 'kept', value: '1' });
    await database.close();
    database = openDatabase({ kind: 'mysql', url: server.url('rekey') });
    expect(applied.length).toBeGreaterThan(10);
    expect(await migrate(database, referenceKind, { platform: true })).toEqual([]);
    expect(await database.reader('rekey_settings').where({ name: 'kept' })).toHaveLength(1);
    expect(await database.reader('rekey_audit_head')).toHaveLength(1);
  });
});
