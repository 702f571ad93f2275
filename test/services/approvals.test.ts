import { describe, expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import type { Database } from '../../db/database.ts';
import { RekeyError } from '../../db/errors.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import type { Policy } from '../../main/contract/policy.ts';
import type { Seat } from '../../main/host.ts';
import type { ActionRequest } from '../../main/services/actions/action.ts';
import { createActionService } from '../../main/services/actions/create-service.ts';
import { approvalGuard } from '../../main/services/approvals/guard.ts';
import { MINUTE } from '../../main/services/clock.ts';
import { createApprovalService } from '../../main/services/create-approvals.ts';
import type { Actor } from '../../main/services/session.ts';
import { forEachDatabase } from '../support/databases.ts';
import { AUDITOR, LEAD, openDesk, POLICY, SUPPORT } from '../support/desk.ts';
import { addPerson } from '../support/people.ts';

const SECRET = new Uint8Array(20).fill(3);
const OTHER_SUPPORT: Actor = { ...SUPPORT, id: 8, name: 'sue', fullName: 'Sue Support' };
const OTHER_LEAD: Actor = { ...LEAD, id: 9, name: 'leo', fullName: 'Leo Lead' };
const RIGHT_CODE = '123456';

forEachDatabase((open) => {
  describe('a second person', () => {
    async function office(policy: Policy = POLICY) {
      const database: Database = await open();
      const desk = openDesk(database);
      const session = {
        requireFreshCode() {
          if (desk.code.stale) throw new RekeyError('FRESH_CODE_REQUIRED');
        },
        async confirmCode(_seat: Seat, code: string) {
          if (code !== RIGHT_CODE) throw new RekeyError('WRONG_CODE');
        },
      };
      const deps = {
        database,
        platform: desk.platform,
        clock: () => desk.time.now,
        policy: async () => policy,
        session,
      };
      const root = await addPerson(database, {
        username: 'root',
        privileged: true,
        secret: SECRET,
        sessions: 1,
      });
      return {
        desk,
        database,
        root,
        approvals: createApprovalService(deps),
        actions: createActionService({ ...deps, guards: [approvalGuard], followUps: [] }),
      };
    }
    type Office = Awaited<ReturnType<typeof office>>;

    const pairings = (database: Database, id: UserId) =>
      database.reader('totp_authenticators').where({ user_id: id });
    const ask = ({ approvals, desk }: Office, request: ReturnType<typeof desk.request>, actor = SUPPORT) =>
      approvals.ask('reset-authenticator', desk.by(actor), request, {});
    const run = ({ actions, desk }: Office, request: ReturnType<typeof desk.request>, actor = SUPPORT) =>
      actions.run('reset-authenticator', desk.by(actor), request, {});
    const decide = ({ approvals, desk }: Office, id: number, changes: object = {}, actor: Actor = LEAD) =>
      approvals.decide(desk.by(actor), id, { approve: true, note: null, code: RIGHT_CODE, ...changes });

    it('is needed for a privileged user: nothing happens before, and once after', async () => {
      const all = await office();
      const request = all.desk.request(all.root);
      await expect(run(all, request)).rejects.toMatchObject({ code: 'APPROVAL_REQUIRED' });
      const asked = await ask(all, request);
      await expect(run(all, request)).rejects.toMatchObject({ code: 'APPROVAL_PENDING' });
      expect(await pairings(all.database, all.root)).toHaveLength(1);

      await decide(all, asked.id);
      expect(await pairings(all.database, all.root)).toHaveLength(1);
      const done = await run(all, request);
      expect(done.replayed).toBe(false);
      expect(await pairings(all.database, all.root)).toHaveLength(0);
      expect((await run(all, request)).replayed).toBe(true);
      expect(await all.approvals.find(SUPPORT, request.actionId)).toMatchObject({ state: 'used' });

      const entries = await listAudit(all.database.reader, {}, { limit: 10 });
      expect(entries.map((entry) => [entry.action, entry.staff?.name, entry.category])).toEqual([
        ['reset-authenticator', 'sam', 'action'],
        ['approve', 'lea', 'approval'],
        ['ask-approval', 'sam', 'approval'],
      ]);
      expect(entries[0]?.detail).toMatchObject({ approvedBy: 'lea', approvalId: asked.id });
    });

    it('is found again by whoever asked, and carried out as it was agreed, once, by nobody else', async () => {
      const all = await office();
      const request = {
        ...all.desk.request(all.root),
        ...{ reason: 'other' as const, reasonText: 'new phone, old one sold', ticket: 'T-7' },
      };
      const asked = await ask(all, request);
      expect(await all.approvals.given(SUPPORT)).toEqual([]);
      await decide(all, asked.id);
      expect(await all.approvals.given(SUPPORT)).toMatchObject([{ id: asked.id, state: 'approved' }]);
      expect(await all.approvals.given(OTHER_SUPPORT)).toEqual([]);
      const carryOut = async (actor: Actor) => {
        const { name, request: agreed, extra } = await all.approvals.order(actor, asked.id);
        return all.actions.run(name, all.desk.by(actor), agreed, extra as never);
      };
      await expect(carryOut(OTHER_SUPPORT)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(carryOut(LEAD)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      expect(await pairings(all.database, all.root)).toHaveLength(1);

      expect((await carryOut(SUPPORT)).replayed).toBe(false);
      expect(await pairings(all.database, all.root)).toHaveLength(0);
      expect(await all.approvals.given(SUPPORT)).toEqual([]);
      expect((await carryOut(SUPPORT)).replayed).toBe(true);
      const entries = await listAudit(all.database.reader, {}, { limit: 10 });
      expect(entries.map(({ action, outcome }) => [action, outcome])).toEqual([
        ['reset-authenticator', 'done'],
        ['carry-out-approval', 'refused'],
        ['carry-out-approval', 'refused'],
        ['approve', 'done'],
        ['ask-approval', 'done'],
      ]);
      expect(entries[0]).toMatchObject({
        ...{ reason: 'other', reasonText: 'new phone, old one sold', ticket: 'T-7' },
        ...{ actionId: request.actionId, detail: { approvalId: asked.id } },
      });
    });

    it('is no longer to be carried out when its time is over, or the user is not as the approver saw them', async () => {
      const all = await office();
      const carryOut = async (id: number) => {
        const { name, request, extra } = await all.approvals.order(SUPPORT, id);
        return all.actions.run(name, all.desk.by(SUPPORT), request, extra as never);
      };
      const changed = await ask(all, all.desk.request(all.root));
      await decide(all, changed.id);
      const code = { user_id: all.root, kind: 'standard', hash: 'x', created_at: all.desk.time.now };
      await all.database.reader('backup_codes').insert(code);
      await expect(carryOut(changed.id)).rejects.toMatchObject({ code: 'CHANGED_SINCE' });
      const late = await ask(all, all.desk.request(all.root));
      await decide(all, late.id);
      all.desk.time.now += POLICY.approvals.minutes * MINUTE;
      expect(await all.approvals.given(SUPPORT)).toEqual([]);
      await expect(carryOut(late.id)).rejects.toMatchObject({ code: 'APPROVAL_EXPIRED' });
      await expect(carryOut(999)).rejects.toMatchObject({ code: 'APPROVAL_NOT_FOUND' });
      expect(await pairings(all.database, all.root)).toHaveLength(1);
    });

    it('is needed for what the policy names, on anybody', async () => {
      const all = await office({
        ...POLICY,
        approvals: { ...POLICY.approvals, actions: ['reset-authenticator'] },
      });
      const anna = await addPerson(all.database, { username: 'anna', secret: SECRET });
      await expect(run(all, all.desk.request(anna))).rejects.toMatchObject({ code: 'APPROVAL_REQUIRED' });
      await all.actions.run('issue-emergency-code', all.desk.by(SUPPORT), all.desk.request(anna), {
        minutes: 30,
      });
    });

    it('is not asked where nobody needs one', async () => {
      const all = await office();
      const anna = await addPerson(all.database, { username: 'anna', secret: SECRET });
      await expect(ask(all, all.desk.request(anna))).rejects.toMatchObject({ code: 'APPROVAL_NOT_NEEDED' });
    });

    it('is never the one who asked, a colleague without the right, or the user themself', async () => {
      const all = await office();
      const own = await ask(all, all.desk.request(all.root), LEAD);
      await expect(decide(all, own.id, {}, LEAD)).rejects.toMatchObject({ code: 'APPROVAL_OWN' });
      for (const actor of [OTHER_SUPPORT, AUDITOR]) {
        await expect(decide(all, own.id, {}, actor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      }
      const themself: Actor = { ...OTHER_LEAD, email: 'root@example.org' };
      await expect(decide(all, own.id, {}, themself)).rejects.toMatchObject({ code: 'OWN_ACCOUNT' });
      expect((await decide(all, own.id, {}, OTHER_LEAD)).state).toBe('approved');
    });

    it('is awaited in the sight of everybody, also of those who can not decide', async () => {
      const all = await office();
      const { id } = await ask(all, all.desk.request(all.root));
      for (const actor of [SUPPORT, OTHER_SUPPORT, LEAD, AUDITOR]) {
        expect(await all.approvals.pending(actor), actor.name).toEqual({ count: 1 });
        const [seen] = (await all.approvals.list(actor, { limit: 5 })).approvals;
        expect(seen?.mayNotDecide === null, actor.name).toBe(actor === LEAD);
      }
      await decide(all, id);
      expect(await all.approvals.pending(AUDITOR)).toEqual({ count: 0 });
    });

    it('gives a fresh code for each decision', async () => {
      const all = await office();
      const asked = await ask(all, all.desk.request(all.root));
      await expect(decide(all, asked.id, { code: '000000' })).rejects.toMatchObject({ code: 'WRONG_CODE' });
      expect(await all.approvals.pending(LEAD)).toEqual({ count: 1 });
    });

    it('can say no, and then it is no', async () => {
      const all = await office();
      const request = all.desk.request(all.root);
      const asked = await ask(all, request);
      await decide(all, asked.id, { approve: false, note: 'call them back first' });
      await expect(run(all, request)).rejects.toMatchObject({ code: 'APPROVAL_REJECTED' });
      await expect(decide(all, asked.id)).rejects.toMatchObject({ code: 'APPROVAL_DECIDED' });
      expect(await pairings(all.database, all.root)).toHaveLength(1);
    });

    it('decides in time, and what was approved is done in time', async () => {
      const all = await office();
      const [late, unused] = [all.desk.request(all.root), all.desk.request(all.root)];
      const [first, second] = [await ask(all, late), await ask(all, unused)];
      await decide(all, second.id);
      all.desk.time.now += 30 * MINUTE;
      await expect(decide(all, first.id)).rejects.toMatchObject({ code: 'APPROVAL_EXPIRED' });
      await expect(run(all, unused)).rejects.toMatchObject({ code: 'APPROVAL_EXPIRED' });
      expect(await all.approvals.pending(LEAD)).toEqual({ count: 0 });
      expect((await all.approvals.find(SUPPORT, late.actionId))?.state).toBe('expired');
    });

    it('approves the state that is there, and it is done on that state only', async () => {
      const all = await office();
      const changed = all.desk.request(all.root);
      const asked = await ask(all, changed);
      const code = { user_id: all.root, kind: 'standard', hash: 'x', created_at: 1 };
      await all.database.reader('backup_codes').insert(code);
      await expect(decide(all, asked.id)).rejects.toMatchObject({ code: 'CHANGED_SINCE' });

      const again = all.desk.request(all.root);
      const second = await ask(all, again);
      await decide(all, second.id);
      await all.database.reader('backup_codes').insert(code);
      await expect(run(all, again)).rejects.toMatchObject({ code: 'CHANGED_SINCE' });
      expect(await pairings(all.database, all.root)).toHaveLength(1);
    });

    it('approves one action of one person, and no other', async () => {
      const all = await office();
      const request = all.desk.request(all.root);
      await decide(all, (await ask(all, request)).id);
      await expect(run(all, request, OTHER_SUPPORT)).rejects.toMatchObject({ code: 'ACTION_ID_REUSED' });
      const other = all.actions.run('disable-2fa', all.desk.by(SUPPORT), request, { typedUsername: 'root' });
      await expect(other).rejects.toMatchObject({ code: 'ACTION_ID_REUSED' });
      await expect(run(all, all.desk.request(all.root))).rejects.toMatchObject({ code: 'APPROVAL_REQUIRED' });
    });

    it.each<[what: string, changes: Partial<ActionRequest>]>([
      ['reason', { reason: 'compromised' }],
      ['text of the reason', { reasonText: 'told by a stranger' }],
      ['ticket', { ticket: 'T-2' }],
      ['missing ticket', { ticket: null }],
      ['request', { requestId: 7 }],
    ])('approves what was asked, and not another %s', async (_what, changes) => {
      const all = await office();
      const request = all.desk.request(all.root, { ticket: 'T-1' });
      await decide(all, (await ask(all, request)).id);
      const differing = { ...request, ...changes };
      await expect(run(all, differing)).rejects.toMatchObject({ code: 'APPROVAL_DIFFERS' });
      await expect(ask(all, differing)).rejects.toMatchObject({ code: 'APPROVAL_DIFFERS' });
      expect(await pairings(all.database, all.root)).toHaveLength(1);
      const refused = await listAudit(all.database.reader, { outcome: 'refused' }, { limit: 5 });
      expect(refused.map(({ action, detail }) => [action, (detail as { code: string }).code])).toEqual([
        ['ask-approval', 'APPROVAL_DIFFERS'],
        ['reset-authenticator', 'APPROVAL_DIFFERS'],
      ]);
      expect(await run(all, request)).toMatchObject({ replayed: false });
    });

    it('approves an emergency code for as long as was asked', async () => {
      const all = await office();
      const request = all.desk.request(all.root);
      const asked = await all.approvals.ask('issue-emergency-code', all.desk.by(SUPPORT), request, {
        minutes: 30,
      });
      await decide(all, asked.id);
      const issue = (minutes: number) =>
        all.actions.run('issue-emergency-code', all.desk.by(SUPPORT), request, { minutes });
      await expect(issue(60)).rejects.toMatchObject({ code: 'APPROVAL_DIFFERS' });
      expect((await issue(30)).codes).toHaveLength(1);
    });

    it('agrees to texts as they are logged, whatever surrounds them', async () => {
      const all = await office();
      const request = all.desk.request(all.root, { reasonText: ' on the phone ', ticket: ' ' });
      const asked = await ask(all, request);
      expect(asked).toMatchObject({ reasonText: 'on the phone', ticket: null });
      await decide(all, asked.id);
      await run(all, request);
      const [done] = await listAudit(all.database.reader, {}, { limit: 1 });
      expect(done).toMatchObject({ outcome: 'done', reasonText: 'on the phone', ticket: null });
    });

    it('is in the log when it is refused, as whoever asks, decides or calls off where they may not', async () => {
      const all = await office();
      const request = all.desk.request(all.root, { ticket: 'T-1' });
      const { id } = await ask(all, request, LEAD);
      await expect(ask(all, all.desk.request(all.root), AUDITOR)).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
      await expect(decide(all, id, {}, SUPPORT)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(decide(all, id, { approve: false }, LEAD)).rejects.toMatchObject({ code: 'APPROVAL_OWN' });
      await expect(decide(all, 99)).rejects.toMatchObject({ code: 'APPROVAL_NOT_FOUND' });
      await expect(all.approvals.withdraw(SUPPORT, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      // Wrong codes are told by the session, and who waits for a code is not refused.
      await expect(decide(all, id, { code: '000000' }, OTHER_LEAD)).rejects.toMatchObject({
        code: 'WRONG_CODE',
      });

      const entries = await listAudit(all.database.reader, { outcome: 'refused' }, { limit: 10 });
      expect(entries.every(({ category }) => category === 'approval')).toBe(true);
      expect(
        entries.map(({ action, staff, user, detail }) => [
          action,
          staff?.name,
          user?.label ?? null,
          (detail as { code: string }).code,
        ]),
      ).toEqual([
        ['withdraw-approval', 'sam', 'root <root@example.org>', 'FORBIDDEN'],
        ['approve', 'lea', null, 'APPROVAL_NOT_FOUND'],
        ['reject-approval', 'lea', 'root <root@example.org>', 'APPROVAL_OWN'],
        ['approve', 'sam', null, 'FORBIDDEN'],
        ['ask-approval', 'aud', '', 'FORBIDDEN'],
      ]);
    });

    it('decides once, of two leads at once', async () => {
      const all = await office();
      const asked = await ask(all, all.desk.request(all.root));
      const results = await Promise.allSettled([
        decide(all, asked.id, { approve: true }, LEAD),
        decide(all, asked.id, { approve: false }, OTHER_LEAD),
      ]);
      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    });

    it('is asked once for one action id, and not at all with a stale code', async () => {
      const all = await office();
      const request = all.desk.request(all.root);
      const [first, second] = [await ask(all, request), await ask(all, request)];
      expect(second.id).toBe(first.id);
      all.desk.code.stale = true;
      await expect(ask(all, all.desk.request(all.root))).rejects.toMatchObject({
        code: 'FRESH_CODE_REQUIRED',
      });
    });

    it('can be called off by whoever asked, and by nobody else', async () => {
      const all = await office();
      const request = all.desk.request(all.root);
      const asked = await ask(all, request);
      await expect(all.approvals.withdraw(LEAD, asked.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await all.approvals.withdraw(SUPPORT, asked.id);
      await expect(decide(all, asked.id)).rejects.toMatchObject({ code: 'APPROVAL_DECIDED' });
      await expect(run(all, request)).rejects.toMatchObject({ code: 'APPROVAL_DECIDED' });
    });
  });
});
