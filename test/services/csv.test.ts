/** The one writer of CSV: what a spreadsheet would run is text, and comes back as it was. Python's csv is the judge. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvHead, csvLine, neutralised, original } from '../../main/services/csv.ts';
import { missing } from '../support/parts.ts';
import { rowsOfCsv } from '../support/python-csv.ts';

/** OWASP's list, with what hides it and where else a cell can begin. */
const LIVE = [
  '=HYPERLINK("http://evil.example.net";"click")',
  ...['+1+1', '-1+1', '@SUM(1)', '\t=1+1', '\r=1+1', '\n=1+1', '\tAnn', '\rAnn', '\nAnn'],
  ...[' =1+1', '\u00a0=1+1', '\ufeff=1+1', '\u200b=1+1', '\u2060@A1', '\u3000+1', '\u{e0020}=1', '\u0000=1'],
  ...['＝1+1', '＋1', '－1', '＠SUM(1)', "'=1+1", "''=1+1", '+49 30 901820'],
  ...[
    'Ann;=1+1',
    'Ann\t=1+1',
    'Ann,=1+1',
    'Ann";=1+1',
    'Ann; \u200b=1+1',
    'Ann|=1',
    'Ann"=1',
    'Ann\r\n=1+1',
    ';;=1',
  ],
];
const HARMLESS = [
  '%=1',
  '|calc',
  '1e5',
  '007',
  '3-4',
  '\u2212 1',
  'a=b',
  "O'Neill",
  "'t Hooft",
  'Smith - Jones',
  'x@example.org',
];

test.each(LIVE)('%j gets an apostrophe, and comes back', (text) => {
  expect(neutralised(text)).not.toBe(text);
  expect(original(neutralised(text))).toBe(text);
});

test.each(HARMLESS)('%j is left as it is, both ways', (text) => {
  expect(neutralised(text)).toBe(text);
  expect(original(text)).toBe(text);
});

test('whatever a text is made of, it comes back', () => {
  const piece = fc.constantFrom(...'\'=-@+;,|\t\r\n"a \u200b＝'.split(''), 'Ann');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
      const text = pieces.join('');
      expect(original(neutralised(text))).toBe(text);
    }),
  );
});

describe.skipIf(missing('python'))('a spreadsheet that is not ours', () => {
  const file = csvHead(['name', 'number']) + LIVE.map((name, index) => csvLine([name, index])).join('');

  test('reads each cell as it was written, and no byte order mark in the first name', () => {
    expect(rowsOfCsv(file)).toEqual([
      ['name', 'number'],
      ...LIVE.map((name, index) => [neutralised(name), String(index)]),
    ]);
    expect(rowsOfCsv(file, ',', 'utf-8')[0]?.[0]).toBe('\ufeffname');
  });

  // A country's list separator decides how a file is opened by a double click.
  test.each([',', ';', '\t', '|'])('finds no cell to run with %j between cells', (delimiter) => {
    const cells = rowsOfCsv(file, delimiter).flat();
    expect(cells.length).toBeGreaterThan(LIVE.length);
    expect(cells.filter((cell) => /^[\s\p{C}\u3000"]*[=+\-@＝＋－＠]/u.test(cell))).toEqual([]);
  });
});
