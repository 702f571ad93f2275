/** Several platforms on one machine: which folder a profile is, and that nobody lands on another one than they named. */
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { dataDirectoryOf, readConfiguration } from '../../main/configuration.ts';
import { profileAmong, profilesIn } from '../../main/core/profiles.ts';
import { createProfiles } from '../../main/services/profiles.ts';
import type { RunningConfiguration } from '../../main/services/running-configuration.ts';
import { rekeyJson } from '../support/command-line.ts';
import { HOST } from '../support/walk-desk.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(inject('scratch'), 'profiles-'));
});

const of = (profile: string) => ({ REKEY_DATA_DIR: root, REKEY_PROFILE: profile });

function make(name: string): string {
  const folder = join(root, 'profiles', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

it('has a folder of its own, with its own settings', () => {
  const folder = make('shop');
  writeFileSync(
    join(folder, 'rekey.env'),
    'REKEY_DATABASE_URL=sqlite:/nowhere/shop.sqlite\nREKEY_PLATFORM=django\n',
    { mode: 0o600 },
  );
  expect(readConfiguration(of('shop'))).toMatchObject({
    profile: 'shop',
    rootDirectory: root,
    dataDirectory: folder,
    source: 'environment',
    database: { path: '/nowhere/shop.sqlite' },
  });
  expect(readConfiguration({ REKEY_DATA_DIR: root })).toMatchObject({
    ...{ profile: null, rootDirectory: root, dataDirectory: root, source: 'demo' },
  });
});

it('is listed by name, and nothing else is', () => {
  expect(profilesIn(root)).toEqual([]);
  for (const name of ['shop', 'a-2', 'Not One', '.hidden', '-x']) make(name);
  writeFileSync(join(root, 'profiles', 'file'), '');
  expect(profilesIn(root)).toEqual(['a-2', 'shop']);
});

it.each(['Shop', 'a b', '../x', '-a', 'a-', '.', 'a/b', 'ü', 'a'.repeat(33), 'con', 'lpt1'])(
  'cannot be called %s',
  (name) => {
    for (const act of [readConfiguration, dataDirectoryOf])
      expect(() => act(of(name))).toThrow(/1 to 32 lower-case letters/);
    expect(existsSync(join(root, 'profiles'))).toBe(false);
  },
);

it('is not made by whoever only names it', () => {
  make('shop');
  expect(() => readConfiguration(of('shp'))).toThrow(
    /there is no profile shp \(there are: shop\).*--profile shp connect/,
  );
  expect(profilesIn(root)).toEqual(['shop']);
  expect(readConfiguration(of('test'), { newProfile: true })).toMatchObject({
    profile: 'test',
    source: 'demo',
  });
});

it('is refused beside an address in the environment, which would win over it', () => {
  make('shop');
  const both = {
    ...of('shop'),
    REKEY_DATABASE_URL: 'sqlite:/nowhere/other.sqlite',
    REKEY_PLATFORM: 'django',
  };
  expect(() => readConfiguration(both)).toThrow(/the profile shop is asked for, and REKEY_DATABASE_URL/);
});

it.each([
  [['--profile', 'shop'], 'shop'],
  [['app', '--profile=shop', '--other'], 'shop'],
  [['--profile'], ''],
  [['--profiles', 'shop'], undefined],
  [[], undefined],
])('is found among the arguments %j', (argv, name) => {
  expect(profileAmong(argv) ?? 'none').toBe(name ?? 'none');
});

describe('on the command line', () => {
  it('is listed, and chosen by --profile', async () => {
    const folder = make('shop');
    const environment = { REKEY_DATA_DIR: root };
    expect(await rekeyJson(['profiles'], environment)).toMatchObject({
      status: 0,
      value: {
        profiles: [
          { name: null, folder: root },
          { name: 'shop', folder },
        ],
      },
    });
    expect((await rekeyJson(['--profile', 'shop', 'demo', 'reset'], environment)).status).toBe(0);
    expect(existsSync(join(folder, 'demo.sqlite'))).toBe(true);
    expect(existsSync(join(root, 'demo.sqlite'))).toBe(false);
    expect(await rekeyJson(['--profile', 'shp', 'doctor'], environment)).toMatchObject({ status: 1 });
    for (const none of [['--profile', ''], ['--profile=']]) {
      expect((await rekeyJson([...none, 'demo', 'reset'], environment)).status).toBe(1);
    }
    expect(existsSync(join(root, 'demo.sqlite'))).toBe(false);
    expect(
      await rekeyJson(['lookup', 'mara', '--as', 'lena', '--profile', 'shp'], environment),
    ).toMatchObject({
      status: 1,
      value: { error: { code: 'CONFIGURATION', message: expect.stringContaining('no profile shp') } },
    });
  });
});

describe('the switch', () => {
  function profiles(
    occupied: boolean | (() => boolean),
    reopen?: (profile?: string | null, refuse?: () => void) => Promise<void>,
    environment = {},
  ) {
    const configuration: RunningConfiguration = readConfiguration({ REKEY_DATA_DIR: root, ...environment });
    return createProfiles({
      configuration,
      host: { ...HOST, ...(reopen && { reopen }) },
      session: { occupied: () => (typeof occupied === 'boolean' ? occupied : occupied()) },
    });
  }

  it('opens another one while nobody is signed in', async () => {
    make('shop');
    const opened: unknown[] = [];
    const service = profiles(false, async (name) => void opened.push(name));
    expect(service.view()).toEqual({ present: null, named: ['shop'], switches: true });
    await service.open('shop');
    await service.open(null);
    await expect(service.open('Not One')).rejects.toMatchObject({ code: 'CONFIGURATION' });
    expect(opened).toEqual(['shop', null]);
  });

  it('leaves everybody where they are once somebody is signed in, and where the host cannot', async () => {
    const opened: unknown[] = [];
    const occupied = profiles(true, async (name) => void opened.push(name));
    await expect(occupied.open('shop')).rejects.toMatchObject({ code: 'PROFILE_IN_USE' });
    expect(opened).toEqual([]);
    expect(profiles(false).view().switches).toBe(false);
    await expect(profiles(false).open('shop')).rejects.toMatchObject({ code: 'CONFIGURATION' });
  });

  it('asks again once the other one is open, and leaves no folder behind where it came to nothing', async () => {
    let signedIn = false;
    const service = profiles(
      () => signedIn,
      async (name, refuse) => {
        make(String(name));
        signedIn = true;
        refuse?.();
      },
    );
    await expect(service.open('late')).rejects.toMatchObject({ code: 'PROFILE_IN_USE' });
    expect(profilesIn(root)).toEqual([]);
    make('shop');
    signedIn = false;
    await expect(service.open('shop')).rejects.toMatchObject({ code: 'PROFILE_IN_USE' });
    expect(profilesIn(root)).toEqual(['shop']);
  });

  it('is not offered where an address in the environment wins over every profile', async () => {
    const service = profiles(false, async () => {}, {
      REKEY_DATABASE_URL: 'sqlite:/nowhere/x.sqlite',
      REKEY_PLATFORM: 'django',
    });
    expect(service.view().switches).toBe(false);
    await expect(service.open('shop')).rejects.toMatchObject({ code: 'CONFIGURATION' });
  });
});
