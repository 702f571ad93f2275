import { existsSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import knex from 'knex';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Answer } from '../../main/host.ts';
import { CONTENT_SECURITY_POLICY } from '../../main/hosts/page-policy.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { Contents, StandInEvent, standIn } from './electron-stand-in.ts';

const OUT = fileURLToPath(new URL('../../out', import.meta.url));
const CHANNEL = 'rekey:call';

let folder: string;
const started: ReturnType<typeof standIn>[] = [];

/** Starts the built program against a stand-in of its own. */
async function start(settings: Parameters<typeof standIn>[0] = {}) {
  vi.resetModules();
  const electron = standIn(settings);
  vi.doMock('electron', () => electron.electron);
  await import(/* @vite-ignore */ join(OUT, 'main/electron.js'));
  const [window] = electron.windows;
  const page = (url: string) => electron.pages.get('app')?.({ url }) as Promise<Response>;
  const send = (event: object, path: unknown, input?: unknown) =>
    electron.ipc.get(CHANNEL)?.(event, path, input) as Promise<Answer>;
  const contents = window?.webContents as Contents;
  const call = (path: string, input?: unknown) =>
    send({ sender: contents, senderFrame: contents.mainFrame }, path, input);
  started.push(electron);
  return { ...electron, window: window as NonNullable<typeof window>, contents, page, send, call };
}

type Program = Awaited<ReturnType<typeof start>>;

beforeAll(async () => {
  folder = await makeTemporaryFolder('electron', 0);
  vi.stubEnv('REKEY_DATA_DIR', folder);
});

afterAll(async () => {
  for (const { app } of started) app.quit();
  await vi.waitFor(() => expect(started.every(({ record }) => record.ended)).toBe(true), 10_000);
  await rm(folder, { recursive: true });
});

describe('the Electron host', () => {
  let rekey: Program;

  beforeAll(async () => {
    rekey = await start();
  });

  test('gives the page no Node and no way around the sandbox', () => {
    expect(rekey.record.sandboxed).toBe(true);
    const { preload, ...preferences } = rekey.window.options.webPreferences;
    expect(preferences).toEqual({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: true,
    });
    expect(existsSync(preload as string)).toBe(true);
  });

  test('shows one page, of a scheme that has nothing else behind it', () => {
    expect(rekey.record.privileged).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ]);
    expect(rekey.window.addresses).toEqual(['app://rekey/']);
    expect(rekey.windows).toHaveLength(1);
  });

  test('serves the built page under the policy', async () => {
    const index = await rekey.page('app://rekey/');
    expect(index.status).toBe(200);
    expect(index.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
    expect(index.headers.get('cache-control')).toBe('no-store');
    const html = await index.text();
    const [, script] = /src="\.(\/assets\/[^"]+\.js)"/.exec(html) ?? [];
    const asset = await rekey.page(`app://rekey${script}`);
    expect(asset.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(asset.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('the built page has no script that the policy would refuse', async () => {
    const html = await (await rekey.page('app://rekey/')).text();
    const scripts = html.match(/<script\b[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) expect(script).toMatch(/ src="\.\//);
    expect(html).not.toMatch(/ on\w+="/);
  });

  test.each([
    'app://rekey/../../package.json',
    'app://rekey/..%2f..%2fpackage.json',
    'app://rekey/%2e%2e/%2e%2e/package.json',
    'app://rekey/..%5c..%5cpackage.json',
    'app://rekey/index.html%00',
    'app://rekey//etc/passwd',
    'app://rekey/main/electron.js',
    'app://rekey/preload/index.cjs',
  ])('%s is not part of the page', async (url) => {
    expect((await rekey.page(url)).status).toBe(404);
  });

  test.each(['app://evil/', 'app://rekey.evil/index.html', 'app://x@rekey/'])(
    '%s is another site',
    async (url) => {
      const reply = await rekey.page(url);
      expect(reply.status).toBe(403);
      expect(await reply.text()).toBe('');
    },
  );

  test.each([
    'https://evil.example/',
    'http://127.0.0.1/',
    'file:///etc/passwd',
    'app://evil/',
    'data:text/html,x',
    'javascript:1',
  ])('the page can not go to %s', (url) => {
    const event = new StandInEvent({ url, isMainFrame: true });
    rekey.contents.emit('will-frame-navigate', event);
    expect(event.defaultPrevented).toBe(true);
  });

  test('the page may be loaded anew', () => {
    const event = new StandInEvent({ url: 'app://rekey/#/audit', isMainFrame: true });
    rekey.contents.emit('will-frame-navigate', event);
    expect(event.defaultPrevented).toBe(false);
  });

  test.each([
    ['will-frame-navigate', { url: 'app://rekey/', isMainFrame: false }],
    ['will-redirect', { url: 'app://rekey/', isMainFrame: true }],
    ['will-attach-webview', {}],
  ])('%s is prevented in a frame, a redirect or a webview', (name, details) => {
    const event = new StandInEvent(details);
    rekey.contents.emit(name, event);
    expect(event.defaultPrevented).toBe(true);
  });

  test('no second window opens, from this window or from any other contents', () => {
    const other = new Contents();
    rekey.app.emit('web-contents-created', new StandInEvent(), other);
    for (const contents of [rekey.contents, other]) {
      expect(contents.windowOpenHandler?.({ url: 'app://rekey/' })).toEqual({ action: 'deny' });
    }
  });

  test.each([
    'clipboard-read',
    'media',
    'geolocation',
    'notifications',
    'openExternal',
    'fullscreen',
    'unknown',
  ])('the permission %s is denied, asked for or looked up', (permission) => {
    const answer = vi.fn();
    rekey.record.permissionRequest?.(rekey.contents, permission, answer);
    expect(answer.mock.calls).toEqual([[false]]);
    expect(rekey.record.permissionCheck?.(rekey.contents, permission)).toBe(false);
    expect(rekey.record.devicePermission?.()).toBe(false);
  });

  test('no request leaves for a network or the file system', () => {
    expect(rekey.record.blocked?.answer).toEqual({ cancel: true });
    const schemes = rekey.record.blocked?.urls.map((url) => url.split(':')[0]);
    expect(schemes).toEqual(['http', 'https', 'ws', 'wss', 'file']);
  });

  test('a call of the page is answered by the real console', async () => {
    const answer = await rekey.call('session.view');
    expect(answer).toMatchObject({
      ok: true,
      data: { demo: true, host: { kind: 'electron', copies: true, savesPdf: true } },
    });
    expect(await rekey.call('no.such')).toMatchObject({ ok: false, error: { code: 'NO_SUCH_PROCEDURE' } });
  });

  test('there is one channel', () => {
    expect([...rekey.ipc.keys()]).toEqual([CHANNEL]);
  });

  test('a call is refused from a frame, from another site, from another window and from nobody', async () => {
    const { contents, send } = rekey;
    const elsewhere = new Contents();
    elsewhere.mainFrame = { url: 'app://rekey/' };
    const own = contents.mainFrame;
    await expect(send({ sender: contents, senderFrame: { url: own.url } }, 'session.view')).rejects.toThrow(
      'Refused',
    );
    await expect(send({ sender: contents, senderFrame: null }, 'session.view')).rejects.toThrow('Refused');
    const stranger = { sender: elsewhere, senderFrame: elsewhere.mainFrame };
    await expect(send(stranger, 'session.view')).rejects.toThrow('Refused');
    contents.mainFrame = { url: 'https://evil.example/' };
    await expect(send({ sender: contents, senderFrame: contents.mainFrame }, 'session.view')).rejects.toThrow(
      'Refused',
    );
    contents.mainFrame = own;
    expect((await rekey.call('session.view')).ok).toBe(true);
  });

  test('keeps its own files, and its lock, in the data directory', () => {
    expect(rekey.record.paths.get('userData')).toBe(join(folder, 'electron'));
    expect(statSync(join(folder, 'electron')).mode & 0o077).toBe(0);
  });

  test('a second start brings the window of the first to the front', () => {
    rekey.app.emit('second-instance');
    expect(rekey.window.focused).toBe(true);
  });

  test('a page that crashed is loaded again', async () => {
    rekey.contents.emit('render-process-gone', new StandInEvent(), { reason: 'crashed' });
    await expect.poll(() => rekey.window.addresses).toEqual(['app://rekey/', 'app://rekey/']);
  });

  describe('once somebody signed in', () => {
    beforeAll(async () => {
      expect(await rekey.call('session.signInDemo', { name: 'sam' })).toMatchObject({ ok: true });
    });

    test('copied codes are on the clipboard', async () => {
      await rekey.call('window.copy', { text: 'aaaaa-bbbbb' });
      expect(rekey.record.clipboard).toBe('aaaaa-bbbbb');
    });

    test('the platform of the demo is opened outside of the window, at an address of this machine', async () => {
      const answer = await rekey.call('sandbox.open', { username: 'mara.lindqvist' });
      expect(answer).toMatchObject({ ok: true, data: { opened: true } });
      const [address = ''] = rekey.record.openedOutside;
      expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/login\?username=mara\.lindqvist$/);
      expect((await fetch(address)).status).toBe(200);
    });

    test('a page is saved where the person says, readable by them alone', async () => {
      rekey.record.saveAt = join(folder, 'codes.pdf');
      const answer = await rekey.call('window.savePdf', { suggestedName: '../Backup codes' });
      expect(answer).toEqual({ ok: true, data: { saved: true } });
      expect(rekey.record.suggestedPath).toBe('Backup codes.pdf');
      expect(readFileSync(rekey.record.saveAt, 'utf8')).toBe('%PDF-');
      expect(statSync(rekey.record.saveAt).mode & 0o077).toBe(0);
    });

    test('a save that was cancelled is no error, and one that failed is', async () => {
      rekey.record.saveAt = null;
      expect(await rekey.call('window.savePdf', { suggestedName: 'x' })).toEqual({
        ok: true,
        data: { saved: false },
      });
      rekey.record.saveAt = join(folder, 'nowhere/codes.pdf');
      expect(await rekey.call('window.savePdf', { suggestedName: 'x' })).toMatchObject({
        ok: false,
        error: { code: 'FILE_NOT_SAVED' },
      });
    });

    test('a page that holds on to unseen codes is closed only when the person says so', async () => {
      const { window, contents, record } = rekey;
      contents.objectsToClosing = true;
      rekey.app.quit();
      expect([record.questions, window.destroyed, record.ended]).toEqual([1, false, false]);
      expect((await rekey.call('users.search', { query: 'a' })).ok).toBe(true);
      expect(record.clipboard).toBe('aaaaa-bbbbb');
      record.answerWith = 'Close anyway';
    });

    test('closing the window remembers its place, clears the clipboard, closes the console and ends', async () => {
      const disconnect = vi.spyOn(knex.Client.prototype, 'destroy');
      rekey.window.close();
      expect(JSON.parse(readFileSync(join(folder, 'window.json'), 'utf8'))).toMatchObject({
        x: 10,
        width: 1000,
      });
      expect(rekey.record.ended).toBe(false);
      await expect.poll(() => rekey.record.ended).toBe(true);
      expect(rekey.record.clipboard).toBe('');
      expect(disconnect).toHaveBeenCalledOnce();
      expect(await rekey.call('session.view').catch((error: Error) => error.message)).toBe('Refused.');
    });
  });
});

describe('another start', () => {
  test('comes back where the window was, and knows nobody who signed in before', async () => {
    const rekey = await start();
    expect(rekey.window.options).toMatchObject({ x: 10, y: 20, width: 1000, height: 700 });
    expect(await rekey.call('users.search', { query: 'a' })).toMatchObject({
      ok: false,
      error: { code: 'SIGNED_OUT' },
    });
  });

  test('is no second console on the same data: it ends and opens nothing', async () => {
    const { record, windows, ipc } = await start({ firstInstance: false });
    expect(record.ended).toBe(true);
    expect([windows, [...ipc]]).toEqual([[], []]);
  });

  test('of the packaged program has no developer tools', async () => {
    const tools = (menu: Program['record']['menu']) =>
      menu.flatMap(({ submenu }) => submenu ?? []).filter(({ role }) => role === 'toggleDevTools');
    const packaged = await start({ isPackaged: true });
    expect(packaged.window.options.webPreferences.devTools).toBe(false);
    expect(tools(packaged.record.menu)).toEqual([]);
    expect(tools((await start()).record.menu)).toHaveLength(1);
  });

  test('that can not open the console says why in the window, in a page without script', async () => {
    vi.stubEnv('REKEY_PLATFORM', 'nonsense<script>');
    const rekey = await start();
    await expect.poll(() => rekey.window.addresses).toHaveLength(2);
    const page = await rekey.page('app://rekey/');
    expect(page.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
    const html = await page.text();
    expect(html).toContain('REKEY_PLATFORM');
    expect(html).not.toMatch(/<script|\bat .*\.js:/);
    rekey.app.quit();
    await expect.poll(() => rekey.record.ended).toBe(true);
    vi.stubEnv('REKEY_PLATFORM', undefined);
  });
});

describe('the preload script', () => {
  test('needs nothing but electron, and gives the page one function that calls by one channel', async () => {
    const exposed: [string, { call: (...args: unknown[]) => unknown }][] = [];
    const invoked: unknown[][] = [];
    const required: string[] = [];
    const electron = {
      contextBridge: {
        exposeInMainWorld: (name: string, api: (typeof exposed)[0][1]) => exposed.push([name, api]),
      },
      ipcRenderer: { invoke: async (...args: unknown[]) => invoked.push(args) },
    };
    const require = (name: string) => {
      required.push(name);
      return electron;
    };
    runInNewContext(readFileSync(join(OUT, 'preload/index.cjs'), 'utf8'), {
      require,
      module: {},
      exports: {},
    });
    expect(required).toEqual(['electron']);
    expect(exposed.map(([name, api]) => [name, Object.keys(api)])).toEqual([['rekey', ['call']]]);
    exposed[0]?.[1].call('users.search', { query: 'a' }, 'more', 'and more');
    expect(invoked).toEqual([[CHANNEL, 'users.search', { query: 'a' }]]);
  });
});
