import { accessSync, constants, statfsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bytes. An empty MariaDB needs 115 MB; the tests write little more. */
const ROOM_NEEDED = 2 ** 30;

/** A new folder that only this account can read, in memory where there is room. Whoever asks for it removes it. */
export function makeTemporaryFolder(purpose: string, room = ROOM_NEEDED): Promise<string> {
  return mkdtemp(join(roomyFolder(room), `rekey-${purpose}-`));
}

/** Containers often give /dev/shm 64 MB only. */
function roomyFolder(room: number): string {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    accessSync('/dev/shm', constants.W_OK);
    if (bavail * bsize > room) return '/dev/shm';
  } catch {
    // Not Linux, or not for us.
  }
  return tmpdir();
}
