/** What `rekey doctor` looks at in a database that answers. Each is one row of one index. */
import { findStray } from './audit/bounds.ts';
import { faultAtEnd } from './audit/end.ts';
import { hashEntry } from './audit/entry.ts';
import { appendAudit, readAuditEntry, readHead } from './audit/log.ts';
import { type Database, type Reader, rowsOf } from './database.ts';
import { searchTerms } from './text/search-terms.ts';

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
        action: 'doctor',
        outcome: 'done',
      });
      throw TAKEN_BACK;
    });
  } catch (error) {
    if (error !== TAKEN_BACK) throw error;
  }
}

/** Of the reference platform: the newest user, and how a search can find them. Null: there are no users. */
export async function newestUser(
  reader: Reader,
): Promise<{ id: string; terms: 'none' | 'other' | 'present' } | null> {
  const user = await reader('users').orderBy('id', 'desc').first('id', 'username', 'email', 'full_name');
  if (!user) return null;
  const rows: { term: string }[] = await reader('user_search_terms')
    .where({ user_id: user.id })
    .select('term');
  const stored = new Set(rows.map(({ term }) => term));
  const present = searchTerms({ username: user.username, email: user.email, fullName: user.full_name });
  const same = present.length === stored.size && present.every((term) => stored.has(term));
  return { id: String(user.id), terms: stored.size === 0 ? 'none' : same ? 'present' : 'other' };
}

/** Of the reference platform: users whose authenticator was added last. */
export async function newestPairings(reader: Reader, limit: number): Promise<string[]> {
  const rows: { user_id: number }[] = await reader('totp_authenticators')
    .orderBy('id', 'desc')
    .limit(limit)
    .select('user_id');
  return [...new Set(rows.map((row) => String(row.user_id)))];
}

/** ms UTC by the database server's clock; null where that is this machine's. */
export async function databaseClock(database: Database): Promise<number | null> {
  if (database.kind === 'sqlite') return null;
  const [row] = await rowsOf<{ now: string }>(database.reader, 'SELECT UNIX_TIMESTAMP(NOW(3)) AS now');
  return row ? Math.round(Number(row.now) * 1000) : null;
}
