/** A way to the database through a bastion: one SSH connection, and a channel for each connection to the database (RFC 4254, 7.2). */
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { Duplex } from 'node:stream';
import ssh2, { type Client, type ClientChannel, type ConnectConfig } from 'ssh2';
import type { RekeyError } from '../errors.ts';
import { readSmallFile } from '../small-file.ts';
import { TunnelFailure } from './failure.ts';
import type { Hop } from './hop.ts';
import { fingerprintOf, type HostKeyVerdict, judgeHostKey, lineFor, typesOf } from './known-hosts.ts';

/** ms for all of: the bastion answers, shows its key, lets us in. */
export const READY_LIMIT = 8_000;
/** ms between two questions whether the bastion is still there; it counts as gone after SILENT of them. */
const KEEP_ALIVE = 5_000;
const SILENT = 2;

/** What a bastion's key may sign with. An RSA key makes two of them, and none with SHA-1 (RFC 8332). */
const SIGNATURES = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const;

export class Tunnel {
  readonly #hop: Hop;
  #client: Promise<Client> | null = null;
  #closed = false;

  constructor(hop: Hop) {
    this.#hop = hop;
  }

  /** At once; it errs with a TunnelFailure where there is no way. `host` is looked up by the bastion. */
  to(host: string, port: number): Duplex {
    return new TunnelStream(() => this.#channel(host, port));
  }

  /** Lets in or not, and nothing more. @throws TunnelFailure */
  async try(): Promise<void> {
    await this.#connected();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const client = await this.#client?.catch(() => null);
    client?.end();
    client?.destroy();
  }

  async #channel(host: string, port: number): Promise<ClientChannel> {
    const client = await this.#connected();
    return new Promise((resolve, reject) => {
      client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
        if (error) reject(noChannel(error, host, port));
        else resolve(channel);
      });
    });
  }

  #connected(): Promise<Client> {
    if (this.#closed) return Promise.reject(new TunnelFailure('The tunnel is closed.', 'Start Rekey anew.'));
    if (!this.#client) {
      const opening = connect(this.#hop, () => {
        if (this.#client === opening) this.#client = null;
      });
      this.#client = opening;
    }
    return this.#client;
  }
}

/** `gone`: it is over, also where it never began. @throws TunnelFailure */
async function connect(hop: Hop, gone: () => void): Promise<Client> {
  const client = new ssh2.Client();
  let refusal: TunnelFailure | null = null;
  try {
    await new Promise<void>((resolve, reject) => {
      client.once('ready', resolve);
      client.on('error', reject);
      client.once('close', () => {
        reject(new Error('closed'));
        gone();
      });
      client.connect(
        configOf(hop, (key) => {
          refusal = refusalOf(hop, key);
          return refusal === null;
        }),
      );
    });
    return client;
  } catch (error) {
    client.destroy();
    gone();
    throw refusal ?? failureOf(hop, error);
  }
}

function configOf(hop: Hop, accepts: (key: Buffer) => boolean): ConnectConfig {
  const types = typesOf(readKnownHosts(hop), hop.host, hop.port);
  const isKnown = (signature: string) => types.includes(signature.replace(/^rsa-sha2-\d+$/, 'ssh-rsa'));
  return {
    host: hop.host,
    port: hop.port,
    username: hop.user,
    ...(hop.key === undefined ? { agent: agentOf() } : { privateKey: readKey(hop.key) }),
    hostVerifier: accepts,
    // Those that are known first, else the server may show a key of another type, which nobody has ever seen.
    algorithms: { serverHostKey: [...SIGNATURES].sort((a, b) => Number(isKnown(b)) - Number(isKnown(a))) },
    readyTimeout: READY_LIMIT,
    keepaliveInterval: KEEP_ALIVE,
    keepaliveCountMax: SILENT,
  };
}

/** @throws TunnelFailure where no agent runs */
function agentOf(): string {
  const agent =
    process.env.SSH_AUTH_SOCK ??
    (process.platform === 'win32' ? '\\\\.\\pipe\\openssh-ssh-agent' : undefined);
  if (agent) return agent;
  throw new TunnelFailure(
    'There is no SSH agent on this machine (SSH_AUTH_SOCK is not set), and no key file is named.',
    'Start the agent and add your key to it (ssh-add), or name the file of a key without a passphrase.',
  );
}

/** @throws TunnelFailure */
function readKey(file: string): Buffer {
  let key: Buffer;
  try {
    key = readSmallFile(file);
  } catch (error) {
    const { why } = (error as RekeyError).facts;
    throw new TunnelFailure(
      `The SSH key ${file} cannot be read (${why}).`,
      'Check its path and who may read it.',
    );
  }
  const parsed = ssh2.utils.parseKey(key);
  if (!(parsed instanceof Error) && [parsed].flat()[0]?.isPrivateKey()) return key;
  if (parsed instanceof Error && /passphrase/i.test(parsed.message))
    throw new TunnelFailure(
      `The SSH key ${file} opens by a passphrase, which Rekey does not keep.`,
      'Add it to the SSH agent (ssh-add), and name no key file.',
    );
  throw new TunnelFailure(
    `${file} is no private key that SSH can use.`,
    'Name the private key, not the .pub beside it.',
  );
}

const OF_THIS_MACHINE = '/etc/ssh/ssh_known_hosts';

function ownKnownHosts({ knownHosts }: Hop): string {
  return knownHosts ?? path.join(homedir(), '.ssh', 'known_hosts');
}

/** A file that is not there knows nobody. @throws TunnelFailure */
function readKnownHosts(hop: Hop): string[] {
  const files = hop.knownHosts === undefined ? [ownKnownHosts(hop), OF_THIS_MACHINE] : [hop.knownHosts];
  return files.map((file) => {
    try {
      return readFileSync(file, 'latin1');
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'ENOENT') return '';
      throw new TunnelFailure(`${file} cannot be read (${code}).`, 'Check who may read it.', { cause });
    }
  });
}

/** Null: the key is known. */
function refusalOf(hop: Hop, key: Buffer): TunnelFailure | null {
  const verdict = judgeHostKey(readKnownHosts(hop), hop.host, hop.port, key);
  if (verdict === 'known') return null;
  const hostKey = { verdict, fingerprint: fingerprintOf(key), line: lineFor(hop.host, hop.port, key) };
  const [why, next] = HOST_KEY_WORDS[verdict](hop, hostKey.fingerprint, hostKey.line);
  return new TunnelFailure(why, next, { hostKey });
}

const HOST_KEY_WORDS: Record<
  Exclude<HostKeyVerdict, 'known'>,
  (hop: Hop, fingerprint: string, line: string) => [why: string, next: string]
> = {
  unknown: (hop, fingerprint, line) => [
    `The bastion ${hop.host} shows a host key that is not known here: ${fingerprint}.`,
    `Ask whoever runs it whether that is its fingerprint. If it is, add this line to ${ownKnownHosts(hop)}: ${line}`,
  ],
  changed: (hop, fingerprint) => [
    `The bastion ${hop.host} shows another host key than the one that is known: ${fingerprint}. Somebody may be between.`,
    `Go no further before whoever runs it has said why. Only then take the old key out of ${ownKnownHosts(hop)} (ssh-keygen -R).`,
  ],
  revoked: (hop, fingerprint) => [
    `The bastion ${hop.host} shows a host key that was revoked: ${fingerprint}. Somebody may be between.`,
    'Go no further before whoever runs it has said why.',
  ],
};

/**
 * Makes the bastion known by the key it shows now, if that is the one a person has accepted.
 * @throws TunnelFailure where it shows another, also one that is known as changed or revoked
 */
export async function acceptHostKey(hop: Hop, fingerprint: string): Promise<void> {
  const tunnel = new Tunnel(hop);
  try {
    await tunnel.try();
  } catch (error) {
    const hostKey = error instanceof TunnelFailure ? error.hostKey : null;
    if (hostKey?.verdict !== 'unknown' || hostKey.fingerprint !== fingerprint) throw error;
    const file = ownKnownHosts(hop);
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const [text = ''] = readKnownHosts({ ...hop, knownHosts: file });
    const gap = text === '' || text.endsWith('\n') ? '' : '\n';
    appendFileSync(file, `${gap}${hostKey.line}\n`, { mode: 0o600 });
  } finally {
    await tunnel.close();
  }
}

function failureOf({ host, port, user, key }: Hop, error: unknown): TunnelFailure {
  if (error instanceof TunnelFailure) return error;
  const { level, code, message = '' } = (error ?? {}) as { level?: string; code?: string; message?: string };
  const cause = { cause: error };
  const passing = { ...cause, passing: true };
  if (level === 'client-authentication')
    return new TunnelFailure(
      `The bastion ${host} does not let ${user} in by ${key === undefined ? "the SSH agent's keys" : `the key ${key}`}.`,
      'Check the user, and that the public key is among its authorized_keys there.',
      cause,
    );
  if (level === 'agent')
    return new TunnelFailure(
      'The SSH agent does not answer.',
      'Check SSH_AUTH_SOCK, and `ssh-add -l`.',
      cause,
    );
  if (code === 'ENOTFOUND')
    return new TunnelFailure(`There is no bastion named ${host}.`, 'Check the spelling of its name.', cause);
  if (code === 'ECONNREFUSED')
    return new TunnelFailure(
      `No SSH server listens on port ${port} of the bastion ${host}.`,
      'Check the port: 22 is usual.',
      passing,
    );
  if (level === 'client-timeout' || code === 'ETIMEDOUT' || code === 'EAI_AGAIN')
    return new TunnelFailure(
      `The bastion ${host} does not answer on port ${port}.`,
      'Check the network, the VPN and the port.',
      passing,
    );
  if (level === 'handshake')
    return new TunnelFailure(
      `The bastion ${host} and Rekey have no way of encryption in common (${message}).`,
      'Its SSH server may be too old.',
      cause,
    );
  return new TunnelFailure(
    `The way to the bastion ${host} broke off (${code ?? message}).`,
    'Try again; the log of its SSH server says more.',
    passing,
  );
}

/** RFC 4254, 5.1: reason codes. */
const PROHIBITED = 1;

function noChannel(error: Error & { reason?: number | string }, host: string, port: number): TunnelFailure {
  if (Number(error.reason) === PROHIBITED || error.reason === 'ADMINISTRATIVELY_PROHIBITED')
    return new TunnelFailure(
      `The bastion does not forward to port ${port} of ${host}.`,
      'Whoever runs it has to allow it (AllowTcpForwarding, PermitOpen).',
      { cause: error },
    );
  return new TunnelFailure(
    `The bastion does not reach port ${port} of ${host} (${error.message.replace(/^\(SSH\) /, '')}).`,
    "Check the database's host and port, as they are seen from the bastion.",
    { cause: error, passing: true },
  );
}

/** A channel that is opened with the first that is read or written. */
class TunnelStream extends Duplex {
  readonly #open: () => Promise<ClientChannel>;
  #channel: ClientChannel | null = null;
  #broken: Error | null = null;

  constructor(open: () => Promise<ClientChannel>) {
    // It closes when the other end goes, and not when it is destroyed here: of TLS that refuses a certificate the driver would hear first
    // that the server is gone, and then, with nobody listening any more, why.
    super({ emitClose: false });
    this.#open = open;
  }

  override _construct(done: (error?: Error | null) => void): void {
    this.#open().then((channel) => {
      this.#channel = channel;
      channel.on('data', (data: Buffer) => {
        if (!this.push(data)) channel.pause();
      });
      channel.once('end', () => this.push(null));
      channel.once('close', () => {
        if (this.destroyed) return;
        this.destroy();
        this.emit('close');
      });
      channel.on('error', (error: Error) => {
        this.#broken = error;
        this.destroy(error);
      });
      done();
    }, done);
  }

  override _read(): void {
    this.#channel?.resume();
  }

  override _write(data: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#channel?.write(data, encoding, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#channel?.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#channel?.destroy();
    // Whoever destroys it for a reason of their own, as TLS for a wrong certificate, tells that reason.
    done(error instanceof TunnelFailure || error === this.#broken ? error : null);
  }
}
