import { expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import { type Database, type Reader, rowsOf } from '../../db/database.ts';
import type { Platform, UserId } from '../../db/platforms/contract.ts';
import { createActionService } from '../../main/services/actions/create-service.ts';
import type { FollowUp } from '../../main/services/actions/perform.ts';
import { openBulkRoom } from '../support/bulk-room.ts';
import { forEachDatabase } from '../support/databases.ts';
import { openDesk, POLICY, SUPPORT } from '../support/desk.ts';
import { addPerson, START } from '../support/people.ts';

const SECRET = new Uint8Array(20).fill(3);

/** The reference platform, as if nobody could ask it whose a session is; `looked`: for whom, each time. */
async function sessionsOf(database: Database) {
  await database.reader.schema.createTable('all_sessions', (table) => {
    table.string('session_key', 20).primary();
    table.string('owner', 64).notNullable();
  });
  const { platform: reference } = openDesk(database);
  const looked: UserId[][] = [];
  const fails: { next: Error | null } = { next: null };
  const { devices: _none, ...platform }: Platform = {
    ...reference,
    async read(reader, id, now) {
      const reading = await reference.read(reader, id, now);
      return reading && { ...reading, state: { ...reading.state, sessions: null } };
    },
    sessions: {
      async find(reader, ids) {
        expect(reader).toBe(database.reader);
        looked.push([...ids]);
        if (fails.next && looked.length > 1) throw fails.next;
        const keys = new Map<UserId, string[]>();
        for (const { session_key, owner } of await rowsOf<{ session_key: string; owner: UserId }>(
          reader,
          'SELECT session_key, owner FROM all_sessions ORDER BY session_key',
        ))
          if (ids.includes(owner)) keys.set(owner, [...(keys.get(owner) ?? []), session_key]);
        return { keys, unreadable: 3 };
      },
      end: (tx, id, _now, found) =>
        tx('all_sessions')
          .whereIn('session_key', [...(found?.keys.get(id) ?? [])])
          .delete(),
    },
  };
  const begin = (reader: Reader, owner: UserId, ...keys: string[]) =>
    reader('all_sessions').insert(keys.map((session_key) => ({ session_key, owner })));
  const open = () => database.reader('all_sessions').orderBy('session_key').pluck('session_key');
  return { platform, looked, fails, begin, open };
}

forEachDatabase((open) => {
  async function room(followUps: FollowUp[] = []) {
    const database = await open();
    const { by, request } = openDesk(database);
    const sessions = await sessionsOf(database);
    const { platform } = sessions;
    const actions = createActionService({
      ...{ database, platform, guards: [], followUps },
      ...{ clock: () => START, policy: async () => POLICY, session: { requireFreshCode() {} } },
    });
    const id = await addPerson(database, { username: 'anna', secret: SECRET });
    const other = await addPerson(database, { username: 'bob', secret: SECRET });
    await sessions.begin(database.reader, id, 'a', 'b');
    await sessions.begin(database.reader, other, 'other');
    return {
      ...{ ...sessions, database, id },
      run: (name: 'revoke-sessions' | 'issue-backup-codes') =>
        actions.run(name, by(SUPPORT), request(id), {}),
    };
  }

  it('sessions are looked for before the transaction where the platform has to, and what was found is ended', async () => {
    const { database, looked, id, run, open: left } = await room();
    expect(await run('revoke-sessions')).toMatchObject({ ended: 2 });
    expect(looked).toEqual([[id], [id]]);
    expect(await left()).toEqual(['other']);
    const [entry] = await listAudit(database.reader, {}, { limit: 1 });
    // The second look found none, so there is no entry of it.
    expect(entry).toMatchObject({
      action: 'revoke-sessions',
      detail: { ended: 2, unreadableSessions: 3 },
    });
  });

  it('nobody looks for sessions where an action ends none', async () => {
    const { looked, run } = await room();
    await run('issue-backup-codes');
    expect(looked).toEqual([]);
  });

  it('that begin while they are looked for are ended after the commit, with an entry of their own', async () => {
    const {
      database,
      id,
      run,
      open: left,
    } = await room([
      async ({ tx, attempt }) => {
        await tx('all_sessions').insert({ session_key: 'late', owner: attempt.request.userId });
      },
    ]);
    expect(await run('revoke-sessions')).toMatchObject({ ended: 3 });
    expect(await left()).toEqual(['other']);
    const [late, first] = await listAudit(database.reader, {}, { limit: 2 });
    expect(first).toMatchObject({ action: 'revoke-sessions', detail: { ended: 2 } });
    expect(late).toMatchObject({
      ...{ action: 'end-late-sessions', outcome: 'done', actionId: null, user: { id } },
      detail: { ended: 1, after: 'revoke-sessions', afterActionId: first?.actionId },
    });
  });

  it('whose second look fails leave the action done, and the log says so', async () => {
    const { database, fails, run } = await room();
    fails.next = Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
    expect(await run('revoke-sessions')).toMatchObject({ ended: 2, replayed: false });
    const [late] = await listAudit(database.reader, {}, { limit: 1 });
    expect(late).toMatchObject({
      ...{ action: 'end-late-sessions', outcome: 'failed' },
      detail: { code: 'DATABASE_UNREACHABLE', after: 'revoke-sessions' },
    });
  });

  it('are not looked for again when an action whose end is unknown is tried once more', async () => {
    let lost = true;
    const { looked, id, run } = await room([
      async () => {
        if (lost) {
          lost = false;
          throw Object.assign(new Error('lost'), { code: 'ECONNRESET' });
        }
      },
    ]);
    expect(await run('revoke-sessions')).toMatchObject({ ended: 2 });
    expect(lost).toBe(false);
    // Before the first try, and after the commit.
    expect(looked).toEqual([[id], [id]]);
  });

  it('of a whole list are looked for once before and once after it', async () => {
    const database = await open();
    const sessions = await sessionsOf(database);
    const { platform, looked, begin } = sessions;
    const late: FollowUp = async ({ tx, attempt }) => {
      await tx('all_sessions').insert({
        session_key: `late${attempt.request.userId}`,
        owner: attempt.request.userId,
      });
    };
    const bulk = await openBulkRoom(database, { platform, followUps: [late] });
    const ids: UserId[] = [];
    for (const username of ['user1', 'user2', 'user3']) {
      const id = await addPerson(database, { username, secret: SECRET });
      await begin(database.reader, id, `a${id}`, `b${id}`);
      ids.push(id);
    }
    const job = await bulk.approved('user1\nuser2\nuser3\n');
    await bulk.run(job);
    expect(looked).toEqual([ids, ids]);
    expect(await sessions.open()).toEqual([]);
    const entries = await listAudit(database.reader, { action: 'end-late-sessions' }, { limit: 10 });
    expect(entries.map(({ user, detail }) => [user?.id, detail])).toEqual(
      [...ids]
        .reverse()
        .map((id) => [id, expect.objectContaining({ ended: 1, after: 'reset-authenticator' })]),
    );
  });

  it('of a list of which every line would be skipped are looked for by nobody', async () => {
    const database = await open();
    const { platform, looked } = await sessionsOf(database);
    const bulk = await openBulkRoom(database, { platform });
    const id = await addPerson(database, { username: 'user1', secret: SECRET });
    const job = await bulk.approved('user1\n');
    await database.transaction((tx) => platform.disable?.apply(tx, id, START) ?? Promise.resolve());
    await bulk.run(job);
    expect((await bulk.lines(job)).map(({ outcome }) => outcome)).toEqual(['skipped']);
    expect(looked).toEqual([]);
  });
});
