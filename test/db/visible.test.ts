import { describe, expect, it } from 'vitest';
import { nameKey, visible } from '../../db/text/visible.ts';

describe('what nobody sees', () => {
  it.each([
    ['isolates around a copied address', '\u2068mara@example.org\u2069', 'mara@example.org'],
    ['marks of direction', '\u200emara\u200f \u202alind\u202c', 'mara lind'],
    ['a byte order mark, a word joiner and a soft hyphen', '\ufeffma\u2060r\u00ada', 'mara'],
    ['white space at the ends, once what stood before it is gone', '\u200b mara \u2069', 'mara'],
    ['joiners at the ends of a word', '\u200cمریم\u200d', 'مریم'],
    ['a filler', 'ma\u3164ra\u034f', 'mara'],
    ['tags', 'mara\u{e0061}\u{e007f}', 'mara'],
  ])('is taken away: %s', (_what, text, seen) => {
    expect(visible(text)).toBe(seen);
  });

  it.each([
    ['the joiner of a Persian word', 'می\u200cراد'],
    ['the joiner of an Indian one', 'क्\u200dष'],
    ['the form of an ideograph', '葛\u{e0100}城'],
    ['the picture of a sign', '❤\ufe0f'],
    ['what is outside of the first plane', '𞤀\u200d𞤁'],
    ['everything that is seen', "Zoë O'Neill-Smith"],
  ])('is not %s', (_what, text) => {
    expect(visible(text)).toBe(text);
  });

  it('makes no difference between two keys, nor do case and width', () => {
    expect(nameKey('\u2068Ａda\u200d\u2069 ')).toBe('ada');
    expect(nameKey('Rene\u0301')).toBe(nameKey('RENÉ'));
    expect(nameKey('rené')).not.toBe(nameKey('rene'));
  });
});
