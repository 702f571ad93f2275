import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyChain } from '../../db/audit/verify.ts';
import type { Platform } from '../../db/platforms/contract.ts';
import { updateStaff } from '../../db/staff.ts';
import { STANDARD } from '../../main/contract/policy-settings.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { openSettingsRoom, type SettingsRoom } from '../support/settings-room.ts';
import { hire, refusalOf } from '../support/staff-room.ts';

forEachDatabase((open) => {
  let database: TestDatabase;
  let room: SettingsRoom;

  beforeEach(async () => {
    database = await open('console');
    room = await openSettingsRoom(database);
  });
  afterEach(() => room.close());

  describe('the policy', () => {
    const change = (defaultMinutes: number, minMinutes: number, maxMinutes: number) => ({
      emergencyCode: { defaultMinutes, minMinutes, maxMinutes, readOut: false },
    });

    it('lets an emergency code live for 10 minutes to an hour, and usually for one, until somebody changes it', async () => {
      expect(await room.settings().policy()).toMatchObject(change(60, 10, 60));
    });

    it('is changed with an entry that says what it was and what it is, for all consoles', async () => {
      const view = await room.settings().setPolicy(room.admin, change(30, 15, 45));
      expect(view.policy).toMatchObject(change(30, 15, 45));
      expect(await room.settings().policy()).toMatchObject(change(30, 15, 45));
      expect(await room.lastEntry()).toMatchObject({
        category: 'system',
        action: 'change-policy',
        outcome: 'done',
        staff: { name: 'ada' },
        before: change(60, 10, 60),
        after: change(30, 15, 45),
      });
    });

    it('is not made one that makes no sense, and that somebody tried is logged', async () => {
      const refused: [what: string, policy: ReturnType<typeof change>][] = [
        ['shorter than ten minutes', change(10, 9, 60)],
        ['longer than an hour', change(60, 10, 61)],
        ['the shortest above the longest', change(40, 50, 30)],
        ['a usual life below the shortest', change(10, 20, 60)],
        ['a usual life above the longest', change(50, 10, 40)],
        ['parts of a minute', change(30.5, 10, 60)],
        ['without end', change(60, 10, Number.POSITIVE_INFINITY)],
        ['no number', change(Number.NaN, 10, 60)],
      ];
      for (const [what, policy] of refused) {
        expect(await refusalOf(room.settings().setPolicy(room.admin, policy)), what).toBe('POLICY');
        expect(await room.settings().policy(), what).toMatchObject(change(60, 10, 60));
      }
      const entries = await room.log();
      expect(entries).toHaveLength(refused.length);
      for (const entry of entries) {
        expect(entry).toMatchObject({
          action: 'change-policy',
          outcome: 'refused',
          detail: { code: 'POLICY' },
        });
      }
    });

    it('does not ask for more evidence than the users of this platform can give for what it can do', async () => {
      const { verification } = await room.settings().policy();
      const ordinary = { ...verification.thresholds.ordinary, 'disable-2fa': 6 };
      const more = {
        verification: { ...verification, thresholds: { ...verification.thresholds, ordinary } },
      };
      // A colleague and an identity card: five.
      const bare = { fields: new Set<never>(), totp: undefined, codes: undefined };
      const on = (platform: Partial<Platform>) => room.settings({}, undefined, undefined, platform);
      await expect(on(bare).setPolicy(room.admin, more)).rejects.toMatchObject({
        code: 'POLICY',
        facts: { why: expect.stringContaining('disable-2fa on ordinary users would need 6') },
      });
      expect(await room.lastEntry()).toMatchObject({ action: 'change-policy', outcome: 'refused' });
      expect((await room.settings().policy()).verification).toEqual(verification);
      expect((await on(bare).setPolicy(room.admin, { verification })).policy.verification).toEqual(
        verification,
      );
      const without = { ...bare, disable: undefined };
      expect((await on(without).setPolicy(room.admin, more)).policy).toMatchObject(more);
      expect((await room.settings().setPolicy(room.admin, more)).policy).toMatchObject(more);
    });

    it('is changed one setting at a time, and the others stay', async () => {
      await room.settings().setPolicy(room.admin, change(30, 15, 45));
      const { policy } = await room.settings().setPolicy(room.admin, { emergencyCode: { maxMinutes: 50 } });
      expect(policy).toEqual({ ...(await room.settings().policy()), ...change(30, 15, 50) });
      expect(await room.lastEntry()).toMatchObject({ before: change(30, 15, 45), after: change(30, 15, 50) });
    });

    it.each([
      { emergencyCode: { hours: 1 } },
      { 'no such section': {} },
      { limits: { perStaff: { 'per-month': 1 } } },
    ])('has no setting of another name: %j', async (changes) => {
      const refused = room.settings().setPolicy(room.admin, changes as object);
      await expect(refused).rejects.toMatchObject({
        code: 'POLICY',
        facts: { why: 'there is no such setting' },
      });
      expect(await room.lastEntry()).toMatchObject({ action: 'change-policy', outcome: 'refused' });
    });

    it('that a newer console saved with settings of its own holds as far as this one knows it', async () => {
      const value = '{"bulk":{"maxLines":7,"perDay":1,"perWeek":2},"later":{"x":1}}';
      await database.reader('rekey_settings').insert({ name: 'policy', value });
      expect(await room.settings().policy()).toEqual({ ...STANDARD, bulk: { maxLines: 7, perDay: 1 } });
    });

    it('is changed by admins alone', async () => {
      for (const role of ['support', 'lead', 'auditor'] as const) {
        const { actor } = await hire(room, role, role);
        expect(await refusalOf(room.settings().setPolicy(actor, change(30, 15, 45)))).toBe('FORBIDDEN');
        expect(await room.lastEntry()).toMatchObject({ outcome: 'refused', staff: { name: role } });
      }
      expect(await room.settings().policy()).toMatchObject(change(60, 10, 60));
    });

    it('is not changed by who was an admin a moment ago', async () => {
      await database.transaction((tx) => updateStaff(tx, room.admin.id, { role: 'support' }));
      expect(await refusalOf(room.settings().setPolicy(room.admin, change(30, 15, 45)))).toBe('FORBIDDEN');
      await database.transaction((tx) =>
        updateStaff(tx, room.admin.id, { role: 'admin', closedAt: room.time.now }),
      );
      expect(await refusalOf(room.settings().setPolicy(room.admin, change(30, 15, 45)))).toBe(
        'STAFF_DISABLED',
      );
    });

    it('is the standard one where what is stored is nothing that a console wrote', async () => {
      for (const value of [
        'not JSON',
        '7',
        'null',
        '{"emergencyCode":{"minMinutes":1,"maxMinutes":99999,"defaultMinutes":1}}',
      ]) {
        await database.reader('rekey_settings').insert({ name: 'policy', value }).onConflict('name').merge();
        expect(await room.settings().policy(), value).toMatchObject(change(60, 10, 60));
      }
    });

    it('that was saved with longer lives of emergency codes is held to an hour, and the view says so', async () => {
      const stored: [saved: object, meant: ReturnType<typeof change>][] = [
        [{ defaultMinutes: 60, minMinutes: 10, maxMinutes: 1440 }, change(60, 10, 60)],
        [{ defaultMinutes: 240, minMinutes: 120, maxMinutes: 480 }, change(60, 60, 60)],
        [{ defaultMinutes: 30, minMinutes: 20, maxMinutes: 120 }, change(30, 20, 60)],
      ];
      const { policyNotes: none } = await room.settings().view(room.admin);
      expect(none).toEqual([]);
      for (const [emergencyCode, meant] of stored) {
        const value = JSON.stringify({ emergencyCode });
        await database.reader('rekey_settings').insert({ name: 'policy', value }).onConflict('name').merge();
        expect((await room.settings().policy()).emergencyCode).toEqual(meant.emergencyCode);
        const { policyNotes } = await room.settings().view(room.admin);
        expect(policyNotes).toEqual([expect.stringContaining('60 are the most now')]);
      }
      const { policyNotes } = await room.settings().setPolicy(room.admin, change(30, 10, 60));
      expect(policyNotes).toEqual([]);
    });

    it('that says emergency codes are read out lets them live ten minutes', async () => {
      const { policy } = await room.settings().setPolicy(room.admin, {
        emergencyCode: { defaultMinutes: 30, minMinutes: 20, maxMinutes: 60, readOut: true },
      });
      const ten = { defaultMinutes: 10, minMinutes: 10, maxMinutes: 10, readOut: true };
      expect(policy.emergencyCode).toEqual(ten);
      expect((await room.settings().policy()).emergencyCode).toEqual(ten);
      const unclear = { ...ten, readOut: 'yes' as unknown as boolean };
      expect(await refusalOf(room.settings().setPolicy(room.admin, { emergencyCode: unclear }))).toBe(
        'POLICY',
      );
    });

    it('that was saved before codes could be mailed keeps them off, and the thresholds that it set', async () => {
      const { backupCodes: _later, ...saved } = await room.settings().policy();
      const { 'send-backup-codes': _unknown, ...ordinary } = saved.verification.thresholds.ordinary;
      const thresholds = {
        ordinary: { ...ordinary, 'issue-backup-codes': 5, unlock: 3 },
        privileged: ordinary,
      };
      const value = JSON.stringify({ ...saved, verification: { ...saved.verification, thresholds } });
      await database.reader('rekey_settings').insert({ name: 'policy', value });
      const policy = await room.settings().policy();
      expect(policy.backupCodes).toEqual({ byMail: false });
      expect(policy.verification.thresholds).toMatchObject({
        ordinary: { 'send-backup-codes': 5, unlock: 3 },
        privileged: { 'send-backup-codes': 3 },
      });
    });

    it('says yes or no to codes by mail, and nothing else', async () => {
      const set = (byMail: unknown) =>
        room.settings().setPolicy(room.admin, { backupCodes: { byMail: byMail as boolean } });
      for (const value of ['yes', 1, null]) expect(await refusalOf(set(value)), String(value)).toBe('POLICY');
      expect((await set(true)).policy.backupCodes).toEqual({ byMail: true });
      expect(await room.lastEntry()).toMatchObject({ before: { backupCodes: { byMail: false } } });
    });

    it('is not changed when that can not be logged', async () => {
      await database.reader.schema.renameTable('rekey_audit_entries', 'gone');
      expect(await refusalOf(room.settings().setPolicy(room.admin, change(30, 15, 45)))).toBe(
        'AUDIT_UNWRITABLE',
      );
      expect(await room.settings().policy()).toMatchObject(change(60, 10, 60));
    });

    it('goes from one state to the next when two change it at once', async () => {
      await Promise.all(
        [20, 30, 40, 50].map((usual) => room.settings().setPolicy(room.admin, change(usual, 10, 60))),
      );
      const entries = (await room.log()).reverse();
      expect(entries).toHaveLength(4);
      for (const [index, entry] of entries.entries()) {
        if (index > 0) expect(entry.before).toEqual(entries[index - 1]?.after);
      }
      expect(await room.settings().policy()).toMatchObject(entries.at(-1)?.after as object);
      expect(await verifyChain(database.reader)).toMatchObject({ whole: true });
    });
  });
});
