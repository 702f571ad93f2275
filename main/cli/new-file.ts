/** Files that a command writes: whole, or not there. */
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { RekeyError } from '../../db/errors.ts';
import { UsageError } from './failure.ts';

/** The name appears when the file is whole and on the disk: half an export is never taken for one. */
export async function intoNewFile<T>(name: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const draft = `${name}.${process.pid}.part`;
  await refuseExisting(name);
  const file = await open(draft, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${name} can not be written (${error.code}).`, 'Name a file that can.');
  });
  try {
    const result = await work(file);
    await file.sync();
    await file.close();
    await rename(draft, name);
    return result;
  } catch (error) {
    await file.close().catch(() => {});
    await rm(draft, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof RekeyError || !code) throw error;
    throw new RekeyError('FILE_UNWRITABLE', { file: name, why: code });
  }
}

async function refuseExisting(name: string): Promise<void> {
  const there = await open(name, 'r').catch((error: NodeJS.ErrnoException) => error.code);
  if (there === 'ENOENT') return;
  if (typeof there === 'object') await there.close();
  throw new UsageError(`${name} is there already, and was left as it is.`, 'Name a new file.');
}
