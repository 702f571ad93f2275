import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CodeFormat,
  CROCKFORD,
  digitsOf,
  readCode,
  sixDigits,
  writtenCode,
} from '../../../db/text/codes.ts';

/** Each character that has the property, of all that Unicode knows here. */
function every(property: RegExp): string[] {
  const found: string[] = [];
  for (let point = 0; point <= 0x10ffff; point += 1) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    const character = String.fromCodePoint(point);
    if (property.test(character)) found.push(character);
  }
  return found;
}

const BETWEEN = [
  ...every(/[\p{Cf}\p{Pd}\p{Zs}\p{Zl}\p{Zp}]/u),
  '\u2212',
  '\t',
  '\n',
  '\r',
  '\ufe0f',
  '\u034f',
];
const DIGITS = every(/\p{Nd}/u);
/** All ways to write 0 to 9: a script's digits lie together and in order. */
const WAYS_OF_DIGIT = Array.from({ length: 10 }, (_, value) =>
  DIGITS.filter((_digit, at) => at % 10 === value),
);
const fullWidth = (letter: string) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0);

const waysOf = (character: string): string[] =>
  /\d/.test(character)
    ? (WAYS_OF_DIGIT[Number(character)] as string[])
    : [character, character.toLowerCase(), fullWidth(character), fullWidth(character.toLowerCase())];

/** The code as somebody might write it: each character in any way, and anything between them. */
function decorated(code: fc.Arbitrary<string>): fc.Arbitrary<{ code: string; typed: string }> {
  const between = fc.string({ unit: fc.constantFrom(...BETWEEN), maxLength: 3 });
  return code.chain((plain) =>
    fc
      .tuple(between, ...[...plain].map((one) => fc.tuple(fc.constantFrom(...waysOf(one)), between)))
      .map(([start, ...rest]) => ({
        code: plain,
        typed: start + rest.map((part) => part.join('')).join(''),
      })),
  );
}
const of = (alphabet: string, length: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length });

describe('six digits', () => {
  it('are the same code however they are decorated', () => {
    fc.assert(
      fc.property(decorated(of('0123456789', 6)), ({ code, typed }) => {
        expect(sixDigits(typed)).toBe(code);
      }),
    );
  });

  it('may be of any script', () => {
    expect(DIGITS.length).toBeGreaterThan(600);
    for (const [value, ways] of WAYS_OF_DIGIT.entries())
      for (const way of ways) expect(sixDigits(way.repeat(6))).toBe(String(value).repeat(6));
    expect(['１２３４５６', '١٢٣٤٥٦', '۱۲۳۴۵۶', '१२३४५६', '12\u00ad3-4\u20115 6\n'].map(sixDigits)).toEqual(
      Array(5).fill('123456'),
    );
  });

  it.each(['', ' - ', '12345', '1234567', '12345a', '12345O', '12_345', '12.345', '\ud800123456', '½23456'])(
    '%j are none',
    (typed) => expect(sixDigits(typed)).toBeNull(),
  );
});

it('as many digits as were asked for are read alike', () => {
  expect(digitsOf('１２ 34-56 78', 8)).toBe('12345678');
  expect(digitsOf('123456', 8)).toBeNull();
});

const FORMAT: CodeFormat = { alphabet: CROCKFORD, groups: [4, 4, 5], earlierLengths: [10] };
const savedCode = (typed: string) => readCode(FORMAT, typed);

describe('a code that is kept', () => {
  it.each([13, 10])('of %i characters is the same code however it is decorated', (length) => {
    fc.assert(
      fc.property(decorated(of(CROCKFORD, length)), ({ code, typed }) => {
        expect(savedCode(typed)).toBe(code);
      }),
    );
  });

  it('may hold letters that are misread for digits', () => {
    expect(savedCode('oOiI-lL23-45678')).toBe('0011112345678');
    expect(savedCode('ｏIl23–56789')).toBe('0112356789');
  });

  it.each([
    ...['', '7k3m-q9xv', '7k3mq-9xv2a0', '7k3mq-9xv2a-0b', '7k3mq-9xv2a-0bcd', '7K3M_Q9XV_2A0BC'],
    ...['UK3MQ-9XV2A', 'ÀK3MQ-9XV2A', '\ud800K3MQ-9XV2A', '123456'],
  ])('%j is none', (typed) => expect(savedCode(typed)).toBeNull());

  it('is written in groups of four, four and five, and read back from them', () => {
    expect(writtenCode(FORMAT, '7K3MQ9XV2A0BC')).toBe('7K3M-Q9XV-2A0BC');
    expect(savedCode(writtenCode(FORMAT, '7K3MQ9XV2A0BC'))).toBe('7K3MQ9XV2A0BC');
  });

  it('is read in the alphabet of its platform, whatever case and letters that has', () => {
    const lower: CodeFormat = {
      alphabet: 'abcdefghijklmnopqrstuvwxyz234567',
      groups: [8],
      earlierLengths: [],
    };
    expect(readCode(lower, 'OIL2 3abc')).toBe('oil23abc');
    expect(readCode(lower, 'oil2 3ab')).toBeNull();
    expect(readCode(lower, 'oil20abc')).toBeNull();
    const both: CodeFormat = { alphabet: 'abcABC', groups: [2, 2], earlierLengths: [] };
    expect(readCode(both, 'aA-bC')).toBe('aAbC');
    expect(writtenCode(both, 'aAbC')).toBe('aA-bC');
  });
});
