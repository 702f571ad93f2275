/** The address of a MySQL or MariaDB database, read and written. What is not understood is refused by name, never left out. */
import path from 'node:path';
import { RekeyError } from './errors.ts';
import { readParameters } from './text/address-parameters.ts';

export type TlsMode = 'off' | 'required' | 'verify';

/** What an address may name beside the server: paths of this machine. */
const EXTRAS = ['ca', 'cert', 'key', 'socket'] as const;

export interface MysqlExtras {
  /** A file with the certificates to trust, in PEM, in place of those of this machine. For `verify` only. */
  ca?: string | undefined;
  /** A file with the certificate by which the console shows who it is, in PEM, and one with its private key. Both, with TLS only. */
  cert?: string | undefined;
  key?: string | undefined;
  /** The Unix socket of a server on this machine, by its whole path; host and port are not used then. */
  socket?: string | undefined;
}

/** Those that are there, and nothing else of it. */
export function extrasOf(from: MysqlExtras): MysqlExtras {
  return Object.fromEntries(EXTRAS.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));
}

export interface MysqlConnection extends MysqlExtras {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  /** `required` encrypts, `verify` also checks the server's certificate and name. */
  tls: TlsMode;
}

const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '::1', '[::1]'];
const TLS_MODES: readonly TlsMode[] = ['off', 'required', 'verify'];

/**
 * `mysql://user:password@host:port/database?tls=off|required|verify&ca=FILE&cert=FILE&key=FILE&socket=PATH`.
 * @throws RekeyError CONFIGURATION; the message never holds the password.
 */
export function parseMysqlUrl(text: string): MysqlConnection {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw unusable(
      'the database address is not of the form mysql://user:password@host:port/database; write / as %2F, ? as %3F and # as %23 in user and password',
    );
  }
  if (url.protocol !== 'mysql:' && url.protocol !== 'mariadb:') {
    throw unusable(`${url.protocol.slice(0, 20)}// is not a database Rekey speaks; use mysql:// or sqlite:`);
  }
  const database = decode(url.pathname.slice(1));
  if (!url.hostname || !url.username || !database)
    throw unusable('the database address lacks a host, a user or a database name');
  if (url.pathname.slice(1).includes('/'))
    throw unusable(
      'in the database address, only the name of the database stands behind the host; write / in it as %2F',
    );
  if (url.port === '0') throw unusable('in the database address, the port is not from 1 to 65535');
  const read = readParameters(url, ['tls', ...EXTRAS]);
  if ('why' in read) throw unusable(`in the database address, ${read.why}`);
  const { ca, cert, key, socket, tls: wanted } = read.values;
  const atHome = LOOPBACK.includes(url.hostname);
  // Over a network the safe choice is the default; on the same machine there is nobody between.
  const tls = wanted ?? (atHome && ca === undefined && cert === undefined ? 'off' : 'verify');
  if (!isTlsMode(tls)) throw unusable('tls must be off, required or verify, in lower-case letters');
  if (ca !== undefined && tls !== 'verify')
    throw unusable('in the database address, ca= has a meaning with tls=verify only');
  if ((cert === undefined) !== (key === undefined))
    throw unusable('in the database address, cert= and key= are both there or neither is');
  if (cert !== undefined && tls === 'off')
    throw unusable('in the database address, cert= and key= have a meaning with TLS only');
  if (socket !== undefined && (!path.isAbsolute(socket) || url.port !== '' || !atHome)) {
    throw unusable(
      'in the database address, socket= is the whole path of a socket on this machine; write localhost as the host, and no port',
    );
  }
  return {
    host: url.hostname,
    port: Number(url.port || 3306),
    user: decode(url.username),
    password: decode(url.password),
    database,
    tls,
    ...extrasOf(read.values),
  };
}

/** What parseMysqlUrl reads back as the same connection. */
export function formatMysqlUrl(connection: MysqlConnection): string {
  const { host, port, user, password, database, tls, socket } = connection;
  const place = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const account = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  const more = Object.entries(extrasOf(connection)).map(
    ([name, value]) => `&${name}=${encodeURIComponent(value)}`,
  );
  const at = socket === undefined ? `${place}:${port}` : place;
  return `mysql://${account}@${at}/${encodeURIComponent(database)}?tls=${tls}${more.join('')}`;
}

/** For people: where it is and how, without the password. */
export function placeOfMysql({
  host,
  port,
  user,
  database,
  tls,
  ca,
  cert,
  socket,
}: Omit<MysqlConnection, 'password'>): string {
  const at = socket === undefined ? `${host}:${port}` : socket;
  return `${user}@${at}/${database}, TLS ${tls}${ca === undefined ? '' : ` by ${ca}`}${cert === undefined ? '' : `, as ${cert}`}`;
}

function isTlsMode(text: string): text is TlsMode {
  return (TLS_MODES as readonly string[]).includes(text);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw unusable('the database address has a % that is not the start of a code like %40; write it as %25');
  }
}

function unusable(why: string): RekeyError {
  return new RekeyError('CONFIGURATION', { why });
}
