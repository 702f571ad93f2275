/** Things that listen on a port and are not the database that was meant. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

export interface Impostor {
  port: number;
  close(): Promise<void>;
}

/** `greet` is called with each connection. */
export async function startImpostor(greet: (socket: Socket) => void): Promise<Impostor> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    greet(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** One packet of MySQL's protocol. */
export function packet(number: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUIntLE(payload.length, 0, 3);
  header[3] = number;
  return Buffer.concat([header, payload]);
}

/** MySQL manual, "Protocol::HandshakeV10", of a server that offers no TLS. */
export function greeting(version: string): Buffer {
  return packet(
    0,
    Buffer.concat([
      Buffer.from([0x0a]),
      Buffer.from(`${version}\0`),
      Buffer.from([1, 0, 0, 0]),
      Buffer.from('12345678\0'),
      Buffer.from([0xff, 0xf7, 0x2d, 2, 0, 0xff, 0x81, 21]),
      Buffer.alloc(10),
      Buffer.from('123456789012\0'),
      Buffer.from('mysql_native_password\0'),
    ]),
  );
}

/** MySQL manual, "ERR_Packet", as it comes instead of a greeting. */
export function refusal(errno: number, words: string): Buffer {
  return packet(0, Buffer.concat([Buffer.from([0xff, errno & 0xff, errno >> 8]), Buffer.from(words)]));
}
