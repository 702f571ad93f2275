/** A syslog collector over TCP or TLS. */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { readAuthorities } from '../../db/certificates.ts';
import { RekeyError } from '../../db/errors.ts';
import { whyNotReached } from '../network-words.ts';

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
  if ((protocol !== 'tcp:' && protocol !== 'tls:') || hostname === '')
    throw badAddress('the collector is given as tcp://host:port or tls://host:port');
  const more =
    url && `${url.username}${url.password}${url.pathname.replace(/^\/$/, '')}${url.search}${url.hash}`;
  if (more)
    throw badAddress('the address of a collector is host and port alone, with nothing before or behind them');
  if (ca !== null && protocol !== 'tls:')
    throw badAddress('certificates to trust (--ca) are for tls:// only');
  return {
    tls: protocol === 'tls:',
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || PORTS[protocol]),
    ca,
  };
}

function badAddress(why: string): RekeyError {
  return new RekeyError('BAD_INPUT', { why });
}

/** ms between the last octet and our end: a collector that hangs up by itself shows it in this time. */
const GRACE = 200;

/**
 * Syslog has no answer that says "received". So one connection carries one batch: we end our side, and the collector ends
 * its own when it has read everything. Only then is the batch delivered. One that ends before us has not.
 * @throws RekeyError COLLECTOR_UNREACHABLE when no connection came about or it fell silent, COLLECTOR_REFUSED when it hung
 *   up before the end, CONFIGURATION for the file of certificates; some of the batch may have arrived
 */
export function deliverBatch(collector: Collector, frames: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = open(collector);
    let connected = false;
    let ending = false;
    let readToEnd = false;
    const unreachable = (why: string) => reject(new RekeyError('COLLECTOR_UNREACHABLE', { why }));
    const refused = (why: string) => reject(new RekeyError('COLLECTOR_REFUSED', { why }));
    socket.setTimeout(TIMEOUT, () => {
      unreachable(whyNotReached({ code: 'ETIMEDOUT' }, collector, 'the collector'));
      socket.destroy();
    });
    socket.once(collector.tls ? 'secureConnect' : 'connect', () => {
      connected = true;
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
    socket.once('error', (error: NodeJS.ErrnoException) =>
      connected
        ? refused(error.code ?? error.message)
        : unreachable(whyNotReached(error, collector, 'the collector')),
    );
    // After an error or silence nothing of this is heard any more.
    socket.once('close', () => {
      if (readToEnd) resolve();
      else if (connected) refused('it closed the connection');
      else unreachable('it closed the connection before anything was said');
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
    ...(ca === null ? {} : { ca: readAuthorities(ca) }),
  };
  return connectTls(options);
}
