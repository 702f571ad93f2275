/** A wire to the database server that can be cut, or fall silent, at the worst moment. */
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface FaultyProxy {
  /** The same database, through the wire. */
  url: string;
  /** What happens to the next COMMIT: it never arrives, or it arrives and its answer does not. Once. */
  cutCommit(when: 'before' | 'after'): void;
  /** Cuts every connection when the server has accepted such a statement, before its answer is told. Once. */
  cutAfter(isMeant: (statement: string) => boolean): void;
  /**
   * The next packet with this in it is the last that arrives: from then on nothing comes through in either direction, and
   * every connection stays open, until `setDown`.
   */
  fallSilentAfter(statement: RegExp): void;
  /** Whether it has fallen silent. */
  silent(): boolean;
  /** While down, every connection is cut and none is taken. */
  setDown(down: boolean): void;
  /** Also go down with the next cut. */
  downWithCut(): void;
  close(): Promise<void>;
}

/** Three bytes length and one byte number, before each packet. */
const HEADER = 4;
/** A query's first byte. */
const COMMAND = 1;
/** The first byte of an answer that says what went wrong. */
const ERROR_PACKET = 0xff;
// With its semicolon: "READ-COMMITTED" is said at the start of each connection.
const COMMIT = /COMMIT;/;

export async function openFaultyProxy(mysqlUrl: string): Promise<FaultyProxy> {
  const target = new URL(mysqlUrl);
  const port = Number(target.port);
  const sockets = new Set<Socket>();
  let cutBefore: RegExp | null = null;
  let cutAnswer: ((statement: string) => boolean) | null = null;
  let lastHeard: RegExp | null = null;
  let silent = false;
  let down = false;
  let stayDown = false;

  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const server: Server = createServer((client) => {
    if (down) return client.destroy();
    const upstream = connect(port, target.hostname);
    const end = () => {
      // What is silent does not tell that the other side has gone.
      if (silent) return;
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
      if (silent) return;
      const text = data.toString('latin1');
      if (cutBefore?.test(text)) {
        if (stayDown) down = true;
        cutBefore = null;
        return end();
      }
      if (cutAnswer?.(text.slice(HEADER + COMMAND))) swallow = true;
      if (lastHeard?.test(text)) silent = true;
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (silent) return;
      if (!swallow) return void client.write(data);
      swallow = false;
      if (data[HEADER] === ERROR_PACKET) return void client.write(data);
      if (stayDown) down = true;
      cutAnswer = null;
      cutAll();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
  target.port = String(address.port);

  return {
    url: target.href,
    cutCommit: (when) => {
      if (when === 'before') cutBefore = COMMIT;
      else cutAnswer = (statement) => COMMIT.test(statement);
    },
    cutAfter: (isMeant) => {
      cutAnswer = isMeant;
    },
    fallSilentAfter: (statement) => {
      lastHeard = statement;
    },
    silent: () => silent,
    setDown: (value) => {
      down = value;
      stayDown = value;
      silent = false;
      lastHeard = null;
      if (value) cutAll();
    },
    downWithCut: () => {
      stayDown = true;
    },
    close: () => {
      silent = false;
      cutAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
