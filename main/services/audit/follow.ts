/** Forwards the log as it grows, at least once: the position moves only when what is before it was delivered. */
import type { AuditEntry } from '../../../db/audit/entry.ts';
import { type ErrorCode, RekeyError } from '../../../db/errors.ts';
import { translateError } from '../../../db/translate-error.ts';
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
  /**
   * `reference`: only the place and the hash of each. False: nobody wants any more.
   * @throws when they were not, or not all, delivered: COLLECTOR_UNREACHABLE where it is not for what they say
   */
  deliver(entries: readonly AuditEntry[], as: 'entry' | 'reference'): Promise<boolean>;
  position: PositionStore;
  /** Returns false when it is time to stop. */
  wait(milliseconds: number): Promise<boolean>;
  say(text: string): void;
  /** Stop when everything there is was delivered. */
  once: boolean;
}

const BATCH = 500;
/** A batch that was refused is sent again in parts of so much less: 500, 62, 7, 1. */
const NARROWER = 8;
/** How often an entry that stands alone is refused before its reference is tried in its place. */
const PATIENCE = 2;
/** What has nothing to do with what the entries say. */
const NOT_OF_ENTRIES: readonly ErrorCode[] = ['COLLECTOR_UNREACHABLE', 'FILE_UNWRITABLE', 'CONFIGURATION'];
/** ms between two looks at a log with nothing new. */
const LOOK = 1_000;
/** ms before the first new try, doubled with each, up to a minute. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

/**
 * A batch that is refused is narrowed to the entry it is refused for; of that one the place and the hash are delivered, and
 * `say` tells. Where even these are not taken it is not the entry, and all of it is tried again for as long as it takes.
 * @returns how many were delivered. @throws AUDIT_BROKEN when the entry of the position is another than it was
 */
export async function follow(following: Following): Promise<number> {
  const { position, once } = following;
  let at = position.read();
  await refuseAnotherLog(following, at);
  const batch = narrowing();
  let delivered = 0;
  let saved = true;
  for (let failures = 0; ; ) {
    let sending: readonly AuditEntry[] = [];
    try {
      if (!saved) position.write(at);
      saved = true;
      const entries = await following.read(at.sequence, batch.size());
      const last = entries.at(-1);
      if (last) {
        sending = entries;
        if (!(await deliver(following, entries, batch.isDoubted(entries)))) return delivered;
        sending = [];
        delivered += entries.length;
        at = { sequence: last.sequence, hash: last.hash };
        saved = false;
        batch.taken(last.sequence);
      }
      failures = 0;
      if (last) continue;
      if (once || !(await following.wait(LOOK))) return delivered;
    } catch (thrown) {
      const error = translateError(thrown);
      const refused = sending.length > 0 && !NOT_OF_ENTRIES.includes(error.code);
      const more = refused && !batch.isDoubted(sending);
      if (refused) batch.refused(sending);
      if (once && more) continue;
      if (once) throw error;
      const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures);
      failures += 1;
      following.say(`${error.message} Trying again in ${pause / 1000} s.`);
      if (!(await following.wait(pause))) return delivered;
    }
  }
}

/** How many entries go at once, and whether the one that goes alone is itself the reason. */
function narrowing() {
  let size = BATCH;
  /** The last of what was refused. Behind it the search is over. */
  let suspect = 0;
  let refusals = 0;
  return {
    size: () => size,
    /** In turns: a collector that comes back takes the whole entry as well. */
    isDoubted: ({ length }: readonly AuditEntry[]) =>
      length === 1 && refusals >= PATIENCE && refusals % 2 === 0,
    refused(entries: readonly AuditEntry[]) {
      refusals = entries.length === 1 ? refusals + 1 : 0;
      size = Math.max(1, Math.floor(entries.length / NARROWER));
      suspect = Math.max(suspect, entries.at(-1)?.sequence ?? 0);
    },
    taken(sequence: number) {
      // What was refused more than once by itself was found.
      if (refusals >= PATIENCE || sequence >= suspect) size = BATCH;
      refusals = 0;
    },
  };
}

/** `doubted`: its reference first. That one is taken and the entry is not: then it is the entry. */
async function deliver(
  { deliver, say }: Following,
  entries: readonly AuditEntry[],
  doubted: boolean,
): Promise<boolean> {
  if (!doubted) return deliver(entries, 'entry');
  if (!(await deliver(entries, 'reference'))) return false;
  try {
    return await deliver(entries, 'entry');
  } catch (thrown) {
    const error = translateError(thrown);
    if (NOT_OF_ENTRIES.includes(error.code)) throw error;
    for (const { sequence, hash } of entries) {
      say(
        `Of entry ${sequence} only its number and hash (${hash}) were delivered, since the entry itself is not taken: ${error.message} Look it up in the audit log.`,
      );
    }
    return true;
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
      const text = readPosition(file);
      if (text === null) return { sequence: from - 1, hash: null };
      const { sequence, hash } = parsePosition(text);
      if (!Number.isSafeInteger(sequence) || typeof hash !== 'string') {
        throw new RekeyError('CONFIGURATION', { why: `${file} is not a position that Rekey wrote` });
      }
      return { sequence: Number(sequence), hash };
    },
    write(position) {
      try {
        replacePrivateFile(file, `${JSON.stringify(position)}\n`);
      } catch (cause) {
        throw new RekeyError('FILE_NOT_SAVED', { why: `${file}: ${systemCode(cause)}` }, { cause });
      }
    },
  };
}

function readPosition(file: string): string | null {
  try {
    return readPrivateFile(file);
  } catch (cause) {
    throw new RekeyError('FILE_NOT_READ', { why: `${file}: ${systemCode(cause)}` }, { cause });
  }
}

function parsePosition(text: string): Partial<Position> {
  try {
    return (JSON.parse(text) ?? {}) as Partial<Position>;
  } catch {
    return {};
  }
}

function systemCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
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
