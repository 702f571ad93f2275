import { describe, expect, it } from 'vitest';
import { countActions } from '../../db/audit/counts.ts';
import { listAudit } from '../../db/audit/log.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { insertStaff } from '../../db/staff.ts';
import type { Policy } from '../../main/contract/policy.ts';
import { createActionService } from '../../main/services/actions/create-service.ts';
import { DAY, HOUR } from '../../main/services/clock.ts';
import { limitNotice, limitsGuard } from '../../main/services/limits/guard.ts';
import type { Actor } from '../../main/services/session.ts';
import { forEachDatabase } from '../support/databases.ts';
import { cheapCodes, LEAD, openDesk, POLICY, SUPPORT } from '../support/desk.ts';
import { addPerson, START } from '../support/people.ts';

const PLENTY: Policy['limits']['inAll'] = { perHour: 1000, perDay: 1000, privilegedPerDay: 1000 };
const SECRET = new Uint8Array(20).fill(3);

forEachDatabase((open) => {
  describe('limits', () => {
    async function office(limits: Partial<Policy['limits']>, privileged = false) {
      const database = await open();
      const desk = openDesk(database);
      const policy = { ...POLICY, limits: { perStaff: PLENTY, inAll: PLENTY, ...limits } };
      // Cheap codes: what is tested is the counting.
      const platform = {
        ...desk.platform,
        codes: cheapCodes(desk.platform),
      };
      const actions = createActionService({
        database,
        platform,
        clock: () => desk.time.now,
        policy: async () => policy,
        session: { requireFreshCode() {} },
        guards: [limitsGuard],
        followUps: [],
      });
      const users: UserId[] = [];
      for (let n = 0; n < 4; n += 1)
        users.push(await addPerson(database, { username: `user${n}`, secret: SECRET, privileged }));
      let turn = 0;
      const act = (actor: Actor = SUPPORT) => {
        turn += 1;
        const request = desk.request(users[turn % users.length] as UserId);
        return actions.run('issue-emergency-code', desk.by(actor), request, { minutes: 30 });
      };
      return { database, desk, act, limits: policy.limits };
    }

    it('refuse the action after the last one of an hour, for this staff member, until the hour is over', async () => {
      const { act, desk } = await office({ perStaff: { ...PLENTY, perHour: 2 } });
      await act();
      await act();
      await expect(act()).rejects.toMatchObject({ code: 'LIMIT_REACHED', facts: { who: 'sam', limit: 2 } });
      await act(LEAD);
      desk.time.now += HOUR;
      await act();
    });

    it('hold for a day, and for all staff together', async () => {
      const { act, desk } = await office({ inAll: { ...PLENTY, perDay: 2 } });
      await act(SUPPORT);
      desk.time.now += 2 * HOUR;
      await act(LEAD);
      await expect(act(LEAD)).rejects.toMatchObject({ code: 'LIMIT_REACHED', facts: { who: 'all staff' } });
      desk.time.now += DAY;
      await act(LEAD);
    });

    it('count privileged users apart', async () => {
      const ordinary = await office({ perStaff: { ...PLENTY, privilegedPerDay: 1 } });
      for (let n = 0; n < 3; n += 1) await ordinary.act();
      const privileged = await office({ perStaff: { ...PLENTY, privilegedPerDay: 1 } }, true);
      await privileged.act();
      await expect(privileged.act()).rejects.toMatchObject({ code: 'LIMIT_REACHED' });
    });

    it('can not be passed by sixteen at once', async () => {
      const { act, database } = await office({ perStaff: { ...PLENTY, perHour: 5 } });
      const results = await Promise.allSettled(Array.from({ length: 16 }, () => act()));
      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(5);
      const entries = await listAudit(database.reader, { category: 'action' }, { limit: 50 });
      expect(entries.filter((entry) => entry.outcome === 'done')).toHaveLength(5);
      expect(entries.filter((entry) => entry.outcome === 'refused')).toHaveLength(11);
    });

    it('do not count what was refused', async () => {
      const { act, desk } = await office({ perStaff: { ...PLENTY, perHour: 1 } });
      await act();
      for (let n = 0; n < 3; n += 1) await expect(act()).rejects.toMatchObject({ code: 'LIMIT_REACHED' });
      desk.time.now += HOUR;
      await act();
    });

    it('are told to the leads, once an hour', async () => {
      const { act, database } = await office({ perStaff: { ...PLENTY, perHour: 1 } });
      await database.transaction(async (tx) => {
        const common = { passwordHash: 'x', passwordTemporaryUntil: null, createdAt: START };
        await insertStaff(tx, {
          ...common,
          name: 'lea',
          fullName: 'Lea Lead',
          email: 'lea@example.org',
          role: 'lead',
        });
        await insertStaff(tx, {
          ...common,
          name: 'sam',
          fullName: 'Sam',
          email: 'sam@example.org',
          role: 'support',
        });
      });
      await act();
      for (let n = 0; n < 3; n += 1) await expect(act()).rejects.toMatchObject({ code: 'LIMIT_REACHED' });
      const told = await database.reader('rekey_notifications').where({ kind: 'limit-reached' });
      expect(told.map((row) => row.recipient)).toEqual(['lea@example.org']);
    });

    it('are announced before they are reached', async () => {
      const { act, database, desk, limits } = await office({ perStaff: { ...PLENTY, perHour: 5 } });
      const notice = () =>
        countActions(database.reader, SUPPORT.id, desk.time.now).then((counts) =>
          limitNotice(counts, SUPPORT, { policy: limits, privileged: false }),
        );
      for (let n = 0; n < 3; n += 1) await act();
      expect(await notice()).toBeNull();
      await act();
      expect(await notice()).toBe('You have 1 of 5 actions an hour left.');
      await act();
      expect(await notice()).toBe('You have reached the limit of 5 actions an hour.');
    });
  });
});
