/** docs/guide-coverage.md against the guide and against the tests it names. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { guideSentences } from '../support/guide.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const rows = readFileSync(join(ROOT, 'docs/guide-coverage.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| sentence'))
  .map((line) => {
    const [, sentence = '', , proofs = ''] = line.split(/ ?\| ?/);
    const tests = [...proofs.matchAll(/`([^`]+)`: (.+?)(?=<br>|$)/g)];
    return { sentence, tests: tests.map(([, file = '', name = '']) => ({ file, name: name.trim() })) };
  });

describe('the checklist of the guide', () => {
  test('has every sentence of it, in its order, and no other', () => {
    expect(guideSentences().length).toBeGreaterThan(25);
    expect(rows.map(({ sentence }) => sentence)).toEqual(guideSentences());
  });

  test.each(rows)('says what proves “$sentence”', ({ tests }) => {
    expect(tests.length).toBeGreaterThan(0);
    for (const { file, name } of tests) {
      expect(existsSync(join(ROOT, file)), file).toBe(true);
      expect(testNames(file), file).toContain(name);
    }
  });

  test('would not pass with a test that is not there', () => {
    expect(testNames('test/sandbox/coverage.test.ts')).not.toContain('a test that nobody wrote');
    expect(testNames('test/sandbox/coverage.test.ts')).toContain(
      'would not pass with a test that is not there',
    );
  });
});

function testNames(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const calls = text.matchAll(/\btest(?:\.each\([\s\S]*?\))?\(\s*(['"`])((?:\\.|(?!\1).)*)\1/g);
  return [...calls].map(([, , name = '']) => name.replace(/\\(.)/g, '$1'));
}
