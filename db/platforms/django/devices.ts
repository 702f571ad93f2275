/** The devices of users, of every class that has a table: the rows as they are, without a key and without a token. */
import type { Knex } from 'knex';
import type { Reader } from '../../database.ts';
import type { UserId } from '../contract.ts';
import { isTrue } from './people.ts';
import { type DeviceKind, type DeviceTable, type DjangoTables, STATIC_DEVICES } from './tables.ts';
import { readDjangoTime } from './times.ts';

export interface Device {
  table: string;
  kind: DeviceKind;
  id: number;
  name: string;
  confirmed: boolean;
  /** ms UTC; null: none, or the platform's version does not keep it (django-otp before 1.4). */
  createdAt: number | null;
  lastUsedAt: number | null;
  /** Whether its table has a column for that. */
  keepsUse: boolean;
  /** Of ThrottlingMixin. */
  failures: number;
  failedAt: number | null;
  /** Where codes are sent to, as the row has it. */
  number: string | null;
  email: string | null;
  /** Backup tokens that it has. */
  tokens: number;
}

/** Which users, by the column that has their key. */
export type Whose = (query: Knex.QueryBuilder, column: string) => void;

export const ofUser =
  (id: UserId): Whose =>
  (query, column) =>
    query.where(column, id);
export const ofUsers =
  (ids: readonly UserId[]): Whose =>
  (query, column) =>
    query.whereIn(column, ids);

/** What is read of a device beside what every one has, where its table has it. */
export const DEVICE_COLUMNS = [
  'created_at',
  'last_used_at',
  'throttling_failure_count',
  'throttling_failure_timestamp',
  'number',
  'email',
];

/** In the order of the tables and of their keys, as django_otp.devices_for_user goes. Each table is read by its index of user_id. */
export async function readDevices(
  reader: Reader,
  tables: DjangoTables,
  whose: Whose,
): Promise<Map<UserId, Device[]>> {
  const [tokens, ...rows] = await Promise.all([
    countTokens(reader, tables, whose),
    ...tables.devices.map((table) => readTable(reader, table, whose)),
  ]);
  const devices = new Map<UserId, Device[]>();
  for (const [index, table] of tables.devices.entries()) {
    for (const row of rows[index] ?? []) {
      const id = String(row.user_id) as UserId;
      const device = deviceOf(table, row);
      if (table.table === STATIC_DEVICES) device.tokens = tokens.get(device.id) ?? 0;
      const of = devices.get(id);
      if (of) of.push(device);
      else devices.set(id, [device]);
    }
  }
  return devices;
}

type Row = Record<string, string | number | Date | null>;

async function readTable(
  reader: Reader,
  { table, kind, columns }: DeviceTable,
  whose: Whose,
): Promise<Row[]> {
  // What an unknown class has of these names may be anything.
  const more = kind === 'unknown' ? [] : DEVICE_COLUMNS.filter((column) => columns.has(column));
  const query = reader(table)
    .select('id', 'user_id', 'name', 'confirmed', ...more)
    .orderBy('id');
  whose(query, 'user_id');
  return query;
}

function deviceOf({ table, kind, columns }: DeviceTable, row: Row): Device {
  const time = (column: string) => readDjangoTime(row[column] as string | Date | null | undefined);
  return {
    ...{ table, kind, id: Number(row.id), name: String(row.name ?? ''), confirmed: isTrue(row.confirmed) },
    ...{ createdAt: time('created_at'), lastUsedAt: time('last_used_at') },
    keepsUse: columns.has('last_used_at'),
    failures: Number(row.throttling_failure_count ?? 0),
    failedAt: time('throttling_failure_timestamp'),
    number: row.number === undefined || row.number === null ? null : String(row.number),
    email: row.email === undefined || row.email === null ? null : String(row.email),
    tokens: 0,
  };
}

/** By static device. */
async function countTokens(
  reader: Reader,
  { tokens, devices }: DjangoTables,
  whose: Whose,
): Promise<Map<number, number>> {
  if (!tokens || !devices.some(({ table }) => table === STATIC_DEVICES)) return new Map();
  const query = reader(STATIC_DEVICES)
    .join(tokens.table, `${tokens.table}.device_id`, `${STATIC_DEVICES}.id`)
    .groupBy(`${STATIC_DEVICES}.id`)
    .select({ id: `${STATIC_DEVICES}.id` })
    .count({ tokens: `${tokens.table}.id` });
  whose(query, `${STATIC_DEVICES}.user_id`);
  const rows = (await query) as { id: number; tokens: number }[];
  return new Map(rows.map((row) => [Number(row.id), Number(row.tokens)]));
}
