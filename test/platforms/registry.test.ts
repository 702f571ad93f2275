/** What is asked of the kind of a platform, with one that the registry does not have: it needs no key. */
import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { columnsOf } from '../../db/columns.ts';
import { checkEmbedded } from '../../db/connection-test/embedded.ts';
import { testConnection } from '../../db/connection-test.ts';
import { RekeyError } from '../../db/errors.ts';
import { migrate, pendingMigrations } from '../../db/migrate.ts';
import { parseMysqlUrl } from '../../db/mysql-address.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { detect } from '../../db/platforms/detect.ts';
import type { PlatformKind } from '../../db/platforms/kind.ts';
import { DEMO_KEY, seedDemo } from '../../db/platforms/reference/demo/index.ts';
import { kindOf, kinds, referenceKind } from '../../db/platforms/registry.ts';
import { commandLineHost } from '../../main/cli/desk.ts';
import { readConfiguration } from '../../main/configuration.ts';
import { openServices } from '../../main/console.ts';
import { grantsFor, resetDemoPlatform } from '../../main/maintenance.ts';
import { openSandbox } from '../../main/open-sandbox.ts';
import { examine } from '../../main/services/doctor.ts';
import { failures, find } from '../support/checks.ts';
import { rekey } from '../support/command-line.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { makeFirstAdmin } from '../support/paired-staff.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { tinyKind } from '../support/tiny-kind.ts';
import { createTinyTables } from '../support/tiny-platform.ts';

/** Whose tables differ, so that the rights on them are known only where they are looked at. */
const varied: PlatformKind = {
  ...tinyKind,
  async needs(reader) {
    if (!reader)
      throw new RekeyError('CONFIGURATION', { why: 'its accounts differ from platform to platform' });
    const columns = (await columnsOf(reader, ['accounts'])).get('accounts') ?? new Set(['id', 'login']);
    return [
      { table: 'accounts', select: [...columns], update: ['paired'] },
      { table: 'rekey_tiny_index', select: 'all', insert: 'all', own: true },
    ];
  },
};
const BOTH = [referenceKind, tinyKind];
const ID = '3f2b8c1e-0000-4000-8000-00000000000a' as UserId;

describe('the registry', () => {
  it('finds a kind by its id, and none for another', () => {
    expect(kindOf('reference')).toBe(referenceKind);
    expect(kindOf('Reference')).toBeNull();
    expect(kindOf('tiny')).toBeNull();
    expect(kindOf('tiny', BOTH)).toBe(tinyKind);
  });

  it('has no two kinds of one id, and no migration that another could have', () => {
    const ids = kinds().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const kind of BOTH.concat(kinds()))
      for (const name of Object.keys(kind.migrations)) expect(name).toMatch(new RegExp(`^${kind.id}/`));
  });
});

describe('a platform that Rekey does not know', () => {
  it('is refused by its name, with those that there are', async () => {
    const why = /REKEY_PLATFORM names "djnago", and the platforms that Rekey knows are: reference/;
    expect(() => readConfiguration({ REKEY_PLATFORM: 'djnago' })).toThrow(why);
    const args = ['grants', '--user', 'rekey', '--host', '%', '--database', 'platform'];
    const refused = await rekey(args, { REKEY_PLATFORM: 'djnago' });
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toMatch(why);
    expect(refused.stdout).not.toContain('GRANT');
  });

  it('is no demo: a platform that is chosen without a database is refused', () => {
    expect(() => readConfiguration({ REKEY_PLATFORM: 'tiny' }, { platforms: BOTH })).toThrow(
      /REKEY_PLATFORM is set, but no database/,
    );
  });
});

forEachDatabase((open, kind) => {
  let folder: string;
  beforeEach(async () => {
    folder = await makeTemporaryFolder('registry');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function configure({ target }: TestDatabase, platform: string) {
    const url = target.kind === 'mysql' ? target.url : `sqlite:${target.path}`;
    return readConfiguration(
      { REKEY_DATA_DIR: folder, REKEY_DATABASE_URL: url, REKEY_PLATFORM: platform },
      { platforms: BOTH },
    );
  }

  function tablesOf(database: TestDatabase) {
    const { target } = database;
    return target.kind === 'mysql'
      ? testConnection(parseMysqlUrl(target.url), referenceKind, { known: BOTH })
      : checkEmbedded(database, referenceKind, BOTH);
  }

  describe('a platform without keys', () => {
    it('starts without REKEY_PLATFORM_KEY, brings its own table, and the doctor asks for no key', async () => {
      const database = await open('none');
      await createTinyTables(database);
      await database.reader('accounts').insert({ id: ID, login: 'mara', privileged: false, paired: true });
      const configuration = configure(database, 'tiny');
      expect(configuration.keys).toEqual({});
      const { services, platform, close } = await openServices({ configuration, host: commandLineHost });
      try {
        const { actor } = await makeFirstAdmin(services, 'admin');
        const view = await services.users.view(actor, ID);
        expect(view.user).toMatchObject({ username: 'mara' });
        expect(platform.id).toBe('tiny');
        expect((await services.settings.view(actor)).platform).toMatchObject({
          ...{ id: 'tiny', version: null },
          recognisedBy: ['the table accounts has paired'],
        });
      } finally {
        await close();
      }
      expect(await database.reader('rekey_tiny_index')).toEqual([]);
      expect(await database.reader.schema.hasTable('users')).toBe(false);
      const checks = await examine(configuration, { clock: Date.now, secretStore: null });
      expect(failures(checks)).toEqual([]);
      expect(checks.map(({ name }) => name)).not.toContain('platform-key');
      expect(find(checks, 'platform')?.outcome).toBe('ok');
    });

    it('is not started by the kind that needs one', async () => {
      const database = await open('none');
      expect(() => configure(database, 'reference')).toThrow(
        /REKEY_PLATFORM_KEY is not set, and without it no authenticator can be read/,
      );
    });
  });

  it('is no demo, whatever stands beside it: nothing of one is shown or made anew', async () => {
    const database = await open('all');
    await seedDemo(database, { key: DEMO_KEY, now: Date.now() });
    await createTinyTables(database);
    const configuration = configure(database, 'tiny');
    const { services, close } = await openServices({ configuration, host: commandLineHost });
    expect(services.demo).toBe(false);
    await close();
    const clock = Date.now;
    await expect(openSandbox(configuration, { clock, port: 0 })).rejects.toMatchObject({ code: 'DEMO_ONLY' });
    const reset = async () => resetDemoPlatform(configuration, clock);
    await expect(reset()).rejects.toMatchObject({ code: 'DEMO_ONLY' });
    expect(await database.reader('users').first('id')).toBeDefined();
  });

  describe('the migrations of a platform', () => {
    it('run where it is chosen, and are no newer version to a console for another', async () => {
      const database = await open('none');
      expect(await pendingMigrations(database, referenceKind)).not.toContain('tiny/2026-12-01-index');
      expect(await migrate(database, tinyKind, { platform: false })).toContain('tiny/2026-12-01-index');
      expect(await migrate(database, tinyKind, { platform: false })).toEqual([]);
      expect(await migrate(database, referenceKind, { platform: false })).toEqual([]);
      await database.reader('rekey_migrations').insert({ name: 'tiny/2999-01-01-later', batch: 1 });
      expect(await pendingMigrations(database, referenceKind)).toEqual([]);
      await expect(migrate(database, tinyKind, { platform: false })).rejects.toMatchObject({
        code: 'CONFIGURATION',
        message: expect.stringContaining('tiny/2999-01-01-later'),
      });
    });

    it('make no tables of a platform whose own code makes them', async () => {
      const database = await open('none');
      await expect(migrate(database, tinyKind, { platform: true })).rejects.toMatchObject({
        code: 'BAD_INPUT',
        message: expect.stringContaining('Tiny platform'),
      });
      expect(await database.reader.schema.hasTable('rekey_migrations')).toBe(false);
    });
  });

  describe('rights that depend on the tables', () => {
    const who = { console: { user: 'rekey', host: '%' }, maintenance: { user: 'keeper', host: '%' } };

    it('are printed for the columns that are there', async () => {
      const database = await open('none');
      await createTinyTables(database);
      const configuration = configure(database, 'tiny');
      const grants = await grantsFor({ name: 'p', platform: varied, configuration }, who);
      expect(grants.console[0]).toBe(
        "GRANT SELECT (id, login, privileged, paired), UPDATE (paired) ON p.accounts TO 'rekey'@'%';",
      );
    });

    it('are refused without a database to look at, and those of the reference platform are not', async () => {
      const grants = grantsFor({ name: 'p', platform: varied, configuration: null }, who);
      await expect(grants).rejects.toMatchObject({ code: 'CONFIGURATION' });
      const known = await grantsFor({ name: 'p', platform: referenceKind, configuration: null }, who);
      expect(known.console[0]).toContain('p.users');
    });
  });

  describe('what stands in a database', () => {
    it('is none, one or several platforms, each with what it was recognised by', async () => {
      const database = await open('console');
      const found = async () => (await detect(database.reader, BOTH)).map((one) => one.kind.id);
      expect(await found()).toEqual([]);
      await createTinyTables(database);
      expect(await found()).toEqual(['tiny']);
      await migrate(database, referenceKind, { platform: true });
      expect(await found()).toEqual(['reference', 'tiny']);
      const [reference] = await detect(database.reader);
      expect(reference).toMatchObject({ kind: referenceKind, version: '2026-12-01-search-terms' });
      expect(reference?.evidence).toContain(
        'the table users has two_factor_required, failed_attempts, locked_until',
      );
    });

    it("is not the reference platform where a table of that name is somebody else's", async () => {
      const database = await open('all');
      await database.reader.raw('ALTER TABLE totp_authenticators DROP COLUMN last_used_step');
      expect(await detect(database.reader)).toEqual([]);
    });

    it('is told where the tables that are looked for are missing', async () => {
      const database = await open('none');
      expect(find(await tablesOf(database), 'schema')?.message).not.toContain('another platform');
      await createTinyTables(database);
      const schema = find(await tablesOf(database), 'schema');
      expect(schema).toMatchObject({
        outcome: 'failed',
        next: expect.stringContaining('Set REKEY_PLATFORM to tiny'),
      });
      expect(schema?.message).toContain('Tiny platform (the table accounts has paired)');
      if (kind === 'mysql') expect(schema?.next).toContain('docs/platform-schema.md');
    });

    if (kind === 'mysql') {
      it('is not looked at before a platform is chosen', async () => {
        const { target } = await open('none');
        const checks = await testConnection(parseMysqlUrl((target as { url: string }).url), null);
        expect(find(checks, 'database')?.outcome).toBe('ok');
        for (const name of ['charset', 'rights', 'schema'] as const)
          expect(find(checks, name)).toMatchObject({
            outcome: 'skipped',
            message: 'Not tried: no platform is chosen yet.',
          });
      });
    }
  });
});
