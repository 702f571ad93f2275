/** One database behind one small surface: reads, and transactions that are retried where that is safe. */
import type { Knex } from 'knex';
import { connectMysql } from './mysql.ts';
import { PATIENCE, retrying } from './retry.ts';
import { connectSqlite } from './sqlite.ts';
import { isRetryable } from './translate-error.ts';

/** Reads, outside or inside a transaction. */
export type Reader = Knex;
export type Transaction = Knex.Transaction;

export type DatabaseTarget =
  | { kind: 'sqlite'; path: string; readOnly?: boolean }
  /** As mysql-address.ts has it; MariaDB speaks the same protocol. */
  | { kind: 'mysql'; url: string };

export interface Database {
  readonly kind: DatabaseTarget['kind'];
  readonly reader: Reader;
  /**
   * Commits what `work` did, or nothing of it. `work` runs again from its start, for as long as `patience` (ms; 10 s where
   * it is not given), when the database chose it as a deadlock's victim (also Galera's and Group Replication's
   * certification failure) or a row stayed locked: nothing was committed then. So `work` changes nothing but the database.
   * A connection lost during the commit is not retried here, since what happened is unknown; see actions/perform.ts.
   * Inside, read through the transaction only: the embedded database has one connection.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>, options?: { patience?: number }): Promise<T>;
  close(): Promise<void>;
}

export function openDatabase(target: DatabaseTarget): Database {
  const knex = target.kind === 'sqlite' ? connectSqlite(target) : connectMysql(target.url);
  return {
    kind: target.kind,
    reader: knex,
    transaction: (work, { patience = PATIENCE } = {}) => {
      // `patience` is read by the dialect's own transaction.
      const config = { patience } as Knex.TransactionConfig;
      return retrying(() => knex.transaction(work, config), isRetryable, patience);
    },
    close: () => knex.destroy(),
  };
}

/** Rows of a hand-written statement, the same for both drivers. */
export async function rowsOf<Row>(
  reader: Reader,
  sql: string,
  bindings: readonly (string | number | null)[] = [],
): Promise<Row[]> {
  const result = await reader.raw(sql, bindings);
  return (reader.client.config.client === 'mysql2' ? result[0] : result) as Row[];
}
