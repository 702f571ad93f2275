/** A compressed file that is there whole, and on the disk, or not at all. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { RekeyError } from '../../../db/errors.ts';

export interface ArchiveFile {
  name: string;
  /** Without its folder, for the log. */
  shortName: string;
  /** `add` waits while what was added is not yet written, so that memory does not grow. @throws FILE_UNWRITABLE */
  write(work: (add: (text: string) => Promise<void>) => Promise<void>): Promise<void>;
  remove(): Promise<void>;
}

export function archiveFile(name: string): ArchiveFile {
  return { name, shortName: path.basename(name), write: (work) => write(name, work), remove: () => rm(name) };
}

/** Hex SHA-256. */
export async function hashOfFile(name: string): Promise<string> {
  const sum = createHash('sha256');
  await pipeline(createReadStream(name), sum);
  return sum.digest('hex');
}

async function write(name: string, work: Parameters<ArchiveFile['write']>[0]): Promise<void> {
  const draft = `${name}.${randomUUID()}.part`;
  try {
    await refuseExisting(name);
    try {
      await compress(draft, work);
      // Never over one that is there: it may be the only copy of what was removed.
      await link(draft, name);
    } finally {
      await rm(draft, { force: true });
    }
    await syncFolder(path.dirname(path.resolve(name)));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof RekeyError || !code) throw error;
    throw new RekeyError('FILE_UNWRITABLE', { file: name, why: code }, { cause: error });
  }
}

/** Before the work is done; the link after it is what makes sure. */
async function refuseExisting(name: string): Promise<void> {
  const there = await stat(name).catch(() => null);
  if (there) throw new RekeyError('FILE_UNWRITABLE', { file: name, why: 'EEXIST' });
}

async function compress(draft: string, work: Parameters<ArchiveFile['write']>[0]): Promise<void> {
  const file = await open(draft, 'wx', 0o600);
  try {
    const gzip = createGzip();
    const written = pipeline(gzip, async (pieces) => {
      for await (const piece of pieces) await file.write(piece as Buffer);
    });
    // Awaited below; a failure meanwhile must not be an unhandled one.
    written.catch(() => gzip.destroy());
    await work(
      (text) =>
        new Promise((resolve, reject) => gzip.write(text, (error) => (error ? reject(error) : resolve()))),
    );
    gzip.end();
    await written;
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The name is on the disk as well. Windows has no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
