/** knex's client for MySQL and MariaDB, with an end to every wait: for an answer, for a lock, for a console that has vanished. */
import { createRequire } from 'node:module';
import { PATIENCE, retrying } from './retry.ts';
import { isRetryable } from './translate-error.ts';

// Not named require: electron-vite would take this for CommonJS and declare that name a second time.
const load = createRequire(import.meta.url);
const Mysql2Client = load('knex/lib/dialects/mysql2');
const Mysql2Transaction = load('knex/lib/dialects/mysql2/transaction');

/** ms without an answer after which a statement counts as lost with its connection. The server may still carry it out. */
const ANSWER_LIMIT = 30_000;
/** Shorter than knex waits, which then hands the connection to the next. The server takes back what a cut one has begun. */
const ROLLBACK_LIMIT = 4_000;
/** For `options` of a statement that reads or writes so many rows that it may take longer. */
export const AS_LONG_AS_IT_TAKES = { timeout: 0 };
/** These rebuild a table, however large it is. */
const CHANGES_A_TABLE = /^\s*(create|alter|drop)\b/i;

/** s that one statement waits for a row's lock; `retrying` begins the transaction anew, until its patience ends. */
const LOCK_WAIT = 3;
/** s without a statement after which the server itself ends a transaction, and with it the locks of a console that has vanished. */
const IDLE_IN_TRANSACTION = 8;
/** ms after which the pool closes a connection that nobody uses: before MySQL does, which cannot tell it from the other. */
export const IDLE_IN_POOL = 5_000;

/**
 * READ COMMITTED: what is read after a row was locked is what is true now, not what was true when we began.
 * Strict mode: text that does not fit is an error, never silently cut (a cut entry would break the log's chain).
 * MariaDB alone reads what is in `M!`, and can tell idle in a transaction from idle; MySQL alone reads what is in `!80000`.
 */
const SESSION = [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  `SET SESSION autocommit = 1,
    sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO',
    innodb_lock_wait_timeout = ${LOCK_WAIT}
    /*M! , idle_transaction_timeout = ${IDLE_IN_TRANSACTION}, idle_write_transaction_timeout = ${IDLE_IN_TRANSACTION} */
    /*!80000 , wait_timeout = ${IDLE_IN_TRANSACTION} */`,
];

interface Connection {
  /** Bytes that the server takes in one packet. */
  packetLimit?: number;
  format(sql: string, bindings: readonly unknown[]): string;
  destroy(): void;
  stream: { destroy(): void };
  /** While it belongs to a transaction. */
  __knexTxId?: string;
  /** Once it is set, knex closes the connection instead of giving it to anybody again. */
  __knex__disposed?: unknown;
}

interface Query {
  sql: string;
  bindings?: readonly unknown[];
  options?: { timeout?: number };
}

class BoundedTransaction extends Mysql2Transaction {
  readonly #patience: number;

  constructor(client: unknown, work: unknown, config?: { patience?: number }, outer?: unknown) {
    super(client, work, config, outer);
    this.#patience = config?.patience ?? PATIENCE;
  }

  /** Not as queries of this transaction: knex would go on to the work although one failed. */
  async begin(connection: Connection): Promise<void> {
    const wait = Math.ceil(this.#patience / 1000);
    if (wait < LOCK_WAIT) {
      await this.trxClient.query(connection, `SET SESSION innodb_lock_wait_timeout = ${wait}`);
      connection.__knex__disposed = 'its lock wait is that of one impatient transaction';
    }
    await this.trxClient.query(connection, 'BEGIN;');
  }
}

/** A single statement that met a lock runs again here; a transaction as a whole, see database.ts. */
export class BoundedMysqlClient extends Mysql2Client {
  transaction(...args: unknown[]): unknown {
    return Reflect.construct(BoundedTransaction, [this, ...args]);
  }

  /** The farewells of the pool go through the tunnel, where there is one. */
  async destroy(done?: () => void): Promise<void> {
    await super.destroy(done);
    await this.config.tunnel?.close();
  }

  async acquireRawConnection(): Promise<Connection> {
    const connection: Connection = await super.acquireRawConnection();
    try {
      for (const sql of SESSION) await this.ask(connection, { sql });
      const limit = { sql: 'SELECT @@max_allowed_packet AS bytes' };
      await this.ask(connection, limit);
      connection.packetLimit = Number(
        (limit as { response?: [{ bytes: number }[]] }).response?.[0][0]?.bytes,
      );
      return connection;
    } catch (error) {
      cut(connection);
      throw error;
    }
  }

  async _query(connection: Connection, query: Query | string): Promise<unknown> {
    const asked = typeof query === 'string' ? { sql: query } : query;
    if (connection.__knexTxId) return this.ask(connection, asked);
    return retrying(() => this.ask(connection, asked), isRetryable);
  }

  /** @throws what the driver says; when no answer came, the connection is cut */
  async ask(connection: Connection, query: Query): Promise<unknown> {
    refuseTooLarge(connection, query);
    query.options = { timeout: limitOf(query.sql), ...query.options };
    try {
      return await super._query(connection, query);
    } catch (error) {
      if ((error as { code?: string }).code === 'PROTOCOL_SEQUENCE_TIMEOUT') cut(connection);
      throw error;
    }
  }
}

/**
 * The server answers a packet that is too large by hanging up while it still arrives, which looks as if it were gone.
 * @throws as the server would say it, with nothing sent
 */
function refuseTooLarge(connection: Connection, { sql, bindings = [] }: Query): void {
  const { packetLimit } = connection;
  if (!packetLimit) return;
  const characters = bindings.reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? value.length : 32),
    sql.length,
  );
  // In UTF-8 a character has four bytes at the most, and an escaped one two.
  if (characters * 4 < packetLimit) return;
  if (Buffer.byteLength(connection.format(sql, bindings)) + 1 <= packetLimit) return;
  throw Object.assign(new Error("a packet bigger than 'max_allowed_packet' bytes"), {
    code: 'ER_NET_PACKET_TOO_LARGE',
    errno: 1153,
  });
}

function limitOf(sql: string): number {
  if (CHANGES_A_TABLE.test(sql)) return AS_LONG_AS_IT_TAKES.timeout;
  return /^rollback/i.test(sql) ? ROLLBACK_LIMIT : ANSWER_LIMIT;
}

/** At once: a farewell would wait for an answer too. The pool makes a new one. */
function cut(connection: Connection): void {
  connection.destroy();
  connection.stream.destroy();
}
