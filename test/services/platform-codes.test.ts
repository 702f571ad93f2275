import { describe, expect, it } from 'vitest';
import type { Codes, Platform } from '../../db/platforms/contract.ts';
import { createActionService } from '../../main/services/actions/create-service.ts';
import { actionsOf } from '../../main/services/actions/index.ts';
import { forEachDatabase } from '../support/databases.ts';
import { openDesk, POLICY, SUPPORT } from '../support/desk.ts';
import { addPerson } from '../support/people.ts';

const SECRET = new Uint8Array(20).fill(3);

forEachDatabase((open) => {
  describe('codes of a platform', () => {
    async function room(codesOf: (codes: Codes) => Codes | undefined) {
      const database = await open();
      const desk = openDesk(database);
      const { codes, ...bare } = desk.platform;
      const own = codesOf(codes);
      const platform: Platform = own ? { ...bare, codes: own } : bare;
      const actions = createActionService({
        ...{ database, platform, guards: [], followUps: [] },
        clock: () => desk.time.now,
        policy: async () => POLICY,
        session: { requireFreshCode() {} },
      });
      const mara = await addPerson(database, { username: 'mara', secret: SECRET });
      return { database, desk, platform, actions, mara };
    }

    it('are issued in the form and number of the platform, and stored as it stores them', async () => {
      const { database, desk, actions, mara } = await room((codes) => ({
        ...codes,
        setSize: 3,
        storedAs: 'clear',
        make: async (count) => {
          const made = Array.from({ length: count }, (_, n) => `abcdef2${n + 2}`);
          return { shown: made, stored: made };
        },
      }));
      const { codes } = await actions.run('issue-backup-codes', desk.by(SUPPORT), desk.request(mara), {});
      expect(codes).toEqual(['abcdef22', 'abcdef23', 'abcdef24']);
      expect(await database.reader('backup_codes').where({ user_id: mara }).pluck('hash')).toEqual(codes);
    });

    it('that do not expire make no emergency code, and it is refused with nothing changed', async () => {
      const { database, desk, platform, actions, mara } = await room(
        ({ addEmergency: _none, ...codes }) => codes,
      );
      expect(actionsOf(platform)).toContain('issue-backup-codes');
      expect(actionsOf(platform)).not.toContain('issue-emergency-code');
      await expect(
        actions.run('issue-emergency-code', desk.by(SUPPORT), desk.request(mara), { minutes: 30 }),
      ).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
      expect(await database.reader('backup_codes').where({ user_id: mara })).toEqual([]);
    });

    it('may be none at all', async () => {
      const { desk, platform, actions, mara } = await room(() => undefined);
      expect(actionsOf(platform)).not.toContain('issue-backup-codes');
      await expect(
        actions.run('issue-backup-codes', desk.by(SUPPORT), desk.request(mara), {}),
      ).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    });
  });
});
