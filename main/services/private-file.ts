/** Small files in the data directory that only their owner may read. */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { RekeyError } from '../../db/errors.ts';
import { readSmallFile } from '../../db/small-file.ts';

/** Null when it is not there. @throws an error with the system's `code`, or with words where it is not an ordinary file */
export function readPrivateFile(file: string): string | null {
  if (!existsSync(file)) return null;
  try {
    return readSmallFile(file).toString('utf8');
  } catch (error) {
    const { cause, facts } = error as RekeyError;
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
