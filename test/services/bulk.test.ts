import { describe, expect, it } from 'vitest';
import { updateStaff } from '../../db/staff.ts';
import { createActionService } from '../../main/services/actions/create-service.ts';
import { ACTIONS } from '../../main/services/actions/index.ts';
import { perform } from '../../main/services/actions/perform.ts';
import { bulkGuard } from '../../main/services/bulk/guard.ts';
import { LEASE, PLAN_LIFE, RUN_LIFE } from '../../main/services/bulk/lease.ts';
import { DAY, HOUR, MINUTE } from '../../main/services/clock.ts';
import { createEnrolmentService } from '../../main/services/create-enrolment.ts';
import { limitsGuard } from '../../main/services/limits/guard.ts';
import { changePolicy } from '../../main/services/policy/index.ts';
import { addUsers, type BulkRoom, openBulkRoom, pack, RIGHT_CODE } from '../support/bulk-room.ts';
import { forEachDatabase } from '../support/databases.ts';
import { openDesk, POLICY } from '../support/desk.ts';
import { addPerson } from '../support/people.ts';

const SECRET = new Uint8Array(20).fill(3);
const LIST = 'user1\nuser2\nuser3\n';

forEachDatabase((open) => {
  describe('the dry run', () => {
    it('says of each line what would be done, and changes nobody', async () => {
      const room = await openBulkRoom(await open());
      const { database } = room;
      const [first] = await addUsers(database, 2);
      await addPerson(database, { username: 'bare' });
      await addPerson(database, { username: 'root', privileged: true, secret: SECRET });
      await addPerson(database, { username: 'lea', email: 'lea@staff.example', secret: SECRET });
      await addPerson(database, { username: String(first), email: 'numbered@example.org', secret: SECRET });
      const job = await room.plan(
        ['user', 'USER2@example.org', 'user2', 'bare', 'root', 'lea', 'nobody', String(first), '\u0007'].join(
          '\n',
        ),
      );
      expect(job).toMatchObject({ state: 'planned', ready: 1, lines: 8, settled: 0 });
      expect((await room.lines(job.id)).map(({ line, verdict }) => [line, verdict])).toEqual([
        [2, 'ready'],
        [3, 'duplicate'],
        [4, 'off'],
        [5, 'privileged'],
        [6, 'own-account'],
        [7, 'unknown'],
        [8, 'ambiguous'],
        [9, 'unreadable'],
      ]);
      expect(await room.resets()).toEqual({});
      await expect(room.run(job.id)).rejects.toMatchObject({ code: 'BULK_STATE' });
    });

    it('never takes a stranger for ready: columns that name two users, or more than they know, are ambiguous', async () => {
      const room = await openBulkRoom(await open());
      const { database } = room;
      const [ann = '', bob = ''] = [
        await addPerson(database, { username: 'ann', fullName: 'Ann Lee', secret: SECRET }),
        await addPerson(database, { username: 'bob', fullName: 'Bob Rivera', secret: SECRET }),
      ];
      await addPerson(database, { username: '77', email: 'seven@example.org', secret: SECRET });
      await addPerson(database, {
        username: 'vic@example.net',
        email: 'attacker@example.org',
        secret: SECRET,
      });
      await addPerson(database, { username: 'vic', email: 'vic@example.net', secret: SECRET });
      const verdicts = async (list: string, column: string | null = null) => {
        const { lines } = await room.bulk.lines(
          room.staff.lea,
          (await room.plan(list, { column })).id,
          {},
          { after: 0, limit: 50 },
        );
        return lines.map(({ verdict, username }) => (username === null ? verdict : `${verdict} ${username}`));
      };
      expect(await verdicts(`Personalnummer;E-Mail\n${ann};bob@example.org`)).toEqual(['ready bob']);
      expect(await verdicts(`ticket_no,login\n${ann},bob`)).toEqual(['ready bob']);
      expect(await verdicts(`Personalnummer;E-Mail\n${ann};bob@example.org`, 'Personalnummer')).toEqual([
        'ready ann',
      ]);
      expect(
        await verdicts(
          [
            'id;username;e-mail;name',
            `${ann};ann;ann@example.org;Lee, Ann`,
            `${bob};;;Rivera`,
            `${ann};bob;;`,
            `;ann;bob@example.org;`,
            `${ann};;new.hire@example.org;`,
            `;ann;new.hire@example.org;`,
            `${ann};;;Tomas Moreno`,
            `;other-system;ann@example.org;`,
            `999999;nobody;nobody@example.org;`,
            ';;;Ann Lee',
          ].join('\n'),
        ),
      ).toEqual([
        ...['ready ann', 'ready bob', 'ambiguous', 'ambiguous', 'ambiguous', 'ambiguous', 'ambiguous'],
        ...['duplicate ann', 'unknown', 'unreadable'],
      ]);
      expect(await verdicts(`username,office\n${ann},x\n\u200b${ann},x\n77,x`)).toEqual([
        ...['unknown', 'unknown', 'ready 77'],
      ]);
      expect(await verdicts('E-Mail;Ort\nvic@example.net;x')).toEqual(['ready vic']);
      expect(await verdicts('login;Ort\nvic@example.net;x')).toEqual(['ambiguous']);
      await expect(room.plan('Personalnummer;Ort\n1;x')).rejects.toMatchObject({ code: 'COLUMN_NOT_KNOWN' });
    });

    it('finds users by a list that Rekey itself exported, whatever they are called', async () => {
      const room = await openBulkRoom(await open());
      const names = ['+4930901820', '=1+1', '-x', "'=y", '@z', 'a;=1', '＝q'];
      for (const username of names) {
        await addPerson(room.database, {
          username,
          email: `u${names.indexOf(username)}@example.org`,
          secret: SECRET,
        });
      }
      const enrolment = createEnrolmentService({
        ...{ database: room.database, platform: openDesk(room.database).platform },
        clock: () => room.time.now,
      });
      const { exportId } = await enrolment.startExport(room.staff.aud, {}, 'csv');
      let file = '';
      for (let done = false; !done; ) {
        const piece = await enrolment.nextOfExport(room.staff.aud, exportId);
        file += piece.text;
        done = piece.done;
      }
      await enrolment.close();
      expect(await room.plan(file)).toMatchObject({ ready: names.length, lines: names.length });
      const planned = await room.plan(file, { column: 'username' });
      expect(planned).toMatchObject({ ready: names.length });
      const { csv } = await room.bulk.report(room.staff.lea, planned.id);
      expect(await room.plan(csv, { column: 'text' })).toMatchObject({ ready: names.length });
    });

    it('is for leads and admins; an auditor may look, support may not', async () => {
      const room = await openBulkRoom(await open());
      await addUsers(room.database, 1);
      const { bulk, staff } = room;
      const { id } = await room.plan('user1');
      for (const actor of [staff.sam, staff.aud]) {
        const plan = {
          action: 'unlock',
          reason: 'other',
          reasonText: 'x',
          ticket: null,
          fileName: null,
          column: null,
        } as const;
        await expect(bulk.plan(actor, { ...plan, list: pack('user1') })).rejects.toMatchObject({
          code: 'FORBIDDEN',
        });
        await expect(bulk.columns(actor, pack('user1'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
        await expect(bulk.run(room.by(actor), id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
        await expect(bulk.pause(actor, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
        await expect(bulk.cancel(actor, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      }
      expect(await bulk.view(staff.aud, id)).toMatchObject({ id });
      await expect(bulk.view(staff.sam, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(bulk.lines(staff.sam, id, {}, { after: 0, limit: 1 })).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
      await expect(bulk.report(staff.sam, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(bulk.list(staff.sam, { limit: 1 })).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(bulk.view(staff.lea, id + 1)).rejects.toMatchObject({ code: 'BULK_NOT_FOUND' });
    });

    it('refuses what is not done in bulk, a reason without its text, and more lines than policy allows', async () => {
      const policy = { ...POLICY, bulk: { ...POLICY.bulk, maxLines: 2 } };
      const room = await openBulkRoom(await open(), { policy });
      await addUsers(room.database, 3);
      const refused = { code: 'BAD_INPUT' };
      await expect(room.plan(LIST)).rejects.toMatchObject(refused);
      await expect(room.plan('user1', { reason: 'other' })).rejects.toMatchObject(refused);
      await expect(room.plan('user1', { action: 'issue-backup-codes' as never })).rejects.toMatchObject(
        refused,
      );
      await expect(room.plan('user1', { list: 'no gzip' })).rejects.toMatchObject(refused);
      expect((await room.plan('user1\nuser2')).ready).toBe(2);
    });
  });

  it('has limits that an admin can change, within bounds', () => {
    const change = (bulk: object) => changePolicy(POLICY, { bulk: { ...POLICY.bulk, ...bulk } });
    expect(change({ maxLines: 5, perDay: 0 }).bulk).toEqual({ maxLines: 5, perDay: 0 });
    for (const wrong of [
      { maxLines: 0 },
      { maxLines: 100_001 },
      { perDay: -1 },
      { perDay: 1.5 },
      { perDay: 101 },
    ])
      expect(() => change(wrong)).toThrow(expect.objectContaining({ code: 'POLICY' }));
  });

  describe('the second person', () => {
    it('is never who planned, a colleague without the right, or somebody without a fresh code', async () => {
      const room = await openBulkRoom(await open());
      await addUsers(room.database, 1);
      const { bulk, staff, by } = room;
      const { id, mayNotDecide } = await room.plan('user1');
      expect(mayNotDecide).toContain('planned themselves');
      const yes = { approve: true, note: null, code: RIGHT_CODE };
      await expect(bulk.decide(by(staff.lea), id, yes)).rejects.toMatchObject({ code: 'BULK_OWN' });
      for (const actor of [staff.sam, staff.aud])
        await expect(bulk.decide(by(actor), id, yes)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(bulk.decide(by(staff.leo), id, { ...yes, code: '000000' })).rejects.toMatchObject({
        code: 'WRONG_CODE',
      });
      room.code.stale = true;
      await expect(bulk.decide(by(staff.leo), id, { ...yes, code: null })).rejects.toMatchObject({
        code: 'FRESH_CODE_REQUIRED',
      });
      expect((await bulk.view(staff.leo, id)).state).toBe('planned');
      expect(await bulk.pending(staff.leo)).toEqual({ count: 1 });
      await expect(bulk.pending(staff.sam)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      expect((await bulk.decide(by(staff.leo), id, yes)).state).toBe('approved');
      await expect(bulk.decide(by(staff.leo), id, yes)).rejects.toMatchObject({ code: 'BULK_STATE' });
    });

    it('approves nothing when no line is ready, and what they reject is never carried out', async () => {
      const room = await openBulkRoom(await open());
      await addUsers(room.database, 1);
      const { bulk, staff, by } = room;
      const empty = await room.plan('nobody');
      const yes = { approve: true, note: null, code: RIGHT_CODE };
      await expect(bulk.decide(by(staff.leo), empty.id, yes)).rejects.toMatchObject({
        code: 'NOTHING_TO_DO',
      });
      const { id } = await room.plan('user1');
      await bulk.decide(by(staff.leo), id, { ...yes, approve: false, note: 'wrong list' });
      await expect(room.run(id)).rejects.toMatchObject({ code: 'BULK_STATE', facts: { state: 'rejected' } });
      expect(await room.resets()).toEqual({});
    });

    it('is asked in time, and what they approved is started in time and ended in time', async () => {
      const room = await openBulkRoom(await open());
      await addUsers(room.database, 2);
      const { bulk, staff, by, time } = room;
      const late = await room.plan('user1');
      time.now += PLAN_LIFE;
      expect((await bulk.view(staff.leo, late.id)).state).toBe('expired');
      const yes = { approve: true, note: null, code: RIGHT_CODE };
      await expect(bulk.decide(by(staff.leo), late.id, yes)).rejects.toMatchObject({ code: 'BULK_EXPIRED' });
      const slow = await room.approved('user1');
      time.now += POLICY.approvals.minutes * MINUTE;
      await expect(room.run(slow)).rejects.toMatchObject({ code: 'BULK_EXPIRED' });
      const paused = await room.approved('user1');
      await room.database
        .reader('rekey_bulk_jobs')
        .where({ id: paused })
        .update({
          ...{ state: 'paused', started_at: time.now, expires_at: time.now + RUN_LIFE },
        });
      time.now += RUN_LIFE;
      await expect(room.run(paused)).rejects.toMatchObject({ code: 'BULK_EXPIRED' });
      expect(await room.resets()).toEqual({});
    });
  });

  describe('carrying it out', () => {
    it('takes the one path of all actions: entry, notice, sessions, with the bulk change and both people named', async () => {
      const room = await openBulkRoom(await open());
      const ids = await addUsers(room.database, 3);
      const id = await room.approved(LIST);
      room.code.stale = true;
      await expect(room.run(id)).rejects.toMatchObject({ code: 'FRESH_CODE_REQUIRED' });
      room.code.stale = false;
      expect(await room.run(id)).toMatchObject({ state: 'done', settled: 3, outcomes: { done: 3 } });
      expect(await room.resets()).toEqual(Object.fromEntries(ids.map((user) => [user, 1])));
      const entries = await room.database.reader('rekey_audit_entries').orderBy('sequence');
      expect(entries.map((entry) => entry.action)).toEqual([
        'plan-bulk',
        'approve-bulk',
        'start-bulk',
        ...ids.map(() => 'reset-authenticator'),
        'finish-bulk',
      ]);
      expect(JSON.parse(entries[3]?.detail)).toMatchObject({
        ...{ bulkId: id, bulkLine: 1, plannedBy: 'lea', approvedBy: 'leo', ended: 1 },
      });
      expect(entries[3]).toMatchObject({ staff_name: 'lea', reason: 'compromised', ticket: 'INC-1' });
      const notices = await room.database
        .reader('rekey_notifications')
        .where({ kind: 'reset-authenticator' });
      expect(notices.map((notice) => String(notice.user_id)).sort()).toEqual([...ids].sort());
      expect(await room.database.reader('totp_authenticators')).toHaveLength(0);
      await expect(room.run(id)).rejects.toMatchObject({ code: 'BULK_STATE', facts: { state: 'done' } });
    });

    it('judges each user again when their turn comes', async () => {
      const room = await openBulkRoom(await open());
      const { database, time } = room;
      const [gone, grown, anew, leo, deleted] = await addUsers(database, 5);
      const id = await room.approved('user1\nuser2\nuser3\nuser4\nuser5');
      time.now += MINUTE;
      await database.reader('totp_authenticators').where({ user_id: gone }).delete();
      await database.reader('users').where({ id: grown }).update({ privileged: true });
      await database
        .reader('totp_authenticators')
        .where({ user_id: anew })
        .update({ id: 9999, created_at: time.now, confirmed_at: time.now });
      await database.reader('users').where({ id: leo }).update({ email: 'leo@staff.example' });
      for (const table of ['totp_authenticators', 'sessions', 'user_search_terms'])
        await database.reader(table).where({ user_id: deleted }).delete();
      await database.reader('users').where({ id: deleted }).delete();
      expect(await room.run(id)).toMatchObject({
        state: 'done',
        outcomes: { done: 0, skipped: 4, refused: 1 },
      });
      const why = (await room.lines(id)).map(({ outcome, outcomeWhy }) => `${outcome}: ${outcomeWhy}`);
      expect(why[0]).toContain('skipped: there is no authenticator');
      expect(why[1]).toContain('skipped: the user became privileged');
      expect(why[2]).toContain('skipped: the user paired another authenticator');
      expect(why[3]).toContain('refused: ');
      expect(why[4]).toContain('skipped: There is no such user');
      expect(await room.resets()).toEqual({});
      const refusals = await database.reader('rekey_audit_entries').where({ outcome: 'refused' });
      expect(refusals).toHaveLength(5);
    });

    it('goes on where a code was used since the plan, and says that the state had changed', async () => {
      const room = await openBulkRoom(await open());
      const user = await addPerson(room.database, {
        username: 'user1',
        secret: SECRET,
        codes: ['AAAAA-BBBBB'],
      });
      const id = await room.approved('user1');
      await room.database.reader('backup_codes').where({ user_id: user }).update({ used_at: 1 });
      expect((await room.run(id)).outcomes.done).toBe(1);
      const [entry] = await room.database.reader('rekey_audit_entries').where({ user_id: user });
      expect(JSON.parse(entry?.detail)).toMatchObject({ changedSincePlan: true });
    });

    it('leaves an account alone that was renamed since the approver saw it, where 2FA would be disabled', async () => {
      const room = await openBulkRoom(await open());
      const [first] = await addUsers(room.database, 2);
      const id = await room.approved('user1\nuser2', { action: 'disable-2fa' });
      await room.database.reader('users').where({ id: first }).update({ username: 'renamed' });
      expect((await room.run(id)).outcomes).toMatchObject({ done: 1, skipped: 1 });
    });

    it('stops when whoever runs it may not any more', async () => {
      const room = await openBulkRoom(await open());
      await addUsers(room.database, 3);
      const id = await room.approved(LIST);
      await room.database.transaction((tx) => updateStaff(tx, room.staff.lea.id, { role: 'support' }));
      const job = await room.run(id);
      expect(job).toMatchObject({ state: 'paused', settled: 0 });
      expect(job.stoppedBecause).toContain('may not do this');
      expect(await room.resets()).toEqual({});
    });

    it('is neither counted in the limits of single actions nor held up by them, and has a limit of its own', async () => {
      const one = { perHour: 1, perDay: 1, privilegedPerDay: 0 };
      const policy = {
        ...POLICY,
        limits: { perStaff: one, inAll: one },
        bulk: { maxLines: 10, perDay: 1 },
      };
      const room = await openBulkRoom(await open(), { policy });
      const { database, staff } = room;
      const [, , , last] = await addUsers(database, 4);
      expect((await room.run(await room.approved(LIST))).outcomes.done).toBe(3);
      const desk = openDesk(database, { guards: [limitsGuard] });
      const actions = createActionService({
        ...{ database, platform: desk.platform, policy: async () => policy },
        clock: () => room.time.now,
        session: { requireFreshCode() {} },
        guards: [limitsGuard],
        followUps: [],
      });
      const single = desk.request(last as NonNullable<typeof last>);
      await actions.run('reset-authenticator', desk.by(staff.lea), single, {});
      const second = await room.approved('user4', { action: 'disable-2fa' });
      await expect(room.run(second)).rejects.toMatchObject({ code: 'BULK_LIMIT' });
      room.time.now += DAY - HOUR;
      const third = await room.approved('user4', { action: 'disable-2fa' });
      await expect(room.run(third)).rejects.toMatchObject({ code: 'BULK_LIMIT' });
      room.time.now += HOUR;
      const fourth = await room.approved('user4', { action: 'disable-2fa' });
      expect((await room.run(fourth)).state).toBe('done');
    });
  });

  describe('the guard', () => {
    async function attempt(room: BulkRoom, changes: object = {}) {
      const [row] = await room.database.reader('rekey_bulk_lines').orderBy('line');
      const desk = openDesk(room.database);
      const place = { jobId: Number(row.job_id), line: Number(row.line), runner: 'mine', ...changes };
      return perform(
        {
          ...{ database: room.database, platform: desk.platform, policy: async () => POLICY, followUps: [] },
          clock: () => room.time.now,
          guards: [bulkGuard(place)],
        },
        {
          ...{
            name: 'reset-authenticator',
            declaration: ACTIONS['reset-authenticator'],
            actor: room.staff.lea,
          },
          ...{ extra: {}, prepared: null, found: null, entry: null, result: null },
          request: desk.request(row.user_id, {
            reason: 'compromised',
            ...{ actionId: row.action_id, ...changes },
          }),
        },
      );
    }
    const set = (room: BulkRoom, changes: object) => room.database.reader('rekey_bulk_jobs').update(changes);

    it('believes nothing that the caller says: each word is looked up in the database', async () => {
      const room = await openBulkRoom(await open());
      const { database } = room;
      await addUsers(database, 1);
      const id = await room.approved('user1');
      await expect(attempt(room)).rejects.toMatchObject({ code: 'BULK_STATE' });
      await set(room, { state: 'running', runner: 'theirs', heartbeat_at: room.time.now });
      await expect(attempt(room)).rejects.toMatchObject({ code: 'BULK_RUNNING' });
      await set(room, { runner: 'mine', decided_by_id: null });
      await expect(attempt(room)).rejects.toMatchObject({ code: 'BULK_OWN' });
      await set(room, { decided_by_id: room.staff.lea.id });
      await expect(attempt(room)).rejects.toMatchObject({ code: 'BULK_OWN' });
      await set(room, { decided_by_id: room.staff.leo.id });
      const other = '11111111-1111-4111-8111-111111111111';
      const line = { code: 'BULK_LINE' };
      await expect(attempt(room, { actionId: other })).rejects.toMatchObject(line);
      await expect(attempt(room, { line: 7 })).rejects.toMatchObject(line);
      await expect(attempt(room, { reason: 'lost-phone' })).rejects.toMatchObject(line);
      await expect(attempt(room, { jobId: id + 1 })).rejects.toMatchObject({ code: 'BULK_NOT_FOUND' });
      await set(room, { action: 'unlock' });
      await expect(attempt(room)).rejects.toMatchObject(line);
      await set(room, { action: 'reset-authenticator' });
      for (const verdict of ['privileged', 'duplicate', 'own-account']) {
        await database.reader('rekey_bulk_lines').update({ verdict });
        await expect(attempt(room)).rejects.toMatchObject(line);
      }
      await database.reader('rekey_bulk_lines').update({ verdict: 'ready', outcome: 'skipped' });
      await expect(attempt(room)).rejects.toMatchObject(line);
      await database.reader('rekey_bulk_lines').update({ outcome: null });
      await database.reader('rekey_staff').where({ name: 'lea' }).update({ closed_at: 1 });
      await expect(attempt(room)).rejects.toMatchObject({ code: 'STAFF_DISABLED' });
      await database.reader('rekey_staff').update({ closed_at: null });
      expect(await room.resets()).toEqual({});
      expect((await attempt(room)).replayed).toBe(false);
    });

    it('is the only way in: the lease of another console is no key once its time is over', async () => {
      const room = await openBulkRoom(await open());
      await addUsers(room.database, 1);
      const id = await room.approved('user1');
      await set(room, { state: 'running', runner: 'dead', heartbeat_at: room.time.now, started_at: 1 });
      await expect(room.run(id)).rejects.toMatchObject({ code: 'BULK_RUNNING' });
      await expect(room.bulk.cancel(room.staff.lea, id)).rejects.toMatchObject({ code: 'BULK_RUNNING' });
      room.time.now += LEASE;
      expect((await room.bulk.view(room.staff.lea, id)).state).toBe('stopped');
      expect((await room.run(id)).state).toBe('done');
    });
  });
});
