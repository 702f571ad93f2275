import { beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../db/database.ts';
import type { Platform, UserId } from '../../db/platforms/contract.ts';
import { referencePlatform } from '../../db/platforms/reference/index.ts';
import { readingStatements } from '../../db/platforms/reference/reading.ts';
import { searchStatements } from '../../db/platforms/reference/search.ts';
import { fold } from '../../db/text/fold.ts';
import { searchTerms, toTerm } from '../../db/text/search-terms.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { addPerson, PLATFORM_KEY, START } from '../support/people.ts';

describe('folding', () => {
  it.each([
    ['José García-López', 'jose garcia-lopez'],
    ['  Łukasz   Müller ', 'lukasz muller'],
    ['STRASSE Straße', 'strasse strasse'],
    ['İpek Yıldız', 'ipek yildiz'],
    ['O’Brien', "o'brien"],
    ['Ｆｕｌｌ', 'full'],
    ['שלום 🙂', 'שלום 🙂'],
    ['Nguyễn', 'nguyen'],
    ['ΠΑΠΠΆΣ Παππάς', 'παππασ παππασ'],
    ['O\u00b4Neill O\u2032Neill O\u02bbNeill O\u1fbdNeill', "o'neill o'neill o'neill o'neill"],
    ['Jean\u2010Luc\u2011Luc\u2012Luc\u2013Luc\u2212Luc', 'jean-luc-luc-luc-luc-luc'],
    ['Əli Kɔfi', 'eli kofi'],
    ['می\u200cراد', 'ميراد'],
    ['\u2068ma\u00adra\u200b\u2069\ufeff', 'mara'],
    ['STRAẞE ﬁn', 'strasse fin'],
    ['٢٠٢٦-۰۰۴२', '2026-0042'],
    ['مُحَمَّد שָׁלוֹם', 'محمد שלום'],
    ['क़ुरैशी फ़ारूक़', 'कुरैशी फारूक'],
    ['राम रोम กิน กัน', 'राम रोम กิน กัน'],
    ['ガトウ ｶﾞﾄｳ', 'カ\u3099トウ カ\u3099トウ'],
  ])('reads %j as %j', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  it('is the same for plain text as for any other', () => {
    const plain = Array.from({ length: 95 }, (_, n) => String.fromCharCode(32 + n)).join('');
    // What nobody sees is folded away, and makes it a text of the other kind.
    for (const text of [plain, `${plain}  ${plain.toUpperCase()} `, ' a  b ', '', ' ', '`'])
      expect(fold(text)).toBe(fold(`${text}\u00ad`));
  });

  it('changes nothing a second time, whatever it folds', () => {
    for (let point = 0; point < 0x30000; point += 1) {
      const once = fold(`a${String.fromCodePoint(point)}b`);
      if (fold(once) !== once) expect.fail(`U+${point.toString(16)} folds to ${JSON.stringify(once)}`);
    }
    expect(fold('\ud800')).toBe('\ufffd');
  });

  it('makes a term of the username, the e-mail, its domain, the name and each later word of it', () => {
    const terms = searchTerms({
      username: 'jgl',
      email: 'J.G@Example.org',
      fullName: 'José García-López Ruiz',
    });
    expect(terms).toEqual([
      'jgl',
      'j.g@example.org',
      '@example.org',
      'jose garcia-lopez ruiz',
      'garcia-lopez ruiz',
      'lopez ruiz',
      'ruiz',
    ]);
  });

  it('cuts a term by characters, not inside one', () => {
    expect(Array.from(toTerm(fold('🙂'.repeat(300))))).toHaveLength(190);
  });
});

forEachDatabase((open, kind) => {
  describe('searching', () => {
    let database: TestDatabase;
    let platform: Platform;
    const found = async (query: string, limit = 50) =>
      (await platform.search(query, { limit })).users.map((user) => user.username);

    beforeAll(async () => {
      database = await open();
      platform = referencePlatform(database, PLATFORM_KEY);
      await addPerson(database, { username: 'akovacs', fullName: 'Anna Kovács' });
      await addPerson(database, { username: 'anna', fullName: 'Anna Anna', email: 'anna@example.net' });
      await addPerson(database, {
        username: 'jose',
        fullName: "José O'Neill-Smith",
        secret: new Uint8Array(20),
      });
      await addPerson(database, { username: 'per_cent', fullName: '100% Sure' });
      await addPerson(database, { username: 'percent', fullName: 'Plain Percent' });
      await addPerson(database, { username: 'rtl', fullName: 'שרה לוי' });
      for (let n = 0; n < 25; n += 1) {
        await addPerson(database, { username: `bulk${String(n).padStart(2, '0')}`, fullName: 'Bulk Person' });
      }
    });

    it.each([
      ['kov', ['akovacs']],
      ['KOVÁCS', ['akovacs']],
      ['anna k', ['akovacs']],
      ['neill', ['jose']],
      ["o'neill", ['jose']],
      ['smith', ['jose']],
      ['anna@example.n', ['anna']],
      ['@example.net', ['anna']],
      ['לוי', ['rtl']],
      ['nobody', []],
    ])('finds %j', async (query, usernames) => {
      expect(await found(query)).toEqual(usernames);
    });

    it.each([
      ['per_', ['per_cent']],
      ['100%', ['per_cent']],
      ['%', []],
      ['_', []],
      ["' OR 1=1 --", []],
      ['\\', []],
    ])('takes %j literally', async (query, usernames) => {
      expect(await found(query)).toEqual(usernames);
    });

    it.each(['', '   ', '\u0301'])('finds nobody for %j', async (query) => {
      expect(await found(query)).toEqual([]);
    });

    it('survives a query of 10,000 characters, an emoji and NUL', async () => {
      expect(await found('a'.repeat(10_000))).toEqual([]);
      expect(await found('🙂')).toEqual([]);
      expect(await found('an\0na')).toEqual([]);
    });

    it('finds by exact id, with and without #', async () => {
      const [user] = (await platform.search('akovacs', { limit: 1 })).users;
      expect(await found(`#${user?.id}`)).toEqual(['akovacs']);
      expect(await found(user?.id ?? '')).toContain('akovacs');
      expect(await found('#0')).toEqual([]);
    });

    it('tells each user once, although several of their terms match', async () => {
      expect(await found('anna')).toEqual(['anna', 'akovacs']);
    });

    it.each(['bulk', '@example.org', 'person'])(
      'pages %j without gaps, doubles or another order',
      async (query) => {
        const whole = await found(query, 100);
        const paged: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await platform.search(query, { limit: 4, cursor });
          paged.push(...page.users.map((user) => user.username));
          cursor = page.nextCursor ?? undefined;
        } while (cursor);
        expect(paged).toEqual(whole);
        expect(new Set(paged).size).toBe(paged.length);
      },
    );

    it.each([
      '',
      'nonsense',
      Buffer.from('[1,2]').toString('base64url'),
      Buffer.from('["a","1 OR 1"]').toString('base64url'),
    ])('refuses the cursor %j', async (cursor) => {
      await expect(platform.search('bulk', { limit: 4, cursor })).rejects.toMatchObject({
        code: 'BAD_INPUT',
      });
    });

    it('shows the second factor in each line', async () => {
      const { users } = await platform.search('jose', { limit: 5 });
      expect(users[0]).toMatchObject({ enrolment: 'on', status: 'active', privileged: false });
    });

    it.each(['akovacs', 'AKOVACS', 'akovacs@example.org'])('resolves %j to one user', async (reference) => {
      const [user] = (await platform.search('akovacs', { limit: 1 })).users;
      expect(await platform.resolve(reference)).toBe(user?.id);
    });

    it.each(['Anna Kovács', 'akov', '@example.org', '', '0', '12abc'])(
      'does not resolve %j',
      async (reference) => {
        expect(await platform.resolve(reference)).toBeNull();
      },
    );

    if (kind === 'mysql')
      it('never scans a table of the platform', async () => {
        const statements = [
          ...searchStatements('bulk', { limit: 50 }),
          ...searchStatements('Παππάς', { limit: 50 }),
          ...searchStatements('@example.org', { limit: 50, after: { term: '@example.org', id: '9' } }),
          ...readingStatements('1' as never, START),
        ];
        // Enough rows that the optimizer would not scan for want of anything to save.
        await database.reader.raw(
          'ANALYZE TABLE users, user_search_terms, totp_authenticators, backup_codes',
        );
        for (const { sql, bindings } of statements) {
          const plan = await rowsOf<{ table: string; type: string }>(
            database.reader,
            `EXPLAIN ${sql}`,
            bindings,
          );
          const scanned = plan.filter((step) => step.type === 'ALL' && !/^<derived/.test(step.table ?? ''));
          expect(scanned, sql).toEqual([]);
          expect(
            plan.filter((step) => step.type === 'index'),
            sql,
          ).toEqual([]);
        }
      });

    if (kind === 'sqlite')
      it('never scans a table of the platform', async () => {
        for (const { sql, bindings } of [
          ...searchStatements('bulk', { limit: 50 }),
          ...searchStatements('Παππάς', { limit: 50 }),
          ...readingStatements('1' as never, START),
        ]) {
          const plan = await rowsOf<{ detail: string }>(
            database.reader,
            `EXPLAIN QUERY PLAN ${sql}`,
            bindings,
          );
          expect(
            plan.map((step) => step.detail).filter((detail) => /^SCAN (?!hit|\(|CONSTANT)/.test(detail)),
            sql,
          ).toEqual([]);
        }
      });
  });

  // SQLite's driver reads such a number as a double itself; the embedded database counts its users from 1.
  if (kind === 'mysql')
    it('takes an id of 16 digits for that user, and not for the one whom a double would name', async () => {
      const database = await open();
      const platform = referencePlatform(database, PLATFORM_KEY);
      const ids = ['9007199254740992', '9007199254740993'];
      await database.reader('users').insert(
        ids.map((id) => ({
          ...{ id, username: `u${id}`, email: `u${id}@example.org`, full_name: 'U', role: 'member' },
          ...{ password_hash: 'x', created_at: START, privileged: id.endsWith('3') },
        })),
      );
      for (const id of ids) {
        expect(await platform.resolve(`#${id}`)).toBe(id);
        expect(await platform.summaries([id as UserId])).toMatchObject([{ id, username: `u${id}` }]);
      }
      const [first] = await platform.summaries([ids[0] as UserId]);
      expect(first).toMatchObject({ id: ids[0], privileged: false });
      const plan = await rowsOf<{ possible_keys: string }>(
        database.reader,
        'EXPLAIN SELECT username FROM users WHERE id IN (?, ?)',
        ids,
      );
      // Texts do not keep the server from its index.
      expect(plan).toMatchObject([{ possible_keys: 'PRIMARY' }]);
    });
});
