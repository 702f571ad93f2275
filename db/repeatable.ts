/** Migrations that may run again after they were killed in the middle: on MySQL, which commits at each change of a table. */
import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { Knex } from 'knex';
import { RekeyError } from './errors.ts';
import { AS_LONG_AS_IT_TAKES } from './mysql-client.ts';

const load = createRequire(import.meta.url);
const makeKnex: (client: Knex.Client) => Knex = load('knex/lib/knex-builder/make-knex');

/** By number, since MySQL and MariaDB name some of them differently. */
const DONE_BEFORE = new Set([
  1060, // a column of that name is there
  1061, // an index of that name is there
  1068, // a primary key is there
  1091, // the column, index or constraint that is to be dropped is not there
  1359, // a trigger of that name is there
  1826, // a constraint of that name is there (MariaDB), or a foreign key (MySQL)
  3822, // a check of that name is there (MySQL)
]);
const TABLE_EXISTS = 1050;
const DUPLICATE_ROW = 1062;
/** MariaDB's for a foreign key whose name is taken; InnoDB's own number, 121, is in the text only. */
const CANNOT_CREATE = 1005;

interface Statement {
  sql: string;
  bindings?: readonly unknown[];
  options?: object;
}

interface RawClient extends Knex.Client {
  query(connection: unknown, statement: Statement): Promise<unknown>;
}

/**
 * For the steps of a migration. A statement that fails because an earlier run did it already counts as done, so that a
 * migration is written as if it ran once. Each of its statements keeps to this:
 * - one change a statement, of something that has a name: a column, an index, a constraint (also a CHECK), a trigger;
 * - an `insert` has a key of its own, and an `update` does the same when it runs twice;
 * - nothing is renamed or made narrower: add, copy and drop instead.
 * A table that is there already must have every column that it would be made with, and must be empty unless it is Rekey's
 * own (`rekey_…`): the platform may have a table of that name.
 * On SQLite a migration is one transaction, so nothing of an earlier run is there.
 * @throws RekeyError TABLE_IN_THE_WAY, which says what to drop by hand
 */
export function repeatable(knex: Knex): Knex {
  const real: RawClient = knex.client;
  if (real.config.client !== 'mysql2') return knex;
  const query = async (connection: unknown, statement: Statement) => {
    try {
      return await real.query(connection, { ...statement, options: AS_LONG_AS_IT_TAKES });
    } catch (error) {
      if (!(await wasDoneBefore(knex, statement.sql, error))) throw error;
      return { ...statement, response: [{}, []] };
    }
  };
  const client: RawClient = Object.assign(Object.create(real), { query });
  // Else each one would listen to what the real one tells, for ever.
  EventEmitter.call(client as never);
  return makeKnex(client);
}

async function wasDoneBefore(knex: Knex, sql: string, error: unknown): Promise<boolean> {
  const { errno = 0, sqlMessage = '' } = error as { errno?: number; sqlMessage?: string };
  if (errno === TABLE_EXISTS) return await isTheSameTable(knex, sql);
  if (errno === DUPLICATE_ROW) return /^insert\b/i.test(sql);
  return DONE_BEFORE.has(errno) || (errno === CANNOT_CREATE && sqlMessage.includes('errno: 121'));
}

async function isTheSameTable(knex: Knex, sql: string): Promise<true> {
  const [, table = ''] = /^create table `(\w+)`/i.exec(sql) ?? [];
  // As knex writes a column: its name, then its type. Parts of a key are followed by a comma or a bracket.
  const wanted = Array.from(sql.matchAll(/`(\w+)` [a-z]/gi), ([, column]) => column);
  const present = Object.keys(await knex(table).columnInfo());
  const missing = wanted.find((column) => column !== undefined && !present.includes(column));
  if (table === '' || missing)
    throw new RekeyError('TABLE_IN_THE_WAY', { table, why: `it has no column ${missing}` });
  if (!table.startsWith('rekey_') && (await knex(table).first())) {
    throw new RekeyError('TABLE_IN_THE_WAY', { table, why: 'there are rows in it' });
  }
  return true;
}
