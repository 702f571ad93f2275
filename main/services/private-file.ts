/** Small files in the data directory that only their owner may read. */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { RekeyError } from '../../db/errors.ts';
import { readSmallFile } from '../../db/small-file.ts';

/** Null when it is not there. @throws an error with the system's `code`, or with words where it is not an ordinary file */
export function readPrivateFile(file: string): string | null {
  try {
    return readSmallFile(file).toString('utf8');
  } catch (error) {
    const { cause, facts } = error as RekeyError;
    if ((cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return null;
    throw cause ?? Object.assign(new Error(), { code: facts.why });
  }
}

/**
 * Either the whole new file is there afterwards or the whole old one. The draft has a name of its own for each writer, so
 * that two at once do not mix; the rename is what makes it whole.
 */
export function replacePrivateFile(file: string, text: string): void {
  const draft = `${file}.${process.pid}.new`;
  rmSync(draft, { force: true });
  const handle = openSync(draft, 'wx', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
}

/** As replacePrivateFile. @returns how it becomes again what it was, or goes where it was not there. @throws as readPrivateFile as well */
export function replaceWithWayBack(file: string, text: string): () => void {
  const before = readPrivateFile(file);
  replacePrivateFile(file, text);
  return () => (before === null ? rmSync(file, { force: true }) : replacePrivateFile(file, before));
}

/** Where the system knows such rights at all. @throws what the system says where it is not there */
export function isReadableByOthers(file: string): boolean {
  return process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0;
}

/**
 * Whole and on the disk, or not at all, and never over one that is there: of several at once the first one's stays, so
 * whoever writes reads back what is there. @throws what the system says
 */
export function writeFirstPrivateFile(file: string, text: string): void {
  const draft = `${file}.${randomUUID()}.first`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true });
    linkSync(draft, file);
    syncFolder(path.dirname(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The name too, not what it names alone. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
