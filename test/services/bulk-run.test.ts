import { describe, expect, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import { RekeyError } from '../../db/errors.ts';
import { LEASE } from '../../main/services/bulk/lease.ts';
import { MINUTE } from '../../main/services/clock.ts';
import { addUsers, openBulkRoom } from '../support/bulk-room.ts';
import { forEachDatabase, type OpenTestDatabase } from '../support/databases.ts';

const MANY = 30;
const LIST = Array.from({ length: MANY }, (_, n) => `user${n + 1}`).join('\n');

/** How the next transactions end, one after the other; then as they should. */
type Fate = 'away' | 'answer-lost';

/** A database whose connection can be lost, before a transaction or while its commit is answered. */
function unsteady(database: Database): Database & { fates: Fate[] } {
  const lost = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  const fates: Fate[] = [];
  return {
    ...database,
    fates,
    async transaction(work) {
      const fate = fates.shift();
      if (fate === 'away') throw lost();
      const result = await database.transaction(work);
      if (fate === 'answer-lost') throw lost();
      return result;
    },
  };
}

async function room(open: OpenTestDatabase, count = MANY) {
  const database = unsteady(await open());
  const all = await openBulkRoom(database);
  const users = await addUsers(database, count);
  const once = Object.fromEntries(users.map((user) => [user, 1]));
  return { ...all, database, once };
}

forEachDatabase((open) => {
  /** A run of the list whose database met with these after its third user. */
  async function ranUntil(...fates: Fate[]) {
    const all = await room(open);
    const { database, bulk, staff, by } = all;
    const id = await all.approved(LIST);
    await bulk.run(by(staff.lea), id);
    let seen = 0;
    await bulk.ended(id, () => {
      seen += 1;
      if (seen === 3) database.fates.push(...fates);
    });
    return { ...all, id };
  }

  describe('a bulk change that is interrupted', () => {
    it('pauses after the present user, and another lead goes on where it stopped', async () => {
      const { bulk, staff, by, approved, resets, once } = await room(open);
      const id = await approved(LIST);
      await bulk.run(by(staff.lea), id);
      let asked: Promise<unknown> | null = null;
      await bulk.ended(id, () => {
        asked ??= bulk.pause(staff.leo, id);
      });
      await asked;
      const paused = await bulk.view(staff.lea, id);
      expect(paused).toMatchObject({ state: 'paused', stoppedBecause: 'leo of staff paused it.' });
      expect(paused.settled).toBeGreaterThan(0);
      expect(paused.settled).toBeLessThan(MANY);
      expect(Object.keys(await resets())).toHaveLength(paused.settled);
      await expect(bulk.pause(staff.lea, id)).rejects.toMatchObject({ code: 'BULK_STATE' });
      await bulk.run(by(staff.leo), id);
      await bulk.ended(id);
      expect(await bulk.view(staff.lea, id)).toMatchObject({ state: 'done', outcomes: { done: MANY } });
      expect(await resets()).toEqual(once);
    });

    it('can be cancelled while it is paused, and then never goes on', async () => {
      const { bulk, staff, by, approved, resets, run } = await room(open);
      const id = await approved(LIST);
      await bulk.run(by(staff.lea), id);
      let asked: Promise<unknown> | null = null;
      await bulk.ended(id, () => {
        asked ??= bulk.pause(staff.leo, id);
      });
      await asked;
      const { settled } = await bulk.cancel(staff.lea, id);
      await expect(run(id)).rejects.toMatchObject({ code: 'BULK_STATE' });
      expect(Object.keys(await resets())).toHaveLength(settled);
    });

    it('is paused by a console that closes', async () => {
      const { bulk, staff, by, approved, resets, once, run, another } = await room(open);
      const id = await approved(LIST);
      await bulk.run(by(staff.lea), id);
      await bulk.close();
      const paused = await bulk.view(staff.lea, id);
      expect(paused).toMatchObject({
        state: 'paused',
        stoppedBecause: expect.stringContaining('was closed'),
      });
      expect((await run(id, another())).state).toBe('done');
      expect(await resets()).toEqual(once);
    });

    it('is run by one console at a time', async () => {
      const { bulk, staff, by, approved, resets, once, another } = await room(open);
      const other = another();
      const id = await approved(LIST);
      const both = await Promise.allSettled([bulk.run(by(staff.lea), id), other.run(by(staff.leo), id)]);
      expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const refused = both.find((one) => one.status === 'rejected');
      expect(refused?.reason).toMatchObject({ code: 'BULK_RUNNING' });
      await Promise.all([bulk.ended(id), other.ended(id)]);
      expect(await resets()).toEqual(once);
      const { state, outcomes } = await bulk.view(staff.lea, id);
      expect({ state, ...outcomes }).toEqual({
        state: 'done',
        done: MANY,
        skipped: 0,
        refused: 0,
        failed: 0,
      });
    });

    it('does nobody twice when a console takes over from one that is not dead, only slow', async () => {
      const { bulk, staff, by, approved, resets, once, another } = await room(open);
      // To the other's clock the first console gave no sign of life for too long.
      const other = another({ ahead: LEASE + 1 });
      const id = await approved(LIST);
      await bulk.run(by(staff.lea), id);
      let taken: Promise<unknown> | null = null;
      await bulk.ended(id, () => {
        taken ??= other.run(by(staff.leo), id);
      });
      await taken;
      await other.ended(id);
      expect(await resets()).toEqual(once);
      expect(await other.view(staff.lea, id)).toMatchObject({ state: 'done', outcomes: { done: MANY } });
      const staffNames = await distinctStaff(bulk, id);
      expect(staffNames).toBe(MANY);
    });

    it('is paused with the reason when the database goes away, and nobody is lost or done twice', async () => {
      const { bulk, staff, resets, once, run, id } = await ranUntil('away', 'away', 'away');
      const paused = await bulk.view(staff.lea, id);
      expect(paused).toMatchObject({
        state: 'paused',
        stoppedBecause: expect.stringContaining('does not answer'),
      });
      expect(paused.settled).toBe(3);
      expect((await run(id)).state).toBe('done');
      expect(await resets()).toEqual(once);
    });

    it('shows as stopped when it could not even write down that it is paused', async () => {
      const { bulk, staff, resets, once, run, time, id } = await ranUntil(
        ...Array.from({ length: 6 }, (): Fate => 'away'),
      );
      expect((await bulk.view(staff.lea, id)).state).toBe('running');
      time.now += LEASE;
      expect(await bulk.view(staff.lea, id)).toMatchObject({ state: 'stopped', settled: 3 });
      expect((await run(id)).state).toBe('done');
      expect(await resets()).toEqual(once);
    });

    it('shows as stopped when the clock was set back after it died', async () => {
      const { bulk, staff, resets, once, run, time, id } = await ranUntil(
        ...Array.from({ length: 6 }, (): Fate => 'away'),
      );
      time.now -= 60 * MINUTE;
      expect((await bulk.view(staff.lea, id)).state).toBe('stopped');
      expect((await run(id)).state).toBe('done');
      expect(await resets()).toEqual(once);
    });

    it('does a user once whose answer was lost after the commit', async () => {
      const { bulk, staff, resets, once, run, id } = await ranUntil('answer-lost');
      expect(await bulk.view(staff.lea, id)).toMatchObject({ state: 'paused', settled: 4 });
      expect((await run(id)).state).toBe('done');
      expect(await resets()).toEqual(once);
    });

    it('tells a line that failed, goes on with the next, and pauses when one after the other fails', async () => {
      const database = await open();
      let left = 0;
      const broken = new Set<string>();
      const all = await openBulkRoom(database, {
        followUps: [
          async ({ attempt }) => {
            left -= 1;
            if (left < 0 || broken.has(attempt.request.userId)) throw new RekeyError('INTERNAL');
          },
        ],
      });
      const users = await addUsers(database, 8);
      broken.add(String(users[1]));
      left = 4;
      const id = await all.approved(LIST.split('\n').slice(0, 8).join('\n'));
      // The second is broken; from the fifth on nothing works any more.
      const paused = await all.run(id);
      expect(paused).toMatchObject({ state: 'paused', settled: 7, outcomes: { done: 3, failed: 4 } });
      const failed = await database.reader('rekey_audit_entries').where({ outcome: 'failed' });
      expect(failed).toHaveLength(4);
      // Those that failed get another turn with those that had none.
      left = 100;
      expect(await all.run(id)).toMatchObject({ state: 'done', outcomes: { done: 7, failed: 1 } });
      expect(Object.values(await all.resets())).toEqual(Array.from({ length: 7 }, () => 1));
    });
  });
});

async function distinctStaff(bulk: Awaited<ReturnType<typeof room>>['bulk'], id: number): Promise<number> {
  const lead = { id: 1, name: 'lea', fullName: '', email: null, role: 'lead' } as const;
  const { lines } = await bulk.lines(lead, id, { outcome: 'done' }, { after: 0, limit: 500 });
  return new Set(lines.map(({ sequence }) => sequence)).size;
}
