/** Connecting in the window of a demo: each step, what it refuses, and that nothing is kept before the last one. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import { consoleGrants } from '../../db/grants.ts';
import { migrate } from '../../db/migrate.ts';
import { parseMysqlUrl } from '../../db/mysql-address.ts';
import { needsOf } from '../../db/needs.ts';
import { readMark, writeMark } from '../../db/platforms/mark.ts';
import { readProfile } from '../../db/platforms/profile.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { readConfiguration } from '../../main/configuration.ts';
import type { SecretStore } from '../../main/host.ts';
import { createConnecting } from '../../main/services/connecting/service.ts';
import type { RunningConfiguration } from '../../main/services/running-configuration.ts';
import { newSecret } from '../../main/services/totp.ts';
import { type Account, makeAccount } from '../support/database-accounts.ts';
import { onMariaDb, type TestDatabase } from '../support/databases.ts';
import { keychain } from '../support/keychain.ts';
import { addPerson, PLATFORM_KEY } from '../support/people.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { HOST } from '../support/walk-desk.ts';

const KEY = PLATFORM_KEY.toString('hex');
const CHOSEN = { platform: 'reference', keys: { REKEY_PLATFORM_KEY: KEY } };

onMariaDb((open) => {
  let database: TestDatabase;
  let administrator: ReturnType<typeof parseMysqlUrl>;
  let account: Account;
  let folder: string;

  beforeEach(async () => {
    database = await open('none');
    if (database.target.kind !== 'mysql') throw new Error('not a server');
    administrator = parseMysqlUrl(database.target.url);
    account = await makeAccount(database.target.url);
    folder = await makeTemporaryFolder('connecting');
  });
  afterEach(() => account.remove());

  const server = () => ({ ...administrator, user: account.user, password: account.password });

  function connecting(
    others: {
      secretStore?: SecretStore;
      reopen?: () => Promise<void>;
      source?: RunningConfiguration['source'];
    } = {},
  ) {
    const { secretStore = null, reopen, source } = others;
    const configuration = readConfiguration({ REKEY_DATA_DIR: folder });
    return createConnecting({
      configuration: { ...configuration, source: source ?? configuration.source },
      host: { ...HOST, secretStore, ...(reopen && { reopen }) },
      clock: () => 0,
    });
  }

  /** The platform's own tables with somebody in them, and the rights of the console's account; not Rekey's tables. */
  async function platform(): Promise<void> {
    await migrate(database, referenceKind, { platform: true });
    await addPerson(database, { username: 'ann', secret: newSecret(), codes: ['0LD00-00001'] });
    await grant();
  }

  async function grant(): Promise<void> {
    const place = { user: account.user, host: '127.0.0.1' };
    await account.administer(
      ...consoleGrants(await needsOf(referenceKind, null), administrator.database, place),
    );
  }

  async function dropTables(): Promise<void> {
    for (const table of await database
      .reader('information_schema.tables')
      .where({ table_schema: administrator.database })
      .andWhere('table_name', 'like', 'rekey\\_%')
      .pluck('table_name'))
      await database.reader.raw('DROP TABLE ??', [table]);
  }

  it('goes from an address to a console that opens, and keeps nothing before the end', async () => {
    await platform();
    let reopened = 0;
    const service = connecting({
      reopen: async () => {
        reopened += 1;
      },
    });
    expect(service.view()).toEqual({ keeper: 'file', reopens: true });
    const { checks, found, kept } = await service.survey(server());
    expect(checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(found).toMatchObject([{ id: 'reference', keys: [{ setting: 'REKEY_PLATFORM_KEY' }] }]);
    expect(kept).toBeNull();
    const look = await service.look(server(), CHOSEN);
    expect(look).toMatchObject({
      users: [{ username: 'ann', enrolment: 'on' }],
      tally: {
        ...{ users: 1, states: { on: 1 }, all: true },
        concerns: { 'few-backup-codes': 1, 'no-backup-codes': 0, locked: 0 },
      },
      proof: { opened: 1, refused: 0 },
    });
    const tables = await service.tables(server(), { platform: 'reference' });
    expect(tables.pending).toBe(0);
    expect(tables.checks.map(({ outcome }) => outcome)).not.toContain('failed');
    expect(tables.statements).toMatchObject({ withTables: false, sql: expect.stringContaining('GRANT') });
    expect(existsSync(join(folder, 'rekey.env'))).toBe(false);
    expect(await readProfile(database.reader)).toBeNull();

    const file = join(folder, 'rekey.env');
    const mark = { title: 'Shop', production: true };
    expect(await service.keep(server(), CHOSEN, mark)).toEqual({ file });
    expect(await readMark(database.reader)).toEqual(mark);
    expect(reopened).toBe(1);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readConfiguration({ REKEY_DATA_DIR: folder })).toMatchObject({
      source: 'environment',
      platform: { id: 'reference' },
      keys: { REKEY_PLATFORM_KEY: PLATFORM_KEY },
    });
    expect(await readProfile(database.reader)).toEqual({ platform: 'reference', choices: null });
    expect(await connecting({ source: 'demo' }).survey(server())).toMatchObject({ kept: 'reference', mark });
  });

  it('keeps the secrets in the keychain where there is one', async () => {
    await platform();
    const service = connecting({ secretStore: keychain() });
    expect(service.view()).toEqual({ keeper: 'keychain', reopens: false });
    const { file } = await service.keep(server(), CHOSEN, null);
    expect(file).toBe(join(folder, 'settings.json'));
    expect(readdirSync(folder)).toEqual(['settings.json']);
    const text = readFileSync(file, 'utf8');
    for (const secret of [account.password, KEY]) expect(text).not.toContain(secret);
    expect(readConfiguration({ REKEY_DATA_DIR: folder }, { secretStore: keychain() })).toMatchObject({
      source: 'saved',
      platform: { id: 'reference' },
      keys: { REKEY_PLATFORM_KEY: PLATFORM_KEY },
    });
  });

  it('takes back what it kept where the console does not open on it, and the demo goes on', async () => {
    await platform();
    const service = connecting({
      reopen: async () => {
        throw new Error('it does not open');
      },
    });
    await expect(service.keep(server(), CHOSEN, { title: 'Shop', production: false })).rejects.toThrow(
      'it does not open',
    );
    expect(existsSync(join(folder, 'rekey.env'))).toBe(false);
    expect(readConfiguration({ REKEY_DATA_DIR: folder }).source).toBe('demo');
    expect(await readProfile(database.reader)).toBeNull();
    expect(await readMark(database.reader)).toBeNull();
    const kept = { platform: 'reference', choices: null };
    expect(await listAudit(database.reader, {}, { limit: 5 })).toMatchObject([
      { action: 'connect-platform', outcome: 'failed', before: kept, after: null },
      { action: 'change-platform-mark', after: null },
      { action: 'change-platform-mark', after: { title: 'Shop', production: false }, staff: null },
      { action: 'connect-platform', outcome: 'done', before: null, after: kept },
    ]);
  });

  it('leaves what another console kept as it is where this one does not open', async () => {
    await platform();
    await connecting().keep(server(), CHOSEN, null);
    const service = connecting({
      source: 'demo',
      reopen: async () => {
        throw new Error('it does not open');
      },
    });
    await expect(service.keep(server(), CHOSEN, null)).rejects.toThrow('it does not open');
    expect(await readProfile(database.reader)).toEqual({ platform: 'reference', choices: null });
  });

  it('leaves the name that another console gave the platform, which is an admin’s to change', async () => {
    await platform();
    const shop = { title: 'Shop', production: true };
    await connecting().keep(server(), CHOSEN, shop);
    const service = connecting({ source: 'demo' });
    await service.keep(server(), CHOSEN, { title: 'Harmless', production: false });
    await service.keep(server(), CHOSEN, null);
    expect(await readMark(database.reader)).toEqual(shop);
    expect(await listAudit(database.reader, { action: 'change-platform-mark' }, { limit: 5 })).toHaveLength(
      1,
    );
  });

  it('leaves what an admin has changed meanwhile where the console does not open', async () => {
    await platform();
    const service = connecting({
      reopen: async () => {
        await database.transaction((tx) => writeMark(tx, { title: 'By an admin', production: true }));
        throw new Error('it does not open');
      },
    });
    await expect(service.keep(server(), CHOSEN, { title: 'Shop', production: false })).rejects.toThrow(
      'it does not open',
    );
    expect(await readMark(database.reader)).toEqual({ title: 'By an admin', production: true });
    expect(await readProfile(database.reader)).toBeNull();
  });

  it('tells why it did not open also where the database is gone by then', async () => {
    await platform();
    const service = connecting({
      reopen: async () => {
        await account.administer("ALTER USER ACCOUNT IDENTIFIED BY 'another'");
        throw new Error('it does not open');
      },
    });
    await expect(service.keep(server(), CHOSEN, null)).rejects.toThrow('it does not open');
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['tables', "Rekey's tables are still to be made"],
    ['rights', 'The account lacks'],
  ])('keeps nothing where the console lacks %s', async (what, why) => {
    await migrate(database, referenceKind, { platform: true });
    if (what === 'tables') await dropTables();
    await account.administer('GRANT SELECT ON * TO ACCOUNT');
    await expect(connecting().keep(server(), CHOSEN, null)).rejects.toMatchObject({
      code: 'CONNECTING_NOT_READY',
      message: expect.stringContaining(why),
    });
    expect(readdirSync(folder)).toEqual([]);
    if (what === 'rights') expect(await readProfile(database.reader)).toBeNull();
  });

  it("makes Rekey's tables by an account that is used once, and looks at the console's own again", async () => {
    await migrate(database, referenceKind, { platform: true });
    await dropTables();
    await account.administer('GRANT SELECT ON * TO ACCOUNT');
    const service = connecting();
    const before = await service.tables(server(), { platform: 'reference' });
    expect(before.pending).toBeGreaterThan(0);
    expect(before.statements).toMatchObject({
      withTables: true,
      sql: expect.stringContaining('create table'),
    });
    await expect(
      service.makeTables(
        server(),
        { platform: 'reference' },
        { user: account.user, password: account.password },
      ),
    ).rejects.toMatchObject({ name: 'RekeyError' });
    const { user, password } = administrator;
    const after = await service.makeTables(server(), { platform: 'reference' }, { user, password });
    expect(after.pending).toBe(0);
    // Of the console's own account, and not of the one that made them.
    expect(after.checks.some(({ outcome }) => outcome === 'failed')).toBe(true);
    await grant();
    const granted = await service.tables(server(), { platform: 'reference' });
    expect(granted.checks.some(({ outcome }) => outcome === 'failed')).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says of a wrong password or an unknown database what failed, and finds nothing', async () => {
    const service = connecting();
    const survey = await service.survey({ ...server(), password: 'wrong' });
    expect(survey.found).toEqual([]);
    expect(survey.checks.find(({ outcome }) => outcome === 'failed')?.name).toBe('password');
    expect(JSON.stringify(survey)).not.toContain('wrong"');
  });

  it.each([
    ['a key of another form', { ...CHOSEN, keys: { REKEY_PLATFORM_KEY: 'short' } }, 'BAD_INPUT'],
    ['no key', { ...CHOSEN, keys: {} }, 'BAD_INPUT'],
    ['a platform that nobody knows', { ...CHOSEN, platform: 'nobody' }, 'BAD_INPUT'],
    [
      "a key that is not the platform's",
      { ...CHOSEN, keys: { REKEY_PLATFORM_KEY: 'ef'.repeat(32) } },
      'KEY_NOT_THE_PLATFORMS',
    ],
  ])('keeps nothing with %s', async (_what, chosen, code) => {
    await platform();
    await expect(connecting().keep(server(), chosen, null)).rejects.toMatchObject({ code });
    expect(readdirSync(folder)).toEqual([]);
    expect(await readProfile(database.reader)).toBeNull();
  });

  it.each(['environment', 'saved'] as const)('is over where the console is no demo: %s', async (source) => {
    const service = connecting({ source });
    const account = { user: 'u', password: 'p' };
    const over = { code: 'CONNECTING_OVER' };
    expect(() => service.view()).toThrow(expect.objectContaining(over));
    await expect(service.survey(server())).rejects.toMatchObject(over);
    await expect(service.acceptBastion(server(), 'SHA256:none')).rejects.toMatchObject(over);
    await expect(service.look(server(), CHOSEN)).rejects.toMatchObject(over);
    await expect(service.tables(server(), { platform: 'reference' })).rejects.toMatchObject(over);
    await expect(service.makeTables(server(), { platform: 'reference' }, account)).rejects.toMatchObject(
      over,
    );
    await expect(service.keep(server(), CHOSEN, null)).rejects.toMatchObject(over);
    expect(readdirSync(folder)).toEqual([]);
  });
});
