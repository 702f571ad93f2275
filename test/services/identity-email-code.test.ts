import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../main/services/clock.ts';
import { forEachDatabase } from '../support/databases.ts';
import { LEAD, SUPPORT } from '../support/desk.ts';
import { haveOf, openIdentityRoom, wrong } from '../support/identity-room.ts';

forEachDatabase((open) => {
  const room = async () => openIdentityRoom(await open());

  describe('a code by e-mail', () => {
    it('goes to the address on file with the name of the agent and a phrase, and proves the caller once', async () => {
      const all = await room();
      const anna = await all.person();
      const sent = await all.identity.sendCode(SUPPORT, all.about(anna));
      const [mail] = all.mails;
      expect(mail?.to).toBe('anna@example.org');
      expect(mail?.variables).toMatchObject({ agentName: 'Sam Support', minutes: '10', username: 'anna' });
      expect(mail?.variables.code).toMatch(/^\d{3} \d{3}$/);
      expect(sent.waiting).toMatchObject({ by: 'sam', phrase: mail?.variables.phrase, triesLeft: 5 });
      expect((await all.identity.view(LEAD, anna)).waiting?.phrase).toBeNull();

      const proved = await all.identity.confirmCode(SUPPORT, all.about(anna), all.lastCode());
      expect(proved).toMatchObject({ have: 2, waiting: null });
      const again = all.identity.confirmCode(SUPPORT, all.about(anna), all.lastCode());
      await expect(again).rejects.toMatchObject({ code: 'IDENTITY_CODE_GONE' });
    });

    it('is nowhere but in the mail: not in the table, the log or the answers', async () => {
      const all = await room();
      const anna = await all.person();
      const answer = await all.identity.sendCode(SUPPORT, all.about(anna));
      const proved = await all.identity.confirmCode(SUPPORT, all.about(anna), all.lastCode());
      const digits = all.lastCode().replace(' ', '');
      const rows = await all.database.reader('rekey_identity_checks');
      expect(rows[0].code_hash).toMatch(/^\$argon2id\$/);
      const texts = [answer, proved, await all.log(), rows.map(({ code_hash: _hash, ...row }) => row)];
      for (const kept of texts) {
        expect(JSON.stringify(kept)).not.toMatch(new RegExp(`\\b(${digits}|${all.lastCode()})\\b`));
      }
    });

    it('dies after ten minutes', async () => {
      const all = await room();
      const anna = await all.person();
      await all.identity.sendCode(SUPPORT, all.about(anna));
      all.desk.time.now += 10 * MINUTE;
      const late = all.identity.confirmCode(SUPPORT, all.about(anna), all.lastCode());
      await expect(late).rejects.toMatchObject({ code: 'IDENTITY_CODE_GONE' });
      expect(await haveOf(all, anna)).toBe(0);
    });

    it('is read in digits of any script, and what is not six digits is no try', async () => {
      const all = await room();
      const anna = await all.person();
      await all.identity.sendCode(SUPPORT, all.about(anna));
      for (const typed of ['12345', '1234567', 'abcdef', '']) {
        await expect(all.identity.confirmCode(SUPPORT, all.about(anna), typed)).rejects.toMatchObject({
          code: 'BAD_INPUT',
        });
      }
      expect((await all.identity.view(SUPPORT, anna)).waiting?.triesLeft).toBe(5);
      const persian = all.lastCode().replace(/\d/g, (digit) => String.fromCharCode(0x6f0 + Number(digit)));
      expect((await all.identity.confirmCode(SUPPORT, all.about(anna), persian)).have).toBe(2);
    });

    it('dies after five wrong tries, also when they come at once', async () => {
      const all = await room();
      const anna = await all.person();
      await all.identity.sendCode(SUPPORT, all.about(anna));
      const code = all.lastCode();
      const tries = await Promise.allSettled(
        Array.from({ length: 5 }, () => all.identity.confirmCode(SUPPORT, all.about(anna), wrong(code))),
      );
      const left = tries.map((one) => (one.status === 'rejected' ? one.reason.facts.left : null));
      expect(left.sort()).toEqual([0, 1, 2, 3, 4]);
      const right = all.identity.confirmCode(SUPPORT, all.about(anna), code);
      await expect(right).rejects.toMatchObject({ code: 'IDENTITY_CODE_GONE' });
      const refused = (await all.log()).filter(({ outcome }) => outcome === 'refused');
      expect(refused).toHaveLength(6);
    });

    it('dies when a new one is sent, and not when a new one is sent to somebody else', async () => {
      const all = await room();
      const [anna, bert] = [await all.person(), await all.person({ username: 'bert' })];
      await all.identity.sendCode(SUPPORT, all.about(anna));
      const first = all.lastCode();
      await all.identity.sendCode(SUPPORT, all.about(bert));
      const berts = all.lastCode();
      await all.identity.sendCode(LEAD, all.about(anna));
      if (first !== all.lastCode()) {
        const old = all.identity.confirmCode(SUPPORT, all.about(anna), first);
        await expect(old).rejects.toMatchObject({ code: 'IDENTITY_CODE_WRONG' });
      }
      expect((await all.identity.confirmCode(SUPPORT, all.about(bert), berts)).have).toBe(2);
      expect((await all.identity.confirmCode(SUPPORT, all.about(anna), all.lastCode())).have).toBe(2);
    });

    it('proves nothing when the address on file became another one, before or after', async () => {
      const all = await room();
      const anna = await all.person();
      await all.identity.sendCode(SUPPORT, all.about(anna));
      const users = all.database.reader('users');
      await users.clone().where({ id: anna }).update({ email: 'mallory@example.org' });
      const other = all.identity.confirmCode(SUPPORT, all.about(anna), all.lastCode());
      await expect(other).rejects.toMatchObject({ code: 'IDENTITY_CODE_GONE' });

      await all.identity.sendCode(SUPPORT, all.about(anna));
      await all.identity.confirmCode(SUPPORT, all.about(anna), all.lastCode());
      expect(await haveOf(all, anna)).toBe(2);
      await users.clone().where({ id: anna }).update({ email: 'anna@example.org' });
      expect(await haveOf(all, anna)).toBe(0);
    });

    it('is sent five times an hour to one user, and no more', async () => {
      const all = await room();
      const anna = await all.person();
      for (let n = 0; n < 5; n += 1) await all.identity.sendCode(SUPPORT, all.about(anna));
      const sixth = all.identity.sendCode(LEAD, all.about(anna));
      await expect(sixth).rejects.toMatchObject({ code: 'IDENTITY_TRIES' });
      expect(all.mails).toHaveLength(5);
      all.desk.time.now += HOUR;
      await all.identity.sendCode(SUPPORT, all.about(anna));
    });

    it('that could not be sent waits for nobody, and the log says so', async () => {
      const all = await room();
      const anna = await all.person();
      all.post.broken = true;
      await expect(all.identity.sendCode(SUPPORT, all.about(anna))).rejects.toMatchObject({
        code: 'MAIL_FAILED',
      });
      expect((await all.identity.view(SUPPORT, anna)).waiting).toBeNull();
      const [last] = await all.log();
      expect(last).toMatchObject({ outcome: 'failed', detail: { code: 'MAIL_FAILED' } });
    });
  });
});
