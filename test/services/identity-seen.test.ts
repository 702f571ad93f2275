import { describe, expect, it } from 'vitest';
import type { UserId } from '../../db/platforms/contract.ts';
import type { Actor } from '../../main/services/session.ts';
import { codeAt, stepAt } from '../../main/services/totp.ts';
import { forEachDatabase } from '../support/databases.ts';
import { AUDITOR, LEAD, SUPPORT } from '../support/desk.ts';
import { haveOf, openIdentityRoom, SECRET } from '../support/identity-room.ts';
import { START } from '../support/people.ts';

forEachDatabase((open) => {
  const room = async () => openIdentityRoom(await open());

  describe('what an agent saw or heard', () => {
    it('counts for that agent and for no other, while what Rekey proved counts for all', async () => {
      const all = await room();
      const anna = await all.person();
      await all.see(anna, 'call-back');
      await all.identity.checkTotp(SUPPORT, all.about(anna), codeAt(SECRET, stepAt(START)));
      expect([await haveOf(all, anna, SUPPORT), await haveOf(all, anna, LEAD)]).toEqual([5, 3]);
      const { evidence } = await all.identity.view(LEAD, anna);
      expect(evidence.map(({ kind, doesNotCountBecause }) => [kind, doesNotCountBecause === null])).toEqual([
        ['totp', true],
        ['call-back', false],
      ]);
    });

    it('counts once a kind, and is kept with who and how', async () => {
      const all = await room();
      const anna = await all.person();
      await all.see(anna, 'colleague');
      expect((await all.see(anna, 'colleague', SUPPORT, 'Max Manager')).have).toBe(2);
      const [last] = await all.log();
      expect(last).toMatchObject({
        action: 'record-colleague',
        outcome: 'done',
        staff: { name: 'sam' },
        detail: { who: 'Max Manager', note: 'by telephone' },
      });
    });

    it('is not that somebody confirms themselves, that the agent does, or a call to no number', async () => {
      const all = await room();
      const anna = await all.person({ fullName: 'Anna Ahlberg' });
      const names = [
        'anna',
        'ANNA@example.org',
        'anna ahlberg',
        '\u2068Anna\u00ad Ahlberg\u2069',
        'sam',
        'Sam Support',
      ];
      for (const who of names) {
        const refused = all.see(anna, 'colleague', SUPPORT, who);
        await expect(refused, who).rejects.toMatchObject({ code: 'IDENTITY_NOT_PROVED' });
      }
      await all.database.reader('users').where({ id: anna }).update({ phone: null });
      await expect(all.see(anna, 'call-back')).rejects.toMatchObject({ code: 'IDENTITY_NOT_PROVED' });
      await expect(all.see(anna, 'photo-id', SUPPORT, '  ')).rejects.toMatchObject({ code: 'BAD_INPUT' });
      expect(await haveOf(all, anna)).toBe(0);
    });

    it('weighs nothing where it is only what the caller knew', async () => {
      const all = await room();
      const anna = await all.person();
      expect(await all.see(anna, 'personal-data')).toMatchObject({ have: 0 });
    });

    it('is for the help desk, never about the own account, and refusals are in the log', async () => {
      const all = await room();
      const anna = await all.person();
      await expect(all.see(anna, 'photo-id', AUDITOR)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      const themself: Actor = { ...SUPPORT, email: 'Anna@example.org' };
      await expect(all.see(anna, 'photo-id', themself)).rejects.toMatchObject({ code: 'OWN_ACCOUNT' });
      await expect(all.identity.sendCode(themself, all.about(anna))).rejects.toMatchObject({
        code: 'OWN_ACCOUNT',
      });
      expect(all.mails).toEqual([]);
      expect((await all.log()).map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'refused']);
      const nobody = all.identity.sendCode(SUPPORT, all.about('999999' as UserId));
      await expect(nobody).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
    });
  });
});
