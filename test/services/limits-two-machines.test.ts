/** What one process can not show: two consoles, each with connections of its own to one server. */
import { describe, expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import { type Database, openDatabase } from '../../db/database.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { createActionService } from '../../main/services/actions/create-service.ts';
import { limitsGuard } from '../../main/services/limits/guard.ts';
import { onMariaDb } from '../support/databases.ts';
import { cheapCodes, openDesk, POLICY, SUPPORT } from '../support/desk.ts';
import { addPerson } from '../support/people.ts';

const SECRET = new Uint8Array(20).fill(3);
const AN_HOUR = 5;

onMariaDb((open) => {
  describe('a limit', () => {
    it('is passed neither by two machines nor by two windows of each, sixteen at once', async () => {
      const first = await open();
      const second = openDatabase(first.target);
      try {
        const { limits } = POLICY;
        const policy = {
          ...POLICY,
          limits: { ...limits, perStaff: { ...limits.perStaff, perHour: AN_HOUR } },
        };
        const consoleOn = (database: Database) => {
          const desk = openDesk(database);
          const platform = {
            ...desk.platform,
            // Cheap codes: what is tested is the counting.
            codes: cheapCodes(desk.platform),
          };
          const actions = createActionService({
            ...{ database, platform, guards: [limitsGuard], followUps: [] },
            clock: () => desk.time.now,
            policy: async () => policy,
            session: { requireFreshCode() {} },
          });
          return (id: UserId) =>
            actions.run('issue-emergency-code', desk.by(SUPPORT), desk.request(id), { minutes: 30 });
        };
        const consoles = [consoleOn(first), consoleOn(second)];
        const users: UserId[] = [];
        for (let n = 0; n < 16; n += 1)
          users.push(await addPerson(first, { username: `user${n}`, secret: SECRET }));
        const results = await Promise.allSettled(users.map((id, n) => consoles[n % 2]?.(id)));
        const why = results.map((one) => (one.status === 'fulfilled' ? 'done' : one.reason.code));
        expect(why.filter((code) => code === 'done')).toHaveLength(AN_HOUR);
        expect(why.filter((code) => code === 'LIMIT_REACHED')).toHaveLength(16 - AN_HOUR);
        const entries = await listAudit(first.reader, { category: 'action' }, { limit: 50 });
        expect(entries.filter(({ outcome }) => outcome === 'done')).toHaveLength(AN_HOUR);
      } finally {
        await second.close();
      }
    });
  });
});
