import { type AuditEntry, hashEntry } from '../../db/audit/entry.ts';
import { completeEntry, type NewAuditEntry } from '../../db/audit/log.ts';

/** The entry as it stands in the chain after `head`; for logs that are written many entries at once. */
export function linkEntry(entry: NewAuditEntry, head: { sequence: number; hash: string }): AuditEntry {
  const linked = { ...completeEntry(entry), sequence: head.sequence + 1, previousHash: head.hash };
  return { ...linked, hash: hashEntry(linked) };
}
