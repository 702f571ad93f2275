/**
 * Files that somebody names, in an argument or a setting. Only ordinary ones are opened: a pipe waits for a writer that
 * may never come, and no signal ends that; a device such as /dev/zero has no end.
 */
import { readFileSync, statSync } from 'node:fs';
import { RekeyError } from './errors.ts';

const MIB = 1024 * 1024;

/** Bytes. @throws RekeyError FILE_NOT_READ */
export function sizeOfFile(file: string): number {
  let found: ReturnType<typeof statSync>;
  try {
    found = statSync(file);
  } catch (error) {
    throw notRead(error);
  }
  if (found.isDirectory()) throw new RekeyError('FILE_NOT_READ', { why: 'it is a folder' });
  if (!found.isFile()) throw new RekeyError('FILE_NOT_READ', { why: 'it is not an ordinary file' });
  return found.size;
}

/** All of it. `most`: in bytes. @throws RekeyError FILE_NOT_READ */
export function readSmallFile(file: string, most = MIB): Buffer {
  if (sizeOfFile(file) > most)
    throw new RekeyError('FILE_NOT_READ', { why: `it has more than ${Math.ceil(most / MIB)} MiB` });
  try {
    return readFileSync(file);
  } catch (error) {
    throw notRead(error);
  }
}

/** `error`: what the system said of a file. */
export function notRead(error: unknown): RekeyError {
  const { code = 'unknown error' } = error as NodeJS.ErrnoException;
  return new RekeyError('FILE_NOT_READ', { why: WORDS[code] ?? code }, { cause: error });
}

const WORDS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a folder',
};
