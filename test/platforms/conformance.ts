/**
 * What every platform keeps, on every database: one suite, which a platform's test calls with what it brings. Each check is a rule of the
 * contract; conformance.test.ts has a lie for each and shows that it is caught.
 */
import { beforeAll, describe, it } from 'vitest';
import { forEachDatabase, type OpenTestDatabase } from '../support/databases.ts';
import { CODES, SIGNED_IN, TOTP } from './conformance/codes.ts';
import { COUNTING, RECORDS } from './conformance/counting.ts';
import { FINDING } from './conformance/finding.ts';
import { CHANGING } from './conformance/operations.ts';
import { READING } from './conformance/reading.ts';
import type { Check, Subject, World } from './conformance/subject.ts';

export const CHECKS: readonly Check[] = [
  ...READING,
  ...CHANGING,
  ...CODES,
  ...TOTP,
  ...SIGNED_IN,
  ...FINDING,
  ...COUNTING,
  ...RECORDS,
];

/** Declares the tests of one platform. A check that needs a part which it lacks is skipped by name. */
export function conformance(subject: Subject): void {
  forEachDatabase((open) => {
    describe(`the ${subject.label}`, () => {
      let world: World;
      beforeAll(async () => {
        world = await openWorld(subject, open);
      });
      for (const { name, needs, run } of CHECKS) {
        it(name, async ({ skip }) => {
          if (needs && !needs(world.platform)) skip('this platform has no such part');
          await run(world);
        });
      }
    });
  });
}

export async function openWorld(subject: Subject, open: OpenTestDatabase): Promise<World> {
  return { ...(await subject.open(open)), subject, another: () => openWorld(subject, open) };
}
