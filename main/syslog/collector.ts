/** A syslog collector over TCP or TLS. */
import { readFileSync } from 'node:fs';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { RekeyError } from '../../db/errors.ts';

export interface Collector {
  tls: boolean;
  host: string;
  port: number;
  /** A file with the certificates to trust, in PEM; null: those that Node trusts. */
  ca: string | null;
}

/** ms until a collector that does not answer counts as gone. */
const TIMEOUT = 20_000;
/** RFC 6587 registers none for TCP, and 514 is what is used; RFC 5425 has 6514 for TLS. */
const PORTS = { 'tcp:': 514, 'tls:': 6514 } as const;

/** `tcp://host:port` or `tls://host:port`. @throws BAD_INPUT */
export function parseCollector(address: string, ca: string | null): Collector {
  const url = URL.canParse(address) ? new URL(address) : null;
  const { protocol = '', hostname = '', port = '' } = url ?? {};
  if (
    (protocol !== 'tcp:' && protocol !== 'tls:') ||
    hostname === '' ||
    (ca !== null && protocol !== 'tls:')
  ) {
    throw new RekeyError('BAD_INPUT', {
      why: 'the collector is given as tcp://host:port or tls://host:port',
    });
  }
  return {
    tls: protocol === 'tls:',
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || PORTS[protocol]),
    ca,
  };
}

/** ms between the last octet and our end: a collector that hangs up by itself shows it in this time. */
const GRACE = 200;

/**
 * Syslog has no answer that says "received". So one connection carries one batch: we end our side, and the collector ends
 * its own when it has read everything. Only then is the batch delivered. One that ends before us has not.
 * @throws when anything else happens; some of the batch may have arrived
 */
export function deliverBatch(collector: Collector, frames: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = open(collector);
    let ending = false;
    let readToEnd = false;
    socket.setTimeout(TIMEOUT, () => socket.destroy(new Error('it does not answer')));
    socket.once(collector.tls ? 'secureConnect' : 'connect', () => {
      socket.write(frames.join(''), () =>
        setTimeout(() => {
          ending = true;
          socket.end();
        }, GRACE),
      );
    });
    // What a collector says back has no meaning, but unread it would hold up the end.
    socket.resume();
    socket.once('end', () => {
      readToEnd = ending;
      socket.end();
    });
    socket.once('error', reject);
    socket.once('close', (failed) => {
      if (!failed && readToEnd) resolve();
      else reject(new Error('it closed the connection before it had everything'));
    });
  });
}

function open({ tls, host, port, ca }: Collector): Socket {
  if (!tls) return connectTcp({ host, port, allowHalfOpen: true });
  const options = {
    host,
    port,
    allowHalfOpen: true,
    minVersion: 'TLSv1.2' as const,
    ...(isIP(host) ? {} : { servername: host }),
    ...(ca === null ? {} : { ca: readFileSync(ca) }),
  };
  return connectTls(options);
}
