import { InvalidArgumentError } from 'commander';
import { expect, test } from 'vitest';
import { time, uuid, wholeNumber } from '../../main/cli/parse.ts';

test('a UUID is taken in either case and written in one', () => {
  expect(uuid('6F9619FF-8B86-4D01-B42D-00CF4FC964FF')).toBe('6f9619ff-8b86-4d01-b42d-00cf4fc964ff');
});

test.each(['', '1', '6f9619ff8b864d01b42d00cf4fc964ff', '6f9619ff-8b86-4d01-b42d-00cf4fc964fg', "' OR 1=1"])(
  '%j is no action id',
  (text) => {
    expect(() => uuid(text)).toThrow(InvalidArgumentError);
  },
);

test('whole numbers are taken within their limits', () => {
  expect(wholeNumber(1, 100)('100')).toBe(100);
});

test.each(['0', '101', '-1', '1.5', '1e2', '0x10', '', ' 5', '９', '99999999999999999999'])(
  '%j is no whole number from 1 to 100',
  (text) => {
    expect(() => wholeNumber(1, 100)(text)).toThrow(InvalidArgumentError);
  },
);

test('a date is midnight UTC, and a time may have any offset', () => {
  expect(time('2026-02-03')).toBe(Date.UTC(2026, 1, 3));
  expect(time('2026-02-03T04:05Z')).toBe(Date.UTC(2026, 1, 3, 4, 5));
  expect(time('2026-02-03T04:05:06.007+02:00')).toBe(Date.UTC(2026, 1, 3, 2, 5, 6, 7));
});

test.each([
  'yesterday',
  '2026',
  '2026-13-01',
  '2026-02-30',
  '2026-02-03 04:05',
  '2026-02-03T04:05',
  '03.02.2026',
  '1e3',
])('%j is no time', (text) => {
  expect(() => time(text)).toThrow(InvalidArgumentError);
});
