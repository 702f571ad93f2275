import { beforeAll, describe, expect, test } from 'vitest';
import type { UserId } from '../../../db/platforms/contract.ts';
import { forEachDatabase } from '../../support/databases.ts';
import { type DjangoWorld, djangoWorlds } from '../../support/django-platform.ts';
import { missing } from '../../support/parts.ts';

describe.skipIf(missing('django'))('finding users of a Django platform', () => {
  forEachDatabase((open, kind) => {
    const openWorld = djangoWorlds(open);

    describe('by what the platform and Rekey’s index know', () => {
      let world: DjangoWorld;
      const found = async (query: string) => {
        const { users } = await world.platform.search(query, { limit: 10 });
        return users.map(({ username }) => username);
      };
      beforeAll(async () => {
        world = await openWorld();
        await world.judge.ask('enrol', {
          people: [
            { username: 'mara', email: 'mara@example.org', first_name: 'Mara', last_name: 'Lindqvist' },
            { username: 'm_ra', email: 'other@example.org', first_name: 'Åsa', last_name: 'Öberg' },
            { username: 'Maria', email: 'maria@example.com', first_name: '', last_name: '' },
            { username: '2', email: '', first_name: 'Two', last_name: 'Two' },
          ],
        });
        await world.walk();
        await world.judge.ask('enrol', { people: [{ username: 'marvin', email: 'new@example.org' }] });
      });

      test('by name in any order, address, domain and id, and by the login name also who is new', async () => {
        expect(await found('lindqvist ma')).toEqual(['mara']);
        expect(await found('oberg')).toEqual(['m_ra']);
        expect(await found('@example.com')).toEqual(['Maria']);
        expect(await found('#1')).toEqual(['mara']);
        expect(await found('m_')).toEqual(['m_ra']);
        expect(await found('MAR')).toHaveLength(kind === 'mysql' ? 3 : 2);
        expect((await found('mar')).sort()).toEqual(['Maria', 'mara', 'marvin']);
        expect(await found('new@example.org')).toEqual([]);
        expect(await found("x' OR 1=1")).toEqual([]);
      });

      test('page by page, each once', async () => {
        const names: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await world.platform.search('m', { limit: 1, cursor });
          names.push(...page.users.map(({ username }) => username));
          cursor = page.nextCursor ?? undefined;
        } while (cursor);
        expect(names.sort()).toEqual(['Maria', 'm_ra', 'mara', 'marvin']);
      });

      test('names one by username, address or id, and refuses where two fit', async () => {
        const { resolve, candidates } = world.platform;
        expect(await resolve('mara')).toBe('1');
        expect(await resolve('MARA')).toBe('1');
        expect(await resolve('maria@example.com')).toBe('3');
        expect(await resolve('#4')).toBe('4');
        expect(await resolve('nobody')).toBeNull();
        // The username "2" of user 4, and the id 2.
        await expect(resolve('2')).rejects.toMatchObject({ code: 'AMBIGUOUS_USER' });
        const [byAddress = []] = await candidates(['mara'], { addressesOnly: true });
        expect(byAddress).toEqual([]);
      });

      test('shows a user who was renamed as the row is now, or not at all', async () => {
        await world.database.reader('auth_user').where({ id: 1 }).update({ last_name: 'Berg' });
        expect(await found('lindqvist')).toEqual([]);
        expect(await found('mara')).toEqual(['mara']);
        await world.walk();
        expect(await found('berg')).toEqual(['mara']);
      });

      test('takes nothing for an id that a database would read as one', async () => {
        const { platform, database } = world;
        expect(await platform.read(database.reader, '1abc' as UserId, 0)).toBeNull();
        expect(await platform.summaries(['1abc', '1'] as UserId[])).toHaveLength(1);
        expect(await database.transaction((tx) => platform.lockUser(tx, '1abc' as UserId))).toBe(false);
        expect(await database.transaction((tx) => platform.lockUser(tx, '1' as UserId))).toBe(true);
        expect(await database.transaction((tx) => platform.lockUser(tx, '99' as UserId))).toBe(false);
      });
    });

    test('whose keys are UUIDs and who log in by their address', async () => {
      const { platform, judge, walk } = await openWorld('settings_uuid');
      const [key = ''] = await judge.ask<string[]>('enrol', {
        people: [{ email: 'mara@example.org', name: 'Mara Lindqvist', phone_number: '+49 30 123 456' }],
      });
      const id = kind === 'mysql' ? key : key.replaceAll('-', '');
      expect(await platform.resolve('mara@example.org')).toBe(id);
      expect(await platform.resolve(key.toUpperCase())).toBe(id);
      await walk();
      for (const query of ['lindqvist', '123456', 'mara@', key, `#${key.replaceAll('-', '')}`]) {
        const { users } = await platform.search(query, { limit: 5 });
        expect(users.map((user) => user.id)).toEqual([id]);
      }
    });
  });
});
