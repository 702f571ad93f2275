/** One line of the audit log. Times are ms UTC. No secret, code or password is ever in it. */
export interface AuditEntry {
  sequence: number;
  time: number;
  staff: { id: number; name: string } | null;
  /** `action`: changes a user. `view`: a look or a search. `staff`: about staff accounts. `system`: about Rekey itself. */
  category: AuditCategory;
  /** e.g. `issue-backup-codes`, `view-user`, `search-users`, `sign-in`. */
  action: string;
  /** The id and how the user was called at that time. */
  user: { id: string; label: string } | null;
  reason: string | null;
  reasonText: string | null;
  ticket: string | null;
  outcome: AuditOutcome;
  /** Canonical JSON values, never with secrets. */
  before: JsonValue;
  after: JsonValue;
  detail: JsonValue;
  actionId: string | null;
  /** Hex SHA-256. */
  previousHash: string;
  hash: string;
}

export type AuditCategory = 'action' | 'view' | 'staff' | 'system';
export type AuditOutcome = 'done' | 'refused' | 'failed';

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

export interface AuditFilter {
  staff?: string | undefined;
  userId?: string | undefined;
  action?: string | undefined;
  category?: AuditCategory | undefined;
  outcome?: AuditOutcome | undefined;
  /** ms UTC, inclusive. */
  from?: number | undefined;
  /** ms UTC, exclusive. */
  to?: number | undefined;
}
