/** Between an entry and its row in rekey_audit_entries. */
import { isTooDeep } from '../text/json-depth.ts';
import {
  type AuditCategory,
  type AuditEntry,
  type AuditOutcome,
  canonicalJson,
  type JsonValue,
  type LoggedEntry,
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
  const { sequence, previousHash, hash } = entry;
  return { sequence, ...toColumns(entry), previous_hash: previousHash, hash };
}

/** What does not depend on an entry's place in the chain. */
export type AuditColumns = Omit<AuditRow, 'sequence' | 'previous_hash' | 'hash'>;

export function toColumns(entry: Omit<LoggedEntry, 'sequence'>): AuditColumns {
  return {
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
  };
}

/**
 * What `hashEntry` hashes, in three parts, for who does not know its place in the chain: between the first two comes the hash
 * of the entry before, between the last two its sequence. The keys are in the order of RFC 8785.
 */
export function contentAround(row: AuditColumns): [string, string, string] {
  const text = (value: string | null) => (value === null ? 'null' : JSON.stringify(value));
  const staff = row.staff_id === null ? 'null' : `{"id":${row.staff_id},"name":${text(row.staff_name)}}`;
  const user = row.user_id === null ? 'null' : `{"id":${text(row.user_id)},"label":${text(row.user_label)}}`;
  return [
    `{"action":${text(row.action)},"actionId":${text(row.action_id)},"after":${row.state_after},"before":${row.state_before},"category":${text(row.category)},"detail":${row.detail},"outcome":${text(row.outcome)},"previousHash":"`,
    `","reason":${text(row.reason)},"reasonText":${text(row.reason_text)},"sequence":`,
    `,"staff":${staff},"ticket":${text(row.ticket)},"time":${row.time},"user":${user}}`,
  ];
}

/** What `hashEntry` hashes. */
export function contentOf(row: AuditColumns, place: { sequence: number; previousHash: string }): string {
  const [start, middle, end] = contentAround(row);
  return `${start}${place.previousHash}${middle}${place.sequence}${end}`;
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

/** Text that is no JSON, or too deep for anybody to walk through, can only come from tampering: it is kept as a text, so that its hash cannot match. */
function fromText(text: string | null): JsonValue {
  if (text === null) return null;
  if (isTooDeep(text)) return `nested too deeply: ${text}`;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return `not JSON: ${text}`;
  }
}
