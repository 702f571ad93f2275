import { expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import type { Platform, UserId } from '../../db/platforms/contract.ts';
import { createExpiredCodes } from '../../main/services/expired-codes.ts';
import { forEachDatabase } from '../support/databases.ts';
import { openDesk } from '../support/desk.ts';
import { START } from '../support/people.ts';

forEachDatabase((open) => {
  async function keeper(removeExpired?: NonNullable<Platform['codes']>['removeExpired']) {
    const database = await open();
    const desk = openDesk(database);
    const codes = { ...desk.platform.codes, ...(removeExpired ? { removeExpired } : {}) };
    const clock = () => desk.time.now;
    return {
      database,
      keeper: createExpiredCodes({ database, platform: { ...desk.platform, codes }, clock }),
    };
  }

  it('are removed by the platform, at the time of the console', async () => {
    const asked: unknown[] = [];
    const room = await keeper(async (...given) => {
      asked.push(given);
      return 2;
    });
    expect(await room.keeper.remove()).toBe(2);
    expect(asked).toEqual([[room.database, START, expect.any(Function)]]);
  });

  it('leave an entry each, with the user and of nobody, or none where they could not be removed', async () => {
    let works = false;
    const room = await keeper((database, _now, tell) =>
      database.transaction(async (tx) => {
        await tell(tx, '1' as UserId);
        if (!works) throw new Error('it does not go');
        return 1;
      }),
    );
    await expect(room.keeper.remove()).rejects.toThrow('it does not go');
    expect(await listAudit(room.database.reader, {}, { limit: 5 })).toEqual([]);
    works = true;
    expect(await room.keeper.remove()).toBe(1);
    expect(await listAudit(room.database.reader, {}, { limit: 5 })).toMatchObject([
      {
        ...{ category: 'system', action: 'remove-emergency-code', outcome: 'done', staff: null, time: START },
        user: { id: '1' },
      },
    ]);
  });

  it('are none where the platform lets its codes expire by itself', async () => {
    const room = await keeper();
    expect(await room.keeper.remove()).toBe(0);
  });

  it('are removed at the start, once for whoever asks meanwhile, and a failure is asked for again', async () => {
    let asked = 0;
    let answer: (removed: number) => void = () => {};
    let fail: (error: Error) => void = () => {};
    const room = await keeper(() => {
      asked += 1;
      return new Promise((resolve, reject) => {
        answer = resolve;
        fail = reject;
      });
    });
    room.keeper.watch();
    const second = room.keeper.remove();
    expect(asked).toBe(1);
    fail(new Error('the database is gone'));
    await expect(second).rejects.toThrow('gone');
    const third = room.keeper.remove();
    answer(1);
    expect(await third).toBe(1);
    await room.keeper.close();
  });
});
