import { chmod, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ask, call, enter } from '../hosts/browser.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { type HostProcess, READY, ROOT, startHost } from './host-process.ts';

let folder: string;
let running: HostProcess[] = [];

const start = (args: string[], environment: NodeJS.ProcessEnv = {}, options = {}) => {
  const host = startHost(args, { REKEY_DATA_DIR: folder, ...environment }, options);
  running.push(host);
  return host;
};

/** Waits until it is ready, and goes in. */
async function goIn(host: HostProcess) {
  const [, port, token = ''] = await host.prints(READY);
  return { port: Number(port), cookie: await enter(Number(port), token), token };
}

beforeAll(async () => {
  folder = await makeTemporaryFolder('host', 0);
});

afterEach(async () => {
  for (const { child } of running) child.kill();
  await Promise.all(running.map(({ ended }) => ended));
  running = [];
});

afterAll(() => rm(folder, { recursive: true }));

describe('a running browser host', () => {
  let host: HostProcess;
  let port: number;
  let cookie: string;

  beforeAll(async () => {
    host = startHost(['--no-open'], { REKEY_DATA_DIR: folder });
    ({ port, cookie } = await goIn(host));
  });

  afterAll(async () => {
    host.child.kill();
    await host.ended;
  });

  /** Presses Enter and waits for the address that this prints. */
  async function another(): Promise<string> {
    const before = host.printed().length;
    host.child.stdin.write('\n');
    await host.prints(new RegExp(`^[^]{${before}}${READY.source}`));
    return READY.exec(host.printed().slice(before))?.[2] ?? '';
  }

  test('prints one address, which opens the real console', async () => {
    expect(host.printed()).toMatch(new RegExp(`^${READY.source}$`));
    const page = await ask({ port, headers: { cookie } });
    expect(page.body).toContain('<div id="root">');
    const view = JSON.parse((await call(port, cookie, 'session.view')).body);
    expect(view).toMatchObject({
      ok: true,
      data: { demo: true, host: { kind: 'browser', copies: false, savesPdf: false } },
    });
  });

  test.each(['users.dropAll', '', 'users', 'constructor', '__proto__', 'users.search.call', 'users/search'])(
    'has no procedure %j',
    async (path) => {
      const reply = await call(port, cookie, path);
      expect(reply.status).toBe(404);
      expect(JSON.parse(reply.body).error.code).toBe('NO_SUCH_PROCEDURE');
    },
  );

  test('shows an address for a second browser on Enter, and knows the two apart', async () => {
    const second = await enter(port, await another());
    expect((await call(port, cookie, 'session.signInDemo', { name: 'sam' })).status).toBe(200);
    const search = async (seat: string) =>
      JSON.parse((await call(port, seat, 'users.search', { query: 'a' })).body);
    expect((await search(cookie)).ok).toBe(true);
    expect((await search(second)).error.code).toBe('SIGNED_OUT');
  });

  test('lets nobody in by an address that another one replaced', async () => {
    const replaced = await another();
    const latest = await another();
    expect(await enter(port, replaced)).toBe('');
    expect(await enter(port, latest)).not.toBe('');
  });
});

describe('the browser host', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends in order on %s', async (signal) => {
    const host = start(['--no-open']);
    await host.prints(READY);
    host.child.kill(signal);
    expect(await host.ended).toBe(0);
    expect(host.printed()).not.toMatch(/error|at .*\.js/i);
  });

  test('says that a port is taken, and stops', async () => {
    const [, port = ''] = await start(['--no-open']).prints(READY);
    const second = start(['--no-open', '--port', port]);
    expect(await second.ended).toBe(1);
    expect(second.printed()).toContain(`port ${port} is in use`);
    expect(second.printed()).not.toMatch(/\bat .*\.js|EADDRINUSE/);
  });

  test('a second one on the same data works beside the first', async () => {
    const [one, two] = [await goIn(start(['--no-open'])), await goIn(start(['--no-open']))];
    for (const { port, cookie } of [one, two, one]) {
      expect(JSON.parse((await call(port, cookie, 'session.signInDemo', { name: 'sam' })).body).ok).toBe(
        true,
      );
      expect(JSON.parse((await call(port, cookie, 'users.search', { query: 'a' })).body).ok).toBe(true);
    }
    expect((await call(one.port, two.cookie, 'session.view')).status).toBe(401);
  });

  test.each([
    ['an option it does not know', ['--port', 'x'], {}, '--port'],
    ['a configuration it can not use', [], { REKEY_PLATFORM: 'nonsense' }, 'REKEY_PLATFORM'],
    ['a data directory that is a file', [], { REKEY_DATA_DIR: '/dev/null/rekey' }, '/dev/null/rekey'],
    ['a data directory it can not make', [], { REKEY_DATA_DIR: '/sys/rekey' }, 'REKEY_DATA_DIR'],
  ])('with %s it says so and what to do, without a stack', async (_, args, environment, words) => {
    const host = start(['--no-open', ...args], environment);
    expect(await host.ended).toBe(1);
    expect(host.printed()).toContain(words);
    expect(host.printed().trim().split('\n').length).toBeLessThanOrEqual(3);
    expect(host.printed()).not.toMatch(/^\s+at /m);
  });
});

describe('with a browser to open', () => {
  /** A browser that goes where it is told, as far as it is told to. */
  async function browser(does: string): Promise<string> {
    const path = join(folder, 'browser.mjs');
    const script = `#!${process.execPath}
const address = process.argv.find((argument) => argument.startsWith('--app=')).slice(6);
${does}
`;
    await writeFile(path, script);
    await chmod(path, 0o700);
    return path;
  }

  const leftovers = async () => (await readdir(folder)).filter((name) => name.startsWith('browser-window-'));

  test('it opens a window, prints no address, and stops when the window is closed', async () => {
    const REKEY_BROWSER = await browser("await fetch(address, { redirect: 'manual' });");
    const host = start([], { REKEY_BROWSER });
    expect(await host.ended).toBe(0);
    expect(host.printed()).toContain('Rekey is open in a window');
    expect(host.printed()).not.toContain('token');
    expect(await leftovers()).toEqual([]);
  });

  test('it takes the window along when it stops', async () => {
    const waits = "await fetch(address, { redirect: 'manual' }); setInterval(() => {}, 1000);";
    const host = start([], { REKEY_BROWSER: await browser(waits) });
    await host.prints(/Rekey is open in a window/);
    host.child.kill();
    expect(await host.ended).toBe(0);
    expect(await leftovers()).toEqual([]);
  });

  test.each([
    ['that shows no window', async () => browser('process.exit(1);')],
    ['that is not there', async () => '/nowhere/chrome'],
  ])('a browser %s leaves the address to the person', async (_, path) => {
    const host = start([], { REKEY_BROWSER: await path() });
    expect((await goIn(host)).cookie).not.toBe('');
    expect(host.printed()).toContain('did not show a window');
  });
});

const NPM_START = { script: 'main/start.mjs' };

describe('npm start', () => {
  test('with --no-open prints the address and says nothing of Electron', async () => {
    const host = start(['--no-open'], {}, NPM_START);
    expect((await goIn(host)).cookie).not.toBe('');
    expect(host.printed().trim().split('\n')).toHaveLength(1);
  });

  test.skipIf(process.platform === 'win32')('leaves nothing behind when npm is killed', async () => {
    const npm = start(['start', '--', '--no-open'], {}, { program: 'npm' });
    const { port, cookie } = await goIn(npm);
    npm.child.kill();
    // Ended means that nobody holds the other end of its streams any more.
    await npm.ended;
    await expect(ask({ port, headers: { cookie } })).rejects.toThrow('ECONNREFUSED');
  });

  /** Electron as far as npm start is concerned: a program that is given a folder. */
  async function electron(does: string): Promise<string> {
    const path = join(folder, 'electron');
    await writeFile(path, `#!${process.execPath}\n${does}\n`);
    await chmod(path, 0o700);
    return folder;
  }

  test('starts Electron on the built console where its runtime is installed, and ends with it', async () => {
    const runtime = await electron(
      "console.log(process.argv[2], process.env.ELECTRON_RUN_AS_NODE ?? 'a window');",
    );
    const environment = { ELECTRON_OVERRIDE_DIST_PATH: runtime, ELECTRON_RUN_AS_NODE: '1' };
    const host = start([], environment, NPM_START);
    expect(await host.ended).toBe(0);
    expect(host.printed()).toBe(`${ROOT} a window\n`);
  });

  test('uses the browser host when Electron is installed but can not start', async () => {
    const environment = { ELECTRON_OVERRIDE_DIST_PATH: await electron('process.exit(127);'), DISPLAY: '' };
    const host = start([], environment, NPM_START);
    await host.prints(READY);
    expect(host.printed()).toMatch(
      /^Electron could not start \(status 127\), so Rekey starts its browser host instead\.\n/,
    );
  });

  test('takes Electron along when it is stopped', async () => {
    const runtime = await electron("process.kill(process.ppid, 'SIGTERM'); setInterval(() => {}, 1000);");
    const host = start([], { ELECTRON_OVERRIDE_DIST_PATH: runtime }, NPM_START);
    expect(await host.ended).toBe(0);
    expect(host.printed()).toBe('');
  });

  test.skipIf(process.platform !== 'linux')(
    'without a display says in one line why it is no Electron window',
    async () => {
      const environment = { DISPLAY: '', WAYLAND_DISPLAY: '' };
      const host = start([], environment, NPM_START);
      await host.prints(READY);
      const [first, second, third, ...more] = host.printed().trim().split('\n');
      expect(first).toMatch(/no display.*browser host/);
      expect(second).toMatch(/No window was opened/);
      expect(third).toMatch(/^Rekey is ready at/);
      expect(more).toEqual([]);
    },
  );
});
