import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RekeyError } from '../../db/errors.ts';
import type { Answer, Seat } from '../../main/host.ts';
import { type BrowserServer, startBrowserServer } from '../../main/hosts/browser-server.ts';
import { CONTENT_SECURITY_POLICY } from '../../main/hosts/page-policy.ts';
import type { StaticFiles } from '../../main/hosts/static-files.ts';
import { ask, call, enter } from './browser.ts';

const INDEX = {
  body: Buffer.from('<title>page</title>'),
  contentType: 'text/html; charset=utf-8',
  immutable: false,
};
const SCRIPT = { body: Buffer.from('run()'), contentType: 'text/javascript; charset=utf-8', immutable: true };
const FILES: StaticFiles = new Map([
  ['/', INDEX],
  ['/index.html', INDEX],
  ['/assets/page-1a2b.js', SCRIPT],
]);

interface Received {
  seat: Seat;
  path: unknown;
  input: unknown;
}

let received: Received[];
let answer: (call: Received) => Promise<Answer>;
let server: BrowserServer;

beforeEach(async () => {
  received = [];
  answer = async () => ({ ok: true, data: 'done' });
  const console = {
    call(seat: Seat, path: unknown, input: unknown) {
      const call = { seat, path, input };
      received.push(call);
      return answer(call);
    },
  };
  server = await startBrowserServer({ console, files: FILES, port: 0 });
});

afterEach(() => server.close());

const admitted = () => enter(server.port, server.entrance.issueToken());

describe('the way in', () => {
  test('a token buys one cookie that scripts and other sites can not use', async () => {
    const { port } = server;
    const reply = await ask({ port, path: `/?token=${server.entrance.issueToken()}` });
    expect(reply.status).toBe(303);
    expect(reply.headers.location).toBe('/');
    const [name, ...attributes] = reply.headers['set-cookie']?.[0]?.split('; ') ?? [];
    expect(name).toMatch(new RegExp(`^rekey-${port}=[\\w-]{43}$`));
    expect(attributes.sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict']);
    expect(reply.headers['cache-control']).toBe('no-store');
  });

  test('with the cookie the page is served', async () => {
    const reply = await ask({ port: server.port, headers: { cookie: await admitted() } });
    expect(reply).toMatchObject({ status: 200, body: '<title>page</title>' });
  });

  test.each(['/', '/index.html', '/assets/page-1a2b.js', '/nothing'])(
    'without a cookie %s is refused, and the refusal says in words how to get in',
    async (path) => {
      const reply = await ask({ port: server.port, path });
      expect(reply.status).toBe(401);
      expect(reply.body).toContain('Open the address that Rekey shows');
      expect(reply.body).not.toContain('<script');
    },
  );

  test.each(['', 'x', 'A'.repeat(43), 'A'.repeat(8000)])(
    'a wrong token lets nobody in: %.10s',
    async (token) => {
      server.entrance.issueToken();
      const reply = await ask({ port: server.port, path: `/?token=${token}` });
      expect(reply.status).toBe(401);
      expect(reply.headers['set-cookie']).toBeUndefined();
    },
  );

  test('a used token lets nobody in', async () => {
    const token = server.entrance.issueToken();
    await enter(server.port, token);
    const again = await ask({ port: server.port, path: `/?token=${token}` });
    expect(again.status).toBe(401);
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(server.entrance.seats).toBe(1);
  });

  test('of many who use the same token at once one gets in', async () => {
    const token = server.entrance.issueToken();
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => ask({ port: server.port, path: `/?token=${token}` })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([303, 401, 401, 401, 401, 401, 401, 401]);
  });

  test('a new token ends the one before it', async () => {
    const first = server.entrance.issueToken();
    server.entrance.issueToken();
    expect((await ask({ port: server.port, path: `/?token=${first}` })).status).toBe(401);
  });

  test('a look at the address that is no GET does not spend the token', async () => {
    const token = server.entrance.issueToken();
    expect((await ask({ port: server.port, method: 'HEAD', path: `/?token=${token}` })).status).toBe(401);
    expect(await enter(server.port, token)).not.toBe('');
  });

  test('a browser that is in keeps its seat when it opens the address again', async () => {
    const token = server.entrance.issueToken();
    const cookie = await enter(server.port, token);
    const again = await ask({ port: server.port, path: `/?token=${token}`, headers: { cookie } });
    expect(again.status).toBe(303);
    expect(again.headers['set-cookie']).toBeUndefined();
  });

  test('two browsers have two seats, and each keeps its own', async () => {
    const [one, two] = [await admitted(), await admitted()];
    for (const cookie of [one, two, one]) await call(server.port, cookie, 'session.view');
    const [first, second, third] = received.map(({ seat }) => seat);
    expect(first).not.toBe(second);
    expect(third).toBe(first);
  });

  test.each([
    ['another value', (cookie: string) => `${cookie}x`],
    ['another name', (cookie: string) => cookie.replace(/^rekey/, 'rekex')],
    ['no value', (cookie: string) => `${cookie.split('=')[0]}=`],
  ])('a cookie with %s opens nothing', async (_, spoil) => {
    const reply = await call(server.port, spoil(await admitted()), 'session.view');
    expect(reply.status).toBe(401);
    expect(JSON.parse(reply.body)).toMatchObject({ ok: false, error: { code: 'SHUT_OUT' } });
    expect(received).toEqual([]);
  });

  test('a cookie of another instance beside ours does no harm', async () => {
    const cookie = `rekey-1=${'A'.repeat(43)}; ${await admitted()}; theme=dark`;
    expect((await call(server.port, cookie, 'session.view')).status).toBe(200);
  });
});

describe('foreign requests', () => {
  const hosts = (port: number) => [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1',
    `127.0.0.1:${port + 1}`,
    `127.0.0.1:${port}.evil.example`,
    `127.1:${port}`,
    `0.0.0.0:${port}`,
    `[::1]:${port}`,
    `user@127.0.0.1:${port}`,
  ];

  test('a Host that is not this server is refused, whatever cookie comes along', async () => {
    const { port } = server;
    const cookie = await admitted();
    for (const host of hosts(port)) {
      const page = await ask({ port, headers: { host, cookie } });
      expect([host, page.status]).toEqual([host, 403]);
      expect(page.body).not.toContain('<title>page');
    }
  });

  test('a foreign Host does not spend a token', async () => {
    const token = server.entrance.issueToken();
    const reply = await ask({
      port: server.port,
      path: `/?token=${token}`,
      headers: { host: 'evil.example' },
    });
    expect(reply.status).toBe(403);
    expect(await enter(server.port, token)).not.toBe('');
  });

  test('localhost is this server too', async () => {
    const { port } = server;
    const reply = await ask({ port, headers: { host: `localhost:${port}`, cookie: await admitted() } });
    expect(reply.status).toBe(200);
  });

  test('a foreign Origin is refused on calls and on pages', async () => {
    const { port } = server;
    const cookie = await admitted();
    const origins = [
      'https://evil.example',
      `http://127.0.0.1:${port + 1}`,
      `https://127.0.0.1:${port}`,
      `http://localhost:${port}`,
      `http://127.0.0.1:${port}.evil.example`,
      'null',
      '',
    ];
    for (const origin of origins) {
      const headers = { cookie, origin, 'content-type': 'application/json' };
      const post = await ask({ port, method: 'POST', path: '/api/call', headers, body: '{"path":"a"}' });
      expect([origin, post.status]).toEqual([origin, 403]);
      expect(JSON.parse(post.body).error.code).toBe('FOREIGN_REQUEST');
      expect((await ask({ port, headers: { cookie, origin } })).status).toBe(403);
    }
    expect(received).toEqual([]);
  });

  test('a call without an Origin is refused', async () => {
    const headers = { cookie: await admitted(), 'content-type': 'application/json' };
    const reply = await ask({
      port: server.port,
      method: 'POST',
      path: '/api/call',
      headers,
      body: '{"path":"a"}',
    });
    expect(reply.status).toBe(403);
    expect(received).toEqual([]);
  });

  test.each(['cross-site', 'same-site', 'anything'])('what a browser calls %s is refused', async (site) => {
    const { port } = server;
    const headers = { cookie: await admitted(), 'sec-fetch-site': site };
    expect((await ask({ port, headers })).status).toBe(403);
    const origin = `http://127.0.0.1:${port}`;
    const post = await ask({
      port,
      method: 'POST',
      path: '/api/call',
      headers: { ...headers, origin },
      body: '{}',
    });
    expect(post.status).toBe(403);
  });

  test('a typed address is no call, though it is a page', async () => {
    const { port } = server;
    const headers = { cookie: await admitted(), 'sec-fetch-site': 'none' };
    expect((await ask({ port, headers })).status).toBe(200);
    const origin = `http://127.0.0.1:${port}`;
    const post = await ask({
      port,
      method: 'POST',
      path: '/api/call',
      headers: { ...headers, origin },
      body: '{}',
    });
    expect(post.status).toBe(403);
  });

  test('no answer invites another site to read it', async () => {
    const headers = { cookie: await admitted(), origin: `http://127.0.0.1:${server.port}` };
    for (const path of ['/', '/api/call']) {
      const reply = await ask({ port: server.port, path, headers });
      expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(reply.headers['cross-origin-resource-policy']).toBe('same-origin');
    }
  });
});

describe('pages', () => {
  test('every page and every refusal carries the policy', async () => {
    const cookie = await admitted();
    for (const headers of [{}, { cookie }, { cookie, host: 'evil.example' }]) {
      const reply = await ask({ port: server.port, headers });
      expect(reply.headers['content-security-policy']).toBe(CONTENT_SECURITY_POLICY);
      expect(reply.headers['x-content-type-options']).toBe('nosniff');
      expect(reply.headers['referrer-policy']).toBe('no-referrer');
      expect(reply.headers['cross-origin-opener-policy']).toBe('same-origin');
      expect(reply.headers['cache-control']).toBe('no-store');
    }
  });

  test('only files that are named by their content may be kept', async () => {
    const headers = { cookie: await admitted() };
    const script = await ask({ port: server.port, path: '/assets/page-1a2b.js', headers });
    expect(script.headers['cache-control']).toBe('private, max-age=31536000, immutable');
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(script.body).toBe('run()');
  });

  test.each([
    '/../package.json',
    '/assets/../../package.json',
    '/assets/../index.html',
    '/%2e%2e/package.json',
    '/%2E%2E%2Fpackage.json',
    '/..%2fpackage.json',
    '/..%5cpackage.json',
    '/..\\package.json',
    '/assets/..%00/index.html',
    '/index.html%00.js',
    '/%252e%252e/package.json',
    '//etc/passwd',
    '/etc/passwd',
    '/./index.html',
    '/index.html/',
    '/INDEX.HTML',
    '/index.html?x',
    '/%69ndex.html',
    '/....//package.json',
    '/%c0%ae%c0%ae/package.json',
    '/assets',
    '/assets/',
    '*',
    'http://127.0.0.1/index.html',
    'file:///etc/passwd',
  ])('%s is no address', async (path) => {
    const reply = await ask({ port: server.port, path, headers: { cookie: await admitted() } });
    expect(reply.status).toBe(404);
    expect(reply.body).toContain('There is nothing at this address');
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])(
    '%s is not how a page is asked for',
    async (method) => {
      const { port } = server;
      const headers = { cookie: await admitted(), origin: `http://127.0.0.1:${port}` };
      const reply = await ask({ port, method, headers });
      expect(reply.status).toBe(405);
      expect(reply.headers.allow).toBe('GET, HEAD');
    },
  );

  test('one connection serves many of them', async () => {
    const { port } = server;
    const socket = connect(port, '127.0.0.1');
    const headers = `Host: 127.0.0.1:${port}\r\nCookie: ${await admitted()}\r\n\r\n`;
    for (const path of ['/', '/nothing', '/assets/page-1a2b.js']) {
      socket.write(`GET ${path} HTTP/1.1\r\n${headers}`);
      const [reply] = await once(socket, 'data');
      expect(String(reply)).toMatch(/\r\nConnection: keep-alive\r\n/i);
    }
    socket.destroy();
  });

  test('HEAD tells the size and sends nothing', async () => {
    const reply = await ask({ port: server.port, method: 'HEAD', headers: { cookie: await admitted() } });
    expect(reply).toMatchObject({
      status: 200,
      body: '',
      headers: { 'content-length': String(INDEX.body.length) },
    });
  });
});

describe('calls', () => {
  test('a call reaches the console as it was sent and is answered in JSON', async () => {
    const reply = await call(server.port, await admitted(), 'users.search', {
      query: 'né %_ 🔑',
      after: null,
    });
    expect(received).toMatchObject([{ path: 'users.search', input: { query: 'né %_ 🔑', after: null } }]);
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('application/json');
    expect(reply.headers['cache-control']).toBe('no-store');
    expect(JSON.parse(reply.body)).toEqual({ ok: true, data: 'done' });
  });

  test('a refusal of the console is an answer like any other', async () => {
    const { code, message, next } = new RekeyError('FORBIDDEN', { role: 'support' });
    answer = async () => ({ ok: false, error: { code, message, next } });
    const reply = await call(server.port, await admitted(), 'staff.add');
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.body)).toEqual({ ok: false, error: { code, message, next } });
  });

  test('a procedure that does not exist is not found', async () => {
    const { code, message, next } = new RekeyError('NO_SUCH_PROCEDURE');
    answer = async () => ({ ok: false, error: { code, message, next } });
    const reply = await call(server.port, await admitted(), 'users.dropAll');
    expect(reply.status).toBe(404);
    expect(JSON.parse(reply.body).error.code).toBe('NO_SUCH_PROCEDURE');
  });

  test('an error that nobody foresaw tells nothing of itself', async () => {
    answer = async () => {
      throw new Error('mysql://root:secret@db');
    };
    const reply = await call(server.port, await admitted(), 'users.search');
    expect(reply.status).toBe(500);
    expect(reply.body).not.toContain('secret');
    expect(JSON.parse(reply.body).error.code).toBe('INTERNAL');
  });

  test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])('%s is not how a call is made', async (method) => {
    const { port } = server;
    const headers = { cookie: await admitted(), origin: `http://127.0.0.1:${port}` };
    const reply = await ask({ port, method, path: '/api/call', headers });
    expect(reply.status).toBe(405);
    expect(reply.headers.allow).toBe('POST');
    expect(received).toEqual([]);
  });

  test.each([
    undefined,
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'text/plain; application/json',
    'application/json; charset=utf-16',
  ])('content of type %s is refused', async (type) => {
    const { port } = server;
    const headers = {
      cookie: await admitted(),
      origin: `http://127.0.0.1:${port}`,
      ...(type && { 'content-type': type }),
    };
    const reply = await ask({ port, method: 'POST', path: '/api/call', headers, body: '{"path":"a"}' });
    expect(reply.status).toBe(400);
    expect(JSON.parse(reply.body).error.code).toBe('BAD_INPUT');
    expect(received).toEqual([]);
  });

  test.each([
    '',
    '{',
    'null',
    '[]',
    '"users.search"',
    '{}',
    '{"path":1}',
    '{"path":null,"input":{}}',
    '{"path":["users.search"]}',
    '{"path":"a"}{"path":"b"}',
  ])('a body of %j is no call', async (body) => {
    const { port } = server;
    const headers = {
      cookie: await admitted(),
      origin: `http://127.0.0.1:${port}`,
      'content-type': 'application/json',
    };
    const reply = await ask({ port, method: 'POST', path: '/api/call', headers, body });
    expect(reply.status).toBe(400);
    expect(JSON.parse(reply.body).error.code).toBe('BAD_INPUT');
    expect(received).toEqual([]);
  });

  test('text that is not UTF-8, or compressed, is no call', async () => {
    const { port } = server;
    const headers = {
      cookie: await admitted(),
      origin: `http://127.0.0.1:${port}`,
      'content-type': 'application/json',
    };
    const body = Buffer.from('{"path":"\xff"}', 'latin1');
    expect((await ask({ port, method: 'POST', path: '/api/call', headers, body })).status).toBe(400);
    const packed = { ...headers, 'content-encoding': 'gzip' };
    expect(
      (await ask({ port, method: 'POST', path: '/api/call', headers: packed, body: '{"path":"a"}' })).status,
    ).toBe(400);
    expect(received).toEqual([]);
  });

  test('a body of 1 MiB is taken, and one byte more is not', async () => {
    const cookie = await admitted();
    const frame = JSON.stringify({ path: 'a', input: '' }).length;
    expect((await call(server.port, cookie, 'a', 'x'.repeat(1024 * 1024 - frame))).status).toBe(200);
    const reply = await call(server.port, cookie, 'a', 'x'.repeat(1024 * 1024 - frame + 1));
    expect(reply.status).toBe(413);
    expect(reply.headers.connection).toBe('close');
    expect(JSON.parse(reply.body).error.code).toBe('TOO_LARGE');
    expect(received).toHaveLength(1);
  });

  test('a body that is announced as too large is refused before it is sent', async () => {
    const { port } = server;
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST /api/call HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nCookie: ${await admitted()}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 1048577\r\n\r\n',
    );
    const [reply] = await once(socket, 'data');
    expect(String(reply)).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  test('who sends too much all the same gets the answer, and is then hung up on', async () => {
    const { port } = server;
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST /api/call HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nCookie: ${await admitted()}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 5242880\r\n\r\n',
    );
    socket.write(Buffer.alloc(5 * 1024 * 1024));
    let reply = '';
    socket.on('data', (chunk) => {
      reply += chunk;
    });
    await once(socket, 'end');
    expect(reply).toMatch(/^HTTP\/1\.1 413 /);
    expect(reply).toMatch(/\r\nConnection: close\r\n/i);
    expect(reply).toContain('TOO_LARGE');
  });

  test('a body that hides its length is cut off at the same size', async () => {
    const { port } = server;
    const headers = {
      cookie: await admitted(),
      origin: `http://127.0.0.1:${port}`,
      'content-type': 'application/json',
      'transfer-encoding': 'chunked',
    };
    const frame = JSON.stringify({ path: 'a', input: '' }).length;
    const ofSize = (size: number) => {
      const body = JSON.stringify({ path: 'a', input: 'x'.repeat(size - frame) });
      return ask({ port, method: 'POST', path: '/api/call', headers, body });
    };
    expect((await ofSize(1024 * 1024)).status).toBe(200);
    expect((await ofSize(1024 * 1024 + 1)).status).toBe(413);
    expect((await ofSize(3 * 1024 * 1024)).status).toBe(413);
    expect(received).toHaveLength(1);
  });

  test('a call that is cut off reaches nobody, and the next one is answered', async () => {
    const { port } = server;
    const cookie = await admitted();
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST /api/call HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nCookie: ${cookie}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"path":"a",',
    );
    socket.destroy();
    await once(socket, 'close');
    expect((await call(port, cookie, 'b')).status).toBe(200);
    expect(received.map(({ path }) => path)).toEqual(['b']);
  });

  test('what is no HTTP is turned away without ending the server', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.resume().end('\0\x01\x02 nonsense\r\n\r\n');
    await once(socket, 'close');
    expect((await ask({ port: server.port, headers: { cookie: await admitted() } })).status).toBe(200);
  });
});

describe('beginning and end', () => {
  test('it listens on 127.0.0.1 and on no other address of this machine', async () => {
    const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    const others = addresses.map(({ address }) => address).filter((address) => address !== '127.0.0.1');
    for (const address of ['::1', ...others]) {
      const socket = connect(server.port, address);
      await expect(once(socket, 'connect'), address).rejects.toThrow();
    }
  });

  test('a port that is taken is told', async () => {
    const second = startBrowserServer({
      console: { call: answer as never },
      files: FILES,
      port: server.port,
    });
    await expect(second).rejects.toMatchObject({ code: 'PORT_TAKEN', facts: { port: server.port } });
  });

  test('closing lets a call that runs finish, and takes no new one', async () => {
    const { port } = server;
    const cookie = await admitted();
    let finish = () => {};
    answer = () =>
      new Promise((resolve) => {
        finish = () => resolve({ ok: true, data: 'finished' });
      });
    const running = call(port, cookie, 'actions.unlock');
    await expect.poll(() => received.length).toBe(1);
    const closing = server.close();
    await expect(call(port, cookie, 'session.view')).rejects.toThrow('ECONNREFUSED');
    finish();
    expect(JSON.parse((await running).body).data).toBe('finished');
    await closing;
  });
});
