/** Verifying the audit log: streams it in its own order, in constant memory. */
import { setImmediate } from 'node:timers/promises';
import type { Reader } from '../database.ts';
import { findStray } from './bounds.ts';
import { type EndFault as Fault, faultAtEnd, findHead, lastEntry } from './end.ts';
import { GENESIS_HASH } from './entry.ts';
import { findChanged, type JoinedRow, readJoined } from './prove.ts';

export type ChainVerdict =
  | { whole: true; entries: number; headHash: string; agreeing: number | null }
  /**
   * `sequence` is the first bad entry, `checked` the last good one. `agreeing`: up to the last checkpoint that agreed,
   * nothing was changed; null when none did.
   */
  | { whole: false; sequence: number; why: string; checked: number; agreeing: number | null };

/** An entry, and the hash that it had. */
export interface Mark {
  sequence: number;
  hash: string;
}

/** A mark that is known from elsewhere. */
export interface KnownMark extends Mark {
  /** Who says so, as the words of a verdict: "the checkpoint of the file". */
  by?: string;
}

export interface VerifyOptions {
  /** Called after each chunk; the verification stops when it returns false. */
  onProgress?: (checked: number, total: number) => boolean;
  /** What is known of the log from elsewhere, in any order and several of one entry: all of them must agree. */
  checkpoints?: readonly KnownMark[];
  /** The last entry of what was archived; the start of the log when there is none. */
  start?: Mark;
}

const CHUNK = 2_000;

/**
 * Checks that each entry's hash is that of its content, that it names the entry before it, that no number is missing,
 * and that the last entry is the one the head row names. What only a checkpoint kept elsewhere can prove: that not the
 * whole log with its head was written anew.
 * @returns null when `onProgress` stopped it
 */
export async function verifyChain(reader: Reader, options: VerifyOptions = {}): Promise<ChainVerdict | null> {
  // Before reading: entries appended meanwhile come after it, and are left for the next verification.
  const head = (await findHead(reader)) ?? (await lastEntry(reader)) ?? { sequence: 0, hash: GENESIS_HASH };
  let previous: Mark = options.start ?? { sequence: 0, hash: GENESIS_HASH };
  const compare = comparison(options.checkpoints ?? [], previous);
  const before = compare.beforeFirst();
  if (before) return bad(before, previous, compare.agreeing());
  const read = (after: number) =>
    after < head.sequence
      ? readJoined(reader, { after, upTo: Math.min(after + CHUNK, head.sequence) })
      : Promise.resolve([]);
  let coming = read(previous.sequence);
  while (previous.sequence < head.sequence) {
    const rows = await coming;
    // The database reads the next ones while these are hashed.
    coming = read(previous.sequence + CHUNK);
    // Awaited later, or not at all when something is found: never an unhandled rejection.
    coming.catch(() => {});
    // Only now is the statement sent; and between two chunks the window is answered, whose driver may be synchronous.
    await setImmediate();
    if (rows.length === 0) break;
    const changed = await findChanged(reader, rows);
    for (const row of rows) {
      const fault = faultOf(row, previous, changed) ?? compare.differs(row);
      if (fault) return bad(fault, previous, compare.agreeing());
      previous = row;
    }
    if (options.onProgress && !options.onProgress(previous.sequence, head.sequence)) return null;
    // A chunk with fewer rows than numbers lacks its last entries; what follows would be compared with the wrong one.
    if (previous.sequence < head.sequence && rows.length < CHUNK) break;
  }
  const end = await checkEnd(reader, previous, head);
  if (end) return bad(end, previous, compare.agreeing());
  const beyond = compare.beyond(previous.sequence);
  if (beyond) return bad(beyond, previous, compare.agreeing());
  return { whole: true, entries: previous.sequence, headHash: previous.hash, agreeing: compare.agreeing() };
}

function bad({ at, text }: Fault, last: Mark, agreeing: number | null): ChainVerdict {
  return { whole: false, sequence: at, why: text, checked: last.sequence, agreeing };
}

/** Holds the checkpoints against the entries as they come by. */
function comparison(checkpoints: readonly KnownMark[], start: Mark) {
  const known = new Map<number, KnownMark[]>();
  for (const mark of checkpoints) known.set(mark.sequence, [...(known.get(mark.sequence) ?? []), mark]);
  let agreeing: number | null = null;
  /** The first of an entry's marks that names another hash. */
  const contrary = ({ sequence, hash }: Mark) => known.get(sequence)?.find((mark) => mark.hash !== hash);
  const differs = (entry: Mark): Fault | null => {
    const other = contrary(entry);
    if (other) {
      return {
        at: entry.sequence,
        text: `its hash is ${entry.hash}, and ${sayer(other)} says ${other.hash}: it or an entry before it was changed`,
      };
    }
    if (known.has(entry.sequence)) agreeing = entry.sequence;
    return null;
  };
  return {
    agreeing: () => agreeing,
    differs,
    /** Of what was archived, the entry after it names one hash; the other entries have only their marks. */
    beforeFirst(): Fault | null {
      for (const [sequence, [mark]] of known) {
        const other = mark && sequence < start.sequence ? contrary(mark) : undefined;
        if (mark && other) {
          return {
            at: sequence,
            text: `it was archived, and ${sayer(mark)} says that its hash was ${mark.hash}, ${sayer(other)} ${other.hash}`,
          };
        }
      }
      const other = contrary(start);
      if (other) {
        return {
          at: start.sequence + 1,
          text: `it follows an entry with the hash ${start.hash}, and ${sayer(other)} says that entry ${start.sequence} had ${other.hash}: what was logged after the archive was changed`,
        };
      }
      return differs(start);
    },
    beyond(end: number): Fault | null {
      const cut = checkpoints.find(({ sequence }) => sequence > end);
      return cut
        ? {
            at: end + 1,
            text: `the log ends at entry ${end}, and a checkpoint is about entry ${cut.sequence}: its end was cut off`,
          }
        : null;
    },
  };
}

function sayer({ by = 'the checkpoint' }: KnownMark): string {
  return by;
}

function faultOf(row: JoinedRow, previous: Mark, changed: ReadonlySet<number>): Fault | null {
  const expected = previous.sequence + 1;
  if (row.sequence !== expected) return { at: expected, text: `entry ${expected} is missing` };
  if (row.previous_hash !== previous.hash) {
    return { at: expected, text: 'it does not follow the entry before it' };
  }
  return changed.has(expected) ? { at: expected, text: 'its content is not what was logged' } : null;
}

async function checkEnd(reader: Reader, last: Mark, head: Mark): Promise<Fault | null> {
  if (last.sequence < head.sequence) {
    return { at: last.sequence + 1, text: `entry ${last.sequence + 1} is missing` };
  }
  return (await faultAtEnd(reader)) ?? findStray(reader);
}
