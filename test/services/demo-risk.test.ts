/** The signs of risk that somebody who tries the demo can see. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { UserId } from '../../db/platforms/contract.ts';
import { DEMO_KEY, seedDemo } from '../../db/platforms/reference/demo/index.ts';
import { referencePlatform } from '../../db/platforms/reference/index.ts';
import { STANDARD } from '../../main/contract/policy-settings.ts';
import { riskSigns } from '../../main/services/identity/signs.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';

const NOW = Date.UTC(2026, 2, 3, 9, 30);

forEachDatabase((open) => {
  describe('the demo', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await open();
      await seedDemo(database, { key: DEMO_KEY, now: NOW });
    });

    it.each([
      ['viktor.dahl', ['email-changed']],
      ['anna.kovacs', ['email-changed', 'phone-changed']],
      ['jonas.weiss', ['phone-changed']],
      ['huong.nguyen', ['reset']],
      ['leilani.kaahumanu', ['dormant']],
      ['robin.meadows', []],
      ['mara.lindqvist', []],
    ])('shows for %s the signs %j', async (username, signs) => {
      const platform = referencePlatform(database, DEMO_KEY);
      const id = (await platform.resolve(username)) as UserId;
      const reading = await platform.read(database.reader, id, NOW);
      if (!reading) throw new Error(`no ${username}`);
      const { user } = reading;
      const { signs: policy } = STANDARD.verification;
      const found = await riskSigns(database.reader, platform, { user, policy, now: NOW });
      expect(found.map(({ sign }) => sign)).toEqual(signs);
    });
  });
});
