/** The embedded database: SQLite through knex's better-sqlite3 client, with libsql as its driver. */
import { createRequire } from 'node:module';
import knex, { type Knex } from 'knex';
import { SILENCE } from './silence.ts';

// Not named require: electron-vite would take this for CommonJS and declare that name a second time.
const load = createRequire(import.meta.url);
const BetterSqlite3Client = load('knex/lib/dialects/better-sqlite3');
const SqliteTransaction = load('knex/lib/dialects/sqlite3/execution/sqlite-transaction');

/** Takes the write lock at once, so that a read inside never has to be upgraded and fail (SQLITE_BUSY_SNAPSHOT). */
class ImmediateTransaction extends SqliteTransaction {
  begin(connection: unknown): unknown {
    return this.query(connection, 'BEGIN IMMEDIATE;');
  }
}

/** better-sqlite3 needs an install script, which locked-down machines refuse; libsql ships its binaries and has its interface. */
class LibsqlClient extends BetterSqlite3Client {
  _driver(): unknown {
    return load('libsql');
  }

  transaction(...args: unknown[]): unknown {
    return Reflect.construct(ImmediateTransaction, [this, ...args]);
  }
}

/** How long another process may hold the write lock before we give up, ms. */
const BUSY_TIMEOUT = 10_000;

export function connectSqlite(target: { path: string; readOnly?: boolean }): Knex {
  return knex({
    client: LibsqlClient as unknown as typeof Knex.Client,
    connection: { filename: target.path },
    useNullAsDefault: true,
    log: SILENCE,
    pool: {
      // One connection: the driver is synchronous, so a second one waiting for the first's lock would wait forever.
      min: 1,
      max: 1,
      afterCreate: (
        connection: { exec(sql: string): void },
        done: (error: unknown, connection: unknown) => void,
      ) => {
        try {
          connection.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`);
          connection.exec('PRAGMA foreign_keys = ON');
          // libsql has no read-only mode of opening; this refuses each write instead.
          connection.exec(target.readOnly ? 'PRAGMA query_only = ON' : 'PRAGMA journal_mode = WAL');
          // FULL: a committed action survives a power cut.
          connection.exec('PRAGMA synchronous = FULL');
          done(null, connection);
        } catch (error) {
          done(error, connection);
        }
      },
    },
    acquireConnectionTimeout: 30_000,
  });
}
