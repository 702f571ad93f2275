/** Which columns are whose: as a person chose them, checked against the tables, or as Rekey proposes. */
import { describe, expect, it } from 'vitest';
import { migrate } from '../../../db/migrate.ts';
import { checkMapping, djangoChoices, mappingOf } from '../../../db/platforms/django/mapping.ts';
import { propose } from '../../../db/platforms/django/people.ts';
import { type DjangoTables, readTables } from '../../../db/platforms/django/tables.ts';
import { writeProfile } from '../../../db/platforms/profile.ts';
import { referenceKind } from '../../../db/platforms/registry.ts';
import { forEachDatabase } from '../../support/databases.ts';
import { migrateDjango } from '../../support/django.ts';
import { missing } from '../../support/parts.ts';

const COLUMNS = ['id', 'login', 'mail', 'name', 'boss', 'password', 'api_token'];
const tables = { users: { table: 'people', columns: new Set(COLUMNS) } } as unknown as DjangoTables;
const NONE = {
  ...{ username: null, email: null, names: [], phone: null, department: null, active: null, privileges: [] },
  ...{ createdAt: null, lastLoginAt: null },
};

describe('a mapping that was chosen', () => {
  it('is taken with what is there, and nothing else in it', () => {
    const chosen = { username: 'login', names: ['name', 'name'], privileges: ['boss'], key: 'id' };
    expect(checkMapping(tables, chosen)).toEqual({
      ...NONE,
      ...{ username: 'login', names: ['name'], privileges: ['boss'] },
    });
    expect(checkMapping(tables, {})).toEqual(NONE);
  });

  it.each([
    ['a column that is not there', { email: 'email' }, 'has no column "email", which was chosen for email'],
    ['no name', { email: 7 }, 'has no column "7"'],
    ['a list that is none', { names: 'name' }, 'names is a list of at most 4 columns'],
    ['a list of too many', { names: Array(5).fill('name') }, 'names is a list of at most 4 columns'],
    ['a list with what is not there', { privileges: ['boss', '__proto__'] }, 'has no column "__proto__"'],
    ['what users must not be shown by', { names: ['password'] }, '"password" may hold a secret'],
    ['a token', { phone: 'api_token' }, '"api_token" may hold a secret'],
  ])('is refused for %s', (_, chosen, why) => {
    expect(() => checkMapping(tables, chosen)).toThrowError(
      expect.objectContaining({ code: 'BAD_INPUT', facts: { why: expect.stringContaining(why) } }),
    );
  });
});

describe.skipIf(missing('django'))('on a platform that Django made', () => {
  forEachDatabase((open) => {
    it('what was kept holds, and what fits the tables no more opens nothing', async () => {
      const database = await open('none');
      await migrateDjango(database.target, 'settings');
      const { reader } = database;
      const tables = (await readTables(reader)) as DjangoTables;
      const proposed = propose(tables);
      // Before Rekey's tables are made as well.
      expect(await mappingOf(reader, tables, 'django')).toEqual(proposed);
      expect(await djangoChoices.propose(reader)).toEqual(proposed);
      await migrate(database, referenceKind, { platform: false });
      const chosen = await djangoChoices.check(reader, { ...proposed, names: ['last_name'], phone: 'email' });
      const keep = (platform: string, choices: typeof chosen) =>
        database.transaction((tx) => writeProfile(tx, { platform, choices }));
      await keep('another', chosen);
      expect(await mappingOf(reader, tables, 'django')).toEqual(proposed);
      await keep('django', chosen);
      expect(await mappingOf(reader, tables, 'django')).toEqual(chosen);
      await keep('django', { ...chosen, privileges: ['is_gone'] });
      await expect(mappingOf(reader, tables, 'django')).rejects.toMatchObject({
        code: 'CONFIGURATION',
        facts: { why: expect.stringContaining('has no column "is_gone"') },
      });
    });
  });
});
