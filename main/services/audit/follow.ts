/** Forwards the log as it grows, at least once: the position moves only when what is before it was delivered. */
import type { AuditEntry } from '../../../db/audit/entry.ts';
import { RekeyError } from '../../../db/errors.ts';
import { readPrivateFile, replacePrivateFile } from '../private-file.ts';

export interface Position {
  /** The last entry that was delivered, and its hash; 0 before the first. */
  sequence: number;
  hash: string | null;
}

export interface PositionStore {
  read(): Position;
  write(position: Position): void;
}

export interface Following {
  /** Entries after that one, oldest first. */
  read(after: number, limit: number): Promise<AuditEntry[]>;
  entry(sequence: number): Promise<AuditEntry | null>;
  /** @throws when they were not, or not all, delivered. False: nobody wants any more. */
  deliver(entries: readonly AuditEntry[]): Promise<boolean>;
  position: PositionStore;
  /** Returns false when it is time to stop. */
  wait(milliseconds: number): Promise<boolean>;
  say(text: string): void;
  /** Stop when everything there is was delivered. */
  once: boolean;
}

const BATCH = 500;
/** ms between two looks at a log with nothing new. */
const LOOK = 1_000;
/** ms before the first new try, doubled with each, up to a minute. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

/** @returns how many were delivered. @throws AUDIT_BROKEN when the entry of the position is another than it was */
export async function follow(following: Following): Promise<number> {
  const { position, wait } = following;
  await refuseAnotherLog(following, position.read());
  let delivered = 0;
  for (let failures = 0; ; ) {
    try {
      const entries = await following.read(position.read().sequence, BATCH);
      const last = entries.at(-1);
      if (last) {
        const wanted = await following.deliver(entries);
        if (!wanted) return delivered;
        position.write({ sequence: last.sequence, hash: last.hash });
        delivered += entries.length;
      }
      failures = 0;
      if (last) continue;
      if (following.once || !(await wait(LOOK))) return delivered;
    } catch (error) {
      if (following.once) throw error;
      const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures);
      failures += 1;
      following.say(`Not delivered (${(error as Error).message}); trying again in ${pause / 1000} s.`);
      if (!(await wait(pause))) return delivered;
    }
  }
}

/** To go on as if nothing had happened would hide from the other side that the log was written anew. */
async function refuseAnotherLog({ entry }: Following, { sequence, hash }: Position): Promise<void> {
  if (sequence === 0 || hash === null) return;
  const there = await entry(sequence);
  // Archived since: its place is before what is left.
  if (there === null) return;
  if (there.hash !== hash) {
    throw new RekeyError('AUDIT_BROKEN', { sequence, why: 'its hash is not the one that was forwarded' });
  }
}

/** `from`: deliver from this entry on where no position was saved yet. */
export function filePosition(file: string, from: number): PositionStore {
  return {
    read() {
      const text = readPrivateFile(file);
      if (text === null) return { sequence: from - 1, hash: null };
      const { sequence, hash } = JSON.parse(text) as Partial<Position>;
      if (!Number.isSafeInteger(sequence) || typeof hash !== 'string') {
        throw new RekeyError('CONFIGURATION', { why: `${file} is not a position that Rekey wrote` });
      }
      return { sequence: Number(sequence), hash };
    },
    write: (position) => replacePrivateFile(file, `${JSON.stringify(position)}\n`),
  };
}

export function memoryPosition(from: number): PositionStore {
  let position: Position = { sequence: from - 1, hash: null };
  return {
    read: () => position,
    write: (next) => {
      position = next;
    },
  };
}
