import { describe, expect, it } from 'vitest';
import type { Platform } from '../../db/platforms/contract.ts';
import { callerOf, playbookOf } from '../../main/services/caller.ts';
import { createUserService } from '../../main/services/create-users.ts';
import { forEachDatabase } from '../support/databases.ts';
import { openDesk, POLICY, SUPPORT } from '../support/desk.ts';
import { addPerson, START } from '../support/people.ts';

const OF_THE_REFERENCE = /Profile area|account security|backup tokens|upper right|Show Codes|2FA Login/i;

forEachDatabase((open) => {
  describe('what the caller sees, on a platform without a playbook', () => {
    it('is told in neutral words, which name no page and no menu of another platform', async () => {
      const database = await open();
      const desk = openDesk(database);
      const { playbook: _none, ...bare } = desk.platform;
      const platform: Platform = bare;
      const users = createUserService({
        ...{ database, platform },
        clock: () => START,
        policy: async () => POLICY,
      });
      const on = await addPerson(database, { username: 'on', secret: new Uint8Array(20).fill(3) });
      const off = await addPerson(database, { username: 'off' });
      for (const [id, next] of [
        [on, 'code'],
        [off, 'password'],
      ] as const) {
        const page = await users.view(SUPPORT, id);
        expect(page.nextPage).toBe(next);
        expect(page.caller.openWithout).toBeNull();
        for (const { say } of Object.values(page.caller.scripts)) expect(say).not.toEqual([]);
        expect(JSON.stringify([page.caller, page.sentence])).not.toMatch(OF_THE_REFERENCE);
      }
      await users.close();
      expect(JSON.stringify(playbookOf(platform).todo)).not.toMatch(OF_THE_REFERENCE);
      expect(JSON.stringify(playbookOf(desk.platform).todo)).toMatch(OF_THE_REFERENCE);
    });

    it('speaks of backup codes only where it knows of some', async () => {
      const database = await open();
      const desk = openDesk(database);
      const { playbook: _none, ...others } = desk.platform;
      const platform: Platform = others;
      const id = await addPerson(database, { username: 'on', secret: new Uint8Array(20).fill(3) });
      const reading = await platform.read(database.reader, id, START);
      if (!reading) throw new Error('nobody was read');
      const lost = (backupCodes: typeof reading.state.backupCodes) =>
        callerOf(platform, { ...reading, state: { ...reading.state, backupCodes } }, START).scripts[
          'lost-phone'
        ];
      expect(lost(reading.state.backupCodes).say.join(' ')).toContain('backup code');
      expect(lost(null).say.join(' ')).not.toContain('code');
    });

    it("is the platform's own where it has one", async () => {
      const database = await open();
      const { platform } = openDesk(database);
      const id = await addPerson(database, { username: 'on', secret: new Uint8Array(20).fill(3) });
      const reading = await platform.read(database.reader, id, START);
      if (!reading) throw new Error('nobody was read');
      expect(callerOf(platform, reading, START).next).toMatchObject({ name: 'code', page: '2FA Login' });
    });
  });
});
