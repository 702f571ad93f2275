/** Reminders: one mail to one user, and a list of the enrolment audit turned into many with a second person's approval. */
import { describe, expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import type { Database } from '../../db/database.ts';
import { listNotifications } from '../../db/notifications.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import type { EnrolmentFilter } from '../../db/platforms/enrolment.ts';
import { playbook } from '../../db/platforms/reference/playbook.ts';
import { whyApproval } from '../../main/services/approvals/guard.ts';
import { DAY } from '../../main/services/clock.ts';
import { createEnrolmentService } from '../../main/services/create-enrolment.ts';
import { createReminderService } from '../../main/services/create-reminders.ts';
import { queueReminder } from '../../main/services/notifications/reminder.ts';
import type { Actor } from '../../main/services/session.ts';
import { addUsers, openBulkRoom, RIGHT_CODE } from '../support/bulk-room.ts';
import { forEachDatabase } from '../support/databases.ts';
import { LEAD, openDesk, POLICY, SUPPORT } from '../support/desk.ts';
import { addPerson } from '../support/people.ts';

const SECRET = new Uint8Array(20).fill(3);
const CODES = ['AAAAA-BBBBB', 'CCCCC-DDDDD', 'EEEEE-FFFFF'];
const WHY = { reason: 'other', reasonText: 'the yearly audit', ticket: null } as const;

forEachDatabase((open) => {
  const mailsOf = async (database: Database) =>
    (await listNotifications(database.reader, {}, { limit: 100 })).reverse();

  async function openOne() {
    const database = await open();
    const desk = openDesk(database, { followUps: [queueReminder(playbook.todo)] });
    const remind = (id: UserId, by: Actor = LEAD) =>
      desk.actions.run('send-reminder', desk.by(by), desk.request(id, WHY), {});
    return { database, desk, remind, mails: () => mailsOf(database) };
  }

  describe('a reminder', () => {
    it('says what the user should do, by the state at that moment, and changes nothing', async () => {
      const { database, desk, remind, mails } = await openOne();
      const people = [
        { username: 'bare' },
        { username: 'begun', secret: SECRET, confirmed: false },
        { username: 'empty', secret: SECRET, sessions: 1 },
        { username: 'last', secret: SECRET, codes: CODES.slice(0, 1) },
        { username: 'two', secret: SECRET, codes: CODES.slice(0, 2) },
      ];
      for (const person of people) {
        const id = await addPerson(database, person);
        const before = await desk.platform.read(database.reader, id, desk.time.now);
        await remind(id);
        expect(await desk.platform.read(database.reader, id, desk.time.now)).toEqual(before);
      }
      const sent = await mails();
      expect(sent.map(({ kind, to }) => [kind, to])).toEqual(
        people.map(({ username }) => ['reminder', `${username}@example.org`]),
      );
      expect(sent.map(({ variables }) => variables.situation)).toEqual([
        expect.stringContaining('not protected'),
        expect.stringContaining('never finished'),
        'has no backup codes left',
        'has only one backup code left',
        'has only 2 backup codes left',
      ]);
      expect(sent.map(({ variables }) => variables.todo)).toEqual([
        expect.stringContaining('enable 2FA'),
        expect.stringContaining('enter the code that the app shows'),
        ...[1, 2, 3].map(() => expect.stringContaining('generate new backup tokens')),
      ]);
      const [entry] = await listAudit(database.reader, {}, { limit: 1 });
      expect(entry).toMatchObject({ action: 'send-reminder', outcome: 'done', reasonText: WHY.reasonText });
    });

    it.each([
      ['who has 2FA and codes enough', { secret: SECRET, codes: CODES }, {}, 'NOTHING_TO_DO'],
      ['whose account is suspended', {}, { status: 'suspended' }, 'NOTHING_TO_DO'],
      ['without an e-mail address', { email: '' }, {}, 'NO_ADDRESS'],
      ['whose e-mail address is none', { email: 'ask reception' }, {}, 'NO_ADDRESS'],
    ])('is refused for a user %s', async (_who, person, columns, code) => {
      const { database, remind, mails } = await openOne();
      const id = await addPerson(database, { username: 'una', ...person });
      if (Object.keys(columns).length > 0) {
        await database.transaction((tx) => tx('users').where({ id }).update(columns));
      }
      await expect(remind(id)).rejects.toMatchObject({ code });
      expect(await mails()).toEqual([]);
      const [entry] = await listAudit(database.reader, {}, { limit: 1 });
      expect(entry).toMatchObject({ action: 'send-reminder', outcome: 'refused', detail: { code } });
    });

    it('is refused within 7 days of the one before, and not after them', async () => {
      const { database, desk, remind, mails } = await openOne();
      const id = await addPerson(database, { username: 'una' });
      const other = await addPerson(database, { username: 'otto' });
      await remind(id);
      desk.time.now += 7 * DAY - 1;
      await expect(remind(id)).rejects.toMatchObject({ code: 'REMINDED_LATELY' });
      await remind(other);
      expect(await mails()).toHaveLength(2);
      desk.time.now += 1;
      await remind(id);
      expect(await mails()).toHaveLength(3);
    });

    it('goes out once when two leads press at once', async () => {
      const { database, remind, mails } = await openOne();
      const id = await addPerson(database, { username: 'una' });
      const both = await Promise.allSettled([remind(id), remind(id)]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await mails()).toHaveLength(1);
    });

    it('is for leads and admins, and needs no approval for a privileged user', async () => {
      const { database, desk, remind, mails } = await openOne();
      const id = await addPerson(database, { username: 'root', privileged: true });
      await expect(remind(id, SUPPORT)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      expect(await mails()).toEqual([]);
      const reading = await desk.platform.read(database.reader, id, desk.time.now);
      if (!reading) throw new Error('nobody');
      expect(whyApproval(POLICY.approvals, reading.user, 'send-reminder')).toBeNull();
      expect(whyApproval(POLICY.approvals, reading.user, 'unlock')).not.toBeNull();
      const named = { ...POLICY.approvals, actions: ['send-reminder' as const] };
      expect(whyApproval(named, reading.user, 'send-reminder')).not.toBeNull();
    });
  });

  async function openList(policy = POLICY) {
    const room = await openBulkRoom(await open(), { policy, followUps: [queueReminder(playbook.todo)] });
    const { database, bulk, time } = room;
    const { platform } = openDesk(database);
    const enrolment = createEnrolmentService({ database, platform, clock: () => time.now });
    const reminders = createReminderService({ bulk, enrolment });
    const plan = (filter: EnrolmentFilter, by: Actor = room.staff.lea) =>
      reminders.plan(by, { filter, ...WHY });
    return { room, database, plan, mails: () => mailsOf(database) };
  }

  describe('reminders to a list of the enrolment audit', () => {
    it('are planned, approved by a second person and run: one mail each, and none twice', async () => {
      const { room, database, plan, mails } = await openList();
      await addUsers(database, 2);
      await addPerson(database, { username: 'bare' });
      await addPerson(database, { username: '1', email: 'numbered@example.org' });
      await addPerson(database, { username: 'root', privileged: true });
      await addPerson(database, { username: 'nomail', email: '' });
      const job = await plan({ enrolment: 'off' });
      expect(job).toMatchObject({
        state: 'planned',
        action: 'send-reminder',
        fileName: 'Enrolment: 2FA off',
        reasonText: WHY.reasonText,
        verdicts: { ready: 3, 'nothing-to-do': 1 },
      });
      const planned = await listAudit(database.reader, { action: 'plan-bulk' }, { limit: 5 });
      expect(planned.map(({ detail }) => detail)).toMatchObject([
        { bulkId: job.id, fileName: 'Enrolment: 2FA off' },
      ]);
      await expect(room.run(job.id)).rejects.toMatchObject({ code: 'BULK_STATE' });
      const decision = { approve: true, note: null, code: RIGHT_CODE };
      await expect(room.bulk.decide(room.by(room.staff.lea), job.id, decision)).rejects.toMatchObject({
        code: 'BULK_OWN',
      });
      expect(await mails()).toEqual([]);
      await room.bulk.decide(room.by(room.staff.leo), job.id, decision);
      expect(await room.run(job.id)).toMatchObject({ state: 'done', outcomes: { done: 3 } });
      expect((await mails()).map(({ kind, to }) => [kind, to])).toEqual([
        ['reminder', 'bare@example.org'],
        ['reminder', 'numbered@example.org'],
        ['reminder', 'root@example.org'],
      ]);

      const again = await plan({ enrolment: 'off' });
      expect(again).toMatchObject({ ready: 0, verdicts: { 'nothing-to-do': 4 } });
      await expect(room.bulk.decide(room.by(room.staff.leo), again.id, decision)).rejects.toMatchObject({
        code: 'NOTHING_TO_DO',
      });
    });

    it('skip who was suspended, lost the address or was reminded since the plan', async () => {
      const { room, database, plan, mails } = await openList();
      const ids: Record<string, UserId> = {};
      for (const username of ['shut', 'gone', 'told', 'left']) {
        ids[username] = await addPerson(database, { username });
      }
      const { id } = await plan({ enrolment: 'off' });
      await room.bulk.decide(room.by(room.staff.leo), id, { approve: true, note: null, code: RIGHT_CODE });
      await database.transaction(async (tx) => {
        await tx('users').where({ id: ids.gone }).update({ email: '' });
        await tx('users').where({ id: ids.shut }).update({ status: 'suspended' });
      });
      const desk = openDesk(database, { followUps: [queueReminder(playbook.todo)], time: room.time });
      await desk.actions.run('send-reminder', desk.by(LEAD), desk.request(ids.told as UserId), {});
      expect(await room.run(id)).toMatchObject({ state: 'done', outcomes: { done: 1, skipped: 3 } });
      expect((await mails()).map(({ to }) => to)).toEqual(['told@example.org', 'left@example.org']);
    });

    it('reach the privileged, unlike a bulk change that takes something away', async () => {
      const { room, database } = await openList();
      await addPerson(database, { username: 'root', privileged: true });
      const { id } = await room.plan('root', { action: 'send-reminder' });
      expect(await room.lines(id)).toMatchObject([{ verdict: 'ready' }]);
      const reset = await room.plan('root');
      expect(await room.lines(reset.id)).toMatchObject([{ verdict: 'privileged' }]);
    });

    it('are refused for a list that is empty, or longer than the policy allows', async () => {
      const { room, database, plan } = await openList({ ...POLICY, bulk: { ...POLICY.bulk, maxLines: 2 } });
      await expect(plan({ concern: 'locked' })).rejects.toMatchObject({ code: 'NOTHING_TO_DO' });
      for (const username of ['ann', 'bob', 'cid']) await addPerson(database, { username });
      await expect(plan({ enrolment: 'off' })).rejects.toMatchObject({
        code: 'REMINDERS_TOO_MANY',
        facts: { most: 2 },
      });
      await expect(plan({ role: 'nobody has it' })).rejects.toMatchObject({ code: 'NOTHING_TO_DO' });
      expect((await room.bulk.list(room.staff.lea, { limit: 5 })).jobs).toEqual([]);
      await database.transaction((tx) => tx('users').where({ username: 'cid' }).delete());
      expect(await plan({ enrolment: 'off' })).toMatchObject({ ready: 2 });
    });

    it('are refused for an auditor and for support, and with no reason in words', async () => {
      const { room, database, plan } = await openList();
      await addPerson(database, { username: 'ann' });
      for (const actor of [room.staff.aud, room.staff.sam]) {
        await expect(plan({}, actor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      }
      const reminders = createReminderService({
        bulk: room.bulk,
        enrolment: { list: () => Promise.reject(new Error('read before it was allowed')) },
      });
      await expect(
        reminders.plan(room.staff.lea, { ...WHY, filter: {}, reasonText: ' ' }),
      ).rejects.toMatchObject({ code: 'BAD_INPUT' });
    });
  });
});
