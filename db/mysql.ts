/** MySQL 8 and MariaDB 10.6+, through knex and mysql2. */
import { isIP } from 'node:net';
import knex, { type Knex } from 'knex';
import { RekeyError } from './errors.ts';
import { SILENCE } from './silence.ts';

export type TlsMode = 'off' | 'required' | 'verify';

export interface MysqlConnection {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  /** `required` encrypts, `verify` also checks the server's certificate and name. */
  tls: TlsMode;
}

/** ms until a server that does not answer counts as gone. */
const CONNECT_TIMEOUT = 5_000;

/** @throws RekeyError CONFIGURATION; the message never holds the password. */
export function parseMysqlUrl(text: string): MysqlConnection {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new RekeyError('CONFIGURATION', {
      why: 'the database address is not of the form mysql://user:password@host:port/database',
    });
  }
  const database = decode(url.pathname.slice(1));
  if (url.protocol !== 'mysql:' && url.protocol !== 'mariadb:') {
    throw new RekeyError('CONFIGURATION', {
      why: `${url.protocol.slice(0, 20)}// is not a database Rekey speaks; use mysql:// or sqlite:`,
    });
  }
  if (!url.hostname || !url.username || !database) {
    throw new RekeyError('CONFIGURATION', {
      why: 'the database address lacks a host, a user or a database name',
    });
  }
  const tls = url.searchParams.get('tls') ?? defaultTls(url.hostname);
  if (tls !== 'off' && tls !== 'required' && tls !== 'verify') {
    throw new RekeyError('CONFIGURATION', { why: 'tls must be off, required or verify' });
  }
  return {
    host: url.hostname,
    port: Number(url.port || 3306),
    user: decode(url.username),
    password: decode(url.password),
    database,
    tls,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RekeyError('CONFIGURATION', {
      why: 'the database address has a % that is not the start of a code like %40; write it as %25',
    });
  }
}

/** What parseMysqlUrl reads back as the same connection. */
export function formatMysqlUrl(connection: MysqlConnection): string {
  const { host, port, user, password, database, tls } = connection;
  const place = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const account = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return `mysql://${account}@${place}:${port}/${encodeURIComponent(database)}?tls=${tls}`;
}

/** Over a network the safe choice is the default; on the same machine there is nobody between. */
function defaultTls(host: string): TlsMode {
  return ['127.0.0.1', 'localhost', '::1', '[::1]'].includes(host) ? 'off' : 'verify';
}

/**
 * True: the certificate can not be checked against an address, since the driver compares it with a name only, and for an
 * address with the name "localhost".
 */
export function lacksNameToVerify({ host, tls }: MysqlConnection): boolean {
  return tls === 'verify' && isIP(host.replace(/^\[|\]$/g, '')) !== 0;
}

/** @throws RekeyError CONFIGURATION when the certificate is to be verified and there is no name for it */
export function driverOptions(connection: MysqlConnection): Knex.MySql2ConnectionConfig {
  if (lacksNameToVerify(connection)) {
    throw new RekeyError('CONFIGURATION', {
      why: `TLS "verify" needs the database server's name, and ${connection.host} is an address`,
    });
  }
  return {
    host: connection.host.replace(/^\[|\]$/g, ''),
    port: connection.port,
    user: connection.user,
    password: connection.password,
    database: connection.database,
    charset: 'utf8mb4',
    timezone: 'Z',
    supportBigNumbers: true,
    // A value is only ever a value: an object given where text was meant must not become SQL.
    stringifyObjects: true,
    connectTimeout: CONNECT_TIMEOUT,
    ...(connection.tls === 'off'
      ? {}
      : {
          ssl: {
            minVersion: 'TLSv1.2',
            rejectUnauthorized: connection.tls === 'verify',
            // Without it mysql2 checks who signed the certificate, but not whose it is.
            verifyIdentity: connection.tls === 'verify',
          },
        }),
  } as Knex.MySql2ConnectionConfig;
}

interface RawConnection {
  query(sql: string, done: (error: unknown) => void): void;
}

export function connectMysql(url: string): Knex {
  return knex({
    client: 'mysql2',
    log: SILENCE,
    connection: driverOptions(parseMysqlUrl(url)),
    pool: {
      min: 0,
      max: 10,
      afterCreate: (connection: RawConnection, done: (error: unknown, connection: unknown) => void) => {
        // READ COMMITTED: what is read after a row was locked is what is true now, not what was true when we began.
        // Strict mode: text that does not fit is an error, never silently cut (a cut entry would break the log's chain).
        connection.query(
          "SET SESSION transaction_isolation = 'READ-COMMITTED', sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO', innodb_lock_wait_timeout = 10",
          (error) => {
            if (!error) return done(null, connection);
            // MariaDB before 11.1 calls the variable tx_isolation.
            connection.query(
              "SET SESSION tx_isolation = 'READ-COMMITTED', sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO', innodb_lock_wait_timeout = 10",
              (second) => done(second, connection),
            );
          },
        );
      },
    },
    acquireConnectionTimeout: 15_000,
  });
}
