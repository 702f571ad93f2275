import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { verifyChain } from '../../db/audit/verify.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import type { RequestState } from '../../db/requests/index.ts';
import type { Actor } from '../../main/services/session.ts';
import { forEachDatabase } from '../support/databases.ts';
import { addPerson } from '../support/people.ts';
import { openRequestDesk, type RequestDesk } from '../support/request-desk.ts';
import { refusalOf } from '../support/staff-room.ts';

forEachDatabase((open) => {
  let desk: RequestDesk;
  let sam: Actor;
  let kim: Actor;
  let lea: Actor;
  let aud: Actor;
  let mara: UserId;
  beforeAll(async () => {
    desk = openRequestDesk(await open());
    sam = await desk.hire('sam', 'support');
    kim = await desk.hire('kim', 'support');
    lea = await desk.hire('lea', 'lead');
    aud = await desk.hire('aud', 'auditor');
    mara = await addPerson(desk.database, { username: 'mara', email: 'mara@example.org' });
  });

  /** A request that Sam has, in that state. */
  async function held(state: RequestState = 'in-progress') {
    const request = await desk.requests.take(sam, (await desk.newRequest(kim)).id);
    if (state === 'in-progress') return request;
    return desk.requests.move(sam, request.id, { version: request.version, to: state, note: 'so it is' });
  }

  const stateOf = async (id: number) => (await desk.requests.view(aud, id)).request;

  describe('arriving by hand', () => {
    test('a request is new, has nobody, and is logged with its number', async () => {
      const request = await desk.newRequest(sam, { ticket: ' INC-1 ', channel: 'phone' });
      expect(request).toMatchObject({
        state: 'new',
        assignee: null,
        ticket: 'INC-1',
        user: null,
        version: 1,
      });
      expect((await desk.log())[0]).toMatchObject({
        category: 'request',
        action: 'create-request',
        outcome: 'done',
        staff: { name: 'sam' },
        detail: { requestId: request.id },
      });
      const { events } = await desk.requests.view(sam, request.id);
      expect(events.map(({ kind }) => kind)).toEqual(['received']);
    });

    test('it can be taken in the same step', async () => {
      const request = await desk.newRequest(sam, { take: true });
      expect(request).toMatchObject({ state: 'in-progress', assignee: { name: 'sam' } });
    });

    test('sent twice, also at once, it is there once', async () => {
      const key = randomUUID();
      const made = await Promise.all([1, 2, 3, 4].map(() => desk.newRequest(sam, { key })));
      made.push(await desk.newRequest(sam, { key }));
      expect(new Set(made.map(({ id }) => id)).size).toBe(1);
      const entries = (await desk.log()).filter((entry) =>
        JSON.stringify(entry.detail).includes(`"requestId":${made[0]?.id}`),
      );
      expect(entries).toHaveLength(1);
    });

    test.each([
      ['without a message', { message: ' \n ' }],
      ['with a message of 10,001 characters', { message: 'x'.repeat(10_001) }],
      ['without anything of the sender', { sender: { name: ' ', email: null, phone: '' } }],
    ])('%s it is refused', async (_name, changes) => {
      expect(await refusalOf(desk.newRequest(sam, changes))).toBe('BAD_INPUT');
    });

    test('an auditor only reads: refused, logged, and nothing is there', async () => {
      const key = randomUUID();
      expect(await refusalOf(desk.newRequest(aud, { key }))).toBe('FORBIDDEN');
      expect((await desk.log())[0]).toMatchObject({ action: 'create-request', outcome: 'refused' });
      expect(await desk.database.reader('rekey_requests').where({ source_ref: key })).toEqual([]);
    });
  });

  describe('taking', () => {
    test('of 16 agents at once, one gets it and 15 are told who', async () => {
      const agents = await Promise.all(
        Array.from({ length: 16 }, (_, n) => desk.hire(`agent-${n}-${randomUUID().slice(0, 8)}`, 'support')),
      );
      const { id } = await desk.newRequest(sam);
      const results = await Promise.allSettled(agents.map((agent) => desk.requests.take(agent, id)));
      const winners = agents.filter((_, n) => results[n]?.status === 'fulfilled');
      expect(winners).toHaveLength(1);
      const request = await stateOf(id);
      expect(request.assignee).toEqual({ id: winners[0]?.id, name: winners[0]?.name });
      expect(request.version).toBe(2);
      for (const result of results) {
        if (result.status === 'rejected')
          expect(result.reason).toMatchObject({ code: 'REQUEST_TAKEN', facts: { by: winners[0]?.name } });
      }
      const { events } = await desk.requests.view(sam, id);
      expect(events.filter(({ kind }) => kind === 'taken')).toHaveLength(1);
    });

    test('what one has already, one keeps, and nothing is counted twice', async () => {
      const request = await held();
      expect(await desk.requests.take(sam, request.id)).toEqual(request);
    });

    test('a closed one can not be taken', async () => {
      expect(await refusalOf(desk.requests.take(kim, (await held('resolved')).id))).toBe('REQUEST_CLOSED');
    });

    test('one that is not there can not be taken', async () => {
      expect(await refusalOf(desk.requests.take(sam, 999_999))).toBe('REQUEST_NOT_FOUND');
    });

    test('an auditor can not take', async () => {
      const { id } = await desk.newRequest(sam);
      expect(await refusalOf(desk.requests.take(aud, id))).toBe('FORBIDDEN');
      expect(await stateOf(id)).toMatchObject({ state: 'new', assignee: null });
    });

    test('a refused try is in the log, with why', async () => {
      const { id } = await held();
      await refusalOf(desk.requests.take(kim, id));
      expect((await desk.log())[0]).toMatchObject({
        action: 'take-request',
        outcome: 'refused',
        staff: { name: 'kim' },
        detail: { requestId: id, code: 'REQUEST_TAKEN' },
      });
    });
  });

  describe('moving', () => {
    const ALLOWED: [RequestState, RequestState][] = [
      ['in-progress', 'new'],
      ['in-progress', 'waiting-for-user'],
      ['in-progress', 'resolved'],
      ['in-progress', 'rejected'],
      ['waiting-for-user', 'new'],
      ['waiting-for-user', 'in-progress'],
      ['waiting-for-user', 'resolved'],
      ['waiting-for-user', 'rejected'],
      ['resolved', 'in-progress'],
      ['rejected', 'in-progress'],
    ];
    const STATES: RequestState[] = ['new', 'in-progress', 'waiting-for-user', 'resolved', 'rejected'];
    const FORBIDDEN = (['in-progress', 'waiting-for-user', 'resolved', 'rejected'] as const).flatMap((from) =>
      STATES.filter((to) => !ALLOWED.some(([a, b]) => a === from && b === to)).map(
        (to): [RequestState, RequestState] => [from, to],
      ),
    );

    test.each(ALLOWED)('%s becomes %s', async (from, to) => {
      const request = await held(from);
      const moved = await desk.requests.move(sam, request.id, { version: request.version, to, note: 'why' });
      expect(moved.state).toBe(to);
      expect(moved.assignee === null).toBe(to === 'new');
      expect(moved.closedAt === null).toBe(to !== 'resolved' && to !== 'rejected');
      expect((await desk.log())[0]).toMatchObject({
        action: 'move-request',
        before: { state: from },
        after: { state: to },
      });
    });

    test.each(FORBIDDEN)('%s does not become %s', async (from, to) => {
      const request = await held(from);
      const move = desk.requests.move(sam, request.id, { version: request.version, to, note: 'why' });
      expect(await refusalOf(move)).toBe('REQUEST_STATE');
      expect(await stateOf(request.id)).toEqual(request);
    });

    test.each(['waiting-for-user', 'resolved'] as const)('a new one does not become %s', async (to) => {
      const { id, version } = await desk.newRequest(sam);
      expect(await refusalOf(desk.requests.move(sam, id, { version, to, note: null }))).toBe('REQUEST_STATE');
    });

    test('a new one can be rejected at once, by whoever sees it, who has it then', async () => {
      const { id, version } = await desk.newRequest(sam);
      const moved = await desk.requests.move(kim, id, { version, to: 'rejected', note: 'Advertising' });
      expect(moved).toMatchObject({ state: 'rejected', assignee: { name: 'kim' } });
    });

    test('rejecting needs a note', async () => {
      const { id, version } = await held();
      expect(await refusalOf(desk.requests.move(sam, id, { version, to: 'rejected', note: ' ' }))).toBe(
        'BAD_INPUT',
      );
    });

    test('what a colleague has is moved by nobody else, a lead included', async () => {
      const { id, version } = await held();
      for (const other of [kim, lea]) {
        const move = desk.requests.move(other, id, { version, to: 'resolved', note: null });
        expect(await refusalOf(move)).toBe('REQUEST_TAKEN');
      }
      expect((await stateOf(id)).state).toBe('in-progress');
    });

    test('whoever takes a closed one up again has it', async () => {
      const { id, version } = await held('resolved');
      const moved = await desk.requests.move(kim, id, { version, to: 'in-progress', note: null });
      expect(moved).toMatchObject({ state: 'in-progress', assignee: { name: 'kim' }, closedAt: null });
    });

    test('seen in an older version it is refused, and nothing is changed', async () => {
      const { id, version } = await held();
      await desk.requests.edit(sam, id, { version, category: 'other' });
      expect(await refusalOf(desk.requests.move(sam, id, { version, to: 'resolved', note: null }))).toBe(
        'REQUEST_CHANGED',
      );
      expect((await stateOf(id)).state).toBe('in-progress');
    });

    test('two moves at once: one is done, the other is refused', async () => {
      const { id, version } = await held();
      const results = await Promise.allSettled([
        desk.requests.move(sam, id, { version, to: 'resolved', note: null }),
        desk.requests.move(sam, id, { version, to: 'waiting-for-user', note: null }),
      ]);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect((await stateOf(id)).version).toBe(version + 1);
    });

    test('an auditor is offered no move, and gets none', async () => {
      const { id, version } = await held();
      expect(await desk.requests.view(aud, id)).toMatchObject({ moves: [], editable: false });
      expect(await refusalOf(desk.requests.move(aud, id, { version, to: 'new', note: null }))).toBe(
        'FORBIDDEN',
      );
    });
  });

  describe('reassigning', () => {
    test('a lead hands it to somebody else', async () => {
      const { id, version } = await held();
      const moved = await desk.requests.reassign(lea, id, { version, to: ' KIM ', note: 'Sam is ill' });
      expect(moved.assignee).toEqual({ id: kim.id, name: 'kim' });
      const { events } = await desk.requests.view(lea, id);
      expect(events.at(-1)).toMatchObject({
        kind: 'reassigned',
        note: 'Sam is ill',
        detail: { from: 'sam', to: 'kim' },
      });
      expect(await refusalOf(desk.requests.take(sam, id))).toBe('REQUEST_TAKEN');
    });

    test('a new one is in progress with whom it was given to', async () => {
      const { id, version } = await desk.newRequest(sam);
      const given = await desk.requests.reassign(lea, id, { version, to: 'kim', note: null });
      expect(given).toMatchObject({ state: 'in-progress', assignee: { name: 'kim' } });
    });

    test.each([
      ['support may not', 'sam', 'kim', 'FORBIDDEN'],
      ['an auditor may not', 'aud', 'kim', 'FORBIDDEN'],
      ['not to somebody who is not there', 'lea', 'nobody', 'STAFF_NOT_FOUND'],
      ['not to an auditor', 'lea', 'aud', 'BAD_INPUT'],
      ['not to whom it belongs', 'lea', 'sam', 'NOTHING_TO_DO'],
    ])('%s', async (_name, by, to, code) => {
      const { id, version } = await held();
      const actor = { sam, aud, lea }[by] as Actor;
      expect(await refusalOf(desk.requests.reassign(actor, id, { version, to, note: null }))).toBe(code);
      expect((await stateOf(id)).assignee?.name).toBe('sam');
    });

    test('not when it is closed', async () => {
      const { id, version } = await held('resolved');
      expect(await refusalOf(desk.requests.reassign(lea, id, { version, to: 'kim', note: null }))).toBe(
        'REQUEST_CLOSED',
      );
    });
  });

  describe('editing', () => {
    test('changes what was given, and what it is found by', async () => {
      const { id, version } = await held();
      const sender = { name: 'Ottilie Zwart', email: null, phone: '+44 20 7946 0900' };
      const edited = await desk.requests.edit(sam, id, {
        version,
        sender,
        ticket: 'OPS-77',
        category: 'new-phone',
      });
      expect(edited).toMatchObject({ sender, ticket: 'OPS-77', category: 'new-phone', version: version + 1 });
      for (const query of ['zwart', 'ops-7', '+44 20 79', `#${id}`]) {
        const found = await desk.requests.list(kim, { state: 'all', mine: false, query }, { limit: 10 });
        expect(
          found.requests.map((request) => request.id),
          query,
        ).toEqual([id]);
      }
      const { events } = await desk.requests.view(sam, id);
      expect(events.at(-1)).toMatchObject({
        kind: 'edited',
        detail: { changed: ['category', 'ticket', 'sender'] },
      });
    });

    test('of two who saw the same version, the second is refused', async () => {
      const { id, version } = await held();
      await desk.requests.edit(sam, id, { version, category: 'other' });
      expect(await refusalOf(desk.requests.edit(sam, id, { version, category: 'compromised' }))).toBe(
        'REQUEST_CHANGED',
      );
      expect((await stateOf(id)).category).toBe('other');
    });

    test('a colleague may not, and a closed one is not edited', async () => {
      const { id, version } = await held();
      expect(await refusalOf(desk.requests.edit(kim, id, { version, category: 'other' }))).toBe(
        'REQUEST_TAKEN',
      );
      const closed = await held('resolved');
      const edit = desk.requests.edit(sam, closed.id, { version: closed.version, category: 'other' });
      expect(await refusalOf(edit)).toBe('REQUEST_CLOSED');
    });

    test('the sender can not be emptied', async () => {
      const { id, version } = await held();
      const sender = { name: null, email: null, phone: null };
      expect(await refusalOf(desk.requests.edit(sam, id, { version, sender }))).toBe('BAD_INPUT');
    });
  });

  describe('whom it is about', () => {
    test("the user with the sender's address is suggested, whatever its case", async () => {
      const request = await desk.newRequest(sam, {
        sender: { name: 'M', email: 'MARA@Example.org', phone: null },
      });
      const { suggestion, user } = await desk.requests.view(sam, request.id);
      expect(suggestion).toMatchObject({ user: { id: mara, username: 'mara' }, because: 'e-mail' });
      expect(user).toBeNull();
    });

    test('a username in place of an address suggests nobody', async () => {
      const request = await desk.newRequest(sam, { sender: { name: null, email: 'mara', phone: null } });
      expect((await desk.requests.view(sam, request.id)).suggestion).toBeNull();
    });

    test('only the address on file counts, and one that only folds to the same does not', async () => {
      const suggested = async (email: string) => {
        const { id } = await desk.newRequest(sam, { sender: { name: null, email, phone: null } });
        return (await desk.requests.view(sam, id)).suggestion?.user.username ?? null;
      };
      await addPerson(desk.database, { username: 'victim@example.net', email: 'other@example.org' });
      await addPerson(desk.database, { username: 'vic', email: 'victim@example.net' });
      await addPerson(desk.database, { username: 'rene', email: 'rené.d@example.net' });
      expect(await suggested('\u2068victim@example.net\u2069')).toBe('vic');
      expect(await suggested('rene\u0301.d@example.net')).toBe('rene');
      expect(await suggested('rene.d@example.net')).toBeNull();
    });

    test('an agent who has it confirms the user, and can take that back', async () => {
      const { id, version } = await held();
      const sure = await desk.requests.confirmUser(sam, id, { version, userId: mara });
      expect(sure.user).toEqual({ id: mara, label: 'mara <mara@example.org>' });
      expect(await desk.requests.view(sam, id)).toMatchObject({ user: { id: mara }, suggestion: null });
      const unsure = await desk.requests.confirmUser(sam, id, { version: sure.version, userId: null });
      expect(unsure.user).toBeNull();
    });

    test('nobody else does, not before it is taken, and not a user that is not there', async () => {
      const { id, version } = await held();
      expect(await refusalOf(desk.requests.confirmUser(kim, id, { version, userId: mara }))).toBe(
        'REQUEST_TAKEN',
      );
      expect(await refusalOf(desk.requests.confirmUser(aud, id, { version, userId: mara }))).toBe(
        'FORBIDDEN',
      );
      const nobody = '999999' as UserId;
      expect(await refusalOf(desk.requests.confirmUser(sam, id, { version, userId: nobody }))).toBe(
        'USER_NOT_FOUND',
      );
      const fresh = await desk.newRequest(sam);
      const early = desk.requests.confirmUser(sam, fresh.id, { version: 1, userId: mara });
      expect(await refusalOf(early)).toBe('REQUEST_NOT_YOURS');
    });
  });

  describe('notes', () => {
    test('a colleague may leave one, also on a closed request, and no edit fails by it', async () => {
      const { id, version } = await held('resolved');
      await desk.requests.note(kim, id, '  Rang again.\nAll is well. ');
      const { events, request } = await desk.requests.view(sam, id);
      expect(events.at(-1)).toMatchObject({
        kind: 'note',
        note: 'Rang again.\nAll is well.',
        staff: { name: 'kim' },
      });
      expect(request.version).toBe(version);
    });

    test('the log says that there is one and not what it says', async () => {
      const { id } = await held();
      await desk.requests.note(sam, id, 'the dog is called Rex');
      const [entry] = await desk.log();
      expect(entry).toMatchObject({ action: 'note-on-request', detail: { requestId: id } });
      expect(JSON.stringify(entry)).not.toContain('Rex');
    });

    test.each([
      ['an empty one', ' \n'],
      ['one of 4,001 characters', 'x'.repeat(4_001)],
    ])('%s is refused', async (_name, text) => {
      expect(await refusalOf(desk.requests.note(sam, (await held()).id, text))).toBe('BAD_INPUT');
    });

    test('an auditor leaves none', async () => {
      expect(await refusalOf(desk.requests.note(aud, (await held()).id, 'hello'))).toBe('FORBIDDEN');
    });
  });

  describe('an action that was started from a request', () => {
    const secret = Buffer.from('a secret of the tests');
    let ulla: UserId;
    beforeAll(async () => {
      ulla = await addPerson(desk.database, { username: 'ulla', secret, failedAttempts: 3 });
    });

    async function about(userId: UserId | null) {
      const request = await held();
      if (userId === null) return request;
      return desk.requests.confirmUser(sam, request.id, { version: request.version, userId });
    }
    const issue = (by: Actor, userId: UserId, requestId: number) =>
      desk.actions.run('issue-backup-codes', desk.by(by), desk.request(userId, { requestId }), {});

    test('names the request, and the request names the action', async () => {
      const { id } = await about(ulla);
      const { sequence } = await issue(sam, ulla, id);
      const entry = (await desk.log()).find((one) => one.sequence === sequence);
      expect(entry?.detail).toMatchObject({ requestId: id });
      const { events } = await desk.requests.view(sam, id);
      expect(events.at(-1)).toMatchObject({
        kind: 'action',
        sequence,
        detail: { action: 'issue-backup-codes', reason: 'lost-phone' },
        actionId: entry?.actionId,
      });
    });

    test('sent twice it stands in the request once', async () => {
      const { id } = await about(ulla);
      const request = desk.request(ulla, { requestId: id });
      await desk.actions.run('issue-backup-codes', desk.by(sam), request, {});
      await desk.actions.run('issue-backup-codes', desk.by(sam), request, {});
      const { events } = await desk.requests.view(sam, id);
      expect(events.filter(({ kind }) => kind === 'action')).toHaveLength(1);
    });

    test('without a request there is nothing of one in the entry', async () => {
      const { sequence } = await desk.actions.run('issue-backup-codes', desk.by(sam), desk.request(ulla), {});
      const entry = (await desk.log()).find((one) => one.sequence === sequence);
      expect(entry?.detail).not.toHaveProperty('requestId');
    });

    test.each([
      [
        'somebody else has the request',
        async () => ({ by: kim, request: await about(ulla) }),
        'REQUEST_TAKEN',
      ],
      ['nobody has it', async () => ({ by: sam, request: await desk.newRequest(sam) }), 'REQUEST_NOT_YOURS'],
      ['its user is not confirmed', async () => ({ by: sam, request: await about(null) }), 'REQUEST_USER'],
      ['it is about another user', async () => ({ by: sam, request: await about(mara) }), 'REQUEST_USER'],
      ['it is closed', async () => ({ by: sam, request: await held('resolved') }), 'REQUEST_CLOSED'],
      ['it is not there', async () => ({ by: sam, request: { id: 999_999 } }), 'REQUEST_NOT_FOUND'],
    ])('is refused and changes nothing when %s', async (_name, scene, code) => {
      const { by, request } = await scene();
      const before = await desk.database.reader('backup_codes').where({ user_id: ulla }).orderBy('id');
      expect(await refusalOf(issue(by, ulla, request.id))).toBe(code);
      expect(await desk.database.reader('backup_codes').where({ user_id: ulla }).orderBy('id')).toEqual(
        before,
      );
      expect((await desk.log())[0]).toMatchObject({ outcome: 'refused', detail: { code } });
    });

    test('an action that fails leaves no trace in the request', async () => {
      const calm = await addPerson(desk.database, { username: `calm-${randomUUID()}` });
      const { id } = await about(calm);
      const unlock = desk.actions.run('unlock', desk.by(sam), desk.request(calm, { requestId: id }), {});
      expect(await refusalOf(unlock)).toBe('NOTHING_TO_DO');
      const { events } = await desk.requests.view(sam, id);
      expect(events.some(({ kind }) => kind === 'action')).toBe(false);
    });
  });

  test('a look at a request is logged, once in five minutes', async () => {
    const { id } = await desk.newRequest(sam);
    const looks = async () =>
      (await desk.log()).filter(
        (entry) => entry.action === 'view-request' && JSON.stringify(entry.detail) === `{"requestId":${id}}`,
      ).length;
    await desk.requests.view(kim, id);
    await desk.requests.view(kim, id);
    expect(await looks()).toBe(1);
    desk.time.now += 5 * 60_000;
    await desk.requests.view(kim, id);
    expect(await looks()).toBe(2);
    expect(await refusalOf(desk.requests.view(kim, 999_999))).toBe('REQUEST_NOT_FOUND');
  });

  test('what can not be logged does not happen', async () => {
    const broken = openRequestDesk(await open());
    const tess = await broken.hire('tess', 'support');
    const { id } = await broken.newRequest(tess);
    await broken.database.reader.schema.renameTable('rekey_audit_entries', 'gone');
    expect(await refusalOf(broken.requests.take(tess, id))).toBe('AUDIT_UNWRITABLE');
    expect(await refusalOf(broken.newRequest(tess))).toBe('AUDIT_UNWRITABLE');
    const rows = await broken.database.reader('rekey_requests').select('state', 'version');
    expect(rows).toEqual([{ state: 'new', version: 1 }]);
  });

  test('the log is whole after all this', async () => {
    expect(await verifyChain(desk.database.reader)).toMatchObject({ whole: true });
  });
});
