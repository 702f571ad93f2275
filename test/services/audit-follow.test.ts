import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { entriesAfter } from '../../db/audit/listing.ts';
import type { Database } from '../../db/database.ts';
import { lineOf } from '../../main/services/audit/export-format.ts';
import { type Following, filePosition, follow, memoryPosition } from '../../main/services/audit/follow.ts';
import { deliverBatch, parseCollector } from '../../main/syslog/collector.ts';
import { framed, syslogMessage } from '../../main/syslog/message.ts';
import { openAuditRoom, UNLOCKED } from '../support/audit-room.ts';
import { forEachDatabase } from '../support/databases.ts';

/** A collector that reads frames by counting octets, and may hang up first. */
async function collect(options: { hangUpAfter?: number } = {}) {
  const received: string[] = [];
  let connections = 0;
  const server: Server = createServer({ allowHalfOpen: true }, (socket: Socket) => {
    connections += 1;
    if (options.hangUpAfter !== undefined && connections <= options.hangUpAfter) return socket.destroy();
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => {});
    socket.on('end', () => {
      received.push(...frames(Buffer.concat(chunks)));
      socket.end();
    });
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    received,
    port,
    address: `tcp://127.0.0.1:${port}`,
    close: () => server.close(),
    connections: () => connections,
  };
}

function frames(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(' ', at);
    const length = Number(bytes.subarray(at, space).toString());
    if (!Number.isInteger(length)) throw new Error('not counted by octets');
    found.push(bytes.subarray(space + 1, space + 1 + length).toString());
    at = space + 1 + length;
  }
  return found;
}

forEachDatabase((open) => {
  describe('following the log', () => {
    let database: Database;
    let room: Awaited<ReturnType<typeof openAuditRoom>>;
    let collector: Awaited<ReturnType<typeof collect>>;
    beforeEach(async () => {
      database = await open('console');
      room = await openAuditRoom(database);
      collector = await collect();
    });
    afterEach(() => collector.close());

    function following(changes: Partial<Following> = {}): Following {
      return {
        read: (after, limit) => entriesAfter(database.reader, after, limit),
        entry: async (sequence) => (await entriesAfter(database.reader, sequence - 1, 1))[0] ?? null,
        async deliver(entries) {
          const frames = entries.map((entry) =>
            framed(syslogMessage(entry, lineOf('jsonl', entry).trimEnd(), 'desk')),
          );
          await deliverBatch(parseCollector(collector.address, null), frames);
          return true;
        },
        position: memoryPosition(1),
        wait: async () => true,
        say: () => {},
        once: true,
        ...changes,
      };
    }
    const sequences = () =>
      collector.received.map((message) => Number(/sequence="(\d+)"/.exec(message)?.[1]));

    it('sends each entry as RFC 5424 says, framed by its octets', async () => {
      await room.fill(1, { outcome: 'refused', ticket: 'T-"]\\' });
      expect(await follow(following())).toBe(1);
      const [message = ''] = collector.received;
      expect(message).toMatch(
        /^<108>1 \d{4}-\d\d-\d\dT[\d:.]+Z desk rekey - unlock \[rekey@32473 sequence="1" hash="[0-9a-f]{64}" outcome="refused" category="action" staff="sam" userId="7" ticket="T-\\"\\\]\\\\"\] \uFEFF\{"entry":/,
      );
      expect(JSON.parse(message.slice(message.indexOf('\uFEFF') + 1)).entry.sequence).toBe(1);
    });

    it('goes on after the position that was kept, also after more than one batch', async () => {
      const file = join(await mkdtemp(join(inject('scratch'), 'position-')), 'position.json');
      await room.fill(3);
      const position = () => filePosition(file, 1);
      await follow(following({ position: position() }));
      await room.fill(2);
      await follow(following({ position: position() }));
      expect(sequences()).toEqual([1, 2, 3, 4, 5]);
      expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ sequence: 5 });
    });

    it('tries again with longer and longer pauses, and loses nothing', async () => {
      collector.close();
      collector = await collect({ hangUpAfter: 8 });
      await room.fill(2);
      const pauses: number[] = [];
      const position = memoryPosition(1);
      await follow(
        following({
          once: false,
          position,
          wait: async (milliseconds) => {
            pauses.push(milliseconds);
            return position.read().sequence < 2;
          },
        }),
      );
      expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 1000]);
      expect(sequences()).toEqual([1, 2]);
    });

    it('does not count as delivered what the collector had not read to its end', async () => {
      const server = createServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () => socket.resetAndDestroy());
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as { port: number };
      const there = parseCollector(`tcp://127.0.0.1:${port}`, null);
      await expect(deliverBatch(there, ['x'.repeat(5_000_000)])).rejects.toThrow();
      server.close();
    });

    it('stops when the log is another than the one that was forwarded', async () => {
      await room.fill(2);
      const position = memoryPosition(1);
      position.write({ sequence: 2, hash: 'f'.repeat(64) });
      await expect(follow(following({ position }))).rejects.toMatchObject({ code: 'AUDIT_BROKEN' });
    });

    it('refuses a file that is no position, and leaves it as it is', async () => {
      const file = join(await mkdtemp(join(inject('scratch'), 'position-')), 'position.json');
      await writeFile(file, '{"sequence":"1"}', { mode: 0o600 });
      await expect(follow(following({ position: filePosition(file, 1) }))).rejects.toMatchObject({
        code: 'CONFIGURATION',
      });
      expect(await readFile(file, 'utf8')).toBe('{"sequence":"1"}');
    });

    it('stops when nobody reads any more', async () => {
      await room.fill(1);
      expect(await follow(following({ once: false, deliver: async () => false }))).toBe(0);
    });
  });
});

describe('a collector', () => {
  it('over TLS is checked by its certificate, and refused with another', async () => {
    const folder = new URL('../support/tls/', import.meta.url);
    const [key, cert] = await Promise.all([
      readFile(new URL('key.pem', folder)),
      readFile(new URL('localhost.pem', folder)),
    ]);
    const received: string[] = [];
    const server = createTlsServer({ key, cert }, (socket) => {
      socket.on('error', () => {});
      socket.on('data', (data) => received.push(String(data)));
      socket.on('end', () => socket.end());
    });
    server.on('tlsClientError', () => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const ca = fileURLToPath(new URL('authority.pem', folder));
    await deliverBatch(parseCollector(`tls://localhost:${port}`, ca), ['3 abc']);
    expect(received.join('')).toBe('3 abc');
    await expect(deliverBatch(parseCollector(`tls://localhost:${port}`, null), ['3 abc'])).rejects.toThrow();
    expect(received.join('')).toBe('3 abc');
    server.close();
  });

  it.each(['udp://host:514', 'host:514', 'tcp://', 'tcp://host:99999', ''])('is not %j', (address) => {
    expect(() => parseCollector(address, null)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });

  it('gets a message whose header holds ASCII only, whatever the host is called', () => {
    const entry = {
      ...UNLOCKED,
      sequence: 1,
      hash: 'x',
      previousHash: 'x',
      user: null,
      ticket: null,
    } as never;
    expect(syslogMessage(entry, '{}', 'bürø 1')).toContain('Z b_r__1 rekey - unlock [');
  });
});
