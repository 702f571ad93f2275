import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAudit } from '../../db/audit/listing.ts';
import { STANDARD } from '../../main/contract/policy-settings.ts';
import { type Failure, rekey, rekeyJson } from '../support/command-line.ts';
import { forEachDatabase } from '../support/databases.ts';
import { openWorld, signedInAs, type World } from './world.ts';

forEachDatabase((open) => {
  describe('rekey policy', () => {
    let world: World;
    beforeAll(async () => {
      world = await openWorld(open);
    });
    afterAll(() => world.database.close());

    const policy = (member: 'admin' | 'support', ...args: string[]) =>
      rekey(['policy', ...args, '--as', member], signedInAs(world, world[member]));
    const lastChange = async () =>
      (await listAudit(world.database.reader, { action: 'change-policy' }, { limit: 1 }))[0];

    test('shows each setting with its standard and its bounds', async () => {
      const { stdout, status } = await policy('admin', 'show');
      expect(status).toBe(0);
      expect(stdout).toMatch(
        /^emergencyCode\.maxMinutes +60 min +60 min +10 to 60 +At most, up to an hour$/m,
      );
      const { value } = await rekeyJson<object[]>(
        ['policy', 'show', 'bulk.perDay', '--as', 'admin'],
        signedInAs(world, world.admin),
      );
      expect(value).toEqual([
        {
          name: 'bulk.perDay',
          value: 3,
          standard: 3,
          unit: null,
          label: 'Bulk changes a day',
          is: 'whole',
          min: 0,
          max: 100,
        },
      ]);
    });

    test('sets one setting and puts it back, each with what it was and is', async () => {
      expect((await policy('admin', 'set', 'approvals.actions', 'disable-2fa,unlock')).stdout).toContain(
        'disable-2fa,unlock',
      );
      expect(await lastChange()).toMatchObject({
        staff: { name: 'admin' },
        outcome: 'done',
        before: { approvals: { ...STANDARD.approvals, actions: [] } },
        after: { approvals: { ...STANDARD.approvals, actions: ['disable-2fa', 'unlock'] } },
      });
      expect((await policy('admin', 'reset', 'approvals.actions')).stdout).toMatch(
        /^approvals\.actions +none +none/m,
      );
      expect(await lastChange()).toMatchObject({
        before: { approvals: { actions: ['disable-2fa', 'unlock'] } },
        after: { approvals: { actions: [] } },
      });
    });

    test('refuses what the policy does not allow, and logs that', async () => {
      const { value } = await rekeyJson<Failure>(
        ['policy', 'set', 'emergencyCode.maxMinutes', '61', '--as', 'admin'],
        signedInAs(world, world.admin),
      );
      expect(value.error).toMatchObject({
        code: 'POLICY',
        message:
          'Nothing was changed: the life of an emergency code in minutes is a whole number from 10 to 60.',
      });
      expect(await lastChange()).toMatchObject({ outcome: 'refused', detail: { code: 'POLICY' } });
    });

    test('lets nobody look or change who may not in Settings, and logs that', async () => {
      for (const [args, action] of [
        [['show'], 'view-settings'],
        [['set', 'bulk.perDay', '90'], 'change-policy'],
        [['reset'], 'change-policy'],
      ] as const) {
        expect((await policy('support', ...args)).status).toBe(1);
        const [entry] = await listAudit(world.database.reader, { action }, { limit: 1 });
        expect(entry).toMatchObject({
          staff: { name: 'support' },
          outcome: 'refused',
          detail: { code: 'FORBIDDEN' },
        });
      }
    });

    test.each([
      ['set', 'bulk.perMonth', '1'],
      ['set', 'bulk.perDay', 'many'],
      ['set', 'bulk.perDay', '1.5'],
      ['set', 'backupCodes.byMail', 'true'],
      ['set', 'approvals.actions', 'dance'],
      ['show', 'bulk'],
      ['reset', 'bulk'],
    ])('%s %s %s is a wrong command line, before anybody signs in', async (...args) => {
      const { status, stderr } = await rekey(['policy', ...args, '--as', 'admin'], world.environment);
      expect([status, stderr]).toEqual([2, expect.not.stringContaining('REKEY_PASSWORD')]);
    });
  });
});
