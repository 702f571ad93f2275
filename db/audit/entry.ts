/** One entry of the audit log and its hash. docs/audit-log.md has the format for those who verify it without Rekey. */
import { hash as digest } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Times are ms UTC. No secret, code or password is ever in an entry. */
export interface AuditEntry {
  /** 1, 2, 3, … without gaps. */
  sequence: number;
  time: number;
  /** Null: nobody was signed in, e.g. a failed sign-in with an unknown name. */
  staff: { id: number; name: string } | null;
  category: AuditCategory;
  /** One of AUDIT_ACTIONS, or what another version called it. */
  action: string;
  /** The id, and how the user was called at that time. */
  user: { id: string; label: string } | null;
  reason: string | null;
  reasonText: string | null;
  ticket: string | null;
  outcome: AuditOutcome;
  before: JsonValue;
  after: JsonValue;
  detail: JsonValue;
  /** Unique where it is not null: an action that was done. */
  actionId: string | null;
  /** Hex SHA-256 of the entry before; 64 zeros for the first. */
  previousHash: string;
  hash: string;
}

/** An entry without what chains it to the others. */
export type LoggedEntry = Omit<AuditEntry, 'previousHash' | 'hash'>;

/**
 * `action`: changes a user. `view`: a look or a search. `request`: about a contact request. `identity`: evidence of who calls.
 * `approval`: about a second person. `bulk`: about a list as a whole. `staff`: about staff accounts.
 * `system`: about Rekey itself.
 */
export const AUDIT_CATEGORIES = [
  'action',
  'view',
  'request',
  'identity',
  'approval',
  'bulk',
  'staff',
  'system',
] as const;
export type AuditCategory = (typeof AUDIT_CATEGORIES)[number];
export const AUDIT_OUTCOMES = ['done', 'refused', 'failed'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

export interface AuditFilter {
  /** A staff member's name. */
  staff?: string | undefined;
  userId?: string | undefined;
  action?: string | undefined;
  category?: AuditCategory | undefined;
  outcome?: AuditOutcome | undefined;
  reason?: string | undefined;
  /** Exactly. */
  ticket?: string | undefined;
  /** The number of a contact request. */
  requestId?: number | undefined;
  /** Every word of it, whole, in what was written and in the user's label; case and accents do not matter. */
  text?: string | undefined;
  /** ms UTC, inclusive. */
  from?: number | undefined;
  /** ms UTC, exclusive. */
  to?: number | undefined;
}

export const GENESIS_HASH = '0'.repeat(64);

/** Hex SHA-256 of the canonical JSON (RFC 8785) of the entry without its own hash, so with the hash of the one before. */
export function hashEntry(entry: Omit<AuditEntry, 'hash'>): string {
  return hashContent(canonicalJson(entry));
}

/** Hex SHA-256 of an entry's canonical JSON, however it was made. */
export function hashContent(content: string): string {
  return digest('sha256', content, 'hex');
}

/** RFC 8785. */
export function canonicalJson(value: unknown): string {
  return canonicalize(value) as string;
}
