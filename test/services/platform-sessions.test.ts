import { expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import type { Platform } from '../../db/platforms/contract.ts';
import { createActionService } from '../../main/services/actions/create-service.ts';
import { forEachDatabase } from '../support/databases.ts';
import { openDesk, POLICY, SUPPORT } from '../support/desk.ts';
import { addPerson, START } from '../support/people.ts';

forEachDatabase((open) => {
  /** The reference platform, as if nobody could ask it whose a session is. */
  async function room() {
    const database = await open();
    const { platform: reference, by, request } = openDesk(database);
    const looked: unknown[] = [];
    const { devices: _none, ...platform }: Platform = {
      ...reference,
      async read(reader, id, now) {
        const reading = await reference.read(reader, id, now);
        return reading && { ...reading, state: { ...reading.state, sessions: null } };
      },
      sessions: {
        async find(reader, id, now) {
          looked.push([reader === database.reader, id, now]);
          return { keys: ['a', 'b'], unreadable: 3 };
        },
        end: async (_tx, _id, _now, found) => found?.keys.length ?? 0,
      },
    };
    const actions = createActionService({
      ...{ database, platform, guards: [], followUps: [] },
      ...{ clock: () => START, policy: async () => POLICY, session: { requireFreshCode() {} } },
    });
    const id = await addPerson(database, { username: 'anna', secret: new Uint8Array(20).fill(3) });
    return {
      database,
      looked,
      id,
      run: (name: 'revoke-sessions' | 'issue-backup-codes') =>
        actions.run(name, by(SUPPORT), request(id), {}),
    };
  }

  it('sessions are looked for before the transaction where the platform has to, and what was found is ended', async () => {
    const { database, looked, id, run } = await room();
    expect(await run('revoke-sessions')).toMatchObject({ ended: 2 });
    expect(looked).toEqual([[true, id, START]]);
    const [entry] = await listAudit(database.reader, {}, { limit: 1 });
    expect(entry?.detail).toMatchObject({ ended: 2, unreadableSessions: 3 });
  });

  it('nobody looks for sessions where an action ends none', async () => {
    const { looked, run } = await room();
    await run('issue-backup-codes');
    expect(looked).toEqual([]);
  });
});
