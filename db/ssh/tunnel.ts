/** A way to the database through a bastion: one SSH connection, and a channel for each connection to the database (RFC 4254, 7.2). */
import type { Duplex } from 'node:stream';
import ssh2, { type Client, type ClientChannel, type ConnectConfig } from 'ssh2';
import { failureOf, noChannel, TunnelFailure } from './failure.ts';
import type { Hop } from './hop.ts';
import { refusalOf, remember, signaturesFor } from './host-keys.ts';
import { agentOf, readKey } from './own-key.ts';
import { TunnelStream } from './tunnel-stream.ts';

/** ms for all of: the bastion answers, shows its key, lets us in. */
export const READY_LIMIT = 8_000;
/** ms between two questions whether the bastion is still there; it counts as gone after SILENT of them. */
const KEEP_ALIVE = 5_000;
const SILENT = 2;

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
  return {
    host: hop.host,
    port: hop.port,
    username: hop.user,
    ...(hop.key === undefined ? { agent: agentOf() } : { privateKey: readKey(hop.key) }),
    hostVerifier: accepts,
    algorithms: { serverHostKey: signaturesFor(hop) },
    readyTimeout: READY_LIMIT,
    keepaliveInterval: KEEP_ALIVE,
    keepaliveCountMax: SILENT,
  };
}

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
    remember(hop, hostKey.line);
  } finally {
    await tunnel.close();
  }
}
