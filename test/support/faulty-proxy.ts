/** A wire to the database server that can be cut at the worst moment: around the COMMIT. */
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface FaultyProxy {
  /** The same database, through the wire. */
  url: string;
  /** What happens to the next COMMIT: it never arrives, or it arrives and its answer does not. Once. */
  cutCommit(when: 'before' | 'after'): void;
  /** While down, every connection is cut and none is taken. */
  setDown(down: boolean): void;
  /** Also go down with the next cut. */
  downWithCut(): void;
  close(): Promise<void>;
}

export async function openFaultyProxy(mysqlUrl: string): Promise<FaultyProxy> {
  const target = new URL(mysqlUrl);
  const port = Number(target.port);
  const sockets = new Set<Socket>();
  let cut: 'before' | 'after' | null = null;
  let down = false;
  let stayDown = false;

  const server: Server = createServer((client) => {
    if (down) return client.destroy();
    const upstream = connect(port, target.hostname);
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', end);
      socket.on('close', end);
    }
    let swallow = false;
    client.on('data', (data) => {
      // With its semicolon: "READ-COMMITTED" is said at the start of each connection.
      if (cut === null || !data.includes('COMMIT;')) return void upstream.write(data);
      if (stayDown) down = true;
      const when = cut;
      cut = null;
      if (when === 'before') return end();
      swallow = true;
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (!swallow) return void client.write(data);
      end();
      if (down) for (const socket of sockets) socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
  target.port = String(address.port);

  return {
    url: target.href,
    cutCommit: (when) => {
      cut = when;
    },
    setDown: (value) => {
      down = value;
      stayDown = value;
      if (value) for (const socket of sockets) socket.destroy();
    },
    downWithCut: () => {
      stayDown = true;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
