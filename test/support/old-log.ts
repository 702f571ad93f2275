/** A log that is years old, in a database where nothing else was logged yet. */
import { GENESIS_HASH } from '../../db/audit/entry.ts';
import { AUDIT_TABLE, type AuditRow, toRow } from '../../db/audit/rows.ts';
import type { Database } from '../../db/database.ts';
import { UNLOCKED } from './audit-room.ts';
import { linkEntry } from './link-entry.ts';

const YEAR = 366 * 86_400_000;

/** So many entries, all made on one day two years before now. */
export async function addOldEntries(database: Database, count: number): Promise<void> {
  const time = Date.now() - 2 * YEAR;
  const rows: AuditRow[] = [];
  let head = { sequence: 0, hash: GENESIS_HASH };
  for (let n = 1; n <= count; n += 1) {
    head = linkEntry({ ...UNLOCKED, time: time + n }, head);
    rows.push(toRow(head as ReturnType<typeof linkEntry>));
  }
  for (let at = 0; at < count; at += 50) await database.reader(AUDIT_TABLE).insert(rows.slice(at, at + 50));
  await database.reader('rekey_audit_head').update({ sequence: head.sequence, hash: head.hash });
}
