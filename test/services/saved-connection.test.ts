import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatMysqlUrl, type MysqlConnection, parseMysqlUrl } from '../../db/mysql-address.ts';
import {
  loadSavedConnection,
  type SavedConnection,
  writeSavedConnection,
} from '../../main/services/saved-connection.ts';
import { keychain } from '../support/keychain.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const ADDRESS: MysqlConnection = {
  host: 'db.example.org',
  port: 3307,
  user: 'rekey@desk',
  password: 'p@ss:w/ord?#%&ü €',
  database: 'plat/form',
  tls: 'verify',
};
const CONNECTION: SavedConnection = { ...ADDRESS, platform: 'django', keys: {} };

describe('a saved connection', () => {
  let folder: string;
  const file = () => join(folder, 'settings.json');

  beforeEach(async () => {
    folder = await makeTemporaryFolder('saved');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is nothing where nothing was saved', () => {
    expect(loadSavedConnection(folder, keychain())).toBeNull();
    expect(loadSavedConnection(join(folder, 'not', 'there'), null)).toBeNull();
  });

  it('comes back as it was, with every character of it', () => {
    writeSavedConnection(folder, keychain(), CONNECTION);
    expect(loadSavedConnection(folder, keychain())).toEqual(CONNECTION);
    expect(parseMysqlUrl(formatMysqlUrl(CONNECTION))).toEqual(ADDRESS);
  });

  it('keeps a file of certificates and a socket, and one that was saved before there were any is read', async () => {
    const { tls: _tls, ...plain } = ADDRESS;
    for (const connection of [
      { ...ADDRESS, ca: '/etc/ca of us.pem' },
      { ...ADDRESS, cert: '/etc/me & co.pem', key: '/etc/key.pem' },
      { ...plain, host: 'localhost', port: 3306, tls: 'off' as const, socket: '/run/my sql.sock' },
      ADDRESS,
    ]) {
      writeSavedConnection(folder, keychain(), { ...connection, keys: {} });
      expect(loadSavedConnection(folder, keychain())).toEqual({ ...connection, keys: {} });
      expect(parseMysqlUrl(formatMysqlUrl(connection))).toEqual(connection);
    }
    expect(await readFile(file(), 'utf8')).not.toContain('"ca"');
  });

  it("holds the platform's keys as the keychain makes them, and whoever has saved none has none", async () => {
    const keys = { REKEY_PLATFORM_KEY: 'ab'.repeat(32), REKEY_OTHER_KEY: 'cd'.repeat(32) };
    writeSavedConnection(folder, keychain(), { ...CONNECTION, keys });
    const text = await readFile(file(), 'utf8');
    for (const key of Object.values(keys)) expect(text).not.toContain(key);
    expect(loadSavedConnection(folder, keychain())).toEqual({ ...CONNECTION, keys });
    writeSavedConnection(folder, keychain(), CONNECTION);
    expect(loadSavedConnection(folder, keychain())?.keys).toEqual({});
  });

  it('is read as it was saved when there was one key, and one platform', async () => {
    const { password, ...connection } = ADDRESS;
    const sealed = { password: keychain().encrypt(password), platformKey: keychain().encrypt('ab') };
    await writeFile(file(), JSON.stringify({ version: 1, connection, ...sealed }));
    const keys = { REKEY_PLATFORM_KEY: 'ab' };
    expect(loadSavedConnection(folder, keychain())).toEqual({ ...ADDRESS, keys });
  });

  it('does not hold the password, and only its owner may read it', async () => {
    writeSavedConnection(folder, keychain(), CONNECTION);
    const text = await readFile(file(), 'utf8');
    expect(text).not.toContain(CONNECTION.password);
    expect(JSON.parse(text)).toEqual({
      version: 1,
      connection: {
        host: 'db.example.org',
        port: 3307,
        user: 'rekey@desk',
        database: 'plat/form',
        tls: 'verify',
      },
      platform: 'django',
      password: keychain().encrypt(CONNECTION.password),
      keys: {},
    });
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['settings.json']);
  });

  it('makes the data directory when it is the first thing in it', () => {
    const inner = join(folder, 'a', 'b');
    writeSavedConnection(inner, keychain(), CONNECTION);
    expect(loadSavedConnection(inner, keychain())).toEqual(CONNECTION);
  });

  it('takes the place of the one before, and can be taken back', () => {
    const takeBackFirst = writeSavedConnection(folder, keychain(), CONNECTION);
    const takeBack = writeSavedConnection(folder, keychain(), { ...CONNECTION, host: 'other.example.org' });
    expect(loadSavedConnection(folder, keychain())?.host).toBe('other.example.org');
    takeBack();
    expect(loadSavedConnection(folder, keychain())).toEqual(CONNECTION);
    takeBackFirst();
    expect(loadSavedConnection(folder, keychain())).toBeNull();
  });

  it('is written over what an earlier writer left half done', async () => {
    await writeFile(`${file()}.${process.pid}.new`, '{"version": 1, "conn');
    writeSavedConnection(folder, keychain(), CONNECTION);
    expect(loadSavedConnection(folder, keychain())).toEqual(CONNECTION);
    expect(await readdir(folder)).toEqual(['settings.json']);
  });

  const good = () => ({ version: 1, connection: { ...CONNECTION, password: undefined }, password: 'AAAA' });
  it.each([
    ['is empty', ''],
    ['is cut off', '{"version": 1, "connection": {"host": "db'],
    ['is of another kind', '[]'],
    ['is null', 'null'],
    ['lacks the password', JSON.stringify({ ...good(), password: undefined })],
    ['lacks the host', JSON.stringify({ ...good(), connection: { ...good().connection, host: undefined } })],
    [
      'has an impossible port',
      JSON.stringify({ ...good(), connection: { ...good().connection, port: 99_999 } }),
    ],
    [
      'has an unknown TLS mode',
      JSON.stringify({ ...good(), connection: { ...good().connection, tls: 'maybe' } }),
    ],
  ])('that %s is an error that names the file', async (_what, content) => {
    await writeFile(file(), content);
    expect(() => loadSavedConnection(folder, keychain())).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION',
        message: expect.stringMatching(/settings\.json: it is damaged/),
      }),
    );
  });

  it('of another format is an error that says so, not a guess', async () => {
    await writeFile(file(), JSON.stringify({ ...good(), version: 2 }));
    expect(() => loadSavedConnection(folder, keychain())).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION',
        message: expect.stringContaining('another version of Rekey (format 2'),
      }),
    );
  });

  it('of another person does not open, and says what to do', () => {
    writeSavedConnection(folder, keychain('somebody else'), CONNECTION);
    expect(() => loadSavedConnection(folder, keychain())).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION',
        message: expect.stringContaining('save the connection again'),
      }),
    );
  });

  it('is not passed over where there is no keychain: the demo must not open in its place', () => {
    writeSavedConnection(folder, keychain(), CONNECTION);
    expect(() => loadSavedConnection(folder, null)).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION',
        message: expect.stringContaining('set REKEY_DATABASE_URL'),
      }),
    );
  });

  it('that can not be read is an error, not nothing', async () => {
    await mkdir(file());
    expect(() => loadSavedConnection(folder, keychain())).toThrow(
      expect.objectContaining({ code: 'CONFIGURATION', message: expect.stringContaining('can not be read') }),
    );
  });

  it('is not written where the folder is none, and not without the keychain', async () => {
    const notAFolder = join(folder, 'file');
    await writeFile(notAFolder, '');
    expect(() => writeSavedConnection(notAFolder, keychain(), CONNECTION)).toThrow(
      expect.objectContaining({ code: 'CONFIGURATION' }),
    );
    const locked = {
      ...keychain(),
      encrypt: () => {
        throw new Error(`can not take ${CONNECTION.password}`);
      },
    };
    expect(() => writeSavedConnection(folder, locked, CONNECTION)).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION',
        message: expect.not.stringContaining(CONNECTION.password),
      }),
    );
    expect(await readdir(folder)).toEqual(['file']);
  });
});
