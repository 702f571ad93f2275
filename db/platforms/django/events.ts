/**
 * What the platform itself tells of a user's past: the times of its devices, the last login, and what was done in Django's own
 * administration. It keeps no record of second factors, so a device that is gone has left nothing.
 */
import type { Reader } from '../../database.ts';
import type { Events, PlatformEvent, UserId } from '../contract.ts';
import { type Device, ofUser, readDevices } from './devices.ts';
import { endsOfEmergencyTokens } from './emergency.ts';
import { asDjangoWrites } from './ids.ts';
import { personOf, usersQuery } from './people.ts';
import type { Source } from './reading.ts';
import { counts } from './state.ts';
import type { DjangoTables } from './tables.ts';
import { djangoTime, readDjangoTime } from './times.ts';

/** Entries about users, of which one user's are picked: nothing is indexed by whom an entry is about. */
const NEWEST_ENTRIES = 20_000;

export function djangoEvents(source: Pick<Source, 'tables' | 'mapping'>): Events {
  const read: Events['read'] = async (reader, id, { before, limit }) => {
    const [devices, logins, changes, emergencies] = await Promise.all([
      readDevices(reader, source.tables, ofUser(id)),
      lastLogin(reader, source, id),
      adminLog(reader, source.tables, id, { before, limit }),
      endsOfEmergencyTokens(reader, id, { before, limit }),
    ]);
    return [
      ...(devices.get(id) ?? []).flatMap((device) => ofDevice(source.tables, device)),
      ...logins,
      ...changes,
      ...emergencies,
    ]
      .filter(({ time }) => time < before)
      .sort((one, other) => other.time - one.time || other.id.localeCompare(one.id))
      .slice(0, limit);
  };
  return {
    read,
    async last(reader, id, kinds, since) {
      const events = await read(reader, id, { before: Number.MAX_SAFE_INTEGER, limit: NEWEST_ENTRIES });
      const last = new Map<PlatformEvent['kind'], number>();
      for (const { kind, time } of events) {
        if (time >= since && kinds.includes(kind) && !last.has(kind)) last.set(kind, time);
      }
      return last;
    },
  };
}

function ofDevice({ rule }: DjangoTables, device: Device): PlatformEvent[] {
  const { table, id, kind, confirmed, createdAt, lastUsedAt, failures, failedAt } = device;
  const isCodes = kind === 'backup-codes';
  const event = (what: string, time: number | null, as: PlatformEvent['kind'], detail: string | null) =>
    time === null ? [] : [{ id: `${table}-${id}-${what}`, time, kind: as, detail }];
  const isMade = isCodes ? 'backup-codes-generated' : counts(rule, device) ? 'enrolled' : 'pairing-started';
  return [
    ...event('made', createdAt, isMade, isCodes ? 'for the first time' : WORDS[kind]),
    ...event('used', lastUsedAt, isCodes ? 'backup-code-used' : 'code-used', isCodes ? null : WORDS[kind]),
    ...(failures > 0 && confirmed
      ? event('failed', failedAt, 'code-failed', failures === 1 ? null : `the last of ${failures} in a row`)
      : []),
  ];
}

const WORDS: Record<Device['kind'], string | null> = {
  authenticator: 'by an authenticator',
  'backup-codes': null,
  phone: 'by phone',
  email: 'by e-mail',
  'security-key': 'by a security key',
  unknown: 'by a device that Rekey does not know',
};

async function lastLogin(
  reader: Reader,
  { tables: { users }, mapping }: Pick<Source, 'tables' | 'mapping'>,
  id: UserId,
): Promise<PlatformEvent[]> {
  const [row] = await usersQuery(reader, users, mapping).where(users.key, id);
  const time = row ? personOf(row, mapping).lastLoginAt : null;
  return time === null ? [] : [{ id: 'last-login', time, kind: 'login', detail: null }];
}

interface LogRow {
  id: number;
  action_time: string | Date;
  action_flag: number;
  change_message: string;
  user_id: string | number;
}

/** Of django_admin_log, which has what was done in the administration's pages. */
async function adminLog(
  reader: Reader,
  tables: DjangoTables,
  id: UserId,
  { before, limit }: { before: number; limit: number },
): Promise<PlatformEvent[]> {
  if (!tables.columns('django_admin_log') || !tables.columns('django_content_type')) return [];
  const type: { id: number } | undefined = await reader('django_content_type')
    .whereIn(['app_label', 'model'], splits(tables.users.table))
    .first('id');
  if (!type) return [];
  const newest = reader('django_admin_log')
    .where({ content_type_id: type.id })
    .orderBy('id', 'desc')
    .limit(NEWEST_ENTRIES)
    .select('id', 'action_time', 'action_flag', 'change_message', 'user_id', 'object_id')
    .as('newest');
  const query = reader
    .from(newest)
    .where('object_id', asDjangoWrites(tables.users.keyType, id))
    .orderBy('id', 'desc')
    .limit(limit)
    .select('id', 'action_time', 'action_flag', 'change_message', 'user_id');
  if (before < Number.MAX_SAFE_INTEGER) query.where('action_time', '<', djangoTime(before));
  const rows: LogRow[] = await query;
  return rows.flatMap((row) => {
    const time = readDjangoTime(row.action_time);
    const fields = fieldsIn(row.change_message);
    const detail = `${[ACTIONS[row.action_flag] ?? 'changed', fields.join(', ')].filter(Boolean).join(': ')} by user #${row.user_id}`;
    return time === null ? [] : [{ id: `admin-${row.id}`, time, kind: kindOf(fields), detail }];
  });
}

/** Of `app_model`, wherever it is that the name of the app ends. */
function splits(table: string): [app: string, model: string][] {
  return [...table.matchAll(/_/g)].map(({ index }) => [table.slice(0, index), table.slice(index + 1)]);
}

/** LogEntry.action_flag. */
const ACTIONS: Record<number, string> = { 1: 'added', 2: 'changed', 3: 'deleted' };

function kindOf(fields: readonly string[]): PlatformEvent['kind'] {
  if (fields.some((field) => /e-?mail/i.test(field))) return 'email-changed';
  return fields.some((field) => /phone/i.test(field)) ? 'phone-changed' : 'changed-by-admin';
}

/** Of change_message the fields, in the administration's language; JSON since Django 1.10, a sentence before it. */
function fieldsIn(message: string): string[] {
  try {
    const parts = JSON.parse(message) as { changed?: { fields?: unknown[] } }[];
    return parts.flatMap(({ changed }) => changed?.fields ?? []).map(String);
  } catch {
    return [];
  }
}
