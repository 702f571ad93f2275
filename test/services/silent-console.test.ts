/** A console whose network vanishes while it holds what every other needs, and neither side hears of it. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import { openDatabase } from '../../db/database.ts';
import { onMariaDb } from '../support/databases.ts';
import { openDesk, SUPPORT } from '../support/desk.ts';
import { openFaultyProxy } from '../support/faulty-proxy.ts';
import { addPerson } from '../support/people.ts';

/** ms that a colleague may have to wait; without an end of it they would wait for hours. */
const BOUND = 15_000;

onMariaDb((open) => {
  const cleanUps: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  test('a colleague acts soon, and the console itself ends its wait and is answered once it is back', async () => {
    const direct = await open();
    if (direct.target.kind !== 'mysql') throw new Error('expected a server');
    const secret = new Uint8Array(20).fill(3);
    const anna = await addPerson(direct, { username: 'anna', secret });
    const ben = await addPerson(direct, { username: 'ben', secret });
    const proxy = await openFaultyProxy(direct.target.url);
    const cutOff = openDatabase({ kind: 'mysql', url: proxy.url });
    cleanUps.push(() => proxy.close());
    cleanUps.push(() => cutOff.close());
    const [vanishing, colleague] = [openDesk(cutOff), openDesk(direct)];

    proxy.fallSilentAfter(/INSERT INTO rekey_audit_entries/);
    const request = vanishing.request(anna);
    const lost = vanishing.actions.run('issue-backup-codes', vanishing.by(SUPPORT), request, {}).then(
      () => 'done',
      (error: { code: string }) => error.code,
    );
    while (!proxy.silent()) await pause(20);

    const action = colleague.actions.run(
      'issue-backup-codes',
      colleague.by(SUPPORT),
      colleague.request(ben),
      {},
    );
    expect(await Promise.race([action.then(() => 'done'), pause(BOUND, 'still waiting')])).toBe('done');

    expect(await lost).toBe('DATABASE_UNREACHABLE');
    proxy.setDown(true);
    proxy.setDown(false);
    const again = await vanishing.actions.run('issue-backup-codes', vanishing.by(SUPPORT), request, {});
    expect(again).toMatchObject({ replayed: false, codes: expect.any(Array) });
    const done = await listAudit(direct.reader, { outcome: 'done' }, { limit: 10 });
    expect(done.map(({ user }) => user?.id)).toEqual([anna, ben]);
  }, 180_000);
});
