/** The address of a MySQL or MariaDB database, read and written. What is not understood is refused by name, never left out. */
import path from 'node:path';
import { RekeyError } from './errors.ts';
import { hopIn } from './ssh/hop.ts';
import { readParameters } from './text/address-parameters.ts';
import { isThisMachine } from './text/this-machine.ts';

export type TlsMode = 'off' | 'required' | 'verify';

/** What an address may name beside the server: paths of this machine, and a bastion. */
const EXTRAS = ['ca', 'cert', 'key', 'socket', 'ssh', 'sshkey', 'knownhosts'] as const;

export interface MysqlExtras {
  /** A file with the certificates to trust, in PEM, in place of those of this machine. For `verify` only. */
  ca?: string | undefined;
  /** A file with the certificate by which the console shows who it is, in PEM, and one with its private key. Both, with TLS only. */
  cert?: string | undefined;
  key?: string | undefined;
  /** The Unix socket of a server on this machine, by its whole path; host and port are not used then. */
  socket?: string | undefined;
  /** The way to the server goes through this bastion, USER@HOST or USER@HOST:PORT, which looks up `host`. */
  ssh?: string | undefined;
  /** A file with the private key for it, without a passphrase; else the keys of the SSH agent. */
  sshkey?: string | undefined;
  /** A file in place of OpenSSH's own known_hosts. */
  knownhosts?: string | undefined;
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

const TLS_MODES: readonly TlsMode[] = ['off', 'required', 'verify'];

/**
 * `mysql://user:password@host:port/database?tls=off|required|verify&ca=FILE&cert=FILE&key=FILE&socket=PATH`,
 * and `&ssh=USER@HOST:PORT&sshkey=FILE&knownhosts=FILE`.
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
  const { ca, cert, key, socket, ssh, sshkey, knownhosts, tls: wanted } = read.values;
  const atHome = isThisMachine(url.hostname);
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
  if (ssh !== undefined && !hopIn(read.values))
    throw unusable('in the database address, ssh= is USER@HOST or USER@HOST:PORT');
  if (ssh === undefined && (sshkey !== undefined || knownhosts !== undefined))
    throw unusable('in the database address, sshkey= and knownhosts= have a meaning with ssh= only');
  if (ssh !== undefined && socket !== undefined)
    throw unusable('in the database address, socket= is on this machine, so no way through ssh= leads to it');
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
export function placeOfMysql(connection: Omit<MysqlConnection, 'password'>): string {
  const { host, port, user, database, tls, ca, cert, socket, ssh } = connection;
  const at = socket === undefined ? `${host}:${port}` : socket;
  const through = ssh === undefined ? '' : ` through ${ssh}`;
  const vouched = `${ca === undefined ? '' : ` by ${ca}`}${cert === undefined ? '' : `, as ${cert}`}`;
  return `${user}@${at}/${database}${through}, TLS ${tls}${vouched}`;
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
