/** The rights on exactly the tables and columns that stand here. */
import type { TableNeed } from '../../table-need.ts';
import { DEVICE_COLUMNS } from './devices.ts';
import type { Mapping } from './mapped-fields.ts';
import { namedColumns } from './people.ts';
import { type DeviceTable, type DjangoTables, GROUPS, STATIC_DEVICES, TOTP_DEVICES } from './tables.ts';

const OF_EVERY_DEVICE = ['id', 'user_id', 'name', 'confirmed'];
const THROTTLE = ['throttling_failure_count', 'throttling_failure_timestamp'];
const OF_TOTP = ['key', 'step', 't0', 'digits', 'tolerance', 'drift', 'last_t'];

/** Where these tables are not, the first that is looked for is named. */
export const LEAST_NEEDS: readonly TableNeed[] = [{ table: TOTP_DEVICES, select: OF_EVERY_DEVICE }];

/** Not the users' passwords, nor the keys of phones and security keys: Rekey has no use for them. */
export function tableNeeds(tables: DjangoTables, mapping: Mapping): TableNeed[] {
  const { users, devices, tokens, sessions, columns } = tables;
  const whole = (table: string, wanted: readonly string[], more: Partial<TableNeed> = {}): TableNeed[] =>
    columns(table) ? [{ table, select: wanted, ...more }] : [];
  return [
    {
      table: users.table,
      select: [...new Set([users.key, ...Object.values(namedColumns(mapping))])],
      // MySQL locks a row for nobody who may change none of its columns.
      update: [mapping.lastLoginAt ?? users.key],
    },
    ...(users.memberships && mapping.groups.length > 0
      ? [
          { table: users.memberships.table, select: [users.memberships.user, users.memberships.group] },
          { table: GROUPS, select: ['id', 'name'] },
        ]
      : []),
    ...devices.map(deviceNeed),
    ...(tokens
      ? [
          {
            ...{ table: tokens.table, select: ['id', 'token', 'device_id'], delete: true as const },
            insert: ['token', 'device_id'],
          },
        ]
      : []),
    ...(sessions.django
      ? whole('django_session', ['session_key', 'session_data', 'expire_date'], { delete: true })
      : []),
    ...whole(
      'user_sessions_session',
      ['session_key', 'user_id', 'user_agent', 'ip', 'last_activity', 'expire_date'],
      { delete: true },
    ),
    ...whole('usersessions_usersession', ['user_id'], { delete: true }),
    ...whole('django_migrations', ['app', 'name']),
    ...whole('django_content_type', ['id', 'app_label', 'model']),
    ...whole('django_admin_log', [
      ...['id', 'action_time', 'action_flag', 'change_message', 'user_id', 'object_id', 'content_type_id'],
    ]),
  ];
}

/** Django fills in every default itself, so a row that is made names each column. */
function deviceNeed({ table, kind, columns }: DeviceTable): TableNeed {
  const there = (...names: string[]) => names.filter((name) => columns.has(name));
  const isTotp = table === TOTP_DEVICES;
  const isStatic = table === STATIC_DEVICES;
  const changed = [
    ...(kind === 'unknown' ? [] : there(...THROTTLE)),
    ...(isTotp ? ['drift', 'last_t'] : []),
    ...(isStatic ? ['name', 'confirmed'] : []),
    ...(isTotp || isStatic ? there('last_used_at') : []),
  ];
  return {
    table,
    select: [
      ...OF_EVERY_DEVICE,
      ...(kind === 'unknown' ? [] : there(...DEVICE_COLUMNS)),
      ...(isTotp ? OF_TOTP : []),
    ],
    ...(isStatic
      ? { insert: ['user_id', 'name', 'confirmed', ...there(...THROTTLE, 'created_at', 'last_used_at')] }
      : {}),
    ...(changed.length > 0 ? { update: changed } : {}),
    delete: true,
  };
}
