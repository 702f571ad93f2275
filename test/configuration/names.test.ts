/** What stands in rekey.env and in the environment is understood or refused by name: the demo never opens in its place. */
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { readConfiguration } from '../../main/configuration.ts';
import { writeSavedConnection } from '../../main/services/saved-connection.ts';
import { keychain } from '../support/keychain.ts';

const KEY = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const URL_LINE = 'REKEY_DATABASE_URL=mysql://rekey:s3cret-pw@127.0.0.1:33965/platform';
const LINES = [URL_LINE, `REKEY_PLATFORM_KEY=${KEY}`];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(inject('scratch'), 'configuration-'));
});

function write(content: string | Uint8Array): void {
  writeFileSync(join(folder, 'rekey.env'), content, { mode: 0o600 });
}

const read = (environment: Record<string, string> = {}) =>
  readConfiguration({ REKEY_DATA_DIR: folder, ...environment });

function refusal(environment: Record<string, string> = {}): string {
  try {
    const { source } = read(environment);
    throw new Error(`it was not refused, and is ${source}`);
  } catch (error) {
    expect(error).toMatchObject({ code: 'CONFIGURATION' });
    expect(String(error)).not.toMatch(/s3cret-pw|0001020304/);
    return String((error as { facts: { why: string } }).facts.why);
  }
}

/** UTF-16 with its byte order mark. */
function utf16(text: string, order: 'le' | 'be'): Buffer {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}

describe('rekey.env is read', () => {
  it.each<[string, string | Uint8Array]>([
    ['plain', LINES.join('\n')],
    ['with a byte order mark', `\uFEFF${LINES.join('\n')}\n`],
    ['in UTF-16, as PowerShell writes it', utf16(LINES.join('\r\n'), 'le')],
    ['in UTF-16, the other way round', utf16(LINES.join('\n'), 'be')],
    ['with CRLF', `${LINES.join('\r\n')}\r\n`],
    ['with CR alone', `${LINES.join('\r')}\r`],
    ['with export', LINES.map((line) => `export ${line}`).join('\n')],
    ['with quotes', LINES.map((line) => line.replace(/=(.*)/, '="$1"')).join('\n')],
    [
      'with single quotes and comments',
      `# ours\n\n${LINES.map((line) => line.replace(/=(.*)/, "='$1' # it")).join('\n')}`,
    ],
    [
      'with spaces that do not break, and two byte order marks',
      `\uFEFF\uFEFF\u00a0${LINES.join('\n\u00a0')}`,
    ],
    ['with a # in quotes and in a comment', LINES.map((line) => `${line} # what's "this" #`).join('\n')],
    ['with spaces around', LINES.map((line) => `  ${line.replace('=', ' = ')}  `).join('\n')],
  ])('%s', (_how, content) => {
    write(content);
    const { source, database, keys } = read();
    expect(source).toBe('environment');
    expect(database).toEqual({ kind: 'mysql', url: URL_LINE.replace('REKEY_DATABASE_URL=', '') });
    expect(keys.REKEY_PLATFORM_KEY?.toString('hex')).toBe(KEY);
  });
});

describe('rekey.env is refused by what is wrong with it', () => {
  it.each<[string, string | Uint8Array, RegExp]>([
    [
      'a misspelt name',
      `${URL_LINE}\nREKEY_PLATFORM_KEYS=${KEY}`,
      /REKEY_PLATFORM_KEYS in line 2.*REKEY_PLATFORM_KEY may be meant/,
    ],
    ['another misspelt name', `REKEY_DATABSE_URL=mysql://a:s3cret-pw@h/d`, /REKEY_DATABASE_URL may be meant/],
    ['a name without its beginning', 'DATABASE_URL=mysql://a:s3cret-pw@h/d', /DATABASE_URL in line 1/],
    ['a name in lower case', 'rekey_database_url=mysql://a:s3cret-pw@h/d', /REKEY_DATABASE_URL may be meant/],
    ['a name with dashes', 'REKEY-DATABASE-URL=mysql://a:s3cret-pw@h/d', /REKEY_DATABASE_URL may be meant/],
    ['a name with an invisible character', `REKEY_DATABASE\u200b_URL=mysql://a:s3cret-pw@h/d`, /line 1/],
    ['a colon in place of =', 'REKEY_DATABASE_URL: mysql://a:s3cret-pw@h/d', /line 1.*NAME=value/],
    ['set of another shell', 'set REKEY_DATABASE_URL=mysql://a:s3cret-pw@h/d', /line 1.*NAME=value/],
    ['$env: of another shell', '$env:REKEY_DATABASE_URL = "mysql://a:s3cret-pw@h/d"', /line 1.*NAME=value/],
    ['a name twice', `${URL_LINE}\n${URL_LINE}`, /twice/],
    ['no value', 'REKEY_DATABASE_URL=', /REKEY_DATABASE_URL in line 1.*no value/],
    ['nothing between quotes', 'REKEY_DATABASE_URL=""', /no value/],
    ['a quote that is not closed', 'REKEY_DATABASE_URL="mysql://a:s3cret-pw@h/d', /quotes in line 1/],
    ['quotes of a word processor', 'REKEY_DATABASE_URL=“mysql://a:s3cret-pw@h/d”', /quotes in line 1/],
    ['primes for quotes', 'REKEY_DATABASE_URL=″mysql://a:s3cret-pw@h/d″', /quotes in line 1/],
    ['more behind a quote', 'REKEY_DATABASE_URL="mysql://a:s3cret-pw@h/d"x', /quotes in line 1/],
    ['a # in a password', 'REKEY_DATABASE_URL=mysql://a:s3#cret-pw@h/d', /behind # in line 1.*quotes/],
    ['a # in a path', '\nREKEY_AUDIT_KEY_FILE=/keys/a#b', /behind # in line 2.*REKEY_AUDIT_KEY_FILE/],
    ['UTF-16 without a byte order mark', Buffer.from(LINES.join('\n'), 'utf16le'), /UTF-8/],
    ['Latin-1', Buffer.from('# für uns\n', 'latin1'), /UTF-8/],
    ['NUL', 'REKEY_PLATFORM=reference\0', /UTF-8/],
    ['a key without an address', `REKEY_PLATFORM_KEY=${KEY}`, /set REKEY_DATABASE_URL as well/],
  ])('%s', (_what, content, words) => {
    write(content);
    expect(refusal()).toMatch(words);
  });

  it('a folder in its place', () => {
    mkdirSync(join(folder, 'rekey.env'));
    expect(refusal()).toContain('is no file');
  });

  it('a file that others can read', () => {
    write(LINES.join('\n'));
    chmodSync(join(folder, 'rekey.env'), 0o644);
    expect(refusal()).toContain('chmod 600');
  });
});

describe('a name in the environment', () => {
  it.each([
    ['REKEY_DATABASE', 'REKEY_DATABASE_URL'],
    ['REKEY_DATABASEURL', 'REKEY_DATABASE_URL'],
    ['REKEY_DB_URL', null],
    ['rekey_database_url', 'REKEY_DATABASE_URL'],
    ['REKY_DATABASE_URL', 'REKEY_DATABASE_URL'],
    ['REKKEY_DATABASE_URL', 'REKEY_DATABASE_URL'],
    ['REKYE_PLATFORM_KEY', 'REKEY_PLATFORM_KEY'],
    ['REKEYS_PLATFORM_KEY', 'REKEY_PLATFORM_KEY'],
    ['REKEY_PLATFROM_KEY', 'REKEY_PLATFORM_KEY'],
    ['REKEY_DATADIR', 'REKEY_DATA_DIR'],
    ['REKEY_SMTP_ULR', 'REKEY_SMTP_URL'],
    ['REKEY_SOMETHING', null],
  ])('%s is refused', (name, meant) => {
    const why = refusal({ [name]: 's3cret-pw' });
    expect(why).toContain(name);
    if (meant) expect(why).toContain(`${meant} may be meant`);
    else expect(why).not.toContain('undefined');
  });

  it.each([
    'DATABASE_URL',
    'PLATFORM',
    'TEST_DATABASE_URL',
    'READ_DATABASE_URL',
    'REDIS_DATABASE_URL',
    'REKEY_TEST_ALL',
    'REKEY_HOST',
    'REKEY_BROWSER',
    'REKEY_PASSWORD',
    'REKEY_TOTP',
    'PATH',
  ])('%s is no fault of ours', (name) => expect(read({ [name]: 'x' }).source).toBe('demo'));

  it.each(['REKEY_PLATFORM_KEY', 'REKEY_CONSOLE_KEY', 'REKEY_MAINTENANCE_DATABASE_URL'])(
    '%s without an address opens no demo',
    (name) => {
      const value = name.endsWith('_KEY') ? KEY : 'mysql://a:s3cret-pw@h/d';
      expect(refusal({ [name]: value })).toContain(`${name} is set, but no database`);
    },
  );

  it('that is the key opens none where a connection can be saved either, and comes from it else', () => {
    const secretStore = keychain();
    const read = (environment: NodeJS.ProcessEnv = {}) =>
      readConfiguration({ REKEY_DATA_DIR: folder, ...environment }, { secretStore });
    expect(() => read({ REKEY_PLATFORM_KEY: KEY })).toThrow(/is set, but no database/);
    const connection = {
      host: 'h',
      port: 3306,
      user: 'u',
      password: 'p',
      database: 'd',
      tls: 'off' as const,
      keys: {},
    };
    writeSavedConnection(folder, secretStore, connection);
    expect(() => read()).toThrow(/REKEY_PLATFORM_KEY is not set/);
    writeSavedConnection(folder, secretStore, { ...connection, keys: { REKEY_PLATFORM_KEY: KEY } });
    expect(read()).toMatchObject({
      source: 'saved',
      keys: { REKEY_PLATFORM_KEY: Buffer.from(KEY, 'hex') },
    });
    writeSavedConnection(folder, secretStore, { ...connection, platform: 'django' });
    expect(read()).toMatchObject({ source: 'saved', platform: { id: 'django' }, keys: {} });
    writeSavedConnection(folder, secretStore, { ...connection, platform: 'nobody' });
    expect(() => read()).toThrow(/REKEY_PLATFORM names "nobody"/);
    writeSavedConnection(folder, secretStore, { ...connection, keys: { REKEY_PLATFORM_KEY: KEY } });
    const other = 'cd'.repeat(32);
    expect(read({ REKEY_PLATFORM_KEY: other }).keys.REKEY_PLATFORM_KEY).toEqual(Buffer.from(other, 'hex'));
  });

  it.each([`${KEY.slice(1)}`, 'not a key', `${Buffer.from(KEY, 'hex').toString('base64')} x`, `"${KEY}"`])(
    'that is the key is not made of what is none: %s',
    (key) =>
      expect(refusal({ REKEY_DATABASE_URL: 'mysql://a:s3cret-pw@h/d', REKEY_PLATFORM_KEY: key })).toContain(
        '32 bytes',
      ),
  );
});
