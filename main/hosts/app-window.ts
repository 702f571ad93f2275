import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstalledBrowser } from './installed-browser.ts';

export interface AppWindow {
  /** Resolves when the browser ended: the person closed the window, or it never came up. */
  closed: Promise<void>;
  /** Closes the window and deletes its profile. */
  close(): Promise<void>;
}

/**
 * Opens the address as a window of its own, in a profile made for this run under `directory` and deleted after it:
 * no extension reads the page, no other site shares its cookies, and nothing of it stays on the disk.
 * The address is in the browser's arguments, which other users of a shared machine can read;
 * so it works once, and whoever used it first is the only one it let in.
 */
export function openAppWindow(
  { executable }: InstalledBrowser,
  address: string,
  directory: string,
): AppWindow {
  const profile = join(directory, `${PROFILE_PREFIX}${process.pid}`);
  const child = spawn(executable, [...FLAGS, `--user-data-dir=${profile}`, `--app=${address}`], {
    stdio: 'ignore',
  });
  const closed = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return {
    closed,
    async close() {
      await end(child);
      await rm(profile, REMOVAL);
    },
  };
}

/** Deletes the profiles of runs that were killed before they could. */
export async function removeDeadProfiles(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  const profiles = names.filter((name) => name.startsWith(PROFILE_PREFIX));
  const dead = profiles.filter((name) => !isAlive(Number(name.slice(PROFILE_PREFIX.length))));
  await Promise.all(dead.map((name) => rm(join(directory, name), REMOVAL)));
}

const PROFILE_PREFIX = 'browser-window-';

/** The browser's own processes still write while they end. */
const REMOVAL = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 } as const;

const FLAGS = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-extensions',
  '--disable-sync',
  '--disable-background-networking',
  '--disable-component-update',
  '--window-size=1280,860',
];

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill();
  const impatience = setTimeout(() => child.kill('SIGKILL'), 3_000);
  await ended;
  clearTimeout(impatience);
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
