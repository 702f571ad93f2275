/** Steps `host` and `port`: is there such a machine, does something listen, and is it a MySQL or MariaDB server? */
import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Check, ok } from '../check.ts';
import type { MysqlConnection } from '../mysql-address.ts';
import { TunnelFailure } from '../ssh/failure.ts';
import type { Tunnel } from '../ssh/tunnel.ts';
import { codeOf, StepFailure, within } from './failure.ts';

export async function findHost({ host, socket, ssh }: MysqlConnection, timeout: number): Promise<Check> {
  if (ssh !== undefined) return ok('host', `${quote(host)} is looked up by the bastion.`);
  if (socket !== undefined) return ok('host', `The server is on this machine, behind the socket ${socket}.`);
  const name = host.replace(/^\[|\]$/g, '');
  if (isIP(name)) return ok('host', `${name} is an address; no name has to be looked up.`);
  try {
    if (!/^[^\s/@:?#]+$/.test(name)) throw Object.assign(new Error(), { code: 'ENOTFOUND' });
    const found = await within(timeout, lookup(name), () => Object.assign(new Error(), { code: 'ETIMEOUT' }));
    if (!found.address) throw Object.assign(new Error(), { code: 'ENOTFOUND' });
    return ok('host', `${name} is at ${found.address}.`);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EAI_AGAIN' || code === 'ETIMEOUT') {
      throw new StepFailure(
        'host',
        `The name server did not answer when asked for ${quote(name)} (${code}).`,
        'Check the network and VPN of this machine, then test again.',
        { cause: error },
      );
    }
    throw new StepFailure(
      'host',
      `There is no host named ${quote(name)} (${code}).`,
      'Check the spelling of the host. It is a name or an address alone: no mysql:// before it, no port behind it.',
      { cause: error },
    );
  }
}

/** The socket is handed on with its greeting unread, so that one test is one connection for the server, not an aborted one more. */
export async function knock(
  { host, port, socket: path }: MysqlConnection,
  tunnel: Tunnel | null,
  timeout: number,
): Promise<{ check: Check; socket: Duplex }> {
  const socket = tunnel ? tunnel.to(bare(host), port) : direct({ host, port, path });
  try {
    // A channel of the tunnel is there when something is read.
    const event = tunnel ? 'readable' : 'connect';
    await within(timeout, happens(socket, event), () => Object.assign(new Error(), { code: 'ETIMEDOUT' }));
  } catch (error) {
    socket.destroy();
    if (error instanceof TunnelFailure)
      throw new StepFailure('port', error.message, error.next, { cause: error });
    throw path === undefined ? unreachable(host, port, error) : closedSocket(path, error);
  }
  try {
    if (socket.readableLength === 0)
      await within(timeout, happens(socket, 'readable'), () => new Error('silent'));
    const greeting = socket.read() as Buffer | null;
    if (greeting === null) throw new Error('closed');
    const server = readGreeting(greeting, port);
    socket.unshift(greeting);
    return { check: ok('port', `${server} answers on ${path ?? `port ${port}`}.`), socket };
  } catch (error) {
    socket.destroy();
    if (error instanceof StepFailure) throw error;
    throw new StepFailure(
      'port',
      `Something accepts connections on port ${port} of ${quote(host)}, but it does not greet as a MySQL or MariaDB server does.`,
      'Check the port: 3306 is usual. A web server or another kind of database may be listening on this one.',
      { cause: error },
    );
  }
}

function unreachable(host: string, port: number, error: unknown): StepFailure {
  const code = codeOf(error);
  const cause = { cause: error };
  if (code === 'ECONNREFUSED') {
    return new StepFailure(
      'port',
      `Nothing listens on port ${port} of ${quote(host)}.`,
      'Check the port (3306 is usual), that the server runs, and that it listens to the network (bind-address, skip-networking).',
      cause,
    );
  }
  if (code === 'ETIMEDOUT') {
    return new StepFailure(
      'port',
      `Port ${port} of ${quote(host)} does not answer.`,
      'A firewall between this machine and the server is the usual cause; a VPN may be needed. Check the host and port.',
      cause,
    );
  }
  return new StepFailure(
    'port',
    `Port ${port} of ${quote(host)} can not be reached (${code}).`,
    'Check the network, the VPN and the address of the host.',
    cause,
  );
}

function closedSocket(path: string, error: unknown): StepFailure {
  const words: Record<string, string> = {
    ENOENT: 'is not there',
    EACCES: 'may not be opened by this account of the machine',
    ECONNREFUSED: 'has nobody behind it',
    ENOTSOCK: 'is no socket',
  };
  const code = codeOf(error);
  return new StepFailure(
    'port',
    `The socket ${path} ${words[code] ?? `cannot be opened (${code})`}.`,
    "Check the path behind socket= (the server's variable socket has it), and that the server runs.",
    { cause: error },
  );
}

function direct({ host, port, path }: { host: string; port: number; path: string | undefined }): Socket {
  return path === undefined ? connect({ host: bare(host), port }) : connect({ path });
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

function happens(socket: Duplex, name: 'connect' | 'readable'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(name, resolve);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed')));
  });
}

const HEADER_BYTES = 4;
const PROTOCOL_10 = 0x0a;
const ERROR_PACKET = 0xff;

/**
 * The first packet of a server: 3 bytes length, 1 byte number, then either protocol 10 with its version as text ended by
 * NUL, or an error with its code and text. MySQL manual, "Protocol::HandshakeV10" and "ERR_Packet".
 */
function readGreeting(packet: Buffer, port: number): string {
  const first = packet[HEADER_BYTES];
  if (packet.length < HEADER_BYTES + 3 || packet.readUIntLE(0, 3) > 4096 || packet[3] !== 0)
    throw new Error('foreign');
  if (first === ERROR_PACKET)
    throw turnedAway(packet.readUInt16LE(HEADER_BYTES + 1), packet.subarray(HEADER_BYTES + 3), port);
  if (first !== PROTOCOL_10) throw new Error('foreign');
  const end = packet.indexOf(0, HEADER_BYTES + 1);
  if (end < 0) throw new Error('foreign');
  const version = packet.toString('latin1', HEADER_BYTES + 1, end);
  // MariaDB says 5.5.5- before its version, so that old replicas accept it.
  return /mariadb/i.test(version)
    ? `MariaDB ${version.replace(/^5\.5\.5-/, '').replace(/-mariadb.*/i, '')}`
    : `MySQL ${version}`;
}

function turnedAway(errno: number, rest: Buffer, port: number): StepFailure {
  const words = rest
    .toString('utf8')
    .replace(/^#.{5}/, '')
    .replace(/\p{Cc}/gu, ' ');
  const next: Record<number, string> = {
    1040: 'Wait until others have left, or raise max_connections on the server.',
    1129: 'Run FLUSH HOSTS (or mysqladmin flush-hosts) on the server.',
    1130: "Create the account for this machine's address too: CREATE USER 'name'@'address'.",
  };
  return new StepFailure(
    'port',
    `The server on port ${port} turns this machine away: ${words}.`,
    next[errno] ?? 'Ask whoever runs the server; its error log says more.',
  );
}

/** What a person typed, in a message: one line, and not too long. */
function quote(text: string): string {
  return `"${text.replace(/\p{Cc}/gu, '�').slice(0, 100)}"`;
}
