/** MySQL 8 and MariaDB 10.6+, through knex and mysql2. */
import { isIP } from 'node:net';
import knex, { type Knex } from 'knex';
import { readAuthorities, readOwnCertificate } from './certificates.ts';
import { RekeyError } from './errors.ts';
import { type MysqlConnection, parseMysqlUrl } from './mysql-address.ts';
import { BoundedMysqlClient, IDLE_IN_POOL } from './mysql-client.ts';
import { SILENCE } from './silence.ts';
import { hopIn } from './ssh/hop.ts';
import { READY_LIMIT, Tunnel } from './ssh/tunnel.ts';

/** ms until a server that does not answer counts as gone. */
const CONNECT_TIMEOUT = 5_000;
/** ms of silence after which the system asks whether the other end is still there. */
const KEEP_ALIVE = 10_000;

/**
 * True: the certificate can not be checked against an address, since the driver compares it with a name only, and for an
 * address with the name "localhost".
 */
export function lacksNameToVerify({ host, tls }: MysqlConnection): boolean {
  return tls === 'verify' && isIP(bare(host)) !== 0;
}

/** @throws RekeyError CONFIGURATION when the certificate is to be verified and there is no name for it, or no file to do it by */
export function driverOptions(
  connection: MysqlConnection,
  tunnel: Tunnel | null,
): Knex.MySql2ConnectionConfig {
  if (lacksNameToVerify(connection)) {
    throw new RekeyError('CONFIGURATION', {
      why: `TLS "verify" needs the database server's name, and ${connection.host} is an address`,
    });
  }
  return {
    ...(connection.socket === undefined
      ? { host: bare(connection.host), port: connection.port }
      : { socketPath: connection.socket }),
    user: connection.user,
    password: connection.password,
    database: connection.database,
    charset: 'utf8mb4',
    timezone: 'Z',
    supportBigNumbers: true,
    // A value is only ever a value: an object given where text was meant must not become SQL.
    stringifyObjects: true,
    connectTimeout: tunnel ? CONNECT_TIMEOUT + READY_LIMIT : CONNECT_TIMEOUT,
    ...(tunnel && { stream: () => tunnel.to(bare(connection.host), connection.port) }),
    keepAliveInitialDelay: KEEP_ALIVE,
    ...(connection.tls === 'off'
      ? {}
      : {
          ssl: {
            minVersion: 'TLSv1.2',
            ...(connection.ca === undefined ? {} : { ca: readAuthorities(connection.ca) }),
            ...(connection.cert === undefined || connection.key === undefined
              ? {}
              : readOwnCertificate(connection.cert, connection.key)),
            rejectUnauthorized: connection.tls === 'verify',
            // Without it mysql2 checks who signed the certificate, but not whose it is.
            verifyIdentity: connection.tls === 'verify',
          },
        }),
  } as Knex.MySql2ConnectionConfig;
}

export function connectMysql(url: string): Knex {
  const connection = parseMysqlUrl(url);
  const tunnel = tunnelOf(connection);
  const connected = knex({
    client: BoundedMysqlClient as unknown as typeof Knex.Client,
    log: SILENCE,
    connection: driverOptions(connection, tunnel),
    // Else knex asks each server for its version, and waits for the answer for ever.
    version: 'latest',
    pool: {
      ...{ min: 0, max: 10, idleTimeoutMillis: IDLE_IN_POOL },
      createTimeoutMillis: 2 * CONNECT_TIMEOUT + (tunnel ? READY_LIMIT : 0),
    },
    acquireConnectionTimeout: 15_000,
    ...{ tunnel },
  });
  // What tells the databases apart, also in migrations that were released.
  connected.client.config.client = 'mysql2';
  return connected;
}

/** Null: the way to the server goes through no bastion. */
function tunnelOf(connection: MysqlConnection): Tunnel | null {
  const hop = hopIn(connection);
  return hop && new Tunnel(hop);
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
