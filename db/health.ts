/** What `rekey doctor` looks at in a database that answers. Each is one row of one index. */
import { findStray } from './audit/bounds.ts';
import { faultAtEnd } from './audit/end.ts';
import { hashEntry } from './audit/entry.ts';
import { appendAudit, readAuditEntry, readHead } from './audit/log.ts';
import { type Database, type Reader, rowsOf } from './database.ts';

/** What is wrong with the end of the log; null when nothing is. The whole of it is for `rekey audit verify`. */
export async function faultAtEndOfLog(
  reader: Reader,
): Promise<{ entries: number; fault: null } | { fault: string }> {
  const fault = (await faultAtEnd(reader)) ?? (await findStray(reader));
  if (fault) return { fault: fault.text };
  const { sequence } = await readHead(reader);
  const last = await readAuditEntry(reader, sequence);
  if (!last) return { entries: sequence, fault: null };
  const { hash, ...content } = last;
  return hashEntry(content) === hash
    ? { entries: sequence, fault: null }
    : { fault: `entry ${sequence} is not what was logged` };
}

const TAKEN_BACK = Symbol('taken back');

/** Appends an entry and takes it back: nothing stays of it. @throws what keeps an entry from being written */
export async function tryToAppend(database: Database, now: number): Promise<void> {
  try {
    await database.transaction(async (tx) => {
      await appendAudit(tx, {
        time: now,
        staff: null,
        category: 'system',
        action: 'look',
        outcome: 'done',
      });
      throw TAKEN_BACK;
    });
  } catch (error) {
    if (error !== TAKEN_BACK) throw error;
  }
}

/** ms UTC by the database server's clock; null where that is this machine's. */
export async function databaseClock(database: Database): Promise<number | null> {
  if (database.kind === 'sqlite') return null;
  const [row] = await rowsOf<{ now: string }>(database.reader, 'SELECT UNIX_TIMESTAMP(NOW(3)) AS now');
  return row ? Math.round(Number(row.now) * 1000) : null;
}
