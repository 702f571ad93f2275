/** Entry of the browser host: `node out/main/browser.js [--no-open] [--port N] [--profile NAME]`. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { readConfiguration, rootDirectoryOf } from './configuration.ts';
import { openConsole } from './console.ts';
import type { Host } from './host.ts';
import { type AppWindow, openAppWindow, removeDeadProfiles } from './hosts/app-window.ts';
import { parseBrowserArguments } from './hosts/browser-arguments.ts';
import { type BrowserServer, startBrowserServer } from './hosts/browser-server.ts';
import { type KeptConsole, keepConsole } from './hosts/console-keeper.ts';
import { endOf } from './hosts/ending.ts';
import { findBrowser, profileRoot, windowlessBecause } from './hosts/installed-browser.ts';
import { startProblemOf } from './hosts/problem.ts';
import { loadStaticFiles } from './hosts/static-files.ts';

/** A page can not be trusted with a keychain, and prints and copies by itself. */
const HOST: Host = { kind: 'browser', secretStore: null, copyForAWhile: null, savePdf: null };

/** ms that the end may take: the 5 s of calls that run, and what is to be written after them. */
const GRACE = 8_000;

/** ms that a browser may take to show its window; a first start on a slow disk takes several seconds. */
const WINDOW_PATIENCE = 20_000;

try {
  await start();
} catch (error) {
  const { message, next } = startProblemOf(error);
  process.stderr.write(`${message}\n${next}\n`);
  process.exit(1);
}

async function start(): Promise<void> {
  const {
    open,
    port,
    profile = process.env.REKEY_PROFILE || null,
  } = parseBrowserArguments(process.argv.slice(2));
  const files = await loadStaticFiles(join(import.meta.dirname, '../renderer'));
  const rekey = await keepConsole((name, reopen) => {
    const environment = { ...process.env, REKEY_PROFILE: name ?? undefined };
    const configuration = readConfiguration(environment, { secretStore: null, newProfile: true });
    return openConsole({ configuration, host: { ...HOST, reopen } });
  }, profile);
  const server = await startBrowserServer({ console: rekey, files, port }).catch(async (error) => {
    await rekey.close();
    throw error;
  });
  const session: Session = { rekey, server, window: null, stopping: false };
  stopWhenAsked(session);
  const shown = open && (await openWindow(session, rootDirectoryOf(process.env)));
  if (!shown) announce(server);
  // For a second browser, or when the window was closed while another was in.
  createInterface({ input: process.stdin }).on('line', () => announce(server));
}

/** What has to be ended in order. */
interface Session {
  rekey: KeptConsole;
  server: BrowserServer;
  window: AppWindow | null;
  stopping: boolean;
}

function announce({ port, entrance }: BrowserServer): void {
  say(`Rekey is ready at ${addressOf(port, entrance.issueToken())}`);
}

/** @returns false when no window came up; why is said. When it is closed and nobody else is in, all ends. */
async function openWindow(session: Session, dataDirectory: string): Promise<boolean> {
  const { server } = session;
  const machine = {
    platform: process.platform,
    env: process.env,
    userId: process.getuid?.() ?? null,
    exists: existsSync,
  };
  const browser = findBrowser(machine);
  const because = windowlessBecause(machine) ?? (browser ? null : 'no Chrome, Edge or Chromium is installed');
  if (because || !browser) {
    say(`No window was opened, since ${because}. Open this address in a browser on this machine:`);
    return false;
  }
  const directory = profileRoot(browser, dataDirectory, homedir());
  await removeDeadProfiles(directory);
  const window = openAppWindow(browser, addressOf(server.port, server.entrance.issueToken()), directory);
  session.window = window;
  if (await cameIn(server, window)) {
    say(`Rekey is open in a window of ${browser.name}. Close it, or press Ctrl+C here, to stop Rekey.`);
    void window.closed.then(() => server.entrance.seats === 1 && stop(session));
    return true;
  }
  await window.close();
  say(`${browser.name} did not show a window. Open this address in a browser on this machine:`);
  return false;
}

async function cameIn({ entrance }: BrowserServer, window: AppWindow): Promise<boolean> {
  const waiting = new AbortController();
  const tooLate = pause(WINDOW_PATIENCE, false, { signal: waiting.signal }).catch(() => false);
  const entered = await Promise.race([
    entrance.entered.then(() => true),
    window.closed.then(() => false),
    tooLate,
  ]);
  waiting.abort();
  return entered;
}

function stopWhenAsked(session: Session): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // Who asks again does not want to wait.
      if (session.stopping) process.exit(1);
      stop(session);
    });
  }
}

/** In order: no new calls, running ones finish, what waits is written and the database closes; the window meanwhile. */
function stop(session: Session): void {
  if (session.stopping) return;
  session.stopping = true;
  const { rekey, server, window } = session;
  const work = [server.close().then(() => rekey.close()), window?.close()];
  void endOf(work, GRACE).then((status) => process.exit(status));
}

function addressOf(port: number, token: string): string {
  return `http://127.0.0.1:${port}/?token=${token}`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
