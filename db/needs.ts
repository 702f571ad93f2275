/** What Rekey needs to find in a database and to be allowed there. `rekey grants` prints the same as GRANT statements. */
import type { Reader } from './database.ts';
import type { PlatformKind } from './platforms/kind.ts';
import type { TableNeed } from './table-need.ts';

const own = (table: string, rights: Omit<TableNeed, 'table' | 'select' | 'own'>): TableNeed => ({
  table,
  select: 'all',
  own: true,
  ...rights,
});

const CONSOLE_NEEDS: readonly TableNeed[] = [
  own('rekey_migrations', {}),
  own('rekey_staff', { insert: 'all', update: ['role'] }),
  own('rekey_staff_backup_codes', { insert: 'all', update: ['used_at'], delete: true }),
  own('rekey_settings', { insert: 'all', update: ['value'] }),
  own('rekey_audit_entries', { insert: 'all', appendOnly: 'hash' }),
  own('rekey_audit_head', { update: ['sequence'] }),
  own('rekey_audit_keys', { insert: 'all', appendOnly: 'public_key' }),
  own('rekey_audit_checkpoints', { insert: 'all', appendOnly: 'hash' }),
  own('rekey_audit_hours', { insert: 'all', update: ['last_sequence'] }),
  own('rekey_audit_terms', { insert: 'all' }),
  own('rekey_requests', { insert: 'all', update: ['version'] }),
  own('rekey_request_events', { insert: 'all' }),
  own('rekey_request_terms', { insert: 'all', delete: true }),
  own('rekey_request_intake', { update: ['position'] }),
  own('rekey_notifications', { insert: 'all', update: ['state'] }),
  own('rekey_approvals', { insert: 'all', update: ['state'] }),
  own('rekey_bulk_jobs', { insert: 'all', update: ['state'] }),
  own('rekey_bulk_lines', { insert: 'all', update: ['outcome'] }),
  own('rekey_enrolment_ranges', { insert: 'all', update: ['counts'], delete: true }),
  own('rekey_enrolment_state', { update: ['counts'] }),
  own('rekey_enrolment_days', { insert: 'all', update: ['users'] }),
  own('rekey_identity_checks', { insert: 'all', update: ['state'] }),
];

/** What the account that removes archived entries does, and the console's can not. */
export const MAINTENANCE_NEEDS: readonly TableNeed[] = [
  own('rekey_audit_entries', { delete: true }),
  own('rekey_audit_terms', { delete: true }),
  own('rekey_audit_hours', { delete: true }),
];

/** The console's own tables come last. @throws as the kind's own */
export async function needsOf(kind: PlatformKind, reader: Reader | null): Promise<TableNeed[]> {
  return [...(await kind.needs(reader)), ...CONSOLE_NEEDS];
}
