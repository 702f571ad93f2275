/** Whom a reference means, and that who is meant is also found. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type ReferencePlatform, referencePlatform } from '../../db/platforms/reference/index.ts';
import { forEachDatabase } from '../support/databases.ts';
import { addHardToName, HARD_TO_NAME, idOf, LONG_ADDRESS } from '../support/hard-to-name.ts';
import { PLATFORM_KEY } from '../support/people.ts';

/** What people type, paste and dictate instead of what is stored. */
const SPELLINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text) => text.normalize('NFD'),
  (text) => text.normalize('NFC'),
  (text) => ` ${text}\u00a0`,
  (text) => `\u2068${text}\u2069`,
  (text) => `\ufeff${text}\u200b`,
  (text) => text.split('').join('\u00ad'),
  ...["'", '\u00b4', '`', '\u2018', '\u2019', '\u2032', '\u02bb', '\u02bc', '\uff07'].map(
    (sign) => (text: string) => text.replace(/['‘’ʻ]/g, sign),
  ),
  ...['-', '\u2010', '\u2011', '\u2012', '\u2013', '\u2212', '\uff0d'].map(
    (sign) => (text: string) => text.replace(/[-\u2011]/g, sign),
  ),
];

forEachDatabase((open) => {
  describe('a reference', () => {
    let platform: ReferencePlatform;
    const fitting = async (reference: string) =>
      (await platform.candidates([reference]))[0]?.map(({ id }) => Number(id)).sort() ?? [];

    beforeAll(async () => {
      const database = await open();
      await addHardToName(database);
      platform = referencePlatform(database, PLATFORM_KEY);
    });

    it.each([
      ['an id, with the sign before it', '#5002', 5002],
      ['a number that is nobody’s username', '5001', 5001],
      ['a number that is nobody’s id', '7001', 5014],
      ['an id, though somebody is called so', '#5001', 5001],
      ['an id between isolates', '\u2068#5002\u2069', 5002],
      ['the one of two addresses that is written so', 'case.twin@example.org', 9002],
      ['the other', 'Case.Twin@example.org', 9001],
      ['a composed address', 'rené.dubois@example.org', 5009],
      ['the same, decomposed', 'rene\u0301.dubois@example.org', 5009],
      ['an address without its accent', 'rene.dubois@example.org', 5009],
      ['an address stored with a space behind it', 'trail.space@example.org', 5010],
      ['an address longer than a term', LONG_ADDRESS, 5011],
      ['the same in capitals', LONG_ADDRESS.toUpperCase(), 5011],
      ['an address with a Turkish dotted capital', 'i.yilmaz@example.org', 5016],
      ['a username stored with a soft hyphen', 'kprobe', 5017],
      ['a username in Devanagari', 'राम', 5018],
      ['a username in half-width kana', 'ｶﾞﾄｳ', 5019],
    ])('means %s', async (_what, reference, id) => {
      expect(await platform.resolve(reference)).toBe(String(id));
    });

    it.each([
      ['an id that nobody has, though somebody may be called so', '#7001'],
      ['a full name', 'Victor Real'],
      ['the beginning of a username', 'vic'],
      ['a domain', '@example.net'],
      ['the consonants of a username, with another vowel', 'रोम'],
      ['kana without their dots', 'カトウ'],
      ['an address that is longer than a term and ends otherwise', LONG_ADDRESS.replace(/org$/, 'net')],
      ['nothing', ''],
      ['only what nobody sees', '\u2068\u200b\u2069'],
      ['half a character', '\ud800'],
    ])('means nobody by %s', async (_what, reference) => {
      expect(await platform.resolve(reference)).toBeNull();
    });

    it.each([
      ['one’s username and another’s address', 'victim@example.net', [5006, 5007]],
      ['one’s id and another’s username', '5002', [5002, 5008]],
      ['two addresses that differ in case, written as neither', 'CASE.TWIN@example.org', [9001, 9002]],
    ])('that fits %s is refused, with both', async (_what, reference, ids) => {
      await expect(platform.resolve(reference)).rejects.toMatchObject({ code: 'AMBIGUOUS_USER' });
      for (const id of ids) await expect(platform.resolve(reference)).rejects.toThrow(`(#${id})`);
      expect(await fitting(reference)).toEqual(ids);
    });

    it('that asks for addresses is no username and no id', async () => {
      const found = await platform.candidates(['victim@example.net', '5002', '#5002', 'vic.real'], {
        addressesOnly: true,
      });
      expect(found.map((users) => users.map(({ id }) => id))).toEqual([['5007'], [], [], []]);
    });

    it('of a list means each its own', async () => {
      const references = HARD_TO_NAME.filter(({ id }) => id > 5008).map(({ email }) => email);
      const found = await platform.candidates(references);
      expect(found.map((users) => users.map(({ email }) => email))).toEqual(references.map((one) => [one]));
    });

    it.each(HARD_TO_NAME.map((person) => [person.fullName, person] as const))(
      'finds %s by each spelling of the name, and from its later words on',
      async (_name, person) => {
        const later = person.fullName.slice(person.fullName.indexOf(' ') + 1);
        for (const spell of SPELLINGS) {
          for (const text of [spell(person.fullName), spell(later)]) {
            const { users } = await platform.search(text, { limit: 50 });
            expect(
              users.map(({ id }) => id),
              JSON.stringify(text),
            ).toContain(idOf(person));
          }
        }
      },
    );

    it.each(HARD_TO_NAME.map((person) => [person.fullName, person] as const))(
      'to %s by each spelling of username and address fits them, and a search finds whoever it fits',
      async (_name, person) => {
        for (const spell of SPELLINGS) {
          for (const text of [spell(person.username), spell(person.email)]) {
            const [fits = []] = await platform.candidates([text]);
            const { users } = await platform.search(text, { limit: 50 });
            const found = users.map(({ id }) => id);
            // Only the one called "#5001" cannot be named so, and one of the twins is meant exactly by each address.
            if (!text.includes('#') && !text.trim().toLowerCase().includes('case.twin'))
              expect(
                fits.map(({ id }) => id),
                JSON.stringify(text),
              ).toContain(idOf(person));
            for (const { id } of fits) expect(found, JSON.stringify(text)).toContain(id);
          }
        }
      },
    );
  });

  describe('terms that a platform wrote by the fold before', () => {
    it('find and resolve whom they found and resolved', async () => {
      const database = await open();
      await addHardToName(database, HARD_TO_NAME, 1);
      const platform = referencePlatform(database, PLATFORM_KEY);
      for (const person of HARD_TO_NAME) {
        const { users } = await platform.search(person.fullName.replace(/[\u200b]/g, ''), { limit: 50 });
        if (person.id !== 5017)
          expect(
            users.map(({ id }) => id),
            person.fullName,
          ).toContain(idOf(person));
      }
      for (const reference of ['K.PAPPAS', 'rene.dubois@example.org', 'trail.space@example.org'])
        expect(await platform.resolve(reference), reference).not.toBeNull();
    });
  });
});
