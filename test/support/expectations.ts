/** In every test file: what is expected is there. `toContain(undefined)` says nothing of what was meant, and may pass. */
import { chai } from 'vitest';

/** Expectations that compare with something, which can never be meant to be nothing. */
const COMPARING = [
  'toContain',
  'toContainEqual',
  'toMatch',
  'toMatchObject',
  'toHaveLength',
  'toHaveProperty',
];

chai.use(({ Assertion }, utils) => {
  for (const name of COMPARING) {
    utils.overwriteMethod(
      Assertion.prototype,
      name,
      (original: (...given: unknown[]) => unknown) =>
        function compared(this: object, ...given: unknown[]) {
          if (given[0] === undefined) throw new Error(`${name}(undefined) expects nothing`);
          return original.apply(this, given);
        },
    );
  }
});
