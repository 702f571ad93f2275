import type { AuditAction } from '../../../db/audit/actions.ts';
import type { AuditOutcome, JsonValue, LoggedEntry } from '../../../db/audit/entry.ts';
import { appendAudit } from '../../../db/audit/log.ts';
import type { Transaction } from '../../../db/database.ts';

/** An entry of the category `staff`. `by`: who did it; null: nobody was signed in. */
export interface StaffEntry {
  time: number;
  by: { id: number; name: string } | null;
  action: AuditAction;
  outcome: AuditOutcome;
  before?: JsonValue;
  after?: JsonValue;
  detail?: JsonValue;
}

export function logStaff(tx: Transaction, { by, ...entry }: StaffEntry): Promise<LoggedEntry> {
  return appendAudit(tx, { ...entry, category: 'staff', staff: by && { id: by.id, name: by.name } });
}
