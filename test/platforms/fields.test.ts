/** What a platform does not know of its users, or of one of them, is neither shown as something else nor asked for. */
import { describe, expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import type { Database } from '../../db/database.ts';
import { listNotifications } from '../../db/notifications.ts';
import type { Platform } from '../../db/platforms/contract.ts';
import { CONCERNS, type EnrolmentFilter } from '../../db/platforms/enrolment.ts';
import { createActionService } from '../../main/services/actions/create-service.ts';
import { actionsOf } from '../../main/services/actions/index.ts';
import { whomTheyMean } from '../../main/services/bulk/whom.ts';
import { createEnrolmentService } from '../../main/services/create-enrolment.ts';
import { createIdentityService } from '../../main/services/create-identity.ts';
import { createUserService } from '../../main/services/create-users.ts';
import { queueNotice } from '../../main/services/notifications/follow-up.ts';
import { suggestUser } from '../../main/services/requests/matching.ts';
import { forEachDatabase } from '../support/databases.ts';
import { AUDITOR, LEAD, openDesk, POLICY, SUPPORT } from '../support/desk.ts';
import { knowingLess, knowingNothingOf } from '../support/knowing-less.ts';
import { addPerson } from '../support/people.ts';

const SECRET = new Uint8Array(20).fill(3);
const EVERY_COLUMN =
  'id,username,email,full_name,department,role,privileged,two_factor,unused_backup_codes,joined,confirmed,last_used,pending_since,locked_until,last_login';

/** A CSV begins with the mark of UTF-8. */
const withoutMark = (text: string) => text.replace(/^\ufeff/, '');

type Less = (platform: Platform) => Platform;
const ofNobody: Less = (platform) => knowingLess(platform);
const notOfAnna: Less = (platform) => knowingNothingOf(platform, 'anna');

async function openRoom(database: Database, less: Less) {
  const desk = openDesk(database);
  const platform = less(desk.platform);
  const policy = { ...POLICY, backupCodes: { byMail: true } };
  const deps = { database, platform, clock: () => desk.time.now, policy: async () => policy };
  const mails: unknown[] = [];
  const mail = {
    sendNow: async (one: unknown) => {
      mails.push(one);
    },
  };
  const anna = await addPerson(database, { username: 'anna', secret: SECRET, codes: ['AAAAA-BBBBB'] });
  return {
    ...{ desk, platform, anna, mails },
    actions: createActionService({
      ...deps,
      session: { requireFreshCode() {} },
      guards: [],
      followUps: [queueNotice(platform)],
    }),
    users: createUserService(deps),
    identity: createIdentityService({ ...deps, mail, demanded: true }),
    enrolment: createEnrolmentService(deps),
    about: { userId: anna, requestId: null },
  };
}

forEachDatabase((open) => {
  describe.each([
    ['a platform that knows only usernames', ofNobody],
    ['a user of whom only the username is known', notOfAnna],
  ])('%s', (_which, less) => {
    it('is called by it, on the page and in the log', async () => {
      const database = await open();
      const { users, anna } = await openRoom(database, less);
      expect((await users.view(SUPPORT, anna)).user).toMatchObject({
        ...{ username: 'anna', email: null, fullName: null, phone: null, createdAt: null, status: null },
      });
      await users.close();
      const [entry] = await listAudit(database.reader, {}, { limit: 1 });
      expect(entry?.user).toEqual({ id: anna, label: 'anna' });
    });

    it('is done what was asked for, without a mail, and whoever did it is told so', async () => {
      const database = await open();
      const { desk, actions, anna } = await openRoom(database, less);
      const request = desk.request(anna);
      const done = await actions.run('issue-backup-codes', desk.by(SUPPORT), request, {});
      expect(done).toMatchObject({ mailed: false, replayed: false });
      expect(await actions.run('issue-backup-codes', desk.by(SUPPORT), request, {})).toMatchObject({
        ...{ mailed: false, replayed: true },
      });
      expect(await listNotifications(database.reader, {}, { limit: 9 })).toEqual([]);
    });

    it('is sent no code and no codes, and called back on no number', async () => {
      const database = await open();
      const { desk, actions, identity, about, anna, mails } = await openRoom(database, less);
      await expect(identity.sendCode(SUPPORT, about)).rejects.toMatchObject({
        code: less === ofNobody ? 'NOT_SUPPORTED' : 'NO_ADDRESS',
      });
      await expect(
        actions.run('send-backup-codes', desk.by(SUPPORT), desk.request(anna), {}),
      ).rejects.toMatchObject({ code: less === ofNobody ? 'NOT_SUPPORTED' : 'EMAIL_MISSING' });
      const seen = { kind: 'call-back' as const, who: 'Anna', note: 'by telephone' };
      await expect(identity.record(SUPPORT, about, seen)).rejects.toMatchObject({
        code: less === ofNobody ? 'NOT_SUPPORTED' : 'IDENTITY_NOT_PROVED',
      });
      expect(mails).toEqual([]);
      expect(await database.reader('rekey_identity_checks')).toEqual([]);
      expect(await database.reader('backup_codes')).toHaveLength(1);
    });

    it('is no account of a staff member without an address', async () => {
      const { users, anna } = await openRoom(await open(), less);
      expect(SUPPORT.email).toBeNull();
      const { offers } = await users.view(SUPPORT, anna);
      expect(offers.find(({ action }) => action === 'issue-backup-codes')?.refusedBecause).toBeNull();
      const namesake = { ...SUPPORT, name: 'anna' };
      const own = (await users.view(namesake, anna)).offers;
      expect(own.every(({ refusedBecause }) => refusedBecause !== null)).toBe(true);
      await users.close();
    });
  });

  describe('a platform that knows only usernames', () => {
    it('offers no mail to the user and no evidence that it cannot have, and says how far the rest goes', async () => {
      const { platform, identity, anna } = await openRoom(await open(), ofNobody);
      expect(actionsOf(platform)).not.toContain('send-backup-codes');
      expect(actionsOf(platform)).not.toContain('send-reminder');
      const view = await identity.view(SUPPORT, anna);
      expect(view.kinds.map(({ kind }) => kind)).toEqual([
        ...['totp', 'backup-code', 'colleague', 'photo-id', 'personal-data'],
      ]);
      expect(view).toMatchObject({ have: 0, reachable: 3 + 3 + 2 + 3, signs: [] });
      await identity.record(
        SUPPORT,
        { userId: anna, requestId: null },
        {
          ...{ kind: 'colleague', who: 'Mia Manager', note: 'by telephone' },
        },
      );
      expect(await identity.view(SUPPORT, anna)).toMatchObject({ have: 2, reachable: 3 + 3 + 2 + 3 });
    });

    it('says nothing of a last login that it does not know', async () => {
      const database = await open();
      const { desk, identity, anna } = await openRoom(database, ofNobody);
      desk.time.now += 365 * 86_400_000;
      expect((await identity.view(SUPPORT, anna)).signs).toEqual([]);
      const { platform } = desk;
      const clock = () => desk.time.now;
      const policy = async () => POLICY;
      const mail = { sendNow: async () => {} };
      const knowing = createIdentityService({ database, platform, clock, policy, mail, demanded: true });
      expect((await knowing.view(SUPPORT, anna)).signs.map(({ sign }) => sign)).toEqual(['dormant']);
    });

    it('counts by nothing that it does not know, and estimates no past', async () => {
      const { enrolment } = await openRoom(await open(), ofNobody);
      await enrolment.countNow(LEAD);
      const { counts, trend } = await enrolment.overview(LEAD);
      expect(counts).toMatchObject({ ...{ byDepartment: null, byRole: null, byMonth: null } });
      expect(Object.keys(counts?.concerns ?? {})).toEqual(CONCERNS.filter((one) => one !== 'dormant'));
      expect(trend.filter(({ estimated }) => estimated)).toEqual([]);
      await enrolment.close();
    });

    it.each<[string, EnrolmentFilter]>([
      ['their department', { department: 'Sales' }],
      ['their department', { department: null }],
      ['their role', { role: 'member' }],
      ['when they joined', { joinedFrom: 0 }],
      ['when they joined', { joinedBefore: 0 }],
      ['when they joined', { asOf: 0, enrolment: 'on' }],
      ['of whom this is true: dormant', { concern: 'dormant' }],
    ])('refuses to list by %s: %o', async (what, filter) => {
      const database = await open();
      const { enrolment } = await openRoom(database, ofNobody);
      for (const ask of [
        () => enrolment.list(LEAD, filter, { cursor: null, limit: 5 }),
        () => enrolment.startExport(AUDITOR, filter, 'csv'),
        () => enrolment.startReport(AUDITOR, filter),
      ]) {
        await expect(ask()).rejects.toMatchObject({ code: 'NOT_KNOWN', facts: { what } });
      }
      await enrolment.close();
    });

    it('exports no column of what it does not know, as CSV and as JSON', async () => {
      const { enrolment } = await openRoom(await open(), ofNobody);
      const known =
        'id,username,privileged,two_factor,unused_backup_codes,confirmed,last_used,pending_since,locked_until';
      for (const format of ['csv', 'jsonl'] as const) {
        const { exportId } = await enrolment.startExport(AUDITOR, {}, format);
        const { text } = await enrolment.nextOfExport(AUDITOR, exportId);
        const [first = ''] = withoutMark(text).split(/\r?\n/);
        expect(format === 'csv' ? first : Object.keys(JSON.parse(first)).join(',')).toBe(known);
        await enrolment.stopExport(AUDITOR, exportId);
      }
      await enrolment.close();
    });

    it('suggests nobody by an address, and takes a list whose lines have one beside a username', async () => {
      const { platform, anna } = await openRoom(await open(), ofNobody);
      const sender = { email: 'anna@example.org' };
      expect(await suggestUser(platform, { claimedUserId: null, sender } as never)).toBeNull();
      const account = { way: 'account', text: 'anna' };
      const address = { way: 'address', text: 'somebody@example.org' };
      const lines = [{ references: [account, address] }, { references: [address] }];
      expect(await whomTheyMean(platform, lines as never)).toMatchObject([
        { user: { id: anna }, why: null },
        { user: null, why: null },
      ]);
    });
  });

  describe('a user of whom only the username is known', () => {
    it('stands in lists and files with nothing in place of what is not known', async () => {
      const { enrolment } = await openRoom(await open(), notOfAnna);
      const { users } = await enrolment.list(LEAD, {}, { cursor: null, limit: 5 });
      expect(users).toMatchObject([{ username: 'anna', email: null, fullName: null, role: null }]);
      const { exportId } = await enrolment.startExport(AUDITOR, {}, 'csv');
      const { text } = await enrolment.nextOfExport(AUDITOR, exportId);
      const [head, line] = withoutMark(text).split('\r\n');
      expect(head).toBe(EVERY_COLUMN);
      expect(line).toMatch(/^\d+,anna,,,,,no,on,1,,2026-01-15T12:00:00.000Z,,,,$/);
      await enrolment.close();
    });

    it('is offered no evidence without what it takes, and each refusal says why', async () => {
      const { identity, anna } = await openRoom(await open(), notOfAnna);
      const { kinds, reachable } = await identity.view(SUPPORT, anna);
      const refused = Object.fromEntries(kinds.map(({ kind, refusedBecause }) => [kind, refusedBecause]));
      expect(refused).toMatchObject({
        'email-code': 'There is no e-mail address on file.',
        'call-back': 'There is no phone number on file.',
        totp: null,
      });
      expect(reachable).toBe(3 + 3 + 2 + 3);
    });

    it('counts as one without department, role and month in a report', async () => {
      const { enrolment } = await openRoom(await open(), notOfAnna);
      const { reportId } = await enrolment.startReport(AUDITOR, {});
      for (;;) {
        const { report } = await enrolment.nextOfReport(AUDITOR, reportId);
        if (!report) continue;
        const { byDepartment, byRole, byMonth } = report.counts;
        for (const side of [byDepartment, byRole, byMonth])
          expect(side).toMatchObject([{ name: null, users: 1 }]);
        break;
      }
      await enrolment.close();
    });
  });
});
