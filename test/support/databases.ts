/** Empty databases of both kinds. What is proved on one is proved on the other, or it is skipped by name. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { afterAll, describe, inject } from 'vitest';
import { type Database, type DatabaseTarget, openDatabase } from '../../db/database.ts';
import { migrate } from '../../db/migrate.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { missing } from './parts.ts';

export interface TestDatabase extends Database {
  /** To open it a second time, as another console or the platform itself would. */
  target: DatabaseTarget;
}

/**
 * A new database each time, closed and removed after the tests around it.
 * `all` tables: the console's and the reference platform's. `console`: only its own. `none`: as a person finds it.
 */
export type OpenTestDatabase = (tables?: 'all' | 'console' | 'none') => Promise<TestDatabase>;

/** Declares the tests of `body` once for each kind of database. */
export function forEachDatabase(body: (open: OpenTestDatabase, kind: DatabaseTarget['kind']) => void): void {
  describe('on SQLite', () => body(opener(createSqlite), 'sqlite'));
  onMariaDb((open) => body(open, 'mysql'));
}

/** For what only a server has: a wire, accounts, plans. */
export function onMariaDb(body: (open: OpenTestDatabase) => void): void {
  describe.skipIf(missing('mariadb'))('on MariaDB', () => body(opener(createMysql)));
}

interface Created {
  target: DatabaseTarget;
  remove(): Promise<void>;
}

function opener(create: () => Promise<Created>): OpenTestDatabase {
  const cleanUps: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  });
  return async (tables = 'all') => {
    const { target, remove } = await create();
    cleanUps.push(remove);
    const database = openDatabase(target);
    cleanUps.push(() => database.close());
    if (tables !== 'none') await migrate(database, referenceKind, { platform: tables === 'all' });
    return { ...database, target };
  };
}

async function createSqlite(): Promise<Created> {
  const folder = await mkdtemp(join(inject('scratch'), 'sqlite-'));
  return {
    target: { kind: 'sqlite', path: join(folder, 'rekey.sqlite') },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function createMysql(): Promise<Created> {
  const server = inject('mariadb');
  if (!server) throw new Error('These tests have no MariaDB: see globalSetup in vitest.config.ts');
  const schema = `rekey_test_${randomBytes(6).toString('hex')}`;
  await administer(server, `CREATE DATABASE ${schema}`);
  return {
    target: { kind: 'mysql', url: server + schema },
    remove: () => administer(server, `DROP DATABASE IF EXISTS ${schema}`),
  };
}

async function administer(server: string, statement: string): Promise<void> {
  const connection = await createConnection(server);
  await connection.query(statement);
  await connection.end();
}
