/** A log as it stands after years: true links of the chain, written many at once. */
import { type NewAuditEntry, readHead } from '../../db/audit/log.ts';
import { AUDIT_TABLE, type AuditRow, toRow } from '../../db/audit/rows.ts';
import { indexNewEntries } from '../../db/audit/search-index.ts';
import type { Database } from '../../db/database.ts';
import { linkEntry } from './link-entry.ts';

const AT_ONCE = 1_000;
export const STEP = 20_000;

/**
 * Until it has so many entries, STEP ms apart, of which the first that are added are of `from` (ms UTC). The console may add
 * its own meanwhile.
 */
export async function growLog(database: Database, count: number, from: number): Promise<void> {
  for (let more = true; more; ) {
    more = await database.transaction(async (tx) => {
      let head = await readHead(tx);
      const rows: AuditRow[] = [];
      while (rows.length < AT_ONCE && head.sequence < count) {
        const entry = linkEntry(entryOf(head.sequence + 1, from), head);
        rows.push(toRow(entry));
        head = { sequence: entry.sequence, hash: entry.hash };
      }
      if (rows.length === 0) return false;
      await tx.batchInsert(AUDIT_TABLE, rows, 100);
      await tx('rekey_audit_head').update(head);
      return true;
    });
  }
  await indexNewEntries(database.reader);
}

/** Few of them hold words, so that they are indexed fast. */
function entryOf(n: number, from: number): NewAuditEntry {
  const common = { time: from + n * STEP, staff: { id: 1 + (n % 9), name: `agent-${n % 9}` } } as const;
  if (n % 10 !== 0) return { ...common, category: 'view', action: 'search-users', outcome: 'done' };
  return {
    ...common,
    category: 'action',
    action: 'unlock',
    outcome: n % 50 === 0 ? 'refused' : 'done',
    user: { id: String(n % 5_000), label: `person${n % 5_000}` },
    reason: 'lost-phone',
    ticket: `T-${n % 90}`,
    before: { failedAttempts: 5 },
    after: { failedAttempts: 0 },
  };
}
