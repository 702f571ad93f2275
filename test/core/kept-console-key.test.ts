import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfiguration } from '../../main/configuration.ts';
import { keptConsoleKey } from '../../main/core/kept-console-key.ts';
import type { SecretStore } from '../../main/host.ts';
import { keychain } from '../support/keychain.ts';
import { PLATFORM_KEY } from '../support/people.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const KEY = Buffer.alloc(32, 5);
const OTHER = Buffer.alloc(32, 6);

let dataDirectory: string;
let file: string;
beforeEach(async () => {
  dataDirectory = await makeTemporaryFolder('console-key');
  file = join(dataDirectory, 'console.key');
});
afterEach(() => rm(dataDirectory, { recursive: true, force: true }));

/** A key without a database is refused. */
function onPlatform(): NodeJS.ProcessEnv {
  return {
    REKEY_DATA_DIR: dataDirectory,
    REKEY_DATABASE_URL: 'sqlite:x',
    REKEY_PLATFORM_KEY: PLATFORM_KEY.toString('hex'),
  };
}

function kept(
  secretStore: SecretStore | null = null,
  changes: Partial<Parameters<typeof keptConsoleKey>[0]> = {},
) {
  return keptConsoleKey({ dataDirectory, consoleKey: null, source: 'environment', ...changes }, secretStore);
}

describe('REKEY_CONSOLE_KEY', () => {
  const read = (text: string, more: NodeJS.ProcessEnv = {}) =>
    readConfiguration({ ...onPlatform(), REKEY_CONSOLE_KEY: text, ...more }).consoleKey;

  it.each(['hex', 'base64', 'base64url'] as const)('is read as %s', (encoding) => {
    expect(read(KEY.toString(encoding))).toEqual(KEY);
  });

  it('may stand in rekey.env, and the environment wins', async () => {
    const environment = onPlatform();
    await writeFile(join(dataDirectory, 'rekey.env'), `REKEY_CONSOLE_KEY=${KEY.toString('base64')}\n`, {
      mode: 0o600,
    });
    expect(readConfiguration(environment).consoleKey).toEqual(KEY);
    expect(read(OTHER.toString('hex'))).toEqual(OTHER);
  });

  it.each([
    ['too short', KEY.subarray(1).toString('base64')],
    ['too long', Buffer.alloc(33, 5).toString('base64')],
    ['no Base64', `${'!'.repeat(20)}${KEY.toString('base64')}`],
    ['a hexadecimal digit short', KEY.toString('hex').slice(1)],
    ['a passphrase', 'correct horse battery staple'],
  ])('that is %s is refused by name and not repeated', (_what, text) => {
    expect(() => read(text)).toThrow('REKEY_CONSOLE_KEY must be 32 bytes');
    expect(() => read(text)).not.toThrow(text);
  });

  it('is no other platform’s key either: REKEY_PLATFORM_KEY is refused in the same strict way', () => {
    const more = { REKEY_DATABASE_URL: 'sqlite:x', REKEY_PLATFORM_KEY: `!${KEY.toString('base64')}` };
    expect(() => read(OTHER.toString('hex'), more)).toThrow('REKEY_PLATFORM_KEY must be 32 bytes');
  });

  it('may not be the platform’s key, however it is written', () => {
    const more = { REKEY_DATABASE_URL: 'sqlite:x', REKEY_PLATFORM_KEY: KEY.toString('base64') };
    expect(() => read(KEY.toString('hex'), more)).toThrow("REKEY_CONSOLE_KEY is the platform's key");
  });

  it('wins over the file, which is not even looked at', async () => {
    await writeFile(file, 'nonsense', { mode: 0o644 });
    expect(kept(null, { consoleKey: KEY }).find()).toEqual({ key: KEY, where: 'REKEY_CONSOLE_KEY' });
  });
});

describe('the file of the key', () => {
  it('is made once, for its owner alone, and nothing else is left beside it', async () => {
    expect(kept().find()).toBeNull();
    const made = kept().make();
    expect(made.where).toBe(file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(kept().find()).toEqual(made);
    expect(kept().make()).toEqual(made);
    expect(await readdir(dataDirectory)).toEqual(['console.key']);
    const line = (await readFile(file, 'utf8')).trim();
    expect(readConfiguration({ ...onPlatform(), REKEY_CONSOLE_KEY: line }).consoleKey).toEqual(made.key);
  });

  it('is that of whoever was first, in a keychain or not', () => {
    const first = kept(keychain()).make();
    expect(kept(keychain()).make()).toEqual(first);
    expect(() => kept().make()).toThrow('desktop window only');
  });

  it.each([
    ['that others may read is refused', 0o644, KEY.toString('base64'), 'chmod 600'],
    ['that the group may read is refused', 0o640, KEY.toString('base64'), 'chmod 600'],
    ['that is empty is refused', 0o600, '', 'does not hold 32 bytes'],
    ['that was cut is refused', 0o600, KEY.toString('base64').slice(0, 20), 'does not hold 32 bytes'],
  ])('%s, and stays as it is', async (_what, mode, text, why) => {
    await writeFile(file, text);
    await chmod(file, mode);
    for (const act of [() => kept().find(), () => kept().make()]) {
      expect(act).toThrow(expect.objectContaining({ code: 'CONFIGURATION' }));
      expect(act).toThrow(file);
      expect(act).toThrow(why);
    }
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('that is a folder is refused', async () => {
    await mkdir(file);
    expect(() => kept().find()).toThrow('cannot be read');
  });

  it('that cannot be written is refused with what to do', () => {
    const nowhere = kept(null, { dataDirectory: join(dataDirectory, 'missing') });
    expect(() => nowhere.make()).toThrow(/cannot be written \(ENOENT\).*REKEY_CONSOLE_KEY/);
  });
});

describe('the keychain', () => {
  it('keeps the key where the host has one, and the file does not tell it', async () => {
    const { key } = kept(keychain()).make();
    expect(kept(keychain()).find()?.key).toEqual(key);
    const text = await readFile(file, 'utf8');
    for (const encoding of ['base64', 'hex'] as const) expect(text).not.toContain(key.toString(encoding));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('of somebody else does not open it, and neither does a host without one; no other key is made', () => {
    kept(keychain('me')).make();
    expect(() => kept(keychain('somebody else')).find()).toThrow('keychain does not open it');
    expect(() => kept().find()).toThrow('set REKEY_CONSOLE_KEY to a new key');
  });

  it('is not asked for a key that lies in the file already', () => {
    const { key } = kept().make();
    expect(kept(keychain()).find()?.key).toEqual(key);
  });

  it('is not used for the demo, which the command line opens too', () => {
    const { key } = kept(keychain(), { source: 'demo' }).make();
    expect(kept(null, { source: 'demo' }).find()?.key).toEqual(key);
  });

  it('that refuses is told', () => {
    const broken: SecretStore = {
      encrypt: () => {
        throw new Error('locked');
      },
      decrypt: (text) => text,
    };
    expect(() => kept(broken).make()).toThrow('the keychain refuses');
  });

  it('gives way to a key that is set; a file never does', async () => {
    const { key } = kept(keychain()).make();
    expect(kept(keychain(), { consoleKey: OTHER }).former()).toEqual(key);
    expect(kept(null, { consoleKey: OTHER }).former()).toBeNull();
    expect(kept(keychain()).former()).toBeNull();
    await rm(file);
    kept().make();
    expect(kept(keychain(), { consoleKey: OTHER }).former()).toBeNull();
  });
});
