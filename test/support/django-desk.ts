/** The action service on a Django platform, and the platform's own code beside it. */
import { randomUUID } from 'node:crypto';
import type { Reader } from '../../db/database.ts';
import type { Platform, UserId, UserReading } from '../../db/platforms/contract.ts';
import { actingParts } from '../../db/platforms/django/acting.ts';
import { emergencyTokens } from '../../db/platforms/django/emergency.ts';
import { lockFactors } from '../../db/platforms/django/lock.ts';
import { up } from '../../db/platforms/django/migrations/2026-12-01-django-emergency-tokens.ts';
import { propose } from '../../db/platforms/django/people.ts';
import { read } from '../../db/platforms/django/reading.ts';
import { countSessions, type SessionUse } from '../../db/platforms/django/sessions.ts';
import { type DjangoTables, readTables } from '../../db/platforms/django/tables.ts';
import type { Seat } from '../../main/host.ts';
import type { ActionRequest } from '../../main/services/actions/action.ts';
import { createActionService } from '../../main/services/actions/create-service.ts';
import type { ActionName } from '../../main/services/actions/names.ts';
import type { OpenTestDatabase, TestDatabase } from './databases.ts';
import { POLICY, SUPPORT } from './desk.ts';
import { type DjangoSettings, type Judge, migrateDjango, openJudge } from './django.ts';

export interface DjangoDesk {
  database: TestDatabase;
  tables: DjangoTables;
  platform: Platform & ReturnType<typeof actingParts>;
  judge: Judge;
  time: { now: number };
  act(
    name: ActionName,
    id: UserId,
    extra?: object,
    request?: Partial<ActionRequest>,
  ): ReturnType<ReturnType<typeof createActionService>['run']>;
  reading(id: UserId): Promise<UserReading>;
  /** Somebody who set up an authenticator through the platform's own pages, signed in with a browser called as they are. */
  enrolled(login: string): Promise<{ id: UserId; key: string }>;
  close(): void;
}

interface DjangoDeskOptions {
  settings?: DjangoSettings;
  /** What an earlier version's tables are without. */
  reshape?(reader: Reader): Promise<void>;
}

export async function openDjangoDesk(
  open: OpenTestDatabase,
  { settings = 'settings_acting', reshape }: DjangoDeskOptions = {},
): Promise<DjangoDesk> {
  const database = await open('console');
  await migrateDjango(database.target, settings);
  await up(database.reader);
  await reshape?.(database.reader);
  const tables = await readTables(database.reader);
  if (!tables) throw new Error('nothing was recognised');
  const use = { django: true, userSessions: false };
  const platform = platformOf(tables, use);
  const judge = openJudge(database.target, settings, 'acting.py');
  const time = { now: Date.now() };
  const actions = createActionService({
    ...{ database, platform, guards: [], followUps: [] },
    ...{ clock: () => time.now, policy: async () => POLICY, session: { requireFreshCode() {} } },
  });
  const request = (userId: UserId): ActionRequest => ({
    ...{ actionId: randomUUID(), userId, version: null, reason: 'lost-phone', reasonText: null },
    ...{ ticket: null, requestId: null },
  });
  return {
    ...{ database, tables, platform, judge, time },
    act: (name, id, extra = {}, changes = {}) =>
      actions.run(name, { actor: SUPPORT, seat: 'a window' as Seat }, { ...request(id), ...changes }, extra),
    async reading(id) {
      const reading = await platform.read(database.reader, id, time.now);
      if (!reading) throw new Error('no such user');
      return reading;
    },
    async enrolled(login) {
      const { pk } = await judge.ask<{ pk: string }>('make_user', { login });
      const { key } = await judge.ask<{ key: string }>('set_up', { login, name: login });
      return { id: (tables.users.keyType === 'uuid-text' ? pk.replaceAll('-', '') : pk) as UserId, key };
    },
    close: () => judge.close(),
  };
}

function platformOf(tables: DjangoTables, use: SessionUse): DjangoDesk['platform'] {
  const source = {
    tables,
    mapping: propose(tables),
    emergencyTokens,
    sessions: (reader: Reader, id: UserId, now: number) => countSessions(reader, use, id, now),
  };
  const { name: users, key } = { name: tables.users.table, key: tables.users.key };
  const unused = () => Promise.reject(new Error('no action asks for this'));
  return {
    ...{ id: 'django', label: 'Django', version: null, recognisedBy: [], limits: [], fields: new Set() },
    ...{ search: unused, resolve: unused, summaries: unused },
    isUserId: (text): text is UserId => text !== '',
    read: (reader, id, now) => read(reader, source, id, now),
    async lockUser(tx, id) {
      const row = await tx(users).where(key, id).forUpdate().first(key);
      if (row) await lockFactors(tx, tables, id);
      return row !== undefined;
    },
    ...actingParts(tables, use),
  };
}
