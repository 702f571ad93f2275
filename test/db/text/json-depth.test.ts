import { describe, expect, test } from 'vitest';
import { DEEPEST, isTooDeep } from '../../../db/text/json-depth.ts';

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('JSON is too deep', () => {
  test('from one level too many', () => {
    expect(isTooDeep(nested(DEEPEST))).toBe(false);
    expect(isTooDeep(nested(DEEPEST + 1))).toBe(true);
    expect(isTooDeep('{"a":'.repeat(DEEPEST + 1) + '}'.repeat(DEEPEST + 1))).toBe(true);
    expect(isTooDeep(nested(100_000))).toBe(true);
  });

  test('by no brackets side by side, and by none within a text', () => {
    expect(isTooDeep(`[${Array(DEEPEST).fill('[{}]').join(',')}]`)).toBe(false);
    expect(isTooDeep(JSON.stringify({ text: `"\\${nested(DEEPEST + 1)}` }))).toBe(false);
    expect(isTooDeep(JSON.stringify({ text: '"', deep: '' }).replace(':""}', `:${nested(DEEPEST)}}`))).toBe(
      true,
    );
  });
});
