import { describe, expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import type { Policy } from '../../main/contract/policy.ts';
import { MINUTE } from '../../main/services/clock.ts';
import type { Actor } from '../../main/services/session.ts';
import { forEachDatabase } from '../support/databases.ts';
import { LEAD, POLICY, SUPPORT } from '../support/desk.ts';
import { event, type IdentityRoom, openIdentityRoom } from '../support/identity-room.ts';
import { START } from '../support/people.ts';

forEachDatabase((open) => {
  const room = async (changes: Partial<Policy['verification']> = {}) =>
    openIdentityRoom(await open(), changes);

  describe('the threshold', () => {
    const reset = (all: IdentityRoom, id: UserId, actor: Actor = SUPPORT) =>
      all.actions.run('reset-authenticator', all.desk.by(actor), all.desk.request(id), {});

    it('refuses an action below it, changes nothing and logs the attempt', async () => {
      const all = await room();
      const anna = await all.person();
      await all.see(anna, 'call-back');
      await expect(reset(all, anna)).rejects.toMatchObject({
        code: 'VERIFICATION_REQUIRED',
        facts: { have: 2, need: 3 },
      });
      expect(await all.database.reader('totp_authenticators').where({ user_id: anna })).toHaveLength(1);
      const [entry] = await listAudit(all.database.reader, { category: 'action' }, { limit: 1 });
      expect(entry).toMatchObject({ outcome: 'refused', detail: { code: 'VERIFICATION_REQUIRED' } });
    });

    it('is met by evidence of different kinds, which the entry then names', async () => {
      const all = await room();
      const anna = await all.person();
      await all.see(anna, 'call-back');
      await all.see(anna, 'colleague');
      await reset(all, anna);
      const [entry] = await listAudit(all.database.reader, { category: 'action' }, { limit: 1 });
      expect(entry?.detail).toMatchObject({
        evidence: [
          { kind: 'colleague', by: 'sam', weight: 2, who: 'Mia Manager' },
          { kind: 'call-back', by: 'sam', weight: 2 },
        ],
      });
    });

    it('is not met by what another agent saw, by what is too old, or by personal data', async () => {
      const all = await room();
      const anna = await all.person();
      await all.see(anna, 'photo-id', LEAD);
      await all.see(anna, 'personal-data');
      await expect(reset(all, anna)).rejects.toMatchObject({ facts: { have: 0 } });
      await all.see(anna, 'photo-id', SUPPORT);
      all.desk.time.now += 60 * MINUTE;
      await expect(reset(all, anna)).rejects.toMatchObject({ facts: { have: 0 } });
      await all.see(anna, 'photo-id', SUPPORT);
      all.desk.time.now += 60 * MINUTE - 1;
      await reset(all, anna);
    });

    it('is higher for a privileged user, and with each sign of risk', async () => {
      const all = await room();
      const anna = await all.person();
      const root = await all.person({ username: 'root', privileged: true });
      for (const id of [anna, root]) await all.see(id, 'photo-id');
      await expect(reset(all, root)).rejects.toMatchObject({ facts: { have: 3, need: 4 } });
      await event(all, anna, 'email-changed', START);
      await expect(reset(all, anna)).rejects.toMatchObject({ facts: { have: 3, need: 4 } });
      await all.see(anna, 'call-back');
      await reset(all, anna);
    });

    it('is the policy’s: other weights and thresholds hold at once, for evidence that was there before', async () => {
      const weights = { ...POLICY.verification.weights, 'personal-data': 3 };
      const all = await room({ weights });
      const anna = await all.person();
      await all.see(anna, 'personal-data');
      expect(await reset(all, anna)).toMatchObject({ replayed: false });
    });

    it('is demanded before an approval is asked, and the approver sees the evidence', async () => {
      const all = await room();
      const root = await all.person({ username: 'root', privileged: true });
      const request = all.desk.request(root);
      const ask = () => all.approvals.ask('reset-authenticator', all.desk.by(SUPPORT), request, {});
      await expect(ask()).rejects.toMatchObject({ code: 'VERIFICATION_REQUIRED' });
      const run = () => all.guarded.run('reset-authenticator', all.desk.by(SUPPORT), request, {});
      await expect(run()).rejects.toMatchObject({ code: 'VERIFICATION_REQUIRED' });

      await all.see(root, 'photo-id');
      await all.see(root, 'colleague');
      await ask();
      const seen = (await all.approvals.list(LEAD, { limit: 1 })).approvals[0];
      expect(seen?.evidence).toMatchObject([
        { kind: 'colleague', who: 'Mia Manager' },
        { kind: 'photo-id', by: 'sam' },
      ]);
      await expect(run()).rejects.toMatchObject({ code: 'APPROVAL_PENDING' });
    });
  });
});
