/** Which key the secrets of staff are sealed with, as a start finds and leaves it. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import type { AuditEntry } from '../../db/audit/entry.ts';
import { listAudit } from '../../db/audit/log.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { updateStaff } from '../../db/staff.ts';
import { readConfiguration } from '../../main/configuration.ts';
import { openServices } from '../../main/console.ts';
import { openConsoleKey } from '../../main/core/console-key.ts';
import { runDoctor } from '../../main/doctor.ts';
import type { SecretStore } from '../../main/host.ts';
import { environmentFor } from '../cli/world.ts';
import { find } from '../support/checks.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { hostWith, keychain } from '../support/keychain.ts';
import { expectSealedWith, leaveOldSeals, sealedNow, sealOfOld } from '../support/old-seals.ts';
import { addPerson } from '../support/people.ts';
import { openStaffRoom, type StaffRoom } from '../support/staff-room.ts';

const KEY = Buffer.alloc(32, 5);
const OTHER = Buffer.alloc(32, 6);

forEachDatabase((open) => {
  let database: TestDatabase;
  let environment: NodeJS.ProcessEnv;
  let room: StaffRoom;
  beforeEach(async () => {
    database = await open();
    environment = await environmentFor(database);
    room = openStaffRoom(database);
  });

  async function start(changes: NodeJS.ProcessEnv = {}, secretStore: SecretStore | null = null) {
    return openServices({
      configuration: readConfiguration({ ...environment, ...changes }),
      host: hostWith(secretStore),
      clock: () => room.time.now,
    });
  }

  async function startAndEnd(...options: Parameters<typeof start>): Promise<void> {
    await (await start(...options)).close();
  }

  /** Its code, if it fails. */
  async function refusal(...options: Parameters<typeof start>): Promise<string | null> {
    return startAndEnd(...options).then(
      () => null,
      (error: { code: string }) => error.code,
    );
  }

  const set = (key: Buffer) => ({ REKEY_CONSOLE_KEY: key.toString('base64') });
  const anotherMachine = async () => ({ REKEY_DATA_DIR: await mkdtemp(join(inject('scratch'), 'other-')) });
  const entries = (): Promise<AuditEntry[]> =>
    listAudit(database.reader, { action: 'seal-anew' }, { limit: 9 });
  const keyFile = () => join(String(environment.REKEY_DATA_DIR), 'console.key');
  const doctor = async (changes: NodeJS.ProcessEnv = {}) =>
    find(await runDoctor({ ...environment, ...changes }), 'console-key');

  const old = () => leaveOldSeals(room);

  describe('a first start', () => {
    it('makes a key of its own, which the next start and doctor find; nothing of it is logged', async () => {
      expect(await doctor()).toMatchObject({
        outcome: 'ok',
        message: expect.stringContaining('still to be made'),
      });
      expect(existsSync(keyFile())).toBe(false);
      await startAndEnd();
      const text = await readFile(keyFile(), 'utf8');
      await startAndEnd();
      expect(await readFile(keyFile(), 'utf8')).toBe(text);
      expect(await doctor()).toMatchObject({ outcome: 'ok', message: expect.stringContaining(keyFile()) });
      expect(await entries()).toEqual([]);
    });

    it('keeps it in the keychain where the host has one', async () => {
      await startAndEnd({}, keychain());
      expect(await readFile(keyFile(), 'utf8')).toMatch(/^keychain:/);
      expect(await refusal({}, keychain())).toBeNull();
      expect(await refusal({}, null)).toBe('CONFIGURATION');
      expect(await doctor()).toMatchObject({
        outcome: 'failed',
        message: expect.stringContaining('desktop window'),
      });
    });

    it('makes no file where the key is set', async () => {
      await startAndEnd(set(KEY));
      expect(existsSync(keyFile())).toBe(false);
    });

    // Root may write anywhere but there.
    it.runIf(process.platform === 'linux')(
      'is refused where the key can neither be kept nor is set, and nothing is written',
      async () => {
        expect(await refusal({ REKEY_DATA_DIR: '/proc' })).toBe('CONFIGURATION');
        expect((await sealedNow(database)).check).toEqual([]);
        expect(await refusal({ REKEY_DATA_DIR: '/proc', ...set(KEY) })).toBeNull();
      },
    );

    it('gets the key of whoever starts on the same data directory at the same moment', async () => {
      const { reader } = database;
      let first = true;
      // The other one makes the key and its check while this one reads.
      const slow = new Proxy(reader, {
        apply(target, self, args) {
          return Reflect.apply(target, self, args);
        },
        get(target, name) {
          if (name !== 'raw' || !first) return Reflect.get(target, name);
          first = false;
          return async (...args: [string, string[]]) => {
            const read = await target.raw(...args);
            await startAndEnd();
            return read;
          };
        },
      });
      const key = await openConsoleKey({
        ...{ database: { ...database, reader: slow }, secretStore: null, clock: () => room.time.now },
        configuration: readConfiguration(environment),
      });
      expect(key.toString('base64')).toBe((await readFile(keyFile(), 'utf8')).trim());
    });

    it('of two consoles with a key each, lets one in and tells the other', async () => {
      const outcomes = await Promise.all([refusal(set(KEY)), refusal(set(OTHER))]);
      expect(outcomes.filter((code) => code === null)).toHaveLength(1);
      expect(outcomes).toContain('CONSOLE_KEY_WRONG');
    });
  });

  describe('a database of an earlier version', () => {
    it('is sealed anew, once, with one entry that holds no secret; everybody signs in as before', async () => {
      const { ada, bob, secrets } = await old();
      expect(await doctor(set(KEY))).toMatchObject({
        outcome: 'warning',
        message: expect.stringContaining('3'),
        next: expect.stringContaining('Start Rekey'),
      });
      const { services, close } = await start(set(KEY));
      for (const hired of [ada, bob]) await services.session.signIn(room.seat(), hired.credentials());
      await close();
      await expectSealedWith(KEY, secrets, database);
      const [entry, ...more] = await entries();
      expect(more).toEqual([]);
      expect(entry).toMatchObject({
        ...{ category: 'system', outcome: 'done', staff: null, before: null, after: null },
        detail: { staffSecrets: 2, mails: 1 },
      });
      const left = await sealedNow(database);
      await startAndEnd(set(KEY));
      expect(await sealedNow(database)).toEqual(left);
      expect(await entries()).toHaveLength(1);
      expect(await doctor(set(KEY))).toMatchObject({ outcome: 'ok', next: null });
    });

    it('goes on where a start was killed after its key was made', async () => {
      const { secrets } = await old();
      await writeFile(keyFile(), `${KEY.toString('base64')}\n`, { mode: 0o600 });
      await startAndEnd();
      await expectSealedWith(KEY, secrets, database);
    });

    it('stays as it was when the transaction ends before its commit, and is sealed anew by the next start', async () => {
      const { secrets } = await old();
      const before = await sealedNow(database);
      await database.reader.schema.renameTable('rekey_audit_entries', 'elsewhere');
      expect(await refusal(set(KEY))).toBe('AUDIT_UNWRITABLE');
      expect(await sealedNow(database)).toEqual(before);
      await database.reader.schema.renameTable('elsewhere', 'rekey_audit_entries');
      await startAndEnd(set(KEY));
      await expectSealedWith(KEY, secrets, database);
    });

    it('is sealed anew once by two consoles that start at once', async () => {
      const { secrets } = await old();
      expect(await Promise.all([refusal(set(KEY)), refusal(set(KEY)), refusal(set(KEY))])).toEqual([
        null,
        null,
        null,
      ]);
      await expectSealedWith(KEY, secrets, database);
      expect((await entries()).map(({ detail }) => detail)).toEqual([{ staffSecrets: 2, mails: 1 }]);
    });

    it('belongs to one of two consoles with a key each, whole', async () => {
      const { secrets } = await old();
      const outcomes = await Promise.all([refusal(set(KEY)), refusal(set(OTHER))]);
      expect(outcomes.toSorted()).toEqual(['CONSOLE_KEY_WRONG', null]);
      await expectSealedWith(outcomes[0] === null ? KEY : OTHER, secrets, database);
      expect(await entries()).toHaveLength(1);
    });

    it('is refused and left as it is under another key of the platform, which is told', async () => {
      const { secrets } = await old();
      const before = await sealedNow(database);
      const changed = { REKEY_PLATFORM_KEY: OTHER.toString('hex') };
      await expect(start(changed)).rejects.toMatchObject({
        code: 'CONSOLE_KEY_WRONG',
        next: expect.stringContaining('REKEY_PLATFORM_KEY'),
      });
      expect(existsSync(keyFile())).toBe(false);
      expect(await sealedNow(database)).toEqual(before);
      expect(await doctor(changed)).toMatchObject({ outcome: 'failed' });
      await startAndEnd(set(KEY));
      await expectSealedWith(KEY, secrets, database);
    });

    it('with one secret that opens with no key is no reason to lock the others out; doctor counts it', async () => {
      const { ada, bob } = await old();
      const foreign = 'v1.AAAA';
      await database.transaction((tx) => updateStaff(tx, bob.actor.id, { totpSecret: foreign }));
      const { services, close } = await start(set(KEY));
      await services.session.signIn(room.seat(), ada.credentials());
      await expect(services.session.signIn(room.seat(), bob.credentials())).rejects.toMatchObject({
        code: 'CONSOLE_KEY_WRONG',
      });
      await close();
      expect((await sealedNow(database)).staff[1]?.totp_secret).toBe(foreign);
      expect(await doctor(set(KEY))).toMatchObject({
        outcome: 'warning',
        message: expect.stringContaining('1'),
      });
    });

    it('gets what an earlier version sealed meanwhile at the next start', async () => {
      const { bob, secrets } = await old();
      await startAndEnd(set(KEY));
      const context = `rekey-staff-totp:${bob.actor.id}`;
      await database.transaction((tx) =>
        updateStaff(tx, bob.actor.id, { totpSecret: sealOfOld(secrets[1] as Buffer, context) }),
      );
      await startAndEnd(set(KEY));
      await expectSealedWith(KEY, secrets, database);
      expect((await entries()).map(({ detail }) => detail)).toEqual([
        { staffSecrets: 1, mails: 0 },
        { staffSecrets: 2, mails: 1 },
      ]);
    });
  });

  describe('another key', () => {
    it('is told at the start and by doctor, whatever the credentials, and overwrites nothing', async () => {
      await old();
      await startAndEnd(set(KEY));
      const before = await sealedNow(database);
      await expect(start(set(OTHER))).rejects.toMatchObject({
        code: 'CONSOLE_KEY_WRONG',
        message: expect.stringContaining('REKEY_CONSOLE_KEY'),
        next: expect.stringContaining('docs/console-key.md'),
      });
      const check = await doctor(set(OTHER));
      expect(check).toMatchObject({ outcome: 'failed', next: expect.stringContaining('REKEY_CONSOLE_KEY') });
      expect(JSON.stringify(check)).not.toContain(OTHER.toString('base64'));
      expect(await sealedNow(database)).toEqual(before);
      expect(await refusal(set(KEY))).toBeNull();
    });

    it('is not made by a second console that has none, with staff or without', async () => {
      await startAndEnd(set(KEY));
      const elsewhere = await anotherMachine();
      await expect(start(elsewhere)).rejects.toMatchObject({
        code: 'CONSOLE_KEY_WRONG',
        message: expect.stringContaining('it has no key yet'),
      });
      expect(existsSync(join(elsewhere.REKEY_DATA_DIR, 'console.key'))).toBe(false);
      expect(await doctor(elsewhere)).toMatchObject({ outcome: 'failed' });
      expect(await refusal({ ...elsewhere, ...set(KEY) })).toBeNull();
    });

    it('is refused beside the file that has the right one, and the line of that file is the key for a second console', async () => {
      await startAndEnd();
      expect(await refusal(set(OTHER))).toBe('CONSOLE_KEY_WRONG');
      const line = (await readFile(keyFile(), 'utf8')).trim();
      expect(await refusal({ ...(await anotherMachine()), REKEY_CONSOLE_KEY: line })).toBeNull();
    });

    it('takes over from the keychain, for whoever needs it beside that window', async () => {
      const { secrets } = await old();
      await startAndEnd({}, keychain());
      expect(await refusal(set(OTHER), null)).toBe('CONSOLE_KEY_WRONG');
      await startAndEnd(set(OTHER), keychain());
      await expectSealedWith(OTHER, secrets, database);
      expect(await refusal({ ...(await anotherMachine()), ...set(OTHER) })).toBeNull();
      expect(await refusal({}, keychain())).toBe('CONSOLE_KEY_WRONG');
      expect(await entries()).toHaveLength(2);
    });

    it('is taken when the lost one was taken out of the database as docs/console-key.md says, and staff pair anew', async () => {
      const { ada } = await old();
      await startAndEnd(set(KEY));
      const text = await readFile(new URL('../../docs/console-key.md', import.meta.url), 'utf8');
      const statements = text.match(/^ {4}(DELETE FROM|UPDATE) .*;$/gm) ?? [];
      expect(statements).toHaveLength(2);
      for (const statement of statements) await database.reader.raw(statement.trim().replace(/;$/, ''));
      const { services, close } = await start(set(OTHER));
      const seat = room.seat();
      await services.session.signIn(seat, { ...ada.credentials(), code: '' });
      expect(await services.session.view(seat)).toMatchObject({ state: 'pairing' });
      await close();
    });
  });

  it('a changed key of the platform locks no staff out; what is wrong is told where a user’s code is checked', async () => {
    const { ada } = await old();
    await startAndEnd();
    const user = await addPerson(database, { username: 'mara', secret: Buffer.alloc(20, 1) });
    const changed = { REKEY_PLATFORM_KEY: OTHER.toString('hex') };
    const { services, close } = await start(changed);
    const seat = room.seat();
    await services.session.signIn(seat, ada.credentials());
    const actor = await services.session.actor(seat);
    await expect(services.actions.checkCode(actor, user as UserId, '123456')).rejects.toMatchObject({
      code: 'PLATFORM_KEY_WRONG',
    });
    await close();
    const checks = await runDoctor({ ...environment, ...changed });
    expect(find(checks, 'console-key')?.outcome).toBe('ok');
    expect(find(checks, 'platform-key')?.outcome).toBe('failed');
  });
});
