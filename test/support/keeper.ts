import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** A temporary folder, and the program that works in it. */
export interface Keeper {
  folder: string;
  /** From now on this process ends with us; also one that is still starting. */
  watch(child: ChildProcess): void;
  /** Kills the process if it still runs, and removes the folder. */
  release(): Promise<void>;
}

/**
 * Waits until whoever started it is gone or closes the pipe, then kills the process and removes the folder. So
 * nothing stays behind, however the test run ends: SIGKILL leaves no time to clean up, but it closes pipes.
 */
const SCRIPT = `
  cat >/dev/null
  if [ -s "$1/.process" ]; then
    kill -9 "$(cat "$1/.process")" 2>/dev/null
    sleep 0.1
  fi
  rm -rf "$1" || { sleep 1; rm -rf "$1"; }
`;

/** `room`: bytes that the folder must have room for, if more than usual. */
export async function startKeeper(purpose: string, room?: number): Promise<Keeper> {
  const folder = await makeTemporaryFolder(purpose, room);
  // No sh: there only an orderly end cleans up.
  if (process.platform === 'win32') return tidyKeeper(folder);
  const note = join(folder, '.process');
  // A group of its own: Ctrl+C in a terminal reaches all of ours, and would end the keeper before its work.
  const keeper = spawn('/bin/sh', ['-c', SCRIPT, 'keeper', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  return {
    folder,
    watch: (child) => {
      if (child.pid === undefined) return;
      writeFileSync(note, String(child.pid));
      // A process that comes later may get this id, and must not be killed.
      child.once('exit', () => rmSync(note, { force: true }));
    },
    release: async () => {
      if (keeper.exitCode !== null || keeper.signalCode !== null) return;
      keeper.stdin.end();
      await once(keeper, 'exit');
    },
  };
}

function tidyKeeper(folder: string): Keeper {
  let child: ChildProcess | null = null;
  return {
    folder,
    watch: (watched) => {
      child = watched;
    },
    release: async () => {
      child?.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
