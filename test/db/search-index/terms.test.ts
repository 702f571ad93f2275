import { describe, expect, it } from 'vitest';
import type { UserId } from '../../../db/platforms/user.ts';
import { ask, termsOf } from '../../../db/search-index/terms.ts';

const user = (more: object) => ({
  ...{ id: '1' as UserId, username: null, email: null, names: [], phone: null },
  ...more,
});

describe('the terms of a user', () => {
  it('are the username, the address, its domain, each two words of the name, and the phone from its end', () => {
    const terms = termsOf(
      user({
        username: 'JGL',
        email: 'J.G@Example.org',
        names: ['José', "O'Neill"],
        phone: '+49 (0)30 901-820 ext. 12',
      }),
    );
    expect(terms).toEqual([
      'jgl',
      'j.g@example.org',
      '@example.org',
      'jose o',
      'jose neill',
      'o jose',
      'o neill',
      'neill jose',
      'neill o',
      ' 0281090394',
    ]);
  });

  it('of a single word are told from an account of that name', () => {
    expect(termsOf(user({ names: ['Madonna', ''] }))).toEqual(['madonna madonna']);
  });

  it('are none where there is nothing to find', () => {
    expect(termsOf(user({ username: ' ', email: '', names: ['', '-'], phone: 'unknown' }))).toEqual([]);
  });

  it('of a name of many words are of the first seven and the last', () => {
    const terms = termsOf(user({ names: ['a b c d e f g h', 'i z'] }));
    expect(terms).toHaveLength(8 * 7);
    expect(terms).toContain('z a');
    expect(terms).not.toContain('h z');
  });

  it('have no character that a database would store in another way, and fit their column', () => {
    const [term] = termsOf(user({ username: `a\0b\n${'🙂'.repeat(300)}` }));
    expect(Array.from(term ?? '')).toHaveLength(190);
    expect(term?.startsWith('a b 🙂')).toBe(true);
  });
});

describe('a query', () => {
  const anna = user({
    username: 'akovacs',
    email: 'a.kovacs@example.org',
    names: ['Anna Maria', 'Kovács-Tóth'],
    phone: '0049 (0)30 901 820',
  });

  it.each([
    ['ako', ['ako']],
    ['KOVÁCS', ['kovacs']],
    ['a.kov', ['a.kov', 'a kov']],
    ['anna maria kov', ['anna maria kov', 'anna kov']],
    ['@example.org', ['@example.org']],
    ['901 820', ['901 820', ' 028109']],
    ['4711', ['4711', ' 1174']],
    ['0049 30 901820', ['0049 30 901820', '0049 901820', ' 0281090394']],
    ['', []],
    ['\u0301', []],
  ])('%j looks for %j', (query, prefixes) => {
    expect(ask(query).prefixes).toEqual(prefixes);
  });

  it.each([
    ...['ako', 'a.kov', '@example.org', 'A.KOVACS@EXAMPLE.ORG', 'kov', 'Anna Kov', 'kovacs anna'],
    ...['tóth an', 'kovács-t', 'anna maria kovacs toth', 'toth kovacs maria anna', 'maria k t'],
    ...['820', '1820', '901820', '030 901820', '+49 30 901820', '0049 (0)30 901 820', 'Tel. 030/901-820'],
  ])('%j means her', (query) => {
    expect(ask(query).fits(anna)).toBe(true);
  });

  it.each([
    ...['', 'kovacz', 'anna anna', 'an kovacs', 'anna maria kovacs toth x', 'example', '@example.com'],
    ...['20', '821', '49', '040 901820', '820@', '#820', 'anna@', '%', '_', 'kovacs  anna  b'],
  ])('%j does not', (query) => {
    expect(ask(query).fits(anna)).toBe(false);
  });
});
