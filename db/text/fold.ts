/** The one fold that people are found and resolved by. Platforms write it too: docs/platform-schema.md. */
import { asciiDigits } from './digits.ts';
import { visible } from './visible.ts';

/** Counts up whenever the fold gives another text for any input. Terms of the version before are still searched for. */
export const FOLD_VERSION = 2;

/** What Unicode decomposes into a space and a mark, and people type for an apostrophe. */
const SPACING_ACCENTS = /[\u00b4\u0384\u1fbd\u1fbf\u1ffd\u1ffe]/g;
/** Single quotation marks, primes, and the letters that write a glottal stop in Hawaiian, Arabic, Armenian and Hebrew. */
const APOSTROPHES = /[\u2018-\u201b\u2032\u2035\u02b9\u02bb-\u02bf\u02c8\u02ca\u02cb\u055a\u05f3\ua78c]/g;
/**
 * Marks that a letter is read without: accents, the points of Arabic and Hebrew, and nuktas. Vowel signs, as Devanagari, Tamil and
 * Thai write them, and the dots of kana make another word, hence another person.
 */
const MARKS =
  /(?![\u3099\u309a])(?=[\p{Script=Inherited}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Cyrillic}\u093c\u09bc\u0a3c\u0abc\u0b3c\u0cbc])\p{M}/gu;
/** ASCII that only has to be made lower-case: no grave accent, and no space but a single one between words. */
const PLAIN = /^(?:[!-_a-~]+(?: [!-_a-~]+)*)?$/;
const HYPHENS = /[\p{Pd}\u2212\u2043]/gu;

/** Letters that Unicode does not decompose, with what is typed for them by whoever does not have them. */
const LETTERS_1: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ŋ: 'n',
  ŧ: 't',
};
const LETTERS_2: Record<string, string> = {
  ς: 'σ',
  ə: 'e',
  ǝ: 'e',
  ɛ: 'e',
  ɔ: 'o',
  ɵ: 'o',
  ɨ: 'i',
  ɩ: 'i',
  ʉ: 'u',
  ʊ: 'u',
  ʋ: 'v',
  ƀ: 'b',
  ɓ: 'b',
  ɖ: 'd',
  ɗ: 'd',
  ƒ: 'f',
  ǥ: 'g',
  ɠ: 'g',
  ɣ: 'g',
  ƙ: 'k',
  ƚ: 'l',
  ɫ: 'l',
  ɲ: 'n',
  ƭ: 't',
  ʈ: 't',
  ƴ: 'y',
  ƶ: 'z',
  ґ: 'г',
  // Persian and Arabic keyboards write one letter as two; the tatweel only stretches.
  ک: 'ك',
  ی: 'ي',
  ى: 'ي',
  ة: 'ه',
  ٱ: 'ا',
  ـ: '',
};
const EVERY_LETTER_1 = anyOf(LETTERS_1);
const EVERY_LETTER_2 = anyOf(LETTERS_2);

/**
 * Without what nobody sees and without accents (NFKD), lower-case, with one kind of apostrophe and of hyphen, and one space
 * between words, and digits of any script as ASCII digits. Folding twice changes nothing.
 */
export function fold(text: string): string {
  // Most names and all addresses are such, and the rest takes ten times as long.
  if (PLAIN.test(text)) return text.toLowerCase();
  if (/^[ -~]*$/.test(text)) return text.toLowerCase().replaceAll('`', "'").replace(/ +/g, ' ').trim();
  const seen = visible(text)
    .replace(/\p{Cf}/gu, '')
    .replace(SPACING_ACCENTS, "'");
  return asciiDigits(letters(seen, MARKS))
    .replace(EVERY_LETTER_2, (letter) => LETTERS_2[letter] ?? letter)
    .replace(APOSTROPHES, "'")
    .replace(HYPHENS, '-');
}

/** As platforms folded that have not made their terms anew since, but for its cut. */
export function foldVersion1(text: string): string {
  return letters(text, /\p{M}/gu);
}

function letters(text: string, marks: RegExp): string {
  return text
    .toWellFormed()
    .normalize('NFKD')
    .replace(marks, '')
    .toLowerCase()
    .replace(EVERY_LETTER_1, (letter) => LETTERS_1[letter] ?? letter)
    .replace(/[’ʼ`]/g, "'")
    .replace(/\s+/gu, ' ')
    .trim();
}

function anyOf(table: Record<string, string>): RegExp {
  return new RegExp(`[${Object.keys(table).join('')}]`, 'gu');
}
