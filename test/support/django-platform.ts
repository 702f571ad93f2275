/** A platform that Django made, with Rekey's search index, opened as Rekey opens it but for the acting half. */
import { afterAll } from 'vitest';
import { djangoPlatform } from '../../db/platforms/django/index.ts';
import { propose } from '../../db/platforms/django/people.ts';
import type { Source } from '../../db/platforms/django/reading.ts';
import { readTables } from '../../db/platforms/django/tables.ts';
import { searchIndexTables } from '../../db/search-index/tables.ts';
import { createSearchIndexService } from '../../main/services/search-index/service.ts';
import type { OpenTestDatabase, TestDatabase } from './databases.ts';
import { type DjangoSettings, type Judge, migrateDjango, openJudge } from './django.ts';

export interface DjangoWorld {
  database: TestDatabase;
  source: Source;
  judge: Judge;
  platform: ReturnType<typeof djangoPlatform>;
  /** Lets the search index come by every user. */
  walk(): Promise<unknown>;
}

/** For the tests around it, whose processes end with them. */
export function djangoWorlds(
  open: OpenTestDatabase,
): (settings?: DjangoSettings, parts?: Partial<Source>) => Promise<DjangoWorld> {
  const judges: Judge[] = [];
  afterAll(() => {
    for (const judge of judges) judge.close();
  });
  return async (settings = 'settings', parts = {}) => {
    const database = await open('none');
    await migrateDjango(database.target, settings);
    await searchIndexTables.up(database.reader);
    const judge = openJudge(database.target, settings);
    judges.push(judge);
    const tables = await readTables(database.reader);
    if (!tables) throw new Error('nothing was recognised');
    const source: Source = {
      ...{ tables, mapping: propose(tables) },
      ...{ emergencyTokens: async () => new Map(), sessions: async () => null },
      ...parts,
    };
    const platform = djangoPlatform(database, source);
    const { walkNow } = createSearchIndexService({ database, platform, clock: Date.now });
    return { database, source, judge, platform, walk: walkNow };
  };
}
