/** Searching by Rekey's own index on a platform that has none, with the index as a walk left it and the rows as they are now. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { UserId } from '../../../db/platforms/user.ts';
import { indexedAs, indexStatements, searchIndexed } from '../../../db/search-index/search.ts';
import { compareTerms, countIndexed, indexedAfter, writeTerms } from '../../../db/search-index/store.ts';
import { TERM_COLUMNS } from '../../../db/search-index/tables.ts';
import { ask } from '../../../db/search-index/terms.ts';
import { forEachDatabase, type TestDatabase } from '../../support/databases.ts';
import { scansOf } from '../../support/explain.ts';
import {
  type IndexlessPlatform,
  type Keys,
  openIndexlessPlatform,
} from '../../support/indexless-platform.ts';

async function indexAll(database: TestDatabase, { source }: IndexlessPlatform): Promise<void> {
  const users = await source.page(database.reader, null, 100_000);
  const changes = await compareTerms(database.reader, [{ users, digest: null }]);
  await database.transaction((tx) => writeTerms(tx, changes));
}

forEachDatabase((open) => {
  describe.each<Keys>(['numbers', 'uuids'])('searching users whose keys are %s', (keys) => {
    let database: TestDatabase;
    let platform: IndexlessPlatform;
    let ids: UserId[];
    const search = (query: string, limit = 50, cursor?: string) =>
      searchIndexed(database.reader, platform.source, query, { limit, cursor });
    const found = async (query: string) => (await search(query)).users.map(({ username }) => username);

    beforeEach(async () => {
      database = await open('none');
      platform = await openIndexlessPlatform(database, keys);
      ids = await platform.add(
        { username: 'akovacs', email: 'ak@example.org', first: 'Anna', last: 'Kovács', phone: '+4930901820' },
        { username: 'anna', email: 'anna@example.net', first: 'Anna', last: 'Anna', phone: '(030) 55-4711' },
        { username: 'jose', email: 'jose@example.org', first: 'José', last: "O'Neill-Smith" },
        { username: 'per_cent', email: 'p@x.example', first: '100%', last: 'Sure' },
      );
      await indexAll(database, platform);
    });

    it('is by username, address, domain, words of the name in any order, last digits and id', async () => {
      for (const [query, usernames] of [
        ['AKOV', ['akovacs']],
        ['kovács a', ['akovacs']],
        ['anna kov', ['akovacs']],
        ['ann kov', ['akovacs']],
        ['ko an', ['akovacs']],
        ['an an', ['anna']],
        ['ne sm jo', ['jose']],
        ['smith jose', ['jose']],
        ["o'neill", ['jose']],
        ['@example.net', ['anna']],
        ['ak@', ['akovacs']],
        ['1820', ['akovacs']],
        ['030 901820', ['akovacs']],
        ['4711', ['anna']],
        ['per_', ['per_cent']],
        [`#${ids[2]}`, ['jose']],
        ['%', []],
        ['_', []],
        ["' OR 1=1 --", []],
        ['nobody', []],
        ['', []],
        ['an\0na', []],
        ['a'.repeat(10_000), []],
      ] as const) {
        expect(await found(query), query).toEqual(usernames);
      }
      expect((await found('anna')).sort()).toEqual(['akovacs', 'anna']);
      expect((await found('@example.org')).sort()).toEqual(['akovacs', 'jose']);
    });

    it('shows nobody who was renamed or deleted a second ago by what they were', async () => {
      await platform.change(ids[0] as UserId, {
        username: 'amiller',
        last: 'Miller',
        email: 'am@example.com',
      });
      await platform.remove(ids[2] as UserId);
      for (const query of ['akovacs', 'kovacs', 'anna kovacs', '@example.org', 'jose', `#${ids[2]}`])
        expect(await found(query), query).toEqual([]);
      // What still holds finds her, with the name that she has now.
      const { users } = await search('anna');
      expect(users.map(({ username }) => username).sort()).toEqual(['amiller', 'anna']);
      expect(await found('901820')).toEqual(['amiller']);
      // The terms are made anew by the next walk.
      await indexAll(database, platform);
      expect(await found('miller anna')).toEqual(['amiller']);
      expect(await found('@example.com')).toEqual(['amiller']);
    });

    it('fills a page that checking made short, and ends where there is nobody else', async () => {
      const many = await platform.add(
        ...Array.from({ length: 60 }, (_, n) => ({ username: `bulk${n}`, first: 'Bulk', last: 'Person' })),
      );
      await indexAll(database, platform);
      const order = (await search('bulk person', 100)).users.map(({ id }) => id);
      expect([...order].sort()).toEqual([...many].sort());
      for (const id of order.slice(0, 20)) await platform.remove(id);
      for (const id of order.slice(20, 40)) await platform.change(id, { first: 'Other' });
      const page = await search('bulk person', 5);
      expect(page.users.map(({ id }) => id)).toEqual(order.slice(40, 45));
      const rest = await search('bulk person', 50, page.nextCursor ?? '');
      expect(rest.users.map(({ id }) => id)).toEqual(order.slice(45));
      expect(rest.nextCursor).toBeNull();
      for (const id of order.slice(40)) await platform.remove(id);
      expect(await search('bulk person', 5)).toEqual({ users: [], nextCursor: null });
    });

    it('gives a short page with a cursor rather than to look through thousands who are others by now', async () => {
      const gone = await platform.add(
        ...Array.from({ length: 600 }, (_, n) => ({ username: `gone${n}`, email: `g${n}@gone.example` })),
      );
      const [last] = await platform.add({ username: 'zlast', email: 'z@gone.example' });
      await indexAll(database, platform);
      for (const id of gone) await platform.change(id, { email: '' });
      platform.asked.current = 0;
      const seen: UserId[] = [];
      let page = await search('@gone.example', 1);
      expect(platform.asked.current).toBeLessThanOrEqual(10);
      for (let pages = 0; pages < 20; pages += 1) {
        seen.push(...page.users.map(({ id }) => id));
        if (page.nextCursor === null) break;
        page = await search('@gone.example', 1, page.nextCursor);
      }
      expect(seen).toEqual([last]);
      expect(page.nextCursor).toBeNull();
    });

    it.each(['bulk', '@example.org', 'person', 'person bulk', 'bul per'])(
      'pages %j without gaps, doubles or another order, by column, term and id',
      async (query) => {
        await platform.add(
          ...Array.from({ length: 25 }, (_, n) => ({
            ...{ username: `bulk${n % 5}`, email: `bulk${n}@example.org`, first: 'Bulk', last: 'Person' },
          })),
        );
        await indexAll(database, platform);
        const whole = (await search(query, 100)).users.map(({ id }) => id);
        const paged: UserId[] = [];
        let cursor: string | undefined;
        do {
          const page = await search(query, 4, cursor);
          paged.push(...page.users.map(({ id }) => id));
          cursor = page.nextCursor ?? undefined;
        } while (cursor);
        expect(paged).toEqual(whole);
        expect(new Set(paged).size).toBe(paged.length);
        expect(paged.length).toBeGreaterThanOrEqual(25);
      },
    );

    it('tells who has that id first and once, on whatever page the others would have them', async () => {
      const [id] = await platform.add({ username: 'x' });
      await platform.change(id as UserId, { username: `${id}` });
      const others = await platform.add(
        ...Array.from({ length: 3 }, (_, n) => ({ username: `${id}${n}`, email: `${n}@example.org` })),
      );
      await indexAll(database, platform);
      const first = await search(`${id}`, 2);
      const second = await search(`${id}`, 2, first.nextCursor ?? '');
      expect([...first.users, ...second.users].map((user) => user.id)).toEqual([id, ...others]);
      expect(second.nextCursor).toBeNull();
    });

    it.each([
      '',
      'nonsense',
      encode([1, 2]),
      encode(['a']),
      encode(['other', '1']),
      encode(['anna', '1', '2']),
      encode(['name_1', 'other', '1']),
      encode(['phone', 'anna', '1']),
      encode(['name_1', 'anna', 1]),
    ])('refuses the cursor %j', async (cursor) => {
      await expect(search('anna', 4, cursor)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    });

    it('names those exactly whose username or address it is, as the rows are now', async () => {
      const named = async (...texts: string[]) =>
        (await indexedAs(database.reader, platform.source, texts)).map(({ username }) => username).sort();
      expect(await named('ANNA', 'Ak@Example.org')).toEqual(['akovacs', 'anna']);
      expect(await named('@example.org', 'kovacs', 'anna kovacs', 'ann', '')).toEqual([]);
      await platform.change(ids[1] as UserId, { username: 'hanna' });
      expect(await named('anna')).toEqual([]);
    });

    it('compares the index with the rows and writes what differs, once', async () => {
      await platform.change(ids[0] as UserId, { phone: null, username: 'ak' });
      const users = await platform.source.page(database.reader, null, 10);
      const compare = () => compareTerms(database.reader, [{ users, digest: null }]);
      const changes = await compare();
      expect(changes).toEqual({
        unknown: [],
        changed: [
          {
            ...{ id: ids[0], block: null },
            rows: [
              {
                ...{ account_1: 'ak', account_2: 'ak@example.org', domain: '@example.org' },
                ...{ name_1: 'anna kovacs', name_2: 'kovacs anna', phone: '' },
              },
            ],
          },
        ],
      });
      for (let twice = 0; twice < 2; twice += 1) await database.transaction((tx) => writeTerms(tx, changes));
      expect(await compare()).toEqual({ unknown: [], changed: [] });
      expect(await indexedAfter(database.reader, null, 10)).toEqual([...ids].sort());
    });

    it('has as many rows of a user as the name needs, and none of them is left when it becomes shorter', async () => {
      const id = ids[0] as UserId;
      await platform.change(id, { first: 'Anna Maria Sophie', last: 'Kovács-Tóth' });
      await indexAll(database, platform);
      const parts = () =>
        database.reader('rekey_search_users').where({ user_id: id }).orderBy('part').pluck('part');
      expect(await parts()).toEqual([0, 1, 2]);
      expect(await countIndexed(database.reader)).toBe(ids.length);
      for (const query of ['sophie', 'toth anna', 'mar sop', 'kov ann tot', 'anna maria sophie kovács-tóth'])
        expect(await found(query), query).toEqual(['akovacs']);
      await platform.change(id, { first: 'Anna', last: 'Kovács' });
      await indexAll(database, platform);
      expect(await parts()).toEqual([0]);
    });
  });

  describe('beside an index of the platform', () => {
    it('tells first whom that one finds, whether the walk has come to them or not, and each once', async () => {
      const database = await open('none');
      const platform = await openIndexlessPlatform(database);
      await database.reader.schema.alterTable(
        'members',
        (table) => void table.index(['username'], 'by_username'),
      );
      const finds = ({ username }: { username: string }, query: string) => username.startsWith(query);
      const source: typeof platform.source = {
        ...platform.source,
        own: {
          finds,
          async page(reader, query, after, limit) {
            const some = reader('members').where('username', '>=', query).where('username', '<', `${query}~`);
            const rows: { id: number; username: string }[] = await (after === null
              ? some
              : some.where('username', '>', after)
            )
              .orderBy('username')
              .limit(limit);
            return rows.map(({ id, username }) => ({ id: String(id) as UserId, at: username }));
          },
        },
      };
      await platform.add(
        { username: 'eva1', first: 'Eva', last: 'A' },
        { username: 'zoe', first: 'Eva', last: 'B' },
        { username: 'eva2', first: 'Zoe', last: 'C' },
        { username: 'ida', first: 'Eva', last: 'D' },
      );
      await indexAll(database, platform);
      await platform.add({ username: 'eva3', first: 'Eva', last: 'E' });
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await searchIndexed(database.reader, source, 'eva', { limit: 2, cursor });
        seen.push(...page.users.map(({ username }) => username));
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      expect(seen).toEqual(['eva1', 'eva2', 'eva3', 'zoe', 'ida']);
    });
  });

  describe('among 300,000 users', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await open('none');
      await openIndexlessPlatform(database);
      await fillIndex(database);
    }, 300_000);

    it('every search is ranges of the index', async () => {
      const id = '150000';
      for (const [query, after] of [
        ['anna', undefined],
        ['a', undefined],
        ['anna k', undefined],
        ["o'neill", undefined],
        ['4711', undefined],
        ['@example.org', undefined],
        ['ann kov', undefined],
        ['@example.org', { column: 'domain', term: '@example.org', id }],
        ["o'neill", { column: 'name_2', term: 'neill o', id }],
      ] as const) {
        for (const statement of indexStatements(ask(query).sought, { limit: 51, after })) {
          expect(await scansOf(database, statement), statement.sql).toEqual([]);
        }
      }
      for (const statement of [
        {
          sql: 'SELECT user_id FROM rekey_search_users WHERE part = 0 AND user_id > ? ORDER BY user_id LIMIT ?',
          bindings: [id, 500],
        },
        { sql: 'SELECT * FROM rekey_search_users WHERE user_id IN (?, ?)', bindings: [id, '7'] },
        {
          sql: 'SELECT user_id FROM rekey_search_users WHERE account_1 IN (?, ?) UNION SELECT user_id FROM rekey_search_users WHERE account_2 IN (?, ?)',
          bindings: ['a', 'b', 'a', 'b'],
        },
      ])
        expect(await scansOf(database, statement), statement.sql).toEqual([]);
      const scan = { sql: 'SELECT user_id FROM rekey_search_users WHERE name_1 LIKE ?', bindings: ['%a'] };
      expect(await scansOf(database, scan)).not.toEqual([]);
    });
  });
});

function encode(parts: unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** Made by the database itself. */
async function fillIndex({ kind, reader }: TestDatabase): Promise<void> {
  const numbers =
    kind === 'mysql'
      ? 'SELECT seq AS n FROM seq_1_to_300000'
      : 'WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 300000) SELECT n FROM s';
  const text = (...parts: string[]) =>
    kind === 'mysql' ? `CONCAT(${parts.join(', ')})` : parts.join(' || ');
  const terms = [
    text("'user'", 'n'),
    text("'user'", 'n', "'@example.org'"),
    "'@example.org'",
    text("'anna kov'", 'n'),
    text("'kov'", 'n', "' anna'"),
    "'1174'",
  ];
  await reader.raw(
    `INSERT INTO rekey_search_users (user_id, part, ${TERM_COLUMNS.join(', ')}) SELECT ${kind === 'mysql' ? 'n' : 'CAST(n AS TEXT)'}, 0, ${terms.join(', ')} FROM (${numbers}) numbers`,
  );
  await reader.raw(kind === 'mysql' ? 'ANALYZE TABLE rekey_search_users' : 'ANALYZE rekey_search_users');
}
