/** What the sandbox's server lets through, over real HTTP. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../db/database.ts';
import { migrate } from '../../db/migrate.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { type SandboxServer, startSandboxServer } from '../../main/sandbox/server.ts';
import { ask } from '../hosts/browser.ts';
import { openSandboxDesk, PASSWORD, type SandboxDesk } from '../support/sandbox-desk.ts';

let desk: SandboxDesk;
let server: SandboxServer;
let port: number;

beforeAll(async () => {
  const database = openDatabase({ kind: 'sqlite', path: ':memory:' });
  await migrate(database, referenceKind, { platform: true });
  desk = openSandboxDesk(database);
  server = await startSandboxServer({ platform: desk.platform, clock: () => desk.time.now, port: 0 });
  port = Number(new URL(server.address).port);
  await desk.add({ username: 'mara', required: false });
});
afterAll(async () => {
  await server?.close();
  await desk?.database.close();
});

interface Seat {
  cookies: Map<string, string>;
}
const browser = (): Seat => ({ cookies: new Map() });

async function get(seat: Seat, path: string, headers: Record<string, string> = {}) {
  return keep(seat, await ask({ port, path, headers: { ...cookieOf(seat), ...headers } }));
}
async function post(
  seat: Seat,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
) {
  const body = new URLSearchParams(fields).toString();
  const usual = {
    origin: `http://127.0.0.1:${port}`,
    'content-type': 'application/x-www-form-urlencoded',
    ...cookieOf(seat),
  };
  return keep(seat, await ask({ port, path, method: 'POST', body, headers: { ...usual, ...headers } }));
}
function cookieOf({ cookies }: Seat): Record<string, string> {
  return { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
}
function keep(seat: Seat, reply: Awaited<ReturnType<typeof ask>>) {
  for (const cookie of reply.headers['set-cookie'] ?? []) {
    const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
    seat.cookies.set(name, value);
  }
  return reply;
}
const tokenIn = (body: string) => /name="form" value="([^"]+)"/.exec(body)?.[1] ?? '';
const login = async (seat: Seat, headers: Record<string, string> = {}, password = PASSWORD) => {
  const form = tokenIn((await get(seat, '/login')).body);
  return post(seat, '/login', { form, username: 'mara', password }, headers);
};

describe('who is let through', () => {
  test('a form of our own page is, and nothing before login is shown but login, help and contact', async () => {
    const seat = browser();
    for (const path of ['/', '/activity', '/profile', '/profile/security', '/no/such/page'])
      expect(await get(seat, path)).toMatchObject({ status: 303, headers: { location: '/login' } });
    for (const path of ['/help', '/contact', '/login']) expect((await get(seat, path)).status).toBe(200);
    expect(await login(seat)).toMatchObject({ status: 303, headers: { location: '/' } });
    expect((await get(seat, '/')).status).toBe(403);
    expect((await get(seat, '/profile')).status).toBe(200);
  });

  test('an address that was pointed at this machine is refused', async () => {
    for (const host of ['evil.example', `evil.example:${port}`, `127.0.0.1:${port + 1}`])
      expect((await get(browser(), '/login', { host })).status).toBe(403);
    expect((await get(browser(), '/login', { host: `localhost:${port}` })).status).toBe(200);
  });

  test.each([
    ['another site', { origin: 'http://evil.example' }],
    ['another server of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a page without an address', { origin: 'null' }],
    ['the console', { 'sec-fetch-site': 'same-site' }],
  ])('a form of %s is refused, token or not', async (_who, headers) => {
    const seat = browser();
    expect((await login(seat, headers)).status).toBe(403);
    expect((await get(seat, '/profile')).status).toBe(303);
  });

  test('a form without its token, or with one of another browser or of before login, is refused', async () => {
    const [seat, other] = [browser(), browser()];
    const foreign = tokenIn((await get(other, '/login')).body);
    const own = tokenIn((await get(seat, '/login')).body);
    for (const form of ['', 'x', foreign])
      expect((await post(seat, '/login', { form, username: 'mara', password: PASSWORD })).status).toBe(403);
    expect((await login(seat)).status).toBe(303);
    expect((await post(seat, '/logout', { form: own })).status).toBe(403);
    expect((await get(seat, '/profile')).status).toBe(200);
    expect((await post(seat, '/logout', { form: tokenIn((await get(seat, '/profile')).body) })).status).toBe(
      303,
    );
    expect((await get(seat, '/profile')).status).toBe(303);
  });

  test('a cookie that was made up before login is not the session after it', async () => {
    const seat = browser();
    seat.cookies.set(`platform-session-${port}`, 'fixed-by-somebody-else');
    await login(seat);
    expect(seat.cookies.get(`platform-session-${port}`)).toMatch(/^[\w-]{43}$/);
  });

  test('other methods, other kinds of body and too much of it are refused', async () => {
    const seat = browser();
    expect(
      (await ask({ port, path: '/login', method: 'PUT', headers: { origin: `http://127.0.0.1:${port}` } }))
        .status,
    ).toBe(405);
    const form = tokenIn((await get(seat, '/login')).body);
    expect((await post(seat, '/login', { form }, { 'content-type': 'application/json' })).status).toBe(400);
    expect((await post(seat, '/contact', { form, message: 'x'.repeat(70_000) })).status).toBe(413);
    expect((await post(seat, '/no-such-form', { form })).status).toBe(404);
  });
});

describe('what every answer says', () => {
  test('no script, no frame, no other site, nothing kept', async () => {
    const reply = await get(browser(), '/login');
    expect(reply.headers).toMatchObject({
      'content-security-policy': expect.stringMatching(
        /default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/,
      ),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(reply.headers['content-security-policy']).not.toMatch(/script-src|unsafe/);
    expect(reply.body).not.toMatch(/<script|\son\w+=/i);
    for (const cookie of reply.headers['set-cookie'] ?? [])
      expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(reply.headers['set-cookie']).toHaveLength(1);
  });

  test('what was typed comes back as text', async () => {
    const seat = browser();
    const form = tokenIn((await get(seat, '/login')).body);
    const username = '"><img src=x onerror=alert(1)>';
    const { body } = await post(seat, '/login', { form, username, password: 'x' });
    expect(body).not.toContain('<img');
    expect(body).toContain('&lt;img');
    expect((await get(seat, `/login?username=${encodeURIComponent(username)}`)).body).not.toContain('<img');
  });
});

describe('how often', () => {
  test('a password may be tried twenty times in five minutes, and then again', async () => {
    await desk.add({ username: 'tried' });
    const seat = browser();
    const once = async () => {
      const form = tokenIn((await get(seat, '/login')).body);
      return (await post(seat, '/login', { form, username: 'tried', password: 'wrong' })).status;
    };
    const statuses: number[] = [];
    for (let times = 0; times < 21; times += 1) statuses.push(await once());
    expect(statuses).toEqual([...Array(20).fill(401), 429]);
    desk.time.now += 5 * 60_000;
    expect(await once()).toBe(401);
  });

  test('contact takes five messages in ten minutes, and none without words or an address', async () => {
    const seat = browser();
    const send = async (fields: Record<string, string>) => {
      const form = tokenIn((await get(seat, '/contact')).body);
      return (await post(seat, '/contact', { form, topic: 'lost-phone', ...fields })).status;
    };
    expect(await send({ name: 'Mara', message: '  ' })).toBe(422);
    expect(await send({ message: 'Help' })).toBe(422);
    const statuses: number[] = [];
    for (let times = 0; times < 6; times += 1) statuses.push(await send({ name: 'Mara', message: 'Help' }));
    expect(statuses).toEqual([...Array(5).fill(303), 429]);
    expect(await desk.database.reader('contact_messages')).toHaveLength(5);
  });
});
