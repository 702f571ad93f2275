import { expect, test } from 'vitest';
import { printable, printableJson, printableLine, table, when } from '../../main/cli/text.ts';

test('an escape sequence in a name is shown, not obeyed', () => {
  expect(printable('Eve\u001b[2J\u0007')).toBe('Eve\\u{1b}[2J\\u{07}');
  expect(printable('\u009b31m')).toBe('\\u{9b}31m');
});

test('what turns the direction of text is shown, so that a name can not swap the ends of a line', () => {
  expect(printable('admin\u202egpj')).toBe('admin\\u{202e}gpj');
  expect(printable('a\u2066b\u2069')).toBe('a\\u{2066}b\\u{2069}');
});

test('names of any script stay as they are', () => {
  const names = 'Zoë Łukasz 山田 太郎 فاطمة 👩‍👩‍👧 नमस्ते';
  expect(printableLine(names)).toBe(names);
});

test('a cell with a line break keeps its row on one line', () => {
  expect(table(['A', 'B'], [['x\ny', 'z']])).toBe('A     B\nx\\ny  z\n');
});

test('columns line up also after wide characters and combining marks', () => {
  const rows = [
    ['山田', 'x'],
    ['e\u0301a', 'x'],
    ['👩‍👩‍👧', 'x'],
    ['abcd', 'x'],
  ];
  // 4, 2, 2 and 4 columns of a terminal.
  const lines = ['NAME  B', '山田  x', 'e\u0301a    x', '👩‍👩‍👧    x', 'abcd  x'];
  expect(table(['NAME', 'B'], rows)).toBe(`${lines.join('\n')}\n`);
});

test('rows have no spaces at their end', () => {
  expect(table(['A', 'LONG HEADER'], [['x', 'y']])).not.toMatch(/ \n/);
});

test('times say that they are UTC, and null is never', () => {
  expect(when(0)).toBe('1970-01-01 00:00:00 UTC');
  expect(when(null)).toBe('never');
});

test('JSON holds the same characters, escaped', () => {
  const value = { name: 'Eve\u001b\u009b\u202e' };
  expect(printableJson(value)).toBe('{"name":"Eve\\u001b\\u009b\\u202e"}');
  expect(JSON.parse(printableJson(value))).toEqual(value);
});
