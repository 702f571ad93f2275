import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import type { AuditEntry } from '../../db/audit/entry.ts';
import { entriesAfter } from '../../db/audit/listing.ts';
import type { Database } from '../../db/database.ts';
import { lineOf } from '../../main/services/audit/export-format.ts';
import { type Following, filePosition, follow, memoryPosition } from '../../main/services/audit/follow.ts';
import { deliverBatch, parseCollector } from '../../main/syslog/collector.ts';
import { framed, syslogMessage, syslogReference } from '../../main/syslog/message.ts';
import { openAuditRoom, UNLOCKED } from '../support/audit-room.ts';
import { forEachDatabase } from '../support/databases.ts';

/** A collector that reads frames by counting octets, and may hang up first. */
async function collect(options: { hangUpAfter?: number; refuse?: (message: string) => boolean } = {}) {
  const received: string[] = [];
  let connections = 0;
  const server: Server = createServer({ allowHalfOpen: true }, (socket: Socket) => {
    connections += 1;
    if (options.hangUpAfter !== undefined && connections <= options.hangUpAfter) return socket.destroy();
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => {});
    socket.on('end', () => {
      const messages = frames(Buffer.concat(chunks));
      if (messages.some((message) => options.refuse?.(message))) return socket.resetAndDestroy();
      received.push(...messages);
      return socket.end();
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
        async deliver(entries, as) {
          const frames = entries.map((entry) =>
            framed(
              as === 'entry'
                ? syslogMessage(entry, lineOf('jsonl', entry).trimEnd(), 'desk')
                : syslogReference(entry, 'desk'),
            ),
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

    it.each([true, false])(
      'goes past an entry that is not taken, by its hash, and says so (once: %s)',
      async (once) => {
        collector.close();
        collector = await collect({ refuse: (message) => message.includes('poison') });
        await room.fill(20);
        await room.fill(1, { reasonText: 'poison' });
        await room.fill(20);
        const said: string[] = [];
        const position = memoryPosition(1);
        const wait = async () => position.read().sequence < 41;
        expect(await follow(following({ once, position, wait, say: (text) => said.push(text) }))).toBe(41);
        expect([...new Set(sequences())]).toEqual(Array.from({ length: 41 }, (_, index) => index + 1));
        const [refused] = await entriesAfter(database.reader, 20, 1);
        const reference = collector.received.find((message) => message.includes('sequence="21"')) ?? '';
        expect(reference).toContain(`hash="${refused?.hash}"`);
        expect(reference).toContain('leftOut="');
        expect(said.filter((text) => !text.includes('Trying again'))).toEqual([
          expect.stringMatching(
            `^Of entry 21 only its number and hash \\(${refused?.hash}\\) were delivered`,
          ),
        ]);
      },
    );

    it('gives up nothing of an entry when the collector takes not even its hash', async () => {
      collector.close();
      collector = await collect({ refuse: () => true });
      await room.fill(1);
      await expect(follow(following())).rejects.toMatchObject({ code: 'COLLECTOR_REFUSED' });
      let tries = 0;
      const wait = async () => ++tries < 20;
      expect(await follow(following({ once: false, wait }))).toBe(0);
      expect(collector.received).toEqual([]);
    });

    it('names the collector that does not run, and not the database', async () => {
      await room.fill(1);
      collector.close();
      const said: string[] = [];
      const port = String(collector.port);
      await expect(follow(following())).rejects.toMatchObject({ code: 'COLLECTOR_UNREACHABLE' });
      await follow(following({ once: false, wait: async () => false, say: (text) => said.push(text) }));
      expect(said).toEqual([
        expect.stringMatching(`syslog collector was not reached \\(nothing answers at .*:${port}`),
      ]);
      expect(said.join()).not.toMatch(/database/i);
      collector = await collect();
    });

    it('delivers nothing twice while the position cannot be kept, and says where it failed', async () => {
      await room.fill(2);
      const said: string[] = [];
      let tries = 0;
      const wait = async () => ++tries < 3;
      const file = join(inject('scratch'), 'no such folder', 'position.json');
      await follow(
        following({ once: false, wait, position: filePosition(file, 1), say: (text) => said.push(text) }),
      );
      expect(sequences()).toEqual([1, 2]);
      expect(said[0]).toContain(`not saved (${file}: ENOENT)`);
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

  it('with a file of certificates that is none is refused by the name of the file', async () => {
    const file = join(await mkdtemp(join(inject('scratch'), 'ca-')), 'ca.pem');
    const deliver = () => deliverBatch(parseCollector('tls://localhost:1', file), ['3 abc']);
    await expect(deliver()).rejects.toMatchObject({
      code: 'CONFIGURATION',
      facts: { why: expect.stringContaining(file) },
    });
    for (const text of ['', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n']) {
      await writeFile(file, text);
      await expect(deliver()).rejects.toMatchObject({ code: 'CONFIGURATION' });
    }
  });

  it.each([
    'udp://host:514',
    'host:514',
    'tcp://',
    'tcp://host:99999',
    '',
    'tcp://user:password@host:514',
    'tls://host:6514?verify=off',
    'tcp://host:514/path',
  ])('is not %j', (address) => {
    expect(() => parseCollector(address, null)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });

  const entry = (changes: object) =>
    ({
      ...UNLOCKED,
      ...{ sequence: 7, hash: 'f'.repeat(64), previousHash: '0'.repeat(64), actionId: null },
      ...changes,
    }) as AuditEntry;
  const messageOf = (one: AuditEntry) => syslogMessage(one, lineOf('jsonl', one).trimEnd(), 'desk');

  it('gets a message of 8,192 octets whole, and of one more without its longest part', () => {
    const one = (length: number) => entry({ reasonText: 'x'.repeat(length) });
    const fits = 8192 - Buffer.byteLength(messageOf(one(0)));
    const whole = messageOf(one(fits));
    expect(Buffer.byteLength(whole)).toBe(8192);
    expect(whole).not.toContain('leftOut');
    const short = messageOf(one(fits + 1));
    expect(short).toContain(`sequence="7" hash="${'f'.repeat(64)}"`);
    expect(short).toContain('leftOut="reasonText"]');
    const text = JSON.parse(short.slice(short.indexOf('\uFEFF') + 1));
    expect(text).toMatchObject({
      hash: 'f'.repeat(64),
      leftOut: ['reasonText'],
      entry: { sequence: 7, action: 'unlock' },
    });
    expect(text.entry).not.toHaveProperty('reasonText');
  });

  it.each([
    [
      'every part long',
      { before: 'é'.repeat(9_000), after: ['"'.repeat(9_000)], detail: { to: '\\'.repeat(9_000) } },
    ],
    ['a name without an end', { staff: { id: 1, name: '🦊'.repeat(9_000) }, ticket: '"]'.repeat(5_000) }],
    ['a user without an end', { user: { id: '9'.repeat(9_000), label: 'ü'.repeat(9_000) } }],
    [
      'many short parts',
      { reason: 'r'.repeat(4_000), reasonText: 't'.repeat(4_000), action: 'a'.repeat(4_000) },
    ],
    ['a time that is none', { time: 9e15, detail: 'd'.repeat(9_000) }],
  ])('gets at most 8,192 octets for %s', (_what, changes) => {
    const message = messageOf(entry(changes));
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(8192);
    expect(message).toContain(`sequence="7" hash="${'f'.repeat(64)}"`);
    expect(JSON.parse(message.slice(message.indexOf('\uFEFF') + 1))).toMatchObject({ hash: 'f'.repeat(64) });
    expect(Buffer.from(message).toString()).toBe(message);
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
