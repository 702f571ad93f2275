/** The embedded database: SQLite through knex's better-sqlite3 client, with libsql as its driver. */
import { closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import knex, { type Knex } from 'knex';
import { retrying } from './retry.ts';
import { SILENCE } from './silence.ts';
import { isRetryable } from './translate-error.ts';

// Not named require: electron-vite would take this for CommonJS and declare that name a second time.
const load = createRequire(import.meta.url);
const BetterSqlite3Client = load('knex/lib/dialects/better-sqlite3');
const SqliteTransaction = load('knex/lib/dialects/sqlite3/execution/sqlite-transaction');

interface Connection {
  exec(sql: string): void;
  /** True: integers are read as BigInt, so that none loses a digit. */
  defaultSafeIntegers(toggle: boolean): void;
  close(): void;
  readonly inTransaction: boolean;
  /** Once it is set, knex closes the connection instead of giving it to anybody again. */
  __knex__disposed?: unknown;
}

interface Query {
  sql: string;
  response?: unknown;
}

/** ms that the thread itself waits for another process's lock; the rest of the waiting is `retrying`'s, and blocks nobody. */
const BUSY_TIMEOUT = 20;

const BEGINS_OR_ENDS = /^\s*(BEGIN|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE)\b/i;
const WRITES = /^\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP)\b/i;

class ImmediateTransaction extends SqliteTransaction {
  readonly #patience: number | undefined;

  constructor(client: unknown, work: unknown, config?: { patience?: number }, outer?: unknown) {
    super(client, work, config, outer);
    this.#patience = config?.patience;
  }

  /** Not as a query of knex, which would go on to the work although it failed. */
  begin(connection: Connection): Promise<void> {
    return begin(connection, this.#patience);
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

  async acquireRawConnection(): Promise<Connection> {
    makePrivate(this.config.connection.filename);
    const connection: Connection = await super.acquireRawConnection();
    try {
      // A new file is turned to WAL under a lock that SQLite does not wait for by itself.
      await retrying(() => connection.exec(this.config.session), isRetryable);
      connection.defaultSafeIntegers(true);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  async _query(connection: Connection, query: Query): Promise<Query> {
    if (BEGINS_OR_ENDS.test(query.sql)) {
      control(connection, query.sql);
      return Object.assign(query, { response: [] });
    }
    if (connection.inTransaction || !WRITES.test(query.sql)) return this.runPrepared(connection, query);
    await begin(connection);
    try {
      await this.runPrepared(connection, query);
      control(connection, 'COMMIT');
      return query;
    } catch (error) {
      control(connection, 'ROLLBACK');
      throw error;
    }
  }

  /** libsql does not reset a prepared statement that met a lock, and nothing can be committed beside one. */
  async runPrepared(connection: Connection, query: Query): Promise<Query> {
    try {
      const { response } = await super._query(connection, query);
      if (Array.isArray(response)) for (const row of response) readNumbers(row);
      return query;
    } catch (error) {
      if (isRetryable(error)) connection.__knex__disposed = error;
      throw error;
    }
  }
}

/** As mysql2 gives them: a number, or, beyond 2^53, which a number does not hold exactly, the digits as text. */
function readNumbers(row: Record<string, unknown>): void {
  for (const name in row) {
    const value = row[name];
    if (typeof value !== 'bigint') continue;
    const number = Number(value);
    row[name] = Number.isSafeInteger(number) ? number : String(value);
  }
}

/**
 * SQLite makes a file, and what lies beside it, as the umask says: others on this machine could read who is a user. A file
 * that is there keeps its rights. What cannot be made here SQLite itself says in a moment.
 */
function makePrivate(path: string): void {
  // What SQLite keeps in memory has a name, and no file.
  if (path === ':memory:') return;
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch {}
}

/** With the write lock at once, so that a read inside never has to be upgraded and fail (SQLITE_BUSY_SNAPSHOT). */
function begin(connection: Connection, patience?: number): Promise<void> {
  return retrying(() => connection.exec('BEGIN IMMEDIATE'), isRetryable, patience);
}

/**
 * By `exec`, which leaves no statement behind. A connection on which it failed is given to nobody again: the next would
 * be in the middle of this transaction.
 */
function control(connection: Connection, sql: string): void {
  // When the disk is full, SQLite has rolled back already: that it did must not take the place of why.
  if (/^ROLLBACK;?$/.test(sql) && !connection.inTransaction) return;
  try {
    connection.exec(sql);
  } catch (error) {
    connection.__knex__disposed = error;
    if (sql.startsWith('COMMIT') && connection.inTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}

export function connectSqlite(target: { path: string; readOnly?: boolean }): Knex {
  return knex({
    client: LibsqlClient as unknown as typeof Knex.Client,
    connection: { filename: target.path },
    useNullAsDefault: true,
    log: SILENCE,
    // One connection: the driver is synchronous, so a second one waiting for the first's lock would wait forever.
    pool: { min: 1, max: 1 },
    acquireConnectionTimeout: 30_000,
    session: [
      `PRAGMA busy_timeout = ${BUSY_TIMEOUT}`,
      'PRAGMA foreign_keys = ON',
      // libsql has no read-only mode of opening; this refuses each write instead.
      target.readOnly ? 'PRAGMA query_only = ON' : 'PRAGMA journal_mode = WAL',
      // FULL: a committed action survives a power cut.
      'PRAGMA synchronous = FULL',
    ].join('; '),
  } as Knex.Config);
}
