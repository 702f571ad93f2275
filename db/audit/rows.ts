/** Between an entry and its row in rekey_audit_entries. */
import {
  type AuditCategory,
  type AuditEntry,
  type AuditOutcome,
  canonicalJson,
  type JsonValue,
} from './entry.ts';

export const AUDIT_TABLE = 'rekey_audit_entries';

export interface AuditRow {
  sequence: number;
  time: number;
  staff_id: number | null;
  staff_name: string | null;
  category: string;
  action: string;
  user_id: string | null;
  user_label: string | null;
  reason: string | null;
  reason_text: string | null;
  ticket: string | null;
  outcome: string;
  state_before: string | null;
  state_after: string | null;
  detail: string | null;
  action_id: string | null;
  previous_hash: string;
  hash: string;
}

export function toRow(entry: AuditEntry): AuditRow {
  return {
    sequence: entry.sequence,
    time: entry.time,
    staff_id: entry.staff?.id ?? null,
    staff_name: entry.staff?.name ?? null,
    category: entry.category,
    action: entry.action,
    user_id: entry.user?.id ?? null,
    user_label: entry.user?.label ?? null,
    reason: entry.reason,
    reason_text: entry.reasonText,
    ticket: entry.ticket,
    outcome: entry.outcome,
    state_before: toText(entry.before),
    state_after: toText(entry.after),
    detail: toText(entry.detail),
    action_id: entry.actionId,
    previous_hash: entry.previousHash,
    hash: entry.hash,
  };
}

export function fromRow(row: AuditRow): AuditEntry {
  return {
    sequence: Number(row.sequence),
    time: Number(row.time),
    staff: row.staff_id === null ? null : { id: Number(row.staff_id), name: row.staff_name ?? '' },
    category: row.category as AuditCategory,
    action: row.action,
    user: row.user_id === null ? null : { id: row.user_id, label: row.user_label ?? '' },
    reason: row.reason,
    reasonText: row.reason_text,
    ticket: row.ticket,
    outcome: row.outcome as AuditOutcome,
    before: fromText(row.state_before),
    after: fromText(row.state_after),
    detail: fromText(row.detail),
    actionId: row.action_id,
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}

function toText(value: JsonValue): string | null {
  return value === null ? null : canonicalJson(value);
}

/** Text that is no JSON can only come from tampering: it is kept as it is, so that its hash can not match. */
function fromText(text: string | null): JsonValue {
  if (text === null) return null;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return `not JSON: ${text}`;
  }
}
