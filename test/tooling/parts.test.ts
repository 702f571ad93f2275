import { describe, expect, test } from 'vitest';
import { find } from '../support/find.ts';
import { everythingMustRun, PARTS } from '../support/parts.ts';

/** With REKEY_TEST_ALL=1 this is what fails when a program is not installed; without, the part is skipped by name. */
describe('each part of the suite can run on this machine', () => {
  for (const part of Object.values(PARTS)) {
    const why = part.missing();
    const insist = everythingMustRun && part.required === true;
    test.skipIf(why && !insist)(part.title, () => {
      expect(why, `${part.title}: ${why} (${part.install})`).toBeNull();
    });
  }
});

test('a program that is not there is not found, nor is a folder of that name', () => {
  expect(find('no-such-program-anywhere')).toBeNull();
  expect(find('.')).toBeNull();
  expect(find('node')).not.toBeNull();
});
