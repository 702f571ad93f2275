import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import { parseMysqlUrl } from '../../db/mysql-address.ts';
import type { RunningConfiguration } from '../../main/services/running-configuration.ts';
import type { ConnectionForm } from '../../main/services/settings.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { keychain } from '../support/keychain.ts';
import { openSettingsRoom, type SettingsRoom } from '../support/settings-room.ts';
import { hire, refusalOf } from '../support/staff-room.ts';

const FORM: ConnectionForm = {
  host: 'db.example.org',
  port: 3306,
  user: 'rekey',
  password: 'a password of the form',
  platformKey: '',
  database: 'platform',
  tls: 'verify',
};
const { password: PASSWORD, platformKey: _none, ...SHOWN } = FORM;
const SAVED = { ...SHOWN, password: PASSWORD, platform: 'reference', keys: {} };
const KEY = 'ab'.repeat(32);
const CONFLICT = new Error('somebody else was first');

forEachDatabase((open, kind) => {
  let database: TestDatabase;
  let room: SettingsRoom;

  beforeEach(async () => {
    database = await open('console');
    room = await openSettingsRoom(database);
  });
  afterEach(() => room.close());

  const runsOnServer: Partial<RunningConfiguration> = {
    database: { kind: 'mysql', url: 'mysql://rekey:the%20stored%20one@db.example.org/platform?tls=required' },
  };

  describe('the settings', () => {
    it('are shown to admins and auditors, without the password', async () => {
      const { actor: auditor } = await hire(room, 'aud', 'auditor');
      const service = room.settings(runsOnServer);
      for (const actor of [room.admin, auditor]) {
        const view = await service.view(actor);
        expect(view.connection).toEqual({ ...SHOWN, tls: 'required' });
        expect(JSON.stringify(view)).not.toContain('stored');
        expect(view.version).toMatch(/^\d+\.\d+\.\d+/);
      }
      expect(await room.log()).toEqual([]);
    });

    it.each(['support', 'lead'] as const)(
      'are not shown to %s, and that they asked is logged',
      async (role) => {
        const { actor } = await hire(room, 'sam', role);
        expect(await refusalOf(room.settings().view(actor))).toBe('FORBIDDEN');
        expect(await room.lastEntry()).toMatchObject({
          category: 'system',
          action: 'view-settings',
          outcome: 'refused',
          staff: { name: 'sam' },
          detail: { code: 'FORBIDDEN' },
        });
      },
    );
  });

  describe('saving a connection', () => {
    it('keeps it for the next start, with an entry that does not hold the password', async () => {
      const view = await room.settings().save(room.admin, FORM);
      expect(view.nextStart).toEqual(SHOWN);
      expect(room.saved()).toEqual(SAVED);
      expect(await readFile(join(room.folder, 'settings.json'), 'utf8')).not.toContain(PASSWORD);
      const entry = await room.lastEntry();
      expect(entry).toMatchObject({
        category: 'system',
        action: 'change-connection',
        outcome: 'done',
        after: SHOWN,
      });
      expect(JSON.stringify([entry, view])).not.toContain(PASSWORD);
    });

    it('shows nothing for the next start where that is what runs already', async () => {
      const view = await room.settings(runsOnServer).save(room.admin, {
        ...FORM,
        password: 'the stored one',
        tls: 'required',
      });
      expect(view.nextStart).toBeNull();
    });

    it.each([
      ['in a window without a keychain', {}, null, /no keychain/],
      ['while the environment decides', { source: 'environment' as const }, keychain(), /it wins over/],
    ])('is refused %s, which the view says beforehand', async (_what, changes, secretStore, why) => {
      const service = room.settings(changes, secretStore);
      expect(await service.view(room.admin)).toMatchObject({
        canSave: false,
        cannotSaveBecause: expect.stringMatching(why),
      });
      await expect(service.save(room.admin, FORM)).rejects.toMatchObject({
        code: 'CONFIGURATION',
        message: expect.stringMatching(why),
      });
      expect(existsSync(join(room.folder, 'settings.json'))).toBe(false);
      expect(await room.lastEntry()).toMatchObject({ action: 'change-connection', outcome: 'refused' });
    });

    it("takes the platform's key along, which neither the entry nor the view holds", async () => {
      const service = room.settings({ source: 'demo', unsetKeys: ['REKEY_PLATFORM_KEY'] });
      expect((await service.view(room.admin)).platformKey?.from).toBe('missing');
      const view = await service.save(room.admin, { ...FORM, platformKey: KEY });
      expect(view.platformKey?.from).toBe('saved');
      expect(room.saved()).toEqual({ ...SAVED, keys: { REKEY_PLATFORM_KEY: KEY } });
      expect(JSON.stringify([await room.lastEntry(), view])).not.toContain(KEY);
      await service.save(room.admin, { ...FORM, database: 'another' });
      expect(room.saved()).toEqual({ ...SAVED, database: 'another', keys: { REKEY_PLATFORM_KEY: KEY } });
      expect((await room.settings().view(room.admin)).platformKey?.from).toBe('environment');
    });

    it.each([
      ['', /key is missing/],
      ['abc', /not 32 bytes/],
      [KEY.slice(2), /not 32 bytes/],
    ])("is refused with %j for the platform's key, where none is set", async (platformKey, why) => {
      const service = room.settings({ source: 'demo', unsetKeys: ['REKEY_PLATFORM_KEY'] });
      await expect(service.save(room.admin, { ...FORM, platformKey })).rejects.toMatchObject({
        code: 'BAD_INPUT',
        message: expect.stringMatching(why),
      });
      expect(room.saved()).toBeNull();
    });

    it('is refused to who may not', async () => {
      const { actor } = await hire(room, 'lea', 'lead');
      expect(await refusalOf(room.settings().save(actor, FORM))).toBe('FORBIDDEN');
      expect(room.saved()).toBeNull();
    });

    it('takes the stored password where none is typed, for the same server and user', async () => {
      await room.settings(runsOnServer).save(room.admin, { ...FORM, password: '', database: 'another' });
      expect(room.saved()).toEqual({ ...SAVED, password: 'the stored one', database: 'another' });
    });

    it('does not hand the stored password to another server or user, or with weaker encryption', async () => {
      const others: Partial<ConnectionForm>[] = [
        { host: 'evil.example.net' },
        { port: 3307 },
        { user: 'root' },
        { tls: 'off' },
      ];
      for (const other of others) {
        const form = { ...FORM, password: '', ...other };
        expect(
          await refusalOf(room.settings(runsOnServer).save(room.admin, form)),
          JSON.stringify(other),
        ).toBe('BAD_INPUT');
      }
      expect(room.saved()).toBeNull();
    });

    it('refuses a host that is none', async () => {
      for (const host of ['db.example.org/x', 'a b', 'user@host', 'host:3306', 'host?x', 'host#x']) {
        expect(await refusalOf(room.settings().save(room.admin, { ...FORM, host })), host).toBe('BAD_INPUT');
      }
      expect(room.saved()).toBeNull();
    });

    it('tells what was there before, and not what it wrote itself, when its transaction has to run again', async () => {
      await room.settings().save(room.admin, FORM);
      const { transaction } = database;
      let runs = 0;
      const twice: Database['transaction'] = async (work) => {
        await transaction(async (tx) => {
          await work(tx);
          runs += 1;
          throw CONFLICT;
        }).catch((error) => expect(error).toBe(CONFLICT));
        return transaction(work);
      };
      await room
        .settings({}, keychain(), { ...database, transaction: twice })
        .save(room.admin, { ...FORM, host: 'other.example.org' });
      expect(runs).toBe(1);
      expect(await room.lastEntry()).toMatchObject({ before: SHOWN, after: { host: 'other.example.org' } });
      expect(room.saved()).toMatchObject({ host: 'other.example.org' });
    });

    it('leaves what was saved as it was when the change can not be logged', async () => {
      await room.settings().save(room.admin, FORM);
      await database.reader.schema.renameTable('rekey_audit_entries', 'gone');
      expect(await refusalOf(room.settings().save(room.admin, { ...FORM, host: 'other.example.org' }))).toBe(
        'AUDIT_UNWRITABLE',
      );
      expect(room.saved()).toEqual(SAVED);
    });
  });

  describe('testing a connection', () => {
    it('is logged, and refused to who may not', async () => {
      const { actor } = await hire(room, 'aud', 'auditor');
      expect(await refusalOf(room.settings().test(actor, FORM))).toBe('FORBIDDEN');
      const checks = await room.settings().test(room.admin, { ...FORM, host: 'no such host' });
      expect(checks[0]).toMatchObject({ name: 'host', outcome: 'failed' });
      expect(await room.lastEntry()).toMatchObject({
        action: 'test-connection',
        outcome: 'done',
        detail: { host: 'no such host' },
      });
      expect(JSON.stringify([checks, await room.lastEntry()])).not.toContain(PASSWORD);
    });

    if (kind === 'mysql') {
      it('tries the stored password where none is typed, and not for another user', async () => {
        const { password: _stored, ...running } = parseMysqlUrl((database.target as { url: string }).url);
        const outcomeOf = async (form: ConnectionForm) =>
          (await room.settings().test(room.admin, form)).find(({ name }) => name === 'password')?.outcome;
        expect(await outcomeOf({ ...running, password: '', platformKey: '' })).toBe('ok');
        expect(await outcomeOf({ ...running, user: 'somebody', password: '', platformKey: '' })).toBe(
          'failed',
        );
      });
    }
  });
});
