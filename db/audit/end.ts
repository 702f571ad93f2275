/** Whether the log ends where its head says: one answer for who appends, verifies, signs, and for `rekey doctor`. */
import type { Reader } from '../database.ts';
import { RekeyError } from '../errors.ts';
import { GENESIS_HASH } from './entry.ts';
import { AUDIT_TABLE } from './rows.ts';

/** An entry's place and hash. */
export interface Place {
  sequence: number;
  hash: string;
}

export interface EndFault {
  /** The entry that is wrong, or that is missing. */
  at: number;
  /** What is wrong, as a part of a sentence about the log. */
  text: string;
}

const HEAD_MISSING = 'its head is missing';

export function headMissing(): RekeyError {
  return new RekeyError('AUDIT_UNWRITABLE', { why: HEAD_MISSING });
}

/** Null: the row is gone. */
export async function findHead(reader: Reader): Promise<Place | null> {
  const head: Place | undefined = await reader('rekey_audit_head').where({ id: 1 }).first('sequence', 'hash');
  return head ? { sequence: Number(head.sequence), hash: head.hash } : null;
}

/** Null: nothing is wrong with it. What is before the last entry is not looked at. */
export async function faultAtEnd(reader: Reader): Promise<EndFault | null> {
  const head = await findHead(reader);
  if (!head) return { at: (await lastEntry(reader))?.sequence ?? 0, text: HEAD_MISSING };
  const { sequence: at } = head;
  // SQLite keeps any text in a column of numbers.
  if (!Number.isSafeInteger(at))
    return {
      at: (await lastEntry(reader))?.sequence ?? 0,
      text: 'its head has something else than a number',
    };
  const named = await hashOf(reader, at);
  if (named === null) return { at, text: `its head is at entry ${at}, which is not there` };
  if (named !== head.hash) return { at, text: `its head names another hash than that of entry ${at}` };
  // Entry and head are committed together: a last entry that was read before cannot be beyond a head that is read after it.
  const last = await lastEntry(reader);
  const now = last && last.sequence > at ? await findHead(reader) : head;
  return last && now && last.sequence > now.sequence
    ? {
        at: now.sequence + 1,
        text: `entry ${last.sequence} stands beyond its head, which is at ${now.sequence}`,
      }
    : null;
}

export async function lastEntry(reader: Reader): Promise<Place | null> {
  const row: Place | undefined = await reader(AUDIT_TABLE)
    .orderBy('sequence', 'desc')
    .first('sequence', 'hash');
  return row ? { sequence: Number(row.sequence), hash: row.hash } : null;
}

/** What the entry after it names as the hash before; null: there is no such entry. */
export async function hashOf(reader: Reader, sequence: number): Promise<string | null> {
  if (sequence === 0) return GENESIS_HASH;
  const row: { hash: string } | undefined = await reader(AUDIT_TABLE).where({ sequence }).first('hash');
  return row?.hash ?? null;
}
