import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addSigningKey } from '../../db/audit/checkpoints.ts';
import { appendAudit } from '../../db/audit/log.ts';
import type { Check, CheckName } from '../../db/check.ts';
import { parseMysqlUrl } from '../../db/mysql-address.ts';
import { needsOf } from '../../db/needs.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { runDoctor } from '../../main/doctor.ts';
import { signCheckpoint } from '../../main/services/audit/checkpoint.ts';
import { signingKeyStore } from '../../main/services/audit/signing-key.ts';
import { failures, find, outcomes } from '../support/checks.ts';
import { makeAccount } from '../support/database-accounts.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { addPerson, PLATFORM_KEY } from '../support/people.ts';
import { CONSOLE_KEY, hire, openStaffRoom } from '../support/staff-room.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const CONTENTS: CheckName[] = [
  'migrations',
  'platform',
  'search-index',
  'platform-key',
  'limits',
  'console-key',
  'audit-log',
  'staff',
  'clock',
];

/** In the order in which they can be dropped. */
const OWN_TABLES = (await needsOf(referenceKind, null))
  .filter(({ own }) => own)
  .map(({ table }) => table)
  .sort((a, b) => b.length - a.length);

let folder: string;
beforeEach(async () => {
  folder = await makeTemporaryFolder('doctor');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

forEachDatabase((open, kind) => {
  describe('doctor, with a database that answers', () => {
    let database: TestDatabase;
    let examine: (changes?: NodeJS.ProcessEnv, clock?: () => number) => Promise<Check[]>;

    beforeEach(async () => {
      database = await open();
      const { target } = database;
      examine = (changes = {}, clock = Date.now) =>
        runDoctor(
          {
            REKEY_DATA_DIR: folder,
            REKEY_DATABASE_URL: target.kind === 'mysql' ? target.url : `sqlite:${target.path}`,
            REKEY_PLATFORM_KEY: PLATFORM_KEY.toString('hex'),
            REKEY_CONSOLE_KEY: CONSOLE_KEY.toString('hex'),
            ...changes,
          },
          clock,
        );
    });

    it('finds nothing wrong where nothing is', async () => {
      await addPerson(database, { username: 'mara', secret: Buffer.alloc(20, 1), confirmed: true });
      await hire(openStaffRoom(database), 'ada', 'admin');
      const checks = await examine();
      expect(failures(checks)).toEqual([]);
      for (const name of CONTENTS)
        expect(find(checks, name), name).toMatchObject({ outcome: 'ok', next: null });
    });

    it('changes nothing, not even the audit log that it tries', async () => {
      await database.transaction((tx) =>
        appendAudit(tx, { time: 1, staff: null, category: 'system', action: 'look', outcome: 'done' }),
      );
      const before = await database.reader('rekey_audit_head').first();
      await examine();
      expect(await database.reader('rekey_audit_head').first()).toEqual(before);
      expect(await database.reader('rekey_audit_entries').select('sequence')).toHaveLength(1);
    });

    it("names the key when it is not the platform's", async () => {
      await addPerson(database, { username: 'mara', secret: Buffer.alloc(20, 1) });
      const checks = await examine({ REKEY_PLATFORM_KEY: 'f'.repeat(64) });
      expect(failures(checks)).toEqual(['platform-key']);
      expect(JSON.stringify(checks)).not.toContain('f'.repeat(64));
    });

    it('warns when the key opens some and not others', async () => {
      await addPerson(database, { username: 'mara', secret: Buffer.alloc(20, 1) });
      const id = await addPerson(database, { username: 'jonas', secret: Buffer.alloc(20, 2) });
      await database.reader('totp_authenticators').where({ user_id: id }).update({ secret: 'v1.AAAA' });
      expect(find(await examine(), 'platform-key')?.outcome).toBe('warning');
    });

    it('warns when the newest user can not be found, which the platform has to see to', async () => {
      const id = await addPerson(database, { username: 'mara' });
      await database.reader('user_search_terms').where({ user_id: id }).delete();
      expect(find(await examine(), 'platform')).toMatchObject({
        outcome: 'warning',
        message: expect.stringContaining(`#${id}`),
        next: expect.stringContaining('user_search_terms'),
      });
    });

    it('warns when the newest user has other terms than the present fold makes', async () => {
      const id = await addPerson(database, { username: 'mara', fullName: 'Παππάς' });
      expect(find(await examine(), 'platform')?.outcome).toBe('ok');
      await database
        .reader('user_search_terms')
        .where({ user_id: id, term: 'παππασ' })
        .update({ term: 'παππας' });
      expect(find(await examine(), 'platform')).toMatchObject({
        outcome: 'warning',
        message: expect.stringContaining('version 2'),
      });
    });

    it('warns where there are no users and no staff yet', async () => {
      expect(outcomes(await examine())).toMatchObject({
        platform: 'warning',
        'platform-key': 'ok',
        staff: 'warning',
      });
    });

    it('names the staff when no admin can sign in', async () => {
      const room = openStaffRoom(database);
      await hire(room, 'ada', 'admin');
      await hire(room, 'lea', 'lead');
      await database.reader('rekey_staff').where({ name: 'ada' }).update({ closed_at: 1 });
      expect(failures(await examine())).toEqual(['staff']);
    });

    it.each<[string, (database: TestDatabase) => Promise<unknown>]>([
      ['its head was set back', (db) => db.reader('rekey_audit_head').update({ sequence: 1 })],
      [
        'its head names another entry',
        (db) => db.reader('rekey_audit_head').update({ hash: 'e'.repeat(64) }),
      ],
      [
        'its last entry was edited',
        (db) =>
          tamper(db, (reader) =>
            reader('rekey_audit_entries').where({ sequence: 2 }).update({ action: 'y' }),
          ),
      ],
      ['all of it was deleted', (db) => tamper(db, (reader) => reader('rekey_audit_entries').delete())],
    ])('names the audit log when %s', async (_what, attack) => {
      for (const action of ['sign-in', 'sign-out'] as const) {
        await database.transaction((tx) =>
          appendAudit(tx, { time: 1, staff: null, category: 'system', action, outcome: 'done' }),
        );
      }
      await attack(database);
      const checks = await examine();
      expect(failures(checks)).toEqual(['audit-log']);
      expect(find(checks, 'audit-log')?.next).toContain('rekey audit verify');
    });

    it('names a checkpoint that the log does not agree with, and no other', async () => {
      for (const action of ['sign-in', 'sign-out'] as const) {
        await database.transaction((tx) =>
          appendAudit(tx, { time: 1, staff: null, category: 'system', action, outcome: 'done' }),
        );
      }
      const key = signingKeyStore({ dataDirectory: folder, file: null, secretStore: null }).current(1);
      const { keyId, publicKey, madeAt, previousKeyId, endorsement } = key;
      const add = async (sequence: number) => {
        const { hash, time, signature } = signCheckpoint(key, { sequence, hash: 'e'.repeat(64), time: 1 });
        await database
          .reader('rekey_audit_checkpoints')
          .insert({ sequence, hash, time, key_id: keyId, signature, occasion: 'demand' });
      };
      await add(2);
      // Nobody knows the key, so it fixes nothing.
      expect(failures(await examine())).toEqual([]);
      await database.transaction((tx) =>
        addSigningKey(tx, { keyId, publicKey, madeAt, previousKeyId, endorsement }),
      );
      const checks = await examine();
      expect(failures(checks)).toEqual(['audit-log']);
      expect(find(checks, 'audit-log')).toMatchObject({
        message: expect.stringContaining(`Entry 2: its hash is not the one that key ${keyId} signed`),
        next: expect.stringContaining('--checkpoint FILE'),
      });
    });

    it('names the table that is gone', async () => {
      await database.reader.schema.dropTable('trusted_devices');
      const checks = await examine();
      expect(find(checks, 'schema')).toMatchObject({
        outcome: 'failed',
        message: expect.stringContaining('trusted_devices'),
      });
    });

    it("names the platform's tables where there are none", async () => {
      const bare = await open('none');
      await bare.reader.raw('SELECT 1');
      const { target } = bare;
      const checks = await examine({
        REKEY_DATABASE_URL: target.kind === 'mysql' ? target.url : `sqlite:${target.path}`,
      });
      expect(failures(checks)).toEqual(['schema']);
      expect(find(checks, 'schema')?.message).toContain('users');
    });

    it("says that Rekey's own tables are still to be made, and how", async () => {
      for (const table of OWN_TABLES) await database.reader.schema.dropTable(table);
      const checks = await examine();
      expect(failures(checks)).toEqual([]);
      expect(outcomes(checks)).toMatchObject({ schema: 'warning', migrations: 'warning', staff: 'skipped' });
      expect(find(checks, 'migrations')?.next).toContain('rekey migrate');
    });

    it('does not say that a table which is gone is still to be made', async () => {
      await database.reader.schema.dropTable('rekey_settings');
      const checks = await examine();
      expect(failures(checks)).toEqual(['migrations']);
      expect(find(checks, 'migrations')).toMatchObject({
        message: expect.stringContaining('rekey_settings'),
        next: expect.stringContaining('backup'),
      });
    });

    if (kind === 'mysql') {
      it('warns of a clock that is off, since codes are good for 30 seconds only', async () => {
        expect(find(await examine({}, () => Date.now() - 60_000), 'clock')).toMatchObject({
          outcome: 'warning',
          message: expect.stringMatching(/(59|60|61) seconds ahead of/),
        });
        expect(find(await examine({}, () => Date.now() + 60_000), 'clock')?.message).toContain('behind');
      });

      it('names the audit log when the account may not add to it', async () => {
        const url = (database.target as { url: string }).url;
        const name = parseMysqlUrl(url).database;
        const account = await makeAccount(url, { grants: [`SELECT ON ${name}.*`] });
        try {
          const checks = await examine({
            REKEY_DATABASE_URL: `mysql://${account.user}:${account.password}@127.0.0.1:${account.port}/${name}`,
          });
          expect(find(checks, 'rights')).toMatchObject({
            outcome: 'failed',
            message: expect.stringContaining('INSERT on rekey_audit_entries'),
          });
          expect(JSON.stringify(checks)).not.toContain(account.password);
        } finally {
          await account.remove();
        }
      });
    }
  });
});

/** As somebody would who holds the database: the triggers go first. */
async function tamper(
  database: TestDatabase,
  how: (reader: TestDatabase['reader']) => Promise<unknown>,
): Promise<void> {
  if (database.kind === 'sqlite') {
    for (const verb of ['update', 'delete']) await database.reader.raw(`DROP TRIGGER rekey_audit_no_${verb}`);
  }
  await how(database.reader);
}
