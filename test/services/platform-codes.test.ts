import { describe, expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import type { Codes, Platform } from '../../db/platforms/contract.ts';
import { referencePlatform } from '../../db/platforms/reference/index.ts';
import { createActionService } from '../../main/services/actions/create-service.ts';
import { actionsOf } from '../../main/services/actions/index.ts';
import { forEachDatabase } from '../support/databases.ts';
import { openDesk, POLICY, SUPPORT } from '../support/desk.ts';
import { addPerson, PLATFORM_KEY } from '../support/people.ts';

const SECRET = new Uint8Array(20).fill(3);

forEachDatabase((open) => {
  describe('codes of a platform', () => {
    async function room(codesOf: (codes: Codes) => Codes | undefined, key = PLATFORM_KEY) {
      const database = await open();
      const desk = openDesk(database);
      const { codes, ...bare } = referencePlatform(database, key);
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

    it('that are encrypted are written only with a key that has opened what is stored', async () => {
      const encrypted = (codes: Codes): Codes => ({ ...codes, storedAs: 'encrypted' });
      const wrong = await room(encrypted, Buffer.alloc(32, 1));
      await wrong.database.reader('backup_codes').insert({
        ...{ user_id: wrong.mara, kind: 'standard', hash: 'the old one', created_at: 1 },
      });
      const run = wrong.actions.run(
        'issue-backup-codes',
        wrong.desk.by(SUPPORT),
        wrong.desk.request(wrong.mara),
        {},
      );
      await expect(run).rejects.toMatchObject({
        code: 'PLATFORM_KEY_WRONG',
        next: expect.stringContaining('REKEY_PLATFORM_KEY'),
      });
      expect(await wrong.database.reader('backup_codes').pluck('hash')).toEqual(['the old one']);
      expect(await listAudit(wrong.database.reader, {}, { limit: 1 })).toMatchObject([
        { action: 'issue-backup-codes', outcome: 'refused', detail: { code: 'PLATFORM_KEY_WRONG' } },
      ]);
      const right = await room(encrypted);
      const { codes } = await right.actions.run(
        'issue-backup-codes',
        right.desk.by(SUPPORT),
        right.desk.request(right.mara),
        {},
      );
      expect(codes).toHaveLength(10);
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
