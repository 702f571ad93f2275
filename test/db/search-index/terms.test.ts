import { describe, expect, it } from 'vitest';
import type { UserId } from '../../../db/platforms/user.ts';
import { ask, termRowsOf } from '../../../db/search-index/terms.ts';

const user = (more: object) => ({
  ...{ id: '1' as UserId, username: null, email: null, names: [], phone: null },
  ...more,
});

const row = (more: object) => ({
  ...{ account_1: '', account_2: '', domain: '', name_1: '', name_2: '', phone: '' },
  ...more,
});

describe('the rows of a user', () => {
  it('are the username, the address, its domain, the name from each of its words on, and the phone from its end', () => {
    const rows = termRowsOf(
      user({
        username: 'JGL',
        email: 'J.G@Example.org',
        names: ['José', "O'Neill"],
        phone: '+49 (0)30 901-820 ext. 12',
      }),
    );
    expect(rows).toEqual([
      row({
        ...{ account_1: 'jgl', account_2: 'j.g@example.org', domain: '@example.org' },
        ...{ name_1: 'jose o neill', name_2: 'o neill jose', phone: '0281090394' },
      }),
      row({ name_1: 'neill jose o' }),
    ]);
  });

  it('hold both domains where username and address have one each, and an address that is the username once', () => {
    expect(termRowsOf(user({ username: 'a@b.example', email: 'A@c.example' }))).toEqual([
      row({ account_1: 'a@b.example', account_2: 'a@c.example', domain: '@b.example' }),
      row({ domain: '@c.example' }),
    ]);
    expect(termRowsOf(user({ username: 'A@b.example', email: 'a@b.example' }))).toEqual([
      row({ account_1: 'a@b.example', domain: '@b.example' }),
    ]);
  });

  it('are one without anything where there is nothing to find, so that who was walked by has one', () => {
    expect(termRowsOf(user({ username: ' ', email: '', names: ['', '-'], phone: 'unknown' }))).toEqual([
      row({}),
    ]);
  });

  it('of a name of many words are of the first seven and the last', () => {
    const rows = termRowsOf(user({ names: ['a b c d e f g h', 'i z'] }));
    expect(rows).toHaveLength(4);
    expect(rows[0]).toEqual(row({ name_1: 'a b c d e f g z', name_2: 'b c d e f g z a' }));
    expect(rows[3]?.name_2).toBe('z a b c d e f g');
  });

  it('have no character that a database would store in another way, and fit their columns', () => {
    const [{ account_1: term }] = termRowsOf(user({ username: `a\0b\n${'🙂'.repeat(300)}` }));
    expect(Array.from(term)).toHaveLength(190);
    expect(term.startsWith('a b 🙂')).toBe(true);
  });
});

describe('a query', () => {
  const anna = user({
    username: 'akovacs',
    email: 'a.kovacs@example.org',
    names: ['Anna Maria', 'Kovács-Tóth'],
    phone: '0049 (0)30 901 820',
  });

  const accounts = (prefix: string) => [`account_1 ${prefix}`, `account_2 ${prefix}`];
  const names = (prefix: string, ...words: string[]) =>
    ['name_1', 'name_2'].map((column) => [column, prefix, ...words].join(' '));
  it.each([
    ['ako', [...accounts('ako'), ...names('ako')]],
    ['KOVÁCS', [...accounts('kovacs'), ...names('kovacs')]],
    ['a.kov', [...accounts('a.kov'), ...names('kov', 'a')]],
    ['ann kov', [...accounts('ann kov'), ...names('ann', 'kov')]],
    ['anna maria kov', [...accounts('anna maria kov'), ...names('maria', 'anna', 'kov')]],
    ['@example.org', [...accounts('@example.org'), 'domain @example.org']],
    ['901 820', [...accounts('901 820'), ...names('901', '820'), 'phone 028109']],
    ['4711', [...accounts('4711'), ...names('4711'), 'phone 1174']],
    ['0049 30 901820', [...accounts('0049 30 901820'), ...names('901820', '0049', '30'), 'phone 0281090394']],
    ['', []],
    ['\u0301', []],
  ])('%j looks for %j', (query, sought) => {
    const found = ask(query).sought.map(({ column, prefix, words }) => [column, prefix, ...words].join(' '));
    expect(found).toEqual(sought);
  });

  it.each([
    ...['ako', 'a.kov', '@example.org', 'A.KOVACS@EXAMPLE.ORG', 'kov', 'Anna Kov', 'kovacs anna'],
    ...['tóth an', 'kovács-t', 'anna maria kovacs toth', 'toth kovacs maria anna', 'maria k t'],
    ...['ann kov', 'kov ann', 'tot ko an mar', 'an kovacs'],
    ...['820', '1820', '901820', '030 901820', '+49 30 901820', '0049 (0)30 901 820', 'Tel. 030/901-820'],
  ])('%j means her', (query) => {
    expect(ask(query).fits(anna)).toBe(true);
  });

  it.each([
    ...[
      '',
      'kovacz',
      'anna anna',
      'an ann',
      'ann kovacz',
      'anna maria kovacs toth x',
      'example',
      '@example.com',
    ],
    ...['20', '821', '49', '040 901820', '820@', '#820', 'anna@', '%', '_', 'kovacs  anna  b'],
  ])('%j does not', (query) => {
    expect(ask(query).fits(anna)).toBe(false);
  });
});
