/** Rekey's own tables as SQL for a database's administrator, who lets no program make any. */
import { createRequire } from 'node:module';
import knex, { type Knex } from 'knex';
import { format } from 'mysql2';
import { openDatabase } from './database.ts';
import { migrateBeside } from './migrate.ts';
import type { PlatformKind } from './platforms/kind.ts';
import { SILENCE } from './silence.ts';

const load = createRequire(import.meta.url);
const Mysql2Client = load('knex/lib/dialects/mysql2');

const READS = /^\s*(select|show)\b/i;

interface Query {
  sql: string;
  bindings?: string[];
  response?: unknown;
}

/**
 * A script for MySQL 8 and MariaDB 10.6 on: what the migrations do where none of the tables is there yet, with the rows that say that
 * they ran. Asks no server: what a migration reads is read from an embedded database in memory. `database`: its name.
 */
export async function tablesAsSql(kind: PlatformKind, database: string): Promise<string> {
  const statements = [format('USE ??', [database])];
  const model = openDatabase({ kind: 'sqlite', path: ':memory:' });
  class Recorder extends Mysql2Client {
    async acquireRawConnection(): Promise<object> {
      return {};
    }
    async destroyRawConnection(): Promise<void> {}
    validateConnection(): boolean {
      return true;
    }
    async _query(_connection: object, query: Query): Promise<Query> {
      const { sql, bindings = [] } = query;
      if (READS.test(sql))
        return Object.assign(query, { response: [await model.reader.raw(sql, bindings), []] });
      statements.push(format(sql, bindings, true, 'Z').trim());
      return Object.assign(query, { response: [[], []] });
    }
  }
  const recorder = knex({
    client: Recorder as unknown as typeof Knex.Client,
    log: SILENCE,
    // As mysql.ts has it: tables without a character set of their own get it from here.
    connection: { charset: 'utf8mb4' },
    version: 'latest',
  });
  recorder.client.config.client = 'mysql2';
  try {
    await migrateBeside(model.reader, recorder, kind);
  } finally {
    await Promise.all([recorder.destroy(), model.close()]);
  }
  return `-- Rekey's own tables\n${statements.map((one) => `${one};\n`).join('')}`;
}
