/** A bulk change whose wire to the server is cut around a commit, or stays cut. */
import { afterEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../db/database.ts';
import { LEASE } from '../../main/services/bulk/lease.ts';
import { addUsers, openBulkRoom } from '../support/bulk-room.ts';
import { onMariaDb } from '../support/databases.ts';
import { openFaultyProxy } from '../support/faulty-proxy.ts';

const LIST = Array.from({ length: 8 }, (_, n) => `user${n + 1}`).join('\n');

onMariaDb((open) => {
  describe('a bulk change whose server goes away', () => {
    const cleanUps: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
    });

    async function roomBehindProxy() {
      const direct = await open();
      if (direct.target.kind !== 'mysql') throw new Error('expected a server');
      const proxy = await openFaultyProxy(direct.target.url);
      const database = openDatabase({ kind: 'mysql', url: proxy.url });
      cleanUps.push(
        () => proxy.close(),
        () => database.close(),
      );
      const users = await addUsers(direct, 8);
      const room = await openBulkRoom(database);
      return { room, proxy, once: Object.fromEntries(users.map((user) => [user, 1])) };
    }

    it.each([
      ['before', 2],
      ['after', 3],
    ] as const)(
      'is paused with the reason when the wire is cut %s a commit, and done once when resumed',
      async (when, settled) => {
        const { room, proxy, once } = await roomBehindProxy();
        const { bulk, staff, by } = room;
        const id = await room.approved(LIST);
        await bulk.run(by(staff.lea), id);
        let seen = 0;
        await bulk.ended(id, () => {
          seen += 1;
          if (seen === 2) proxy.cutCommit(when);
        });
        expect(await bulk.view(staff.lea, id)).toMatchObject({
          ...{ state: 'paused', settled },
          stoppedBecause: expect.stringContaining('does not answer'),
        });
        expect((await room.run(id)).state).toBe('done');
        expect(await room.resets()).toEqual(once);
      },
    );

    it('shows as stopped when the server stays away, and goes on when it is back', async () => {
      const { room, proxy, once } = await roomBehindProxy();
      const { bulk, staff, by, time } = room;
      const id = await room.approved(LIST);
      await bulk.run(by(staff.lea), id);
      let seen = 0;
      await bulk.ended(id, () => {
        seen += 1;
        if (seen !== 2) return;
        proxy.cutCommit('after');
        proxy.downWithCut();
      });
      await expect(bulk.view(staff.lea, id)).rejects.toThrow();
      proxy.setDown(false);
      time.now += LEASE;
      expect(await bulk.view(staff.lea, id)).toMatchObject({ state: 'stopped', settled: 3 });
      expect((await room.run(id)).state).toBe('done');
      expect(await room.resets()).toEqual(once);
    });
  });
});
