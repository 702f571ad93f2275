import { readFileSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkEmbedded } from '../../db/connection-test/embedded.ts';
import { testConnection } from '../../db/connection-test.ts';
import { type Database, openDatabase } from '../../db/database.ts';
import { migrate } from '../../db/migrate.ts';
import { formatMysqlUrl, type MysqlConnection, parseMysqlUrl } from '../../db/mysql-address.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { find } from '../support/checks.ts';
import { type Account, makeAccount } from '../support/database-accounts.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';

const DOCUMENT = readFileSync(new URL('../../docs/platform-schema.md', import.meta.url), 'utf8');
const [MIGRATING = '', EVERY_DAY = ''] = [...DOCUMENT.matchAll(/```sql\n([\s\S]*?)```/g)].map(
  ([, block]) => block,
);

forEachDatabase((open, kind) => {
  if (kind === 'sqlite') {
    describe('the check of the embedded database', () => {
      const check = (database: Database) => checkEmbedded(database, referenceKind);

      it('finds nothing to do where all is there', async () => {
        const checks = await check(await open());
        expect(checks.map(({ name, outcome }) => [name, outcome])).toEqual([
          ['rights', 'ok'],
          ['schema', 'ok'],
        ]);
      });

      it('names each table and column that is missing', async () => {
        const database = await open();
        await database.reader.schema.dropTable('trusted_devices');
        await database.reader.schema.alterTable('totp_authenticators', (table) =>
          table.dropColumn('last_used_step'),
        );
        expect(find(await check(database), 'schema')).toMatchObject({
          outcome: 'failed',
          message: 'Missing: totp_authenticators.last_used_step, trusted_devices.',
        });
      });

      it("says that Rekey's own tables are still to be made", async () => {
        const database = await open();
        await database.reader.schema.dropTable('rekey_settings');
        expect(find(await check(database), 'schema')).toMatchObject({
          outcome: 'warning',
          message: 'Still to be made: rekey_settings.',
        });
      });

      it('says that the file can not be written', async () => {
        const { target } = await open();
        if (target.kind !== 'sqlite') throw new Error('not SQLite');
        const readOnly = openDatabase({ ...target, readOnly: true });
        try {
          expect(find(await check(readOnly), 'rights')).toMatchObject({
            outcome: 'failed',
            message: expect.stringContaining('can not be written'),
          });
        } finally {
          await readOnly.close();
        }
      });
    });
    return;
  }

  describe('a connection test, once signed in', () => {
    let database: TestDatabase;
    let account: Account | undefined;
    afterEach(async () => {
      await account?.remove();
      account = undefined;
    });

    const urlOf = () => (database.target.kind === 'mysql' ? database.target.url : '');
    const test = (target: MysqlConnection) => testConnection(target, referenceKind);
    /** As docs/platform-schema.md grants them, to an account of the test. */
    const granted = (block: string) =>
      [...block.matchAll(/GRANT\s+([\s\S]*?)\s+TO\s+'\w+'@'%';/g)].map(([, grant = '']) =>
        grant.replace('ON platform.', `ON ${parseMysqlUrl(urlOf()).database}.`),
      );

    describe('on a platform with all tables', () => {
      beforeEach(async () => {
        database = await open();
      });

      it('finds nothing to do for an account with the rights that the documentation grants', async () => {
        account = await makeAccount(urlOf(), { grants: granted(EVERY_DAY) });
        const checks = await test(account);
        expect(checks.filter(({ outcome }) => outcome !== 'ok').map(({ name }) => name)).toEqual(['tls']);
      });

      it.each([
        ['INSERT on rekey_audit_entries', 'REVOKE INSERT ON rekey_audit_entries FROM ACCOUNT'],
        ['DELETE on backup_codes', 'REVOKE DELETE ON backup_codes FROM ACCOUNT'],
        ['UPDATE on users', 'REVOKE UPDATE (locked_until) ON users FROM ACCOUNT'],
        ['SELECT on users', 'REVOKE SELECT (email) ON users FROM ACCOUNT'],
        ['SELECT on sessions', 'REVOKE SELECT ON sessions FROM ACCOUNT'],
      ])('names the right that is lacking: %s', async (right, statement) => {
        account = await makeAccount(urlOf(), { grants: granted(EVERY_DAY) });
        await account.administer(statement);
        expect(find(await test(account), 'rights')).toMatchObject({
          outcome: 'failed',
          message: `The account lacks: ${right}.`,
        });
      });

      it('warns of an account that could change the audit log afterwards', async () => {
        const rights = find(await test(parseMysqlUrl(urlOf())), 'rights');
        expect(rights?.outcome).toBe('warning');
        expect(rights?.message).toContain(
          ': UPDATE and DELETE on rekey_audit_entries, rekey_audit_keys, rekey_audit_checkpoints.',
        );
      });

      it('changes nothing by trying', async () => {
        const before = await fingerprint(urlOf());
        await test(parseMysqlUrl(urlOf()));
        expect(await fingerprint(urlOf())).toEqual(before);
      });

      it('names the password, and not what it was, when it is wrong', async () => {
        account = await makeAccount(urlOf());
        const checks = await test({ ...account, password: 'not this one' });
        expect(find(checks, 'password')).toMatchObject({ outcome: 'failed' });
        expect(JSON.stringify(checks)).not.toContain('not this one');
      });

      it('names the database when there is none of that name, or none that may be seen', async () => {
        const { database: name, ...rest } = parseMysqlUrl(urlOf());
        for (const other of [`${name}_x`, 'a`b', "a'; DROP TABLE users; --", 'ü', 'a.b', '%']) {
          const checks = await test({ ...rest, database: other });
          expect(find(checks, 'database'), other).toMatchObject({ outcome: 'failed' });
        }
        account = await makeAccount(urlOf());
        expect(find(await test(account), 'database')).toMatchObject({ outcome: 'failed' });
      });

      it('names each table and column that is missing', async () => {
        await database.reader.schema.dropTable('trusted_devices');
        await database.reader.schema.alterTable('totp_authenticators', (table) =>
          table.dropColumn('last_used_step'),
        );
        expect(find(await test(parseMysqlUrl(urlOf())), 'schema')).toMatchObject({
          outcome: 'failed',
          message: 'Missing: totp_authenticators.last_used_step, trusted_devices.',
        });
      });

      it('refuses tables without transactions', async () => {
        await database.reader.raw('ALTER TABLE rekey_settings ENGINE = MyISAM');
        expect(find(await test(parseMysqlUrl(urlOf())), 'schema')).toMatchObject({
          outcome: 'failed',
          message: expect.stringContaining('rekey_settings (MyISAM)'),
        });
      });

      it('warns of a column that holds few characters, and refuses one of the audit log', async () => {
        await database.reader.raw('ALTER TABLE users MODIFY department VARCHAR(120) CHARACTER SET latin1');
        expect(find(await test(parseMysqlUrl(urlOf())), 'charset')).toMatchObject({
          outcome: 'warning',
          message: expect.stringContaining('users (latin1)'),
        });
        await database.reader.raw(
          'ALTER TABLE rekey_audit_entries MODIFY reason_text TEXT CHARACTER SET latin1',
        );
        expect(find(await test(parseMysqlUrl(urlOf())), 'charset')?.outcome).toBe('failed');
      });

      it('names what the platform lacks when a column that Rekey does not know must be filled', async () => {
        await database.reader.raw('ALTER TABLE two_factor_events ADD COLUMN region VARCHAR(8) NOT NULL');
        expect(find(await test(parseMysqlUrl(urlOf())), 'schema')).toMatchObject({
          outcome: 'failed',
          message: expect.stringContaining('two_factor_events'),
        });
      });
    });

    describe("on a platform without Rekey's own tables", () => {
      beforeEach(async () => {
        database = await open();
        for (const table of await ownTables(urlOf())) await database.reader.schema.dropTable(table);
      });

      it('says that they are still to be made, and that the account may', async () => {
        account = await makeAccount(urlOf(), { grants: granted(MIGRATING) });
        const checks = await test(account);
        expect(find(checks, 'rights')?.outcome).toBe('ok');
        expect(find(checks, 'schema')).toMatchObject({
          outcome: 'warning',
          message: expect.stringContaining('still to be made: rekey_migrations, rekey_staff'),
        });
        expect(await ownTables(urlOf())).toEqual([]);
      });

      it('names the rights that making them needs', async () => {
        const name = parseMysqlUrl(urlOf()).database;
        account = await makeAccount(urlOf(), { grants: [`SELECT, INSERT, UPDATE, DELETE ON ${name}.*`] });
        const rights = find(await test(account), 'rights');
        expect(rights?.outcome).toBe('failed');
        for (const right of ['CREATE', 'ALTER', 'INDEX']) expect(rights?.message).toContain(right);
      });

      it('has them made by an account with the rights that the documentation grants for it', async () => {
        account = await makeAccount(urlOf(), { grants: granted(MIGRATING) });
        const theirs = openDatabase({ kind: 'mysql', url: formatMysqlUrl(account) });
        try {
          expect(await migrate(theirs, referenceKind, { platform: false })).not.toEqual([]);
        } finally {
          await theirs.close();
        }
        expect(find(await test(account), 'schema')?.outcome).toBe('ok');
      });
    });
  });
});

async function query<Row>(url: string, sql: string): Promise<Row[]> {
  const connection = await createConnection(url);
  try {
    return (await connection.query(sql))[0] as Row[];
  } finally {
    await connection.end();
  }
}

async function tables(url: string): Promise<string[]> {
  const rows = await query<{ name: string }>(
    url,
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY table_name',
  );
  return rows.map(({ name }) => name);
}

/** Those that are referred to come last, so that they can be dropped in this order. */
async function ownTables(url: string): Promise<string[]> {
  const last = ['rekey_requests', 'rekey_staff'];
  const own = (await tables(url)).filter((name) => name.startsWith('rekey_'));
  return [...own.filter((name) => !last.includes(name)), ...own.filter((name) => last.includes(name))];
}

async function fingerprint(url: string): Promise<unknown> {
  return query(url, `CHECKSUM TABLE ${(await tables(url)).join(', ')} EXTENDED`);
}
