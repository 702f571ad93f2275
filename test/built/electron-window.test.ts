import { type ChildProcess, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { find } from '../support/find.ts';
import { findElectron, missing } from '../support/parts.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** An X server of the tests' own where there is no display. */
async function displayOf(): Promise<{ name: string | undefined; server: ChildProcess | null }> {
  if (process.platform !== 'linux' || process.env.DISPLAY) return { name: process.env.DISPLAY, server: null };
  const server = spawn(find('Xvfb') ?? 'Xvfb', ['-displayfd', '3', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    server.stdio[3]?.on('data', (chunk) => resolve(String(chunk).trim()));
    server.once('exit', () => reject(new Error('Xvfb did not start')));
  });
  return { name: `:${number}`, server };
}

describe.skipIf(missing('electron'))("Electron's real window", () => {
  let folder: string;
  let server: ChildProcess | null;
  let electron: ElectronApplication;

  beforeAll(async () => {
    folder = await makeTemporaryFolder('electron-window', 0);
    const display = await displayOf();
    server = display.server;
    const asRoot = process.getuid?.() === 0;
    electron = await _electron.launch({
      executablePath: findElectron() ?? '',
      // Chromium refuses to run as root otherwise; the product itself never passes this.
      args: [ROOT, ...(asRoot ? ['--no-sandbox'] : [])],
      env: {
        ...(process.env as Record<string, string>),
        REKEY_DATA_DIR: folder,
        DISPLAY: display.name ?? '',
      },
    });
  });

  afterAll(async () => {
    await electron?.close();
    server?.kill();
    await rm(folder, { recursive: true });
  });

  test('shows the console, and its page has no Node and one function', async () => {
    const page = await electron.firstWindow();
    await page.waitForSelector('#root > *');
    expect(page.url()).toMatch(/^app:\/\/rekey\//);
    const globals = await page.evaluate(() => [
      typeof (globalThis as { require?: unknown }).require,
      typeof (globalThis as { process?: unknown }).process,
      ...Object.keys((globalThis as unknown as { rekey: object }).rekey),
    ]);
    expect(globals).toEqual(['undefined', 'undefined', 'call']);
  });

  test('its page reaches the console, and no network', async () => {
    const page = await electron.firstWindow();
    const [answer, refused] = await page.evaluate(async () => {
      const { rekey } = globalThis as unknown as { rekey: { call(path: string): Promise<unknown> } };
      const outside = await fetch('https://example.org/').then(
        () => 'reached',
        () => 'refused',
      );
      return [await rekey.call('session.view'), outside] as const;
    });
    expect(answer).toMatchObject({ ok: true, data: { host: { kind: 'electron' } } });
    expect(refused).toBe('refused');
  });

  test('its page can open no window and go nowhere else', async () => {
    const page = await electron.firstWindow();
    const before = page.url();
    await page.evaluate(() => {
      open('https://example.org/');
      location.href = 'https://example.org/';
    });
    await expect.poll(() => electron.windows().length).toBe(1);
    expect(page.url()).toBe(before);
  });

  test('its page runs no text as code', async () => {
    const page = await electron.firstWindow();
    const outcome = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.injected = true;';
      document.head.append(script);
      return (globalThis as { injected?: boolean }).injected ?? 'refused';
    });
    expect(outcome).toBe('refused');
  });
});
