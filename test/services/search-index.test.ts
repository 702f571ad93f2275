/** The walk through a platform's users that fills Rekey's index: beside the platform's own work, killed, gone on with, by two consoles. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../db/database.ts';
import { formatMysqlUrl } from '../../db/mysql-address.ts';
import type { SearchSource } from '../../db/platforms/search-source.ts';
import type { UserId } from '../../db/platforms/user.ts';
import { searchIndexed } from '../../db/search-index/search.ts';
import { compareTerms, countIndexed, readWalk } from '../../db/search-index/store.ts';
import {
  SEARCH_INDEX_NEEDS,
  searchIndexMadeOf,
  searchIndexTables,
  searchIndexUsers,
} from '../../db/search-index/tables.ts';
import { checkSearchIndex } from '../../main/services/doctor/search-index.ts';
import { createSearchIndexService } from '../../main/services/search-index/service.ts';
import { LEASE, type WalkDeps, walkNewest, walkOn } from '../../main/services/search-index/walk.ts';
import { makeAccount } from '../support/database-accounts.ts';
import { forEachDatabase, onMariaDb, type TestDatabase } from '../support/databases.ts';
import { SUPPORT } from '../support/desk.ts';
import { type IndexlessPlatform, type Keys, openIndexlessPlatform } from '../support/indexless-platform.ts';

const NOW = Date.UTC(2026, 10, 25);
/** So that a walk has several batches. */
const USERS = 1_700;

forEachDatabase((open) => {
  describe.each<Keys>(['numbers', 'uuids'])('a walk through users whose keys are %s', (keys) => {
    let database: TestDatabase;
    let platform: IndexlessPlatform;
    let ids: UserId[];
    const time = { now: NOW };
    const none = new AbortController().signal;
    const deps = (more: Partial<WalkDeps> = {}): WalkDeps => ({
      ...{ database, source: platform.source, clock: () => time.now, rest: async () => {}, batch: 500 },
      ...more,
    });
    const found = async (query: string) =>
      (await searchIndexed(database.reader, platform.source, query, { limit: 5 })).users.map(({ id }) => id);
    /** Whether the index has the terms of everybody, once, and of nobody else. */
    const isWhole = async () => {
      const users = await platform.source.page(database.reader, null, 10_000);
      const { unknown, changed } = await compareTerms(database.reader, [{ users, digest: null }]);
      return unknown.length + changed.length === 0 && (await countIndexed(database.reader)) === users.length;
    };

    beforeEach(async () => {
      time.now = NOW;
      database = await open('console');
      platform = await openIndexlessPlatform(database, keys);
      ids = await platform.add(
        ...Array.from({ length: USERS }, (_, n) => ({ first: `First${n}`, last: 'Last', phone: `555${n}` })),
      );
    });

    it('indexes everybody, and tells when it began and how many there are', async () => {
      expect(await isWhole()).toBe(false);
      expect(await walkOn(deps(), none)).toBe('finished');
      expect(await isWhole()).toBe(true);
      expect(await readWalk(database.reader, platform.source.madeOf)).toMatchObject({
        ...{ runner: null, startedAt: null, failedAt: null },
        walked: { from: NOW, to: NOW, users: USERS },
      });
    });

    it('has the newest first', async () => {
      const abort = new AbortController();
      await walkOn(deps({ rest: async () => abort.abort() }), abort.signal);
      const rows: string[] = await database.reader('rekey_search_users').pluck('user_id');
      const { reached, doneUsers, allUsers } = await readWalk(database.reader, platform.source.madeOf);
      expect(reached).not.toBeNull();
      // Up to where the last block of the batch ends.
      expect(doneUsers).toBeGreaterThan(0);
      expect(doneUsers).toBeLessThanOrEqual(500);
      const newest = await platform.source.page(database.reader, null, doneUsers);
      expect(rows.sort()).toEqual(newest.map(({ id }) => id).sort());
      // Nearly: the keys of a platform may be numbers with gaps, or random.
      expect(Math.abs(allUsers - USERS)).toBeLessThan(USERS / 10);
    });

    it('goes on where it was cancelled, and reads nobody again', async () => {
      for (let rounds = 0; rounds < 10; rounds += 1) {
        const abort = new AbortController();
        platform.asked.page = 0;
        const outcome = await walkOn(deps({ rest: async () => abort.abort() }), abort.signal);
        // The newest are looked at again, as anybody may be new by then.
        expect(platform.asked.page).toBeLessThanOrEqual(2);
        if (outcome === 'finished') break;
        expect(outcome).toBe('cancelled');
      }
      expect((await readWalk(database.reader, platform.source.madeOf)).walked?.users).toBe(USERS);
      expect(await isWhole()).toBe(true);
    });

    it('that is killed in the middle of a batch loses nobody and doubles nobody', async () => {
      let batches = 0;
      const killed: Database = {
        ...database,
        transaction: (work) =>
          database.transaction(async (tx) => {
            const result = await work(tx);
            batches += 1;
            if (batches === 4) throw new Error('killed before the commit');
            return result;
          }),
      };
      await expect(walkOn(deps({ database: killed }), none)).rejects.toMatchObject({ code: 'INTERNAL' });
      const half = await readWalk(database.reader, platform.source.madeOf);
      expect(half.doneUsers).toBeGreaterThan(0);
      expect(half.doneUsers).toBeLessThan(USERS);
      // Those who were walked by, and the newest, who are looked for before.
      expect(await countIndexed(database.reader)).toBe(Math.max(half.doneUsers, 500));
      time.now += LEASE;
      expect(await walkOn(deps(), none)).toBe('finished');
      expect(await isWhole()).toBe(true);
      expect((await readWalk(database.reader, platform.source.madeOf)).walked?.users).toBe(USERS);
    });

    it('takes up who is renamed, and drops who is gone, by the next walk', async () => {
      await walkOn(deps(), none);
      const [first, second, third] = ids as [UserId, UserId, UserId];
      await platform.change(first, { first: 'Renamed' });
      await platform.remove(second);
      await platform.change(third, { first: '', last: '', email: '', username: '', phone: null });
      time.now += 1_000;
      await walkOn(deps(), none);
      expect(await found('renamed')).toEqual([first]);
      expect(await isWhole()).toBe(true);
      expect((await readWalk(database.reader, platform.source.madeOf)).walked).toEqual({
        ...{ from: NOW + 1_000, to: NOW + 1_000, users: USERS - 1 },
      });
    });

    it('by other columns than the last one counts as the first, in the middle as well', async () => {
      await walkOn(deps(), none);
      const byPhone: SearchSource = {
        ...platform.source,
        madeOf: 'members by phone',
        page: async (...asked) =>
          (await platform.source.page(...asked)).map((user) => ({ ...user, username: null, names: [] })),
      };
      const state = () => readWalk(database.reader, byPhone.madeOf);
      const NOTHING = { startedAt: null, walked: null, doneUsers: 0, reached: null, phase: 'users' };
      expect(await state()).toMatchObject(NOTHING);
      const abort = new AbortController();
      await walkOn(deps({ rest: async () => abort.abort() }), abort.signal);
      expect(await state()).toMatchObject(NOTHING);
      expect(await walkOn(deps({ source: byPhone }), none)).toBe('finished');
      expect((await state()).walked?.users).toBe(USERS);
      expect((await readWalk(database.reader, platform.source.madeOf)).walked).toBeNull();
      const others = await database
        .reader('rekey_search_users')
        .whereNot({ account_1: '', name_1: '', name_2: '' });
      expect(others).toEqual([]);
    });

    it('of before it was kept which columns it read counts as none', async () => {
      await walkOn(deps(), none);
      await database.reader('rekey_search_state').update({ made_of: null });
      expect((await readWalk(database.reader, platform.source.madeOf)).walked).toBeNull();
    });

    it('compares only users of blocks that are not as they were, and sees who changed twice', async () => {
      const walk = () => walkOn(deps({ batch: 2 * USERS }), none);
      await walk();
      const compared: number[] = [];
      database.reader.on('query', ({ sql, bindings }: { sql: string; bindings: unknown[] }) => {
        if (/select \* from rekey_search_users/i.test(sql)) compared.push(bindings.length);
      });
      await walk();
      // Those behind the last block, which anybody may follow.
      const behind = compared.reduce((sum, users) => sum + users, 0);
      expect(behind).toBeLessThan(USERS / 2);
      const [newest] = await platform.source.page(database.reader, null, 1);
      const id = newest?.id as UserId;
      for (const first of ['Once', 'Twice', 'Once']) {
        await platform.change(id, { first });
        await walkNewest(deps(), none);
        await walk();
        expect(await found(first)).toEqual([id]);
      }
    });

    it('writes nothing where nothing changed', async () => {
      await walkOn(deps(), none);
      const written: string[] = [];
      database.reader.on('query', ({ sql }: { sql: string }) => {
        if (/^\s*(replace|insert|delete)/i.test(sql)) written.push(sql);
      });
      await walkOn(deps(), none);
      expect(written).toEqual([]);
    });

    if (keys === 'numbers')
      it('in its middle has who is new within a minute', async () => {
        let joined: UserId[] = [];
        const abort = new AbortController();
        const rest = async () => {
          if (joined.length === 0) joined = await platform.add({ username: 'newcomer' });
          else abort.abort();
          time.now += 60_000;
        };
        await walkOn(deps({ rest }), abort.signal);
        expect((await readWalk(database.reader, platform.source.madeOf)).walked).toBeNull();
        expect(await found('newcomer')).toEqual(joined);
      });

    it('between two walks has who is new, and ends at those it knows', async () => {
      await walkOn(deps(), none);
      const [id] = await platform.add({ username: 'newcomer' });
      platform.asked.page = 0;
      expect(await walkNewest(deps(), none)).toBe('finished');
      expect(platform.asked.page).toBe(keys === 'numbers' ? 2 : 1);
      if (keys === 'numbers') expect(await found('newcomer')).toEqual([id]);
    });

    it('is done by one console at a time, and taken over from one that has died', async () => {
      const other = openDatabase(database.target);
      try {
        const abort = new AbortController();
        let elsewhere: string | undefined;
        const rest = async () => {
          elsewhere ??= await walkOn(deps({ database: other }), none);
          abort.abort();
        };
        expect(await walkOn(deps({ rest }), abort.signal)).toBe('cancelled');
        expect(elsewhere).toBe('busy');
        // One that says nothing for a minute, and then finds that somebody else has gone on.
        let outcome: string | undefined;
        const asleep = async () => {
          if (outcome !== undefined) return;
          time.now += LEASE;
          outcome = await walkOn(deps({ database: other }), none);
        };
        const before = await readWalk(database.reader, platform.source.madeOf);
        expect(before.doneUsers).toBeLessThan(USERS);
        // The other's walk ended, and so nobody holds the lease: this one goes on from where it is itself, which changes nothing.
        await walkOn(deps({ rest: asleep }), none);
        expect(outcome).toBe('finished');
        expect(await isWhole()).toBe(true);
      } finally {
        await other.close();
      }
    });

    it('stops where another one has taken it over, and leaves what that one wrote', async () => {
      let written = 0;
      const rest = async () => {
        written = await countIndexed(database.reader);
        await database.reader('rekey_search_state').update({ runner: 'another', done_users: 7 });
      };
      expect(await walkOn(deps({ rest }), none)).toBe('busy');
      expect(await readWalk(database.reader, platform.source.madeOf)).toMatchObject({
        runner: 'another',
        doneUsers: 7,
      });
      expect(written).toBeGreaterThan(0);
      expect(await countIndexed(database.reader)).toBe(written);
    });

    it('never locks a row of the platform', async () => {
      const locking: string[] = [];
      database.reader.on('query', ({ sql, __knexTxId }: { sql: string; __knexTxId?: string }) => {
        if (/members/.test(sql) && (__knexTxId || /for (update|share)|lock in/i.test(sql))) locking.push(sql);
      });
      await walkOn(deps(), none);
      expect(locking).toEqual([]);
    });

    it('whose database fails notes it, and the end of the next one takes the note away', async () => {
      const broken: SearchSource = {
        ...platform.source,
        page: () => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })),
      };
      await expect(walkOn(deps({ source: broken }), none)).rejects.toMatchObject({
        code: 'DATABASE_UNREACHABLE',
      });
      expect(await readWalk(database.reader, platform.source.madeOf)).toMatchObject({
        failedAt: NOW,
        runner: null,
      });
      await walkOn(deps(), none);
      expect(await readWalk(database.reader, platform.source.madeOf)).toMatchObject({
        failedAt: null,
        failure: null,
      });
    });
  });

  it('of an index with a row a term begins with nobody, in the index that has a row a user', async () => {
    const database = await open('none');
    const { reader } = database;
    await searchIndexTables.up(reader);
    await searchIndexMadeOf.up(reader);
    await reader('rekey_search_terms').insert({ term: 'anna', user_id: '1' });
    const walked = { walked_from: NOW, walked_to: NOW, walked_users: 1 };
    await reader('rekey_search_state').update({ made_of: 'members', ...walked, phase: 'gone', reached: '1' });
    expect((await readWalk(reader, 'members')).walked?.users).toBe(1);
    await searchIndexUsers.up(reader);
    expect(await readWalk(reader, 'members')).toMatchObject({ walked: null, phase: 'users', reached: null });
    expect(await reader.schema.hasTable('rekey_search_terms')).toBe(false);
    expect(await countIndexed(reader)).toBe(0);
    await searchIndexUsers.down(reader);
    expect(await reader.schema.hasTable('rekey_search_users')).toBe(false);
    expect(await reader('rekey_search_terms')).toEqual([]);
  });

  describe('the state of the index', () => {
    it('is a step of the doctor: not complete, complete, old, and broken off', async () => {
      const database = await open('console');
      const { source, add } = await openIndexlessPlatform(database);
      const check = (now: number) => checkSearchIndex(database.reader, { searchIndex: source }, now);
      expect(await checkSearchIndex(database.reader, {}, NOW)).toMatchObject({
        ...{ name: 'search-index', outcome: 'ok', message: "The platform's own index finds its users." },
      });
      expect(await check(NOW)).toMatchObject({
        ...{ outcome: 'warning', message: 'Names are searchable of no users so far.' },
      });
      await add(...Array.from({ length: 1_000 }, () => ({ first: 'Ann' })));
      const deps = { database, source, clock: () => NOW, batch: 500 };
      const abort = new AbortController();
      await walkOn({ ...deps, rest: async () => abort.abort() }, abort.signal);
      const { doneUsers } = await readWalk(database.reader, source.madeOf);
      expect(doneUsers).toBeGreaterThan(250);
      expect(await check(NOW)).toMatchObject({
        ...{
          outcome: 'warning',
          message: `Names are searchable of ${doneUsers} of about 1000 users so far.`,
        },
      });
      await walkOn({ ...deps, rest: async () => {} }, new AbortController().signal);
      expect(await check(NOW + 1)).toMatchObject({
        outcome: 'ok',
        message: "Rekey's index finds the 1000 users as they were less than an hour ago, or later.",
      });
      await database.reader('rekey_search_state').update({ failed_at: NOW, failure: 'It is gone.' });
      expect(await check(NOW + 25 * 3_600_000)).toMatchObject({
        outcome: 'warning',
        message:
          "Rekey's index finds the 1000 users as they were 25 hours ago, so who was renamed since may not be found. The last walk through them was broken off: It is gone.",
      });
    });

    it('is none where the platform finds its users by itself', async () => {
      const service = createSearchIndexService({
        database: await open('console'),
        platform: {},
        clock: () => NOW,
      });
      expect(await service.view(SUPPORT)).toBeNull();
      expect(await service.walkNow()).toBe('finished');
      service.watch();
      await service.close();
    });

    it('tells how far the first walk is, and from the end of one on, as of when everybody is found', async () => {
      const database = await open('console');
      const platform = await openIndexlessPlatform(database);
      const time = { now: NOW };
      const clock = () => time.now;
      const service = createSearchIndexService({
        ...{ database, clock },
        platform: { searchIndex: platform.source },
      });
      const nothing = { asOf: null, users: null, walked: null, walking: false, failure: null };
      expect(await service.view(SUPPORT)).toEqual(nothing);
      await platform.add(...Array.from({ length: 1_000 }, () => ({ first: 'Ann' })));
      const abort = new AbortController();
      let walked = 0;
      const rest = async () => {
        const { doneUsers } = await readWalk(database.reader, platform.source.madeOf);
        walked = doneUsers / 1_000;
        expect(await service.view(SUPPORT)).toMatchObject({ walked, walking: true, asOf: null });
        abort.abort();
      };
      await walkOn({ database, source: platform.source, clock, rest, batch: 500 }, abort.signal);
      time.now += 5_000;
      expect(walked).toBeGreaterThan(0);
      expect(walked).toBeLessThan(1);
      expect(await service.view(SUPPORT)).toEqual({ ...nothing, walked });
      expect(await service.walkNow()).toBe('finished');
      expect(await service.view(SUPPORT)).toEqual({ ...nothing, asOf: NOW, users: 1_000 });
      await service.close();
    });
  });
});

onMariaDb((open) => {
  it('is kept by an account that may read the users, and has no more rights than the index needs', async () => {
    const database = await open('none');
    const platform = await openIndexlessPlatform(database);
    const [ann, bob] = (await platform.add({ first: 'Ann' }, { first: 'Bob' })) as [UserId, UserId];
    const { url } = database.target as { url: string };
    const rights = SEARCH_INDEX_NEEDS.map(
      (need) =>
        `SELECT${need.insert ? ', INSERT' : ''}${need.update ? ', UPDATE' : ''}${need.delete ? ', DELETE' : ''} ON ${need.table}`,
    );
    const account = await makeAccount(url, { grants: ['SELECT ON members', ...rights] });
    const console = openDatabase({ kind: 'mysql', url: formatMysqlUrl(account) });
    const rest = async () => {};
    try {
      const walk = { database: console, source: platform.source, clock: () => NOW, rest };
      await walkOn(walk, new AbortController().signal);
      await platform.change(ann, { first: 'Anna' });
      await platform.remove(bob);
      await walkOn(walk, new AbortController().signal);
      const found = await searchIndexed(console.reader, platform.source, 'anna', { limit: 5 });
      expect(found.users.map(({ id }) => id)).toEqual([ann]);
      expect(await database.reader('rekey_search_users').where({ user_id: bob })).toEqual([]);
    } finally {
      await console.close();
      await account.remove();
    }
  });
});
