/** "It happened" or "it did not": the connection is cut around the commit, and nothing is done twice or lost. */
import { afterEach, describe, expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import { openDatabase } from '../../db/database.ts';
import { onMariaDb } from '../support/databases.ts';
import { codeWorks, openDesk, SUPPORT } from '../support/desk.ts';
import { type FaultyProxy, openFaultyProxy } from '../support/faulty-proxy.ts';
import { addPerson, START } from '../support/people.ts';

onMariaDb((open) => {
  describe('when the connection is lost around the commit', () => {
    const cleanUps: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
    });

    async function deskBehindProxy() {
      const direct = await open();
      if (direct.target.kind !== 'mysql') throw new Error('expected a server');
      const proxy: FaultyProxy = await openFaultyProxy(direct.target.url);
      const database = openDatabase({ kind: 'mysql', url: proxy.url });
      cleanUps.push(() => proxy.close());
      cleanUps.push(() => database.close());
      const id = await addPerson(direct, {
        username: 'anna',
        secret: new Uint8Array(20).fill(3),
        codes: ['AAAAA-BBBBB'],
      });
      return { desk: openDesk(database), direct, proxy, id };
    }

    async function done(database: Awaited<ReturnType<typeof open>>) {
      const entries = await listAudit(database.reader, { outcome: 'done' }, { limit: 10 });
      return entries.filter((entry) => entry.category === 'action');
    }

    it.each(['before', 'after'] as const)(
      'does it once and gives the codes (cut %s it arrived)',
      async (when) => {
        const { desk, direct, proxy, id } = await deskBehindProxy();
        proxy.cutCommit(when);
        const result = await desk.actions.run('issue-backup-codes', desk.by(SUPPORT), desk.request(id), {});
        expect(await done(direct)).toHaveLength(1);
        expect(result.codes).toHaveLength(10);
        expect(await codeWorks(direct, id, result.codes?.[0] ?? '', START)).toBe(true);
        expect(await direct.reader('backup_codes').where({ user_id: id })).toHaveLength(10);
      },
    );

    it('says that it is uncertain while the database stays away, then answers the same attempt with its codes', async () => {
      const { desk, direct, proxy, id } = await deskBehindProxy();
      proxy.cutCommit('after');
      proxy.downWithCut();
      const request = desk.request(id);
      const attempt = desk.actions.run('issue-backup-codes', desk.by(SUPPORT), request, {});
      await expect(attempt).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' });
      proxy.setDown(false);
      const result = await desk.actions.run('issue-backup-codes', desk.by(SUPPORT), request, {});
      expect(await done(direct)).toHaveLength(1);
      expect(await codeWorks(direct, id, result.codes?.[0] ?? '', START)).toBe(true);
      const third = await desk.actions.run('issue-backup-codes', desk.by(SUPPORT), request, {});
      expect(third.replayed).toBe(true);
      expect(third.codes).toBeUndefined();
    });

    it('does nothing while the database is away, and says so', async () => {
      const { desk, direct, proxy, id } = await deskBehindProxy();
      proxy.setDown(true);
      const attempt = desk.actions.run('issue-backup-codes', desk.by(SUPPORT), desk.request(id), {});
      await expect(attempt).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' });
      expect(await done(direct)).toHaveLength(0);
      expect(await codeWorks(direct, id, 'AAAAA-BBBBB', START)).toBe(true);
    });
  });
});
