/** A platform that Django made, opened as Rekey opens it. */
import { afterAll } from 'vitest';
import { migrate } from '../../db/migrate.ts';
import { djangoKind } from '../../db/platforms/django/kind.ts';
import { type DjangoTables, readTables } from '../../db/platforms/django/tables.ts';
import { createSearchIndexService } from '../../main/services/search-index/service.ts';
import type { OpenTestDatabase, TestDatabase } from './databases.ts';
import { type DjangoSettings, type Judge, migrateDjango, openJudge } from './django.ts';

export interface DjangoWorld {
  database: TestDatabase;
  tables: DjangoTables;
  judge: Judge;
  platform: Awaited<ReturnType<typeof djangoKind.open>>;
  /** Lets the search index come by every user. */
  walk(): Promise<unknown>;
}

/** For the tests around it, whose processes end with them. */
export function djangoWorlds(open: OpenTestDatabase): (settings?: DjangoSettings) => Promise<DjangoWorld> {
  const judges: Judge[] = [];
  afterAll(() => {
    for (const judge of judges) judge.close();
  });
  return async (settings = 'settings') => {
    const database = await open('none');
    await migrateDjango(database.target, settings);
    await migrate(database, djangoKind, { platform: false });
    const judge = openJudge(database.target, settings);
    judges.push(judge);
    const tables = await readTables(database.reader);
    if (!tables) throw new Error('nothing was recognised');
    const platform = await djangoKind.open(database);
    const { walkNow } = createSearchIndexService({ database, platform, clock: Date.now });
    return { database, tables, judge, platform, walk: walkNow };
  };
}
