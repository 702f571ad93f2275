/** What Rekey needs to find in a database and to be allowed there. docs/platform-schema.md has the same as GRANT statements. */
import { REFERENCE_NEEDS } from './platforms/reference/needs.ts';
import type { TableNeed } from './table-need.ts';

const AUDIT_ENTRY = [
  'sequence',
  'time',
  'staff_id',
  'staff_name',
  'category',
  'action',
  'user_id',
  'user_label',
  'reason',
  'reason_text',
  'ticket',
  'outcome',
  'state_before',
  'state_after',
  'detail',
  'action_id',
  'previous_hash',
  'hash',
];
const STAFF = [
  'name',
  'full_name',
  'email',
  'role',
  'password_hash',
  'password_temporary_until',
  'totp_secret',
  'totp_confirmed_at',
  'totp_last_step',
  'failed_attempts',
  'locked_until',
  'closed_at',
  'created_at',
  'last_sign_in_at',
];

const NOTIFICATION = [
  'kind',
  'recipient',
  'user_id',
  'user_label',
  'variables',
  'sealed_variables',
  'action_id',
  'state',
  'message_id',
  'attempts',
  'created_at',
  'next_attempt_at',
  'last_attempt_at',
  'give_up_at',
  'sent_at',
  'last_error',
  'lease',
  'lease_until',
];

const REQUEST = [
  'source',
  'source_ref',
  'state',
  'open',
  'channel',
  'category',
  'ticket',
  'sender_name',
  'sender_email',
  'sender_phone',
  'message',
  'claimed_user_id',
  'user_id',
  'user_label',
  'assignee_id',
  'assignee_name',
  'received_at',
  'taken_at',
  'closed_at',
  'created_at',
  'version',
];
const REQUEST_EVENT = ['request_id', 'time', 'staff_id', 'staff_name', 'kind', 'note', 'detail', 'action_id'];

const CONSOLE_NEEDS: readonly TableNeed[] = [
  { table: 'rekey_staff', select: ['id', ...STAFF], insert: STAFF, update: STAFF, own: true },
  {
    table: 'rekey_staff_backup_codes',
    select: ['id', 'staff_id', 'hash', 'used_at'],
    insert: ['staff_id', 'hash', 'used_at'],
    update: ['used_at'],
    delete: true,
    own: true,
  },
  {
    table: 'rekey_settings',
    select: ['name', 'value'],
    insert: ['name', 'value'],
    update: ['name', 'value'],
    own: true,
  },
  { table: 'rekey_audit_entries', select: AUDIT_ENTRY, insert: AUDIT_ENTRY, own: true, appendOnly: true },
  { table: 'rekey_audit_head', select: ['id', 'sequence', 'hash'], update: ['sequence', 'hash'], own: true },
  {
    table: 'rekey_notifications',
    select: ['id', ...NOTIFICATION],
    insert: NOTIFICATION,
    update: NOTIFICATION,
    own: true,
  },
  { table: 'rekey_requests', select: ['id', ...REQUEST], insert: REQUEST, update: REQUEST, own: true },
  {
    table: 'rekey_request_events',
    select: ['id', ...REQUEST_EVENT],
    insert: REQUEST_EVENT,
    own: true,
  },
  {
    table: 'rekey_request_terms',
    select: ['term', 'request_id'],
    insert: ['term', 'request_id'],
    delete: true,
    own: true,
  },
  { table: 'rekey_request_intake', select: ['source', 'position'], update: ['position'], own: true },
  { table: 'rekey_migrations', select: ['id', 'name', 'batch', 'migration_time'], own: true },
];

const PLATFORM_NEEDS: Record<string, readonly TableNeed[]> = { reference: REFERENCE_NEEDS };

/** `platform` is an adapter's name; the console's own tables come last. */
export function needsOf(platform: string): TableNeed[] {
  return [...(PLATFORM_NEEDS[platform] ?? []), ...CONSOLE_NEEDS];
}
