import type { TableNeed } from '../../table-need.ts';

/** Not the users' password hashes: Rekey has no use for them, so its database account need not be able to read them. */
export const REFERENCE_NEEDS: readonly TableNeed[] = [
  {
    table: 'users',
    select: [
      'id',
      'username',
      'email',
      'full_name',
      'phone',
      'department',
      'role',
      'privileged',
      'status',
      'two_factor_required',
      'failed_attempts',
      'locked_until',
      'created_at',
      'last_login_at',
    ],
    update: ['two_factor_required', 'failed_attempts', 'locked_until'],
  },
  { table: 'user_search_terms', select: ['term', 'user_id'] },
  {
    table: 'totp_authenticators',
    select: [
      'id',
      'user_id',
      'name',
      'secret',
      'created_at',
      'confirmed_at',
      'last_used_at',
      'last_used_step',
    ],
    delete: true,
  },
  {
    table: 'backup_codes',
    select: ['id', 'user_id', 'kind', 'hash', 'created_at', 'used_at', 'expires_at'],
    insert: ['user_id', 'kind', 'hash', 'created_at', 'expires_at'],
    update: ['used_at'],
    delete: true,
  },
  {
    table: 'sessions',
    select: ['id', 'user_id', 'ip_address', 'user_agent', 'created_at', 'last_seen_at', 'expires_at'],
    delete: true,
  },
  {
    table: 'trusted_devices',
    select: ['id', 'user_id', 'name', 'token_hash', 'created_at', 'last_used_at', 'expires_at'],
    delete: true,
  },
  {
    table: 'two_factor_events',
    select: ['id', 'user_id', 'time', 'kind', 'detail'],
    insert: ['user_id', 'time', 'kind', 'detail'],
  },
  {
    table: 'contact_messages',
    select: ['id', 'user_id', 'name', 'email', 'phone', 'topic', 'message', 'created_at'],
  },
];
