/** Beginning and ending a server that only this machine can reach. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RekeyError } from '../../db/errors.ts';

/** On 127.0.0.1. `port` 0: any free one. @returns the port. @throws RekeyError PORT_TAKEN */
export async function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(taken ? new RekeyError('PORT_TAKEN', { port }, { cause: error }) : error);
    });
    server.listen({ host: '127.0.0.1', port }, () => resolve((server.address() as AddressInfo).port));
  });
}

/** Takes no new requests, gives those that run so many ms, and then closes every connection. */
export async function close(server: Server, grace: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const impatience = setTimeout(() => server.closeAllConnections(), grace);
    server.close(() => {
      clearTimeout(impatience);
      resolve();
    });
  });
}
