/** Codes by mail go to a mailbox that was checked, and to nobody else: each rule, and that nothing was changed. */
import { afterEach, describe, expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { HOUR } from '../../main/services/clock.ts';
import { type CodesRoom, ENROLLED, OLD_CODE, ON, openCodesRoom, UNWEIGHED } from '../support/codes-room.ts';
import { forEachDatabase } from '../support/databases.ts';
import { AUDITOR, POLICY } from '../support/desk.ts';
import type { MailServerUnderTest } from '../support/mail-server.ts';
import { addPerson } from '../support/people.ts';

const servers: MailServerUnderTest[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

forEachDatabase((open) => {
  async function room(options: Parameters<typeof openCodesRoom>[1] = {}) {
    const opened = await openCodesRoom(await open(), options);
    servers.push(opened.server);
    return opened;
  }

  async function expectRefused(all: CodesRoom, id: UserId, code: string) {
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

  describe('codes by mail are refused, and nothing is changed,', () => {
    it('unless the policy allows them, which it does not by itself', async () => {
      const all = await room({ policy: { ...ON, backupCodes: POLICY.backupCodes } });
      const anna = await all.checked();
      await expectRefused(all, anna, 'CODES_BY_MAIL_OFF');
      expect(await all.works(anna, OLD_CODE)).toBe(true);
    });

    it('when no code by e-mail was read back, whatever else was proved', async () => {
      const all = await room({ policy: UNWEIGHED });
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
