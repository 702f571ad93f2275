/** docs/platform-schema.md is what a platform is built by: it is held against the tables, the code and the demo. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { verifySecret } from '../../db/argon2.ts';
import { rowsOf } from '../../db/database.ts';
import { needsOf } from '../../db/needs.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { savedCode } from '../../db/platforms/reference/codes.ts';
import { DEMO_KEY, seedDemo } from '../../db/platforms/reference/demo/index.ts';
import { referencePlatform } from '../../db/platforms/reference/index.ts';
import { openSecret } from '../../db/platforms/reference/secrets.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { fold } from '../../db/text/fold.ts';
import { searchTerms } from '../../db/text/search-terms.ts';
import { codeAt } from '../../main/services/totp.ts';
import { base32Decode } from '../support/base32.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { find } from '../support/find.ts';
import { missing } from '../support/parts.ts';

const DOCUMENT = readFileSync(new URL('../../docs/platform-schema.md', import.meta.url), 'utf8');
const NOW = Date.now();

forEachDatabase((open, kind) => {
  describe('the description of the schema', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await open();
    });

    it('explains every table and every column that the migrations make, and no others', async () => {
      const tables = await tablesOf(database);
      const platform = Object.entries(tables).filter(([name]) => !name.startsWith('rekey_'));
      expect(described()).toEqual(Object.fromEntries(platform));
    });

    it('is of the tables that are read and written: what Rekey needs is among them', async () => {
      const tables = await tablesOf(database);
      for (const { table, select } of await needsOf(referenceKind, null)) {
        expect(Object.keys(tables)).toContain(table);
        if (select !== 'all') expect(tables[table]).toEqual(expect.arrayContaining([...select]));
      }
    });

    it("leaves out none of Rekey's own tables from what is needed: db/needs.ts has each", async () => {
      const needed = (await needsOf(referenceKind, null)).map(({ table }) => table);
      const own = Object.keys(await tablesOf(database)).filter((name) => name.startsWith('rekey_'));
      const forMigrating = /_lock$|^rekey_platform_/;
      expect(own.filter((name) => !forMigrating.test(name) && !needed.includes(name))).toEqual([]);
    });
  });

  if (kind === 'sqlite') {
    describe("the demo's people as they are written down", () => {
      let database: TestDatabase;
      beforeAll(async () => {
        database = await open();
        await seedDemo(database, { key: DEMO_KEY, now: NOW });
      });

      const people = () => rowsUnder("The demo's people").filter(([, , secret]) => secret !== '');

      it('have the secrets that are written there', async () => {
        const platform = referencePlatform(database, DEMO_KEY);
        expect(people().length).toBeGreaterThan(10);
        for (const [username = '', , secret = ''] of people()) {
          const id = (await platform.resolve(username)) as UserId;
          const [kept] = await platform.totp.readSecrets(database.reader, id);
          expect(Buffer.from(kept?.key ?? []), username).toEqual(Buffer.from(base32Decode(secret)));
        }
      });

      it('have the backup codes that are written there, and each of those works', async () => {
        const withCodes = people().filter(([, , , code]) => code);
        expect(withCodes.length).toBeGreaterThan(5);
        const platform = referencePlatform(database, DEMO_KEY);
        for (const [username = '', , , code = ''] of withCodes) {
          const id = await platform.resolve(username);
          const rows: { hash: string }[] = await database
            .reader('backup_codes')
            .where({ user_id: id })
            .whereNull('used_at');
          const matches = await Promise.all(
            rows.map(({ hash }) => verifySecret(hash, savedCode(code) ?? code)),
          );
          expect(matches.filter(Boolean), username).toHaveLength(1);
        }
      });

      it.skipIf(missing('oathtool'))('show the code that oathtool prints for it', () => {
        const seconds = 1_767_225_600;
        for (const [, , secret = ''] of people()) {
          const printed = execFileSync(
            find('oathtool') ?? '',
            ['--totp', '-b', '-N', `@${seconds}`, secret],
            { encoding: 'utf8' },
          );
          expect(codeAt(base32Decode(secret), seconds / 30)).toBe(printed.trim());
        }
      });
    });
  }
});

describe('the examples of the description', () => {
  it('has a sealed secret that opens as it says, whose code is the one of RFC 6238', () => {
    const [key = '', id = '', , sealed = ''] = rowsUnder('`totp_authenticators`', 1).map(
      ([, value]) => value,
    );
    const secret = openSecret(Buffer.from(key, 'hex'), id, sealed);
    expect(secret.toString()).toBe('12345678901234567890');
    expect(codeAt(secret, 1)).toBe('287082');
    expect(DOCUMENT).toContain('287082');
    expect(() => openSecret(Buffer.from(key, 'hex'), '43', sealed)).toThrow('key');
  });

  it('has a hash of the code that it names, typed in any way', async () => {
    const hash = /^ {4}(\$argon2id\$\S+)$/m.exec(DOCUMENT)?.[1] ?? '';
    const [, typed = '', canonical = ''] = /example `(\S+)` is hashed as `(\S+)`/.exec(DOCUMENT) ?? [];
    expect(savedCode(typed)).toBe(canonical);
    expect(await verifySecret(hash, canonical)).toBe(true);
    expect(await verifySecret(hash, typed)).toBe(false);
  });

  it('folds as it says', () => {
    expect(fold('  Æøđ ß’ Ł\u00a0 ŋı ')).toBe("aeod ss' l ni");
    expect(
      searchTerms({ username: 'Lucia', email: 'L@example.org', fullName: 'Lucía García Fernández' }),
    ).toEqual([
      'lucia',
      'l@example.org',
      '@example.org',
      'lucia garcia fernandez',
      'garcia fernandez',
      'fernandez',
    ]);
  });
});

/** Table → its columns, as the document has them. */
function described(): Record<string, string[]> {
  const sections = DOCUMENT.split(/^## /m).filter((section) => section.startsWith('`'));
  return Object.fromEntries(
    sections.map((section) => {
      const [, table = '', text = ''] = /^`(\w+)`\n+([\s\S]*)$/.exec(section) ?? [];
      const [columns = ''] = text.split('\n\n').filter((part) => part.startsWith('| column |'));
      return [table, [...columns.matchAll(/^\| `(\w+)` \|/gm)].map(([, column = '']) => column).sort()];
    }),
  );
}

/** The rows of a section's table, without its head; cells without their backticks. `which`: 0 is the first table. */
function rowsUnder(heading: string, which = 0): string[][] {
  const section = DOCUMENT.split(/^## /m).find((text) => text.startsWith(heading)) ?? '';
  const table = section.split('\n\n').filter((part) => part.startsWith('|'))[which] ?? '';
  return table
    .trim()
    .split('\n')
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replace(/^`([^`]*)`.*$/, '$1')),
    );
}

async function tablesOf(database: TestDatabase): Promise<Record<string, string[]>> {
  const rows =
    database.kind === 'sqlite'
      ? await rowsOf<{ name: string; col: string }>(
          database.reader,
          "SELECT m.name AS name, c.name AS col FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'",
        )
      : await rowsOf<{ name: string; col: string }>(
          database.reader,
          'SELECT table_name AS name, column_name AS col FROM information_schema.columns WHERE table_schema = DATABASE()',
        );
  const tables: Record<string, string[]> = {};
  for (const { name, col } of rows) tables[name] = [...(tables[name] ?? []), col].sort();
  return tables;
}
