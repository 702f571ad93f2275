/** MySQL 8 and MariaDB 10.6+, through knex and mysql2. */
import { isIP } from 'node:net';
import knex, { type Knex } from 'knex';
import { RekeyError } from './errors.ts';
import { BoundedMysqlClient, IDLE_IN_POOL } from './mysql-client.ts';
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
/** ms of silence after which the system asks whether the other end is still there. */
const KEEP_ALIVE = 10_000;

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
    keepAliveInitialDelay: KEEP_ALIVE,
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

export function connectMysql(url: string): Knex {
  const connected = knex({
    client: BoundedMysqlClient as unknown as typeof Knex.Client,
    log: SILENCE,
    connection: driverOptions(parseMysqlUrl(url)),
    // Else knex asks each server for its version, and waits for the answer for ever.
    version: 'latest',
    pool: { min: 0, max: 10, idleTimeoutMillis: IDLE_IN_POOL, createTimeoutMillis: 2 * CONNECT_TIMEOUT },
    acquireConnectionTimeout: 15_000,
  });
  // What tells the databases apart, also in migrations that were released.
  connected.client.config.client = 'mysql2';
  return connected;
}
