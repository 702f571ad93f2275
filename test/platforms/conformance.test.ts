/** Each rule of the conformance suite can fail: for each there is a platform with one lie, which it catches, and is true without. */
import { describe, expect, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import type { Platform } from '../../db/platforms/contract.ts';
import type { ReferencePlatform } from '../../db/platforms/reference/index.ts';
import { forEachDatabase } from '../support/databases.ts';
import { withEveryPart } from './conformance/lies/every-part.ts';
import { LIES } from './conformance/lies.ts';
import type { Subject } from './conformance/subject.ts';
import { CHECKS, openWorld } from './conformance.ts';
import { openReference, REFERENCE } from './reference-subject.ts';

it('has a lie for each rule, and no rule that is not there', () => {
  expect(Object.keys(LIES).sort()).toEqual(CHECKS.map(({ name }) => name).sort());
  expect(new Set(CHECKS.map(({ name }) => name)).size).toBe(CHECKS.length);
});

function telling(tell: (honest: ReferencePlatform, database: Database) => Partial<Platform>): Subject {
  return {
    ...REFERENCE,
    effects: {
      ...REFERENCE.effects,
      "use an authenticator's code up": { all: ['totp_authenticators.last_used_step'] },
    },
    async open(openDatabase) {
      const { database, platform } = await openReference(openDatabase);
      const honest = withEveryPart(platform);
      return { database, platform: { ...honest, ...tell(honest, database) } };
    },
  };
}

forEachDatabase((open, kind) => {
  for (const { name, run } of CHECKS) {
    const lies = (LIES[name] ?? []).filter(({ on = 'sqlite' }) => on === kind);
    if (lies.length === 0) continue;
    describe(name, () => {
      it('is true without a lie', async () => {
        const honest = await openWorld(
          telling(() => ({})),
          open,
        );
        await expect(run(honest)).resolves.toBeUndefined();
      });
      it.each(lies)('is not true where $lie', async ({ tell }) => {
        await expect(run(await openWorld(telling(tell), open))).rejects.toMatchObject({
          name: 'AssertionError',
        });
      });
    });
  }
});
