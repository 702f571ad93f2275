/** The action service on a Django platform, and the platform's own code beside it. */

import { randomUUID } from 'node:crypto';
import type { Reader } from '../../db/database.ts';
import { migrate } from '../../db/migrate.ts';
import type { UserId, UserReading } from '../../db/platforms/contract.ts';
import { djangoKind } from '../../db/platforms/django/kind.ts';
import { type DjangoTables, readTables } from '../../db/platforms/django/tables.ts';
import type { ActionName } from '../../main/contract/actions.ts';
import type { Seat } from '../../main/host.ts';
import type { ActionRequest } from '../../main/services/actions/action.ts';
import { createActionService } from '../../main/services/actions/create-service.ts';
import type { OpenTestDatabase, TestDatabase } from './databases.ts';
import { POLICY, SUPPORT } from './desk.ts';
import { type DjangoSettings, type Judge, migrateDjango, openJudge } from './django.ts';

export interface DjangoDesk {
  database: TestDatabase;
  tables: DjangoTables;
  platform: Awaited<ReturnType<typeof djangoKind.open>>;
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
  const database = await open('none');
  await migrateDjango(database.target, settings);
  await reshape?.(database.reader);
  await migrate(database, djangoKind, { platform: false });
  const tables = await readTables(database.reader);
  if (!tables) throw new Error('nothing was recognised');
  const judge = openJudge(database.target, settings, 'acting.py');
  // A platform that nobody was ever signed in to shows no sessions.
  await judge.ask('make_session');
  const platform = await djangoKind.open(database);
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
