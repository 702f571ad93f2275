/** Verifying the audit log: streams it in its own order, in constant memory. */
import { setImmediate } from 'node:timers/promises';
import type { Reader } from '../database.ts';
import { GENESIS_HASH, hashEntry } from './entry.ts';
import { readHead } from './log.ts';
import { AUDIT_TABLE, type AuditRow, fromRow } from './rows.ts';

export type ChainVerdict =
  | { whole: true; entries: number; headHash: string }
  /** `sequence` is the first bad entry. */
  | { whole: false; sequence: number; why: string; checked: number };

export interface VerifyOptions {
  /** Called after each chunk; the verification stops when it returns false. */
  onProgress?: (checked: number, total: number) => boolean;
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
  const head = await readHead(reader);
  let previous = { sequence: 0, hash: GENESIS_HASH };
  while (previous.sequence < head.sequence) {
    const rows: AuditRow[] = await reader(AUDIT_TABLE)
      .where('sequence', '>', previous.sequence)
      .where('sequence', '<=', head.sequence)
      .orderBy('sequence')
      .limit(CHUNK);
    if (rows.length === 0) break;
    for (const row of rows) {
      const why = faultOf(row, previous);
      if (why) return { whole: false, sequence: why.at, why: why.text, checked: previous.sequence };
      previous = { sequence: Number(row.sequence), hash: row.hash };
    }
    // The embedded database's driver is synchronous: let the window be answered between two chunks.
    await setImmediate();
    if (options.onProgress && !options.onProgress(previous.sequence, head.sequence)) return null;
  }
  return checkEnd(reader, previous, head);
}

function faultOf(
  row: AuditRow,
  previous: { sequence: number; hash: string },
): { at: number; text: string } | null {
  const entry = fromRow(row);
  const expected = previous.sequence + 1;
  if (entry.sequence !== expected) return { at: expected, text: `entry ${expected} is missing` };
  if (entry.previousHash !== previous.hash) {
    return { at: entry.sequence, text: 'it does not follow the entry before it' };
  }
  const { hash, ...content } = entry;
  if (hashEntry(content) !== hash) return { at: entry.sequence, text: 'its content is not what was logged' };
  return null;
}

async function checkEnd(
  reader: Reader,
  last: { sequence: number; hash: string },
  head: { sequence: number; hash: string },
): Promise<ChainVerdict> {
  if (last.sequence < head.sequence) {
    return {
      whole: false,
      sequence: last.sequence + 1,
      why: `entry ${last.sequence + 1} is missing`,
      checked: last.sequence,
    };
  }
  if (last.hash !== head.hash) {
    return {
      whole: false,
      sequence: last.sequence,
      why: 'the head of the log names another last entry',
      checked: last.sequence,
    };
  }
  // Entry and head are committed together, so a last entry read first can not be beyond a head read after it.
  const end: { sequence: number } | undefined = await reader(AUDIT_TABLE)
    .orderBy('sequence', 'desc')
    .first('sequence');
  const now = await readHead(reader);
  if (end && Number(end.sequence) > now.sequence) {
    return {
      whole: false,
      sequence: now.sequence + 1,
      why: 'it stands beyond the head of the log',
      checked: last.sequence,
    };
  }
  return { whole: true, entries: last.sequence, headHash: last.hash };
}
