import { describe, expect, it } from 'vitest';
import { RekeyError } from '../../db/errors.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import type { Policy } from '../../main/contract/policy.ts';
import { DAY } from '../../main/services/clock.ts';
import { forEachDatabase } from '../support/databases.ts';
import { SUPPORT } from '../support/desk.ts';
import { event, openIdentityRoom, signsOf } from '../support/identity-room.ts';
import { START } from '../support/people.ts';

forEachDatabase((open) => {
  const room = async (changes: Partial<Policy['verification']> = {}) =>
    openIdentityRoom(await open(), changes);

  describe('signs of risk', () => {
    it('are a change of e-mail or phone, a reset and a dormant account, each for its time', async () => {
      const all = await room();
      const anna = await all.person();
      expect(await signsOf(all, anna)).toEqual([]);
      await event(all, anna, 'email-changed', START - 7 * DAY);
      await event(all, anna, 'phone-changed', START - DAY);
      await event(all, anna, 'reset', START - 30 * DAY);
      await all.database
        .reader('users')
        .where({ id: anna })
        .update({ last_login_at: START - 180 * DAY });
      expect(await signsOf(all, anna)).toEqual(['email-changed', 'phone-changed', 'reset', 'dormant']);
      const { needs } = await all.identity.view(SUPPORT, anna);
      const need = Object.fromEntries(needs.map((one) => [one.action, one.need]));
      expect(need).toMatchObject({ 'issue-emergency-code': 6, unlock: 5, 'revoke-sessions': 0 });

      all.desk.time.now += 1;
      expect(await signsOf(all, anna)).toEqual(['phone-changed', 'dormant']);
    });

    it('are none where the policy says so', async () => {
      const signs = { contactChangeDays: 0, resetDays: 0, dormantDays: 0, burstRequests: 0 };
      const all = await room({ signs });
      const root = await all.person({ username: 'root', privileged: true });
      await event(all, root, 'email-changed', START);
      await event(all, root, 'reset', START);
      await all.database.reader('users').where({ id: root }).update({ last_login_at: 1 });
      expect(await signsOf(all, root)).toEqual([]);
    });

    it('are a reset that only the audit log knows', async () => {
      const all = await room({ thresholds: { ordinary: NOTHING, privileged: NOTHING } });
      const anna = await all.person();
      await all.actions.run('disable-2fa', all.desk.by(SUPPORT), all.desk.request(anna), {
        typedUsername: 'anna',
      });
      await all.database.reader('two_factor_events').delete();
      expect(await signsOf(all, anna)).toEqual(['reset']);
    });

    it('are a burst of cases about privileged users, seen on privileged users only', async () => {
      const all = await room();
      const anna = await all.person();
      const roots: UserId[] = [];
      for (const username of ['root', 'rita', 'rolf']) {
        roots.push(await all.person({ username, privileged: true }));
      }
      const [root] = roots as [UserId];
      for (const id of roots.slice(0, 2)) {
        const refused = all.actions.run('unlock', all.desk.by(SUPPORT), all.desk.request(id), {});
        await expect(refused).rejects.toBeInstanceOf(RekeyError);
      }
      expect(await signsOf(all, root)).toEqual([]);
      await all.database.reader('rekey_requests').insert({
        ...{ source: 'test', source_ref: '1', state: 'new', open: 1, channel: 'phone', category: 'other' },
        ...{ message: 'I am the boss', claimed_user_id: roots[2], received_at: START, created_at: START },
      });
      expect(await signsOf(all, root)).toEqual(['burst']);
      expect(await signsOf(all, anna)).toEqual([]);
      all.desk.time.now += DAY + 1;
      expect(await signsOf(all, root)).toEqual([]);
    });
  });
});

const NOTHING = {
  'issue-emergency-code': 0,
  'issue-backup-codes': 0,
  'send-backup-codes': 0,
  'reset-authenticator': 0,
  'disable-2fa': 0,
  unlock: 0,
  'revoke-sessions': 0,
  'send-reminder': 0,
};
