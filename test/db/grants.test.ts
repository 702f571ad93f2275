/** The account that `rekey grants` makes: the whole day's work is done with it, and nothing beside it. */

import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { firstEntry } from '../../db/audit/archive.ts';
import { verifyChain } from '../../db/audit/verify.ts';
import { testConnection } from '../../db/connection-test.ts';
import { type Database, openDatabase } from '../../db/database.ts';
import { consoleGrants, maintenanceGrants } from '../../db/grants.ts';
import { formatMysqlUrl, parseMysqlUrl } from '../../db/mysql-address.ts';
import { needsOf } from '../../db/needs.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { commandLineHost } from '../../main/cli/desk.ts';
import { readConfiguration } from '../../main/configuration.ts';
import { openServices } from '../../main/console.ts';
import { ACTION_NAMES } from '../../main/contract/actions.ts';
import { inFile } from '../../main/services/audit/archive-place.ts';
import { find } from '../support/checks.ts';
import { rekey, rekeyJson } from '../support/command-line.ts';
import { type Account, makeAccount } from '../support/database-accounts.ts';
import { onMariaDb, type TestDatabase } from '../support/databases.ts';
import { addColleague, makeFirstAdmin } from '../support/paired-staff.ts';
import { addPerson, PLATFORM_KEY } from '../support/people.ts';
import { waiveEvidence } from '../support/waive-evidence.ts';

const SECRET = new Uint8Array(20).fill(3);
const NEEDS = await needsOf(referenceKind, null);
const WHO = { user: 'rekey', host: '10.0.0.%' };

/** What stands between GRANT and TO, for an account of the test. */
const bodies = (statements: readonly string[]) =>
  statements.map((statement) => /^GRANT (.*) TO '/.exec(statement)?.[1] ?? '');

describe('the statements', () => {
  it('give no more than INSERT and SELECT on what the log is proven by', () => {
    const grants = consoleGrants(NEEDS, 'platform', WHO);
    for (const table of ['rekey_audit_entries', 'rekey_audit_checkpoints', 'rekey_audit_keys']) {
      expect(grants).toContain(`GRANT SELECT, INSERT ON platform.${table} TO 'rekey'@'10.0.0.%';`);
    }
    expect(grants.find((grant) => grant.includes('.users '))).not.toContain('password_hash');
    expect(grants).toHaveLength(NEEDS.length);
  });

  it('quote whatever a name is made of', () => {
    const [grant] = maintenanceGrants('my-`db', { user: "o'neil\\", host: '%' });
    expect(grant).toBe("GRANT SELECT, DELETE ON `my-``db`.rekey_audit_entries TO 'o''neil\\\\'@'%';");
  });

  it('are printed without a database, and not for one account that may do both', async () => {
    const args = ['grants', '--user', 'rekey', '--host', '%', '--database', 'platform'];
    const { value } = await rekeyJson<{ console: string[]; maintenance: string[] }>(args, {});
    expect(value.console).toEqual(consoleGrants(NEEDS, 'platform', { user: 'rekey', host: '%' }));
    expect(value.maintenance[0]).toContain("TO 'rekey_maintenance'@'%'");
    expect((await rekeyJson(['audit', ...args], {})).value).toEqual(value);
    expect((await rekey([...args, '--maintenance', 'rekey'], {})).status).toBe(2);
    const folder = await mkdtemp(join(inject('scratch'), 'grants-'));
    expect((await rekey(args.slice(0, 5), { REKEY_DATA_DIR: folder })).status).toBe(2);
  });
});

onMariaDb((open) => {
  describe('an account with these rights', () => {
    let database: TestDatabase;
    let account: Account;
    let theirs: Database;
    const url = () => (database.target.kind === 'mysql' ? database.target.url : '');
    const schema = () => parseMysqlUrl(url()).database;

    beforeEach(async () => {
      database = await open();
      account = await makeAccount(url(), { grants: bodies(consoleGrants(NEEDS, schema(), WHO)) });
      theirs = openDatabase({ kind: 'mysql', url: formatMysqlUrl(account) });
    });
    afterEach(async () => {
      await theirs.close();
      await account.remove();
    });

    it('does every action, every look and everything about the log', async () => {
      const configuration = readConfiguration({
        REKEY_DATA_DIR: await mkdtemp(join(inject('scratch'), 'grants-')),
        REKEY_DATABASE_URL: formatMysqlUrl(account),
        REKEY_PLATFORM_KEY: PLATFORM_KEY.toString('hex'),
      });
      const { services, platform, close } = await openServices({ configuration, host: commandLineHost });
      try {
        const admin = await makeFirstAdmin(services, 'admin');
        const lead = await addColleague(services, admin, 'lead', 'lead');
        await waiveEvidence(database);
        for (const action of ACTION_NAMES) {
          const username = `u-${action}`;
          const lockedUntil = Date.now() + 3_600_000;
          const id = await addPerson(database, {
            username,
            secret: SECRET,
            codes: ['AAAAA-BBBBB'],
            sessions: 2,
            devices: 1,
            failedAttempts: 10,
            lockedUntil,
          });
          await database.reader('sessions').update({ expires_at: lockedUntil });
          await services.users.view(lead.actor, id);
          const request = {
            actionId: randomUUID(),
            userId: id,
            version: null,
            reason: 'lost-phone' as const,
            reasonText: null,
            ticket: null,
            requestId: null,
          };
          const extra = { minutes: 30, typedUsername: username };
          const done = services.actions.run(action, lead, request, extra as never);
          // Mail is not set up here, and that is all that stands in its way.
          if (action === 'send-backup-codes')
            await expect(done).rejects.toMatchObject({ name: 'RekeyError' });
          else expect((await done).sequence).toBeGreaterThan(0);
        }
        await services.users.search(lead.actor, 'u-', { limit: 5 });
        await services.audit.makeCheckpoint(admin.actor);
        const { exportId } = await services.audit.startExport(admin.actor, { text: 'u-unlock' }, 'csv');
        while (!(await services.audit.nextOfExport(admin.actor, exportId)).done);
        await services.audit.rotateKey(admin.actor);
        const keeper = await makeAccount(url(), { grants: bodies(maintenanceGrants(schema(), WHO)) });
        const maintenance = openDatabase({ kind: 'mysql', url: formatMysqlUrl(keeper) });
        const place = inFile(join(await mkdtemp(join(inject('scratch'), 'grants-')), 'old.jsonl.gz'));
        const before = Date.now() + 1000;
        await expect(
          services.audit.archive(admin.actor, { before, place, maintenance: theirs }),
        ).rejects.toMatchObject({
          code: expect.stringContaining('DENIED'),
        });
        const archived = await services.audit.archive(admin.actor, { before, place, maintenance });
        expect(archived).toMatchObject({ firstSequence: 1, resumed: true });
        await maintenance.close();
        await keeper.remove();
        expect(platform.id).toBe('reference');
        expect(platform.recognisedBy).toHaveLength(4);
      } finally {
        await close();
      }
      const first = await firstEntry(theirs.reader);
      const start = { sequence: (first?.sequence ?? 0) - 1, hash: first?.previousHash ?? '' };
      expect(await verifyChain(theirs.reader, { start })).toMatchObject({ whole: true });
      const checks = await testConnection(account, referenceKind);
      expect(find(checks, 'rights')).toMatchObject({ outcome: 'ok' });
    });

    it.each([
      ["change an entry's reason", "UPDATE rekey_audit_entries SET reason = 'x'"],
      ['delete an entry', 'DELETE FROM rekey_audit_entries'],
      [
        'replace an entry',
        "REPLACE INTO rekey_audit_entries (sequence, time, category, action, outcome, previous_hash, hash) VALUES (1, 1, 'a', 'b', 'c', 'd', 'e')",
      ],
      [
        'change an entry by inserting it again',
        "INSERT INTO rekey_audit_entries (sequence, time, category, action, outcome, previous_hash, hash) VALUES (1, 1, 'a', 'b', 'c', 'd', 'e') ON DUPLICATE KEY UPDATE reason = 'x'",
      ],
      ['empty the log', 'TRUNCATE TABLE rekey_audit_entries'],
      ['drop the log', 'DROP TABLE rekey_audit_entries'],
      [
        'put a trigger on the log',
        'CREATE TRIGGER t BEFORE INSERT ON rekey_audit_entries FOR EACH ROW SET NEW.reason = NULL',
      ],
      ['change a checkpoint', "UPDATE rekey_audit_checkpoints SET hash = 'x'"],
      ['delete a key', 'DELETE FROM rekey_audit_keys'],
      ['read password hashes', 'SELECT password_hash FROM users'],
      ['read whole users', 'SELECT * FROM users'],
      ['guess password hashes', "SELECT id FROM users WHERE password_hash LIKE 'a%'"],
      ['change an address', "UPDATE users SET email = 'x'"],
      ['add a user', "INSERT INTO users (username) VALUES ('x')"],
      ['delete a user', 'DELETE FROM users'],
      ['pair a phone', "INSERT INTO totp_authenticators (user_id, secret, created_at) VALUES (1, 'x', 1)"],
      ['touch another table', 'SELECT * FROM other_secrets'],
      ['make a table', 'CREATE TABLE mine (id INT)'],
    ])('can not %s', async (_what, statement) => {
      await addPerson(database, { username: 'anna' });
      await database.reader.raw('CREATE TABLE other_secrets (id INT)');
      await expect(theirs.reader.raw(statement)).rejects.toMatchObject({
        code: expect.stringMatching(/DENIED/),
      });
    });

    it('and the one for maintenance can do no more than remove', async () => {
      const keeper = await makeAccount(url(), { grants: bodies(maintenanceGrants(schema(), WHO)) });
      const removing = openDatabase({ kind: 'mysql', url: formatMysqlUrl(keeper) });
      try {
        await removing.reader.raw('DELETE FROM rekey_audit_entries WHERE sequence <= 0');
        for (const statement of [
          "UPDATE rekey_audit_entries SET reason = 'x'",
          "INSERT INTO rekey_audit_terms VALUES ('x', 1)",
          'UPDATE rekey_audit_head SET sequence = 0',
          'SELECT * FROM rekey_staff',
          'SELECT id FROM users',
        ]) {
          await expect(removing.reader.raw(statement), statement).rejects.toMatchObject({
            code: expect.stringMatching(/DENIED/),
          });
        }
      } finally {
        await removing.close();
        await keeper.remove();
      }
    });
  });
});
