/** Finding users: by whatever staff are given, by index, and page by page while users come and go. */
import { expect } from 'vitest';
import type { UserId } from '../../../db/platforms/contract.ts';
import { endAll } from './operations.ts';
import { refreshStatistics, scansOf, statementsOf } from './plans.ts';
import { type Check, make, NOW, newName, readingOf, type World } from './subject.ts';

/** Many times what a database reads as a whole because that is cheaper. */
const USERS = 3000;

export const FINDING: readonly Check[] = [
  {
    name: 'finds a user by each kind of query, once, and nobody for what nobody is called',
    async run(world) {
      const { platform, subject } = world;
      const { id } = await make(world, 'full');
      const { user } = await readingOf(world, id);
      await subject.bringIndexUpToDate?.(world.database);
      for (const [kind, query] of Object.entries(subject.queries(user))) {
        const found = await everyPage(world, query, 50);
        expect(
          found.filter((one) => one === id),
          `${kind}: ${query}`,
        ).toEqual([id]);
      }
      for (const query of ['', '   ', '%', '_', newName(), `${newName()}'; --`, 'x'.repeat(10_000)]) {
        expect((await platform.search(query, { limit: 9 })).users, query).toEqual([]);
      }
    },
  },
  {
    name: 'tells the same of a user who was found as on the page',
    async run(world) {
      const { id } = await make(world, 'full');
      const { user } = await readingOf(world, id);
      await world.subject.bringIndexUpToDate?.(world.database);
      for (const query of Object.values(world.subject.queries(user))) {
        const { users } = await world.platform.search(query, { limit: 50 });
        const found = users.find((one) => one.id === id);
        expect(user, query).toMatchObject(found ?? { id: 'nobody' });
      }
    },
  },
  {
    name: 'turns pages without losing or repeating anybody, while users come and go',
    async run(world) {
      const { database, platform, subject } = await world.another();
      const here = { ...world, database, platform };
      const people: UserId[] = [];
      const add = async (name: string) => people.push(await subject.situations.off.make(database, name));
      for (const letter of 'bdfhjlnprt') await add(`page${letter}`);
      const seen: UserId[] = [];
      const gone: UserId[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < 50; page += 1) {
        await subject.bringIndexUpToDate?.(database);
        const { users, nextCursor } = await platform.search('page', { limit: 2, cursor });
        seen.push(...users.map(({ id }) => id));
        if (nextCursor === null) break;
        expect(typeof nextCursor).toBe('string');
        cursor = nextCursor;
        // Somebody comes before all, somebody goes whom the list ended with, and somebody goes who is still to come.
        if (page === 1) await add('pagea');
        if (page === 2) await add('pagez');
        const leaves =
          page === 0 ? seen.at(-1) : page === 1 ? people.findLast((id) => !seen.includes(id)) : null;
        if (leaves) {
          await subject.remove(database, leaves);
          gone.push(leaves);
        }
      }
      expect(gone).toHaveLength(2);
      expect(
        seen.filter((id, index) => seen.indexOf(id) !== index),
        'seen twice',
      ).toEqual([]);
      const stayed = people.slice(0, 10).filter((id) => !gone.includes(id));
      expect(
        stayed.filter((id) => !seen.includes(id)),
        'lost',
      ).toEqual([]);
      const all = await everyPage(here, 'page', 3);
      expect([...all].sort()).toEqual(people.filter((id) => !gone.includes(id)).sort());
    },
  },
  {
    name: 'refuses a cursor of its search that it did not give',
    async run({ platform }) {
      const search = platform.search('page', { limit: 2, cursor: 'no cursor of ours' });
      await expect(search).rejects.toMatchObject({ code: 'BAD_INPUT' });
    },
  },
  {
    name: 'knows whom a reference means, and that it means nobody',
    async run(world) {
      const { platform, subject } = world;
      const { id } = await make(world, 'full');
      const { user } = await readingOf(world, id);
      await make(world, 'full');
      await subject.bringIndexUpToDate?.(world.database);
      const references = [`#${id}`, ...subject.references(user)];
      for (const reference of references) expect(await platform.resolve(reference), reference).toBe(id);
      const nobody = [newName(), `#${subject.nobody}`, user.username.slice(0, -1), `${user.username}x`, ''];
      for (const reference of nobody) expect(await platform.resolve(reference), reference).toBeNull();

      const candidates = await platform.candidates?.([...references, ...nobody]);
      const expected = [...references.map(() => [id]), ...nobody.map(() => [])];
      if (candidates) expect(candidates.map((some) => some.map((one) => one.id))).toEqual(expected);
      const addresses = [user.email ?? newName(), `#${id}`];
      const byAddress = await platform.candidates?.(addresses, { addressesOnly: true });
      if (byAddress) {
        const meant = byAddress.map((some) => some.map((one) => one.id));
        expect(meant).toEqual([user.email === null ? [] : [id], []]);
      }
    },
  },
  {
    name: 'finds, reads, locks and changes users by index, and never reads all of them',
    async run(world) {
      const { database, platform, subject } = await world.another();
      const id = await subject.situations.full.make(database, newName());
      await subject.fill(database, USERS);
      await subject.bringIndexUpToDate?.(database);
      const tables = new Set((await subject.dump(database)).map(({ table }) => table));
      await refreshStatistics(database, [...tables]);
      const { user } = await readingOf({ ...world, database, platform }, id);
      const works: Record<string, () => Promise<unknown>> = {
        'a reading': () => platform.read(database.reader, id, NOW),
        'a list of some': () => platform.summaries([id]),
        secrets: async () => platform.totp?.readSecrets(database.reader, id),
        sessions: async () => platform.sessions?.read?.(database.reader, id, NOW),
        devices: async () => platform.devices?.read?.(database.reader, id, NOW),
        events: async () => platform.events?.read(database.reader, id, { before: NOW, limit: 9 }),
        'who is meant': async () => {
          for (const reference of [`#${id}`, newName(), ...subject.references(user)])
            await platform.resolve(reference);
        },
        'a list of names': async () =>
          platform.candidates?.([`#${id}`, newName(), ...subject.references(user)]),
        'a page of many, and the next': async () => {
          const { nextCursor } = await platform.search('many', { limit: 20 });
          await platform.search('many', { limit: 20, cursor: nextCursor ?? undefined });
        },
        'a lock and the changes': () =>
          database.transaction(async (tx) => {
            await platform.lockUser(tx, id);
            await platform.lock?.unlock(tx, id, NOW);
            await platform.codes?.replace(tx, id, ['code'], NOW);
            if (platform.sessions && !platform.sessions.find) await endAll(platform.sessions, tx, id);
            if (platform.devices && !platform.devices.find) await endAll(platform.devices, tx, id);
            await platform.reset?.apply(tx, id, NOW);
            await platform.disable?.apply(tx, id, NOW);
          }),
      };
      for (const [kind, query] of Object.entries({ ...subject.queries(user), nobody: newName() })) {
        works[`a search by ${kind}`] = () => platform.search(query, { limit: 20 });
      }
      for (const [what, work] of Object.entries(works)) {
        const statements = await statementsOf(database, work);
        expect(await scansOf(database, statements), what).toEqual([]);
      }
      const searching = await statementsOf(database, () => platform.search('many', { limit: 20 }));
      expect(searching.length, 'nothing was asked, so nothing was judged').toBeGreaterThan(0);
    },
  },
];

async function everyPage(
  { platform }: Pick<World, 'platform'>,
  query: string,
  limit: number,
): Promise<UserId[]> {
  const found: UserId[] = [];
  let cursor: string | undefined;
  do {
    const { users, nextCursor } = await platform.search(query, { limit, cursor });
    found.push(...users.map(({ id }) => id));
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}
