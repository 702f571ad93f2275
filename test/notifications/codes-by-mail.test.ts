/** New backup codes straight to the user: seen by nobody here, only to a mailbox that was checked, and never lost or sent twice. */
import { afterEach, describe, expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import { hashAddress, insertIdentityCheck } from '../../db/identity-checks.ts';
import { listNotifications } from '../../db/notifications.ts';
import type { UserId } from '../../db/platforms/platform.ts';
import type { ActionRequest } from '../../main/services/actions/action.ts';
import { DAY, HOUR } from '../../main/services/clock.ts';
import type { Policy } from '../../main/services/policy/index.ts';
import { forEachDatabase } from '../support/databases.ts';
import { AUDITOR, codeWorks, POLICY, SUPPORT } from '../support/desk.ts';
import { employ, openMailRoom } from '../support/mail-room.ts';
import { type MailServerUnderTest, startMailServer } from '../support/mail-server.ts';
import { addPerson, type Person } from '../support/people.ts';

const OLD_CODE = 'AAAAA-BBBBB';
const ENROLLED = { username: 'anna', secret: new Uint8Array(20).fill(3), codes: [OLD_CODE] };
const CODE = /\b[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}\b/g;

/** The check of the mailbox is enough, so that it is what is tested. */
const { thresholds } = POLICY.verification;
const ON: Policy = {
  ...POLICY,
  backupCodes: { byMail: true },
  verification: {
    ...POLICY.verification,
    thresholds: { ...thresholds, ordinary: { ...thresholds.ordinary, 'send-backup-codes': 2 } },
  },
};

const servers: MailServerUnderTest[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

forEachDatabase((open) => {
  async function room({ policy = ON, mail = true }: { policy?: Policy; mail?: boolean } = {}) {
    const database = await open();
    const server = await startMailServer();
    servers.push(server);
    const opened = openMailRoom(database, { smtp: mail ? server.url : null, policy });
    const { desk, time, notifications, another } = opened;
    const lead = await employ(database, 'lea', 'lead');
    const send = (request: ActionRequest, actor = SUPPORT) =>
      desk.actions.run('send-backup-codes', desk.by(actor), request, {});
    return {
      ...{ database, server, desk, time, notifications, lead, send },
      sendFor: (id: UserId) => send(desk.request(id)),
      deliver: () => notifications.send(lead),
      deliverElsewhere: () => another().notifications.send(lead),
      outbox: () => listNotifications(database.reader, {}, { limit: 10 }),
      shown: async () => (await notifications.list(lead, {}, { limit: 10 })).notifications,
      works: (id: UserId, code: string) => codeWorks(database, id, code, time.now),
      codesIn: (n: number) => server.mails[n]?.text.match(CODE) ?? [],
      /** Somebody who read back a code that went to `to`. */
      async checked(person: Partial<Person> & { to?: string } = {}): Promise<UserId> {
        const { to = 'anna@example.org', ...rest } = person;
        const id = await addPerson(database, { ...ENROLLED, ...rest });
        await check(id, to);
        return id;
      },
      check,
    };

    function check(id: UserId, to: string, kind = 'email-code') {
      return database.transaction((tx) =>
        insertIdentityCheck(tx, {
          ...{ userId: id, staff: { id: SUPPORT.id, name: SUPPORT.name }, requestId: null },
          ...{ kind, state: 'passed', createdAt: time.now, addressHash: hashAddress(to) },
        }),
      );
    }
  }
  type Room = Awaited<ReturnType<typeof room>>;

  async function expectRefused(all: Room, id: UserId, code: string) {
    await expect(all.sendFor(id)).rejects.toMatchObject({ code });
    expect(await all.outbox()).toEqual([]);
    const [entry] = await listAudit(all.database.reader, { category: 'action' }, { limit: 1 });
    expect(entry).toMatchObject({
      action: 'send-backup-codes',
      outcome: 'refused',
      detail: { code },
      user: { id },
    });
  }

  describe('codes by mail', () => {
    it('reach the mailbox and work, while those from before do not', async () => {
      const all = await room();
      const anna = await all.checked({ fullName: 'Anna Berg' });
      const result = await all.sendFor(anna);
      expect(result.state.backupCodes.unused).toBe(10);
      expect(await all.works(anna, OLD_CODE)).toBe(false);
      expect(await all.deliver()).toMatchObject({ sent: 1, failed: 0 });

      const [mail] = all.server.mails;
      expect(all.server.mails).toHaveLength(1);
      expect(mail?.to).toEqual(['anna@example.org']);
      expect(mail?.text).toContain('Was this not you?');
      const codes = all.codesIn(0);
      expect(new Set(codes).size).toBe(10);
      expect(await all.works(anna, codes[0] ?? '')).toBe(true);
      expect(await all.works(anna, codes[9] ?? '')).toBe(true);
    });

    it('are nowhere else: not in the answer, the log, the outbox or the list', async () => {
      const all = await room();
      const anna = await all.checked();
      const answer = await all.sendFor(anna);
      expect(answer).not.toHaveProperty('codes');
      expect(answer.sentTo).toBe('anna@example.org');
      const kept = [
        answer,
        await listAudit(all.database.reader, {}, { limit: 50 }),
        await all.database.reader('rekey_notifications'),
        await all.shown(),
      ];
      await all.deliver();
      kept.push(await all.database.reader('rekey_notifications'));
      const codes = all.codesIn(0);
      expect(codes).toHaveLength(10);
      for (const part of codes.flatMap((code) => [code, ...code.split('-')])) {
        expect(JSON.stringify(kept)).not.toContain(part);
      }
      const [entry] = await listAudit(all.database.reader, { category: 'action' }, { limit: 1 });
      expect(entry).toMatchObject({
        action: 'send-backup-codes',
        outcome: 'done',
        detail: { issued: 10, sentTo: 'anna@example.org', evidence: [{ kind: 'email-code' }] },
      });
      expect((await all.outbox())[0]?.sealedVariables).toBeNull();
    });

    it('are sent once when the same action is sent twice, and the second answer says so', async () => {
      const all = await room();
      const request = all.desk.request(await all.checked());
      await Promise.all([all.send(request), all.send(request)]);
      const third = await all.send(request);
      expect(third).toMatchObject({ replayed: true, sentTo: 'anna@example.org' });
      await all.deliver();
      await all.deliver();
      expect(all.server.mails).toHaveLength(1);
    });

    it('are sent by the next console when this one ends after the commit', async () => {
      const all = await room();
      const anna = await all.checked();
      await all.sendFor(anna);
      expect(await all.deliverElsewhere()).toMatchObject({ sent: 1 });
      expect(await all.works(anna, all.codesIn(0)[0] ?? '')).toBe(true);
    });

    it('are neither made nor mailed when the log can not be written', async () => {
      const all = await room();
      const anna = await all.checked();
      await all.database.reader.schema.renameTable('rekey_audit_head', 'rekey_audit_head_away');
      await expect(all.sendFor(anna)).rejects.toMatchObject({ code: 'AUDIT_UNWRITABLE' });
      expect(await all.outbox()).toEqual([]);
      expect(await all.works(anna, OLD_CODE)).toBe(true);
    });

    it('are given up with the mail, and nobody can revive them: new ones are to be issued', async () => {
      const all = await room();
      await all.sendFor(await all.checked());
      all.server.refuse.recipient = { code: 550, words: 'no such mailbox' };
      expect(await all.deliver()).toMatchObject({ failed: 1 });
      expect((await all.outbox())[0]).toMatchObject({ state: 'failed', sealedVariables: null });
      const [shown] = await all.shown();
      expect(shown?.lastError).toContain('no such mailbox');
      expect(shown?.retryRefusedBecause).toContain('issue new ones');
      const { retry, retryFailed } = all.notifications;
      await expect(retry(all.lead, shown?.id ?? 0)).rejects.toMatchObject({ code: 'NOTHING_TO_DO' });
      await expect(retryFailed(all.lead)).rejects.toMatchObject({ code: 'NOTHING_TO_DO' });
    });

    it('are erased after a day of waiting, and not before', async () => {
      const all = await room();
      await all.sendFor(await all.checked());
      await all.server.stop();
      all.time.now += DAY - 1;
      await all.deliver();
      const [waiting] = await all.outbox();
      expect(waiting?.state).toBe('waiting');
      expect(waiting?.sealedVariables).not.toBeNull();
      await all.server.restart();
      all.time.now += 1;
      expect(await all.deliver()).toMatchObject({ sent: 0 });
      expect((await all.outbox())[0]).toMatchObject({ state: 'failed', sealedVariables: null });
      expect(all.server.mails).toEqual([]);
    });

    it.each(['issue-backup-codes', 'send-backup-codes', 'reset-authenticator'] as const)(
      'that wait are dropped when %s ends them',
      async (name) => {
        const policy = { ...ON, verification: { ...ON.verification, thresholds: NOTHING } };
        const all = await room({ policy });
        const [anna, bert] = [
          await all.checked(),
          await all.checked({ username: 'bert', to: 'bert@example.org' }),
        ];
        await all.sendFor(anna);
        await all.sendFor(bert);
        await all.desk.actions.run(name, all.desk.by(SUPPORT), all.desk.request(anna), {});
        await all.deliver();
        const [annas, berts, next] = (await all.outbox()).toReversed();
        expect(annas).toMatchObject({ state: 'failed', sealedVariables: null });
        expect(berts).toMatchObject({ kind: 'backup-codes', state: 'sent' });
        expect(next?.state).toBe('sent');
      },
    );
  });

  describe('codes by mail are refused, and nothing is changed,', () => {
    it('unless the policy allows them, which it does not by itself', async () => {
      const all = await room({ policy: { ...ON, backupCodes: POLICY.backupCodes } });
      const anna = await all.checked();
      await expectRefused(all, anna, 'CODES_BY_MAIL_OFF');
      expect(await all.works(anna, OLD_CODE)).toBe(true);
    });

    it('when no code by e-mail was read back, whatever else was proved', async () => {
      const all = await room({
        policy: { ...ON, verification: { ...ON.verification, thresholds: NOTHING } },
      });
      const anna = await addPerson(all.database, ENROLLED);
      await all.checked({ username: 'bert', to: 'bert@example.org' });
      await all.check(anna, 'anna@example.org', 'totp');
      await expectRefused(all, anna, 'EMAIL_CHECK_MISSING');
      expect(await all.works(anna, OLD_CODE)).toBe(true);
    });

    it('when it was read back an hour ago', async () => {
      const all = await room({
        policy: { ...ON, verification: { ...ON.verification, validMinutes: 600 } },
      });
      const anna = await all.checked();
      all.time.now += HOUR;
      await expectRefused(all, anna, 'EMAIL_CHECK_OLD');
      all.time.now -= 1;
      await all.sendFor(anna);
    });

    it('when the address on file is another one since, also when an earlier check went to it', async () => {
      const all = await room();
      const anna = await all.checked({ to: 'mallory@example.org' });
      await all.check(anna, 'anna@example.org');
      const move = (email: string) => all.database.reader('users').where({ id: anna }).update({ email });
      await move('mallory@example.org');
      await expectRefused(all, anna, 'EMAIL_CHANGED');
      await move('ANNA@example.org ');
      await expectRefused(all, anna, 'EMAIL_MISSING');
      await move('ANNA@example.org');
      await all.sendFor(anna);
    });

    it.each(['', 'not an address', 'a@b, c@d'])('for a user whose address is "%s"', async (email) => {
      const all = await room();
      await expectRefused(all, await all.checked({ email, to: email }), 'EMAIL_MISSING');
    });

    it('for a user who is not enrolled', async () => {
      const all = await room();
      const { secret: _none, ...rest } = ENROLLED;
      const ulla = await addPerson(all.database, { ...rest, username: 'ulla' });
      await all.check(ulla, 'ulla@example.org');
      await expectRefused(all, ulla, 'NOT_ENROLLED');
    });

    it('when this console sends no mail', async () => {
      const all = await room({ mail: false });
      const anna = await all.checked();
      await expectRefused(all, anna, 'MAIL_NOT_CONFIGURED');
      expect(await all.works(anna, OLD_CODE)).toBe(true);
    });

    it('when the evidence weighs too little beside the check of the mailbox', async () => {
      const all = await room({ policy: { ...ON, verification: POLICY.verification } });
      await expectRefused(all, await all.checked(), 'VERIFICATION_REQUIRED');
    });

    it('to those who may not issue codes', async () => {
      const all = await room();
      const anna = await all.checked();
      const tried = all.send(all.desk.request(anna), AUDITOR);
      await expect(tried).rejects.toMatchObject({ code: 'FORBIDDEN' });
      expect(await all.outbox()).toEqual([]);
    });
  });
});

const FREE = Object.fromEntries(Object.keys(thresholds.ordinary).map((name) => [name, 0]));
const NOTHING = { ordinary: FREE, privileged: FREE } as typeof thresholds;
