import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CheckName } from '../../db/check.ts';
import { runDoctor } from '../../main/doctor.ts';
import { checkRuntime } from '../../main/services/doctor/machine.ts';
import { failures, find, outcomes } from '../support/checks.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const AROUND: CheckName[] = ['runtime', 'configuration', 'data-directory'];
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

let folder: string;
beforeEach(async () => {
  folder = await makeTemporaryFolder('doctor');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('doctor', () => {
  it('says where nothing is configured that the demo is still to be made, and makes none', async () => {
    const checks = await runDoctor({ REKEY_DATA_DIR: join(folder, 'new') });
    expect(checks.map(({ name }) => name)).toEqual([...AROUND, 'database', ...CONTENTS, 'mail']);
    expect(failures(checks)).toEqual([]);
    expect(find(checks, 'database')).toMatchObject({
      outcome: 'warning',
      next: expect.stringContaining('Start Rekey'),
    });
    expect(find(await runDoctor({ REKEY_DATA_DIR: join(folder, 'new') }), 'database')?.outcome).toBe(
      'warning',
    );
  });

  it.each<[string, NodeJS.ProcessEnv]>([
    ['a database of a kind that it does not speak', { REKEY_DATABASE_URL: 'postgres://u:s3cret-pw@db/x' }],
    ['an address that is none', { REKEY_DATABASE_URL: 'mysql://u:s3cret-pw@' }],
    [
      'a broken % in the address',
      { REKEY_DATABASE_URL: 'mysql://u:s3cret-pw%zz@db/x', REKEY_PLATFORM_KEY: 'A'.repeat(64) },
    ],
    ['no platform key', { REKEY_DATABASE_URL: 'mysql://u:s3cret-pw@db/x' }],
    [
      'a platform key of the wrong length',
      { REKEY_DATABASE_URL: 'mysql://u:s3cret-pw@db/x', REKEY_PLATFORM_KEY: 's3cret-pw' },
    ],
    ['a platform that it does not know', { REKEY_PLATFORM: 's3cret-pw' }],
  ])('names the configuration when it is %s, and tries nothing else', async (_what, environment) => {
    const checks = await runDoctor({ REKEY_DATA_DIR: folder, ...environment });
    expect(failures(checks)).toEqual(['configuration']);
    expect(checks.slice(2).every(({ outcome }) => outcome === 'skipped')).toBe(true);
    expect(find(checks, 'configuration')?.next).not.toBeNull();
    if (!environment.REKEY_PLATFORM) expect(JSON.stringify(checks)).not.toContain('s3cret-pw');
  });

  it('names a saved connection that does not open, with its file', async () => {
    await writeFile(join(folder, 'settings.json'), '{"version": 1, "connec');
    const checks = await runDoctor({ REKEY_DATA_DIR: folder });
    expect(find(checks, 'configuration')).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining(join(folder, 'settings.json')),
    });
  });

  it('names the data directory when it is a file', async () => {
    await writeFile(join(folder, 'file'), '');
    const checks = await runDoctor({
      REKEY_DATA_DIR: join(folder, 'file'),
      REKEY_DATABASE_URL: `sqlite:${join(folder, 'not-there.sqlite')}`,
      REKEY_PLATFORM_KEY: '0'.repeat(64),
    });
    expect(failures(checks)).toEqual(['data-directory', 'database', 'mail']);
  });

  it('warns of a data directory that others may write to', async () => {
    const shared = join(folder, 'shared');
    await mkdir(shared);
    await chmod(shared, 0o777);
    expect(find(await runDoctor({ REKEY_DATA_DIR: shared }), 'data-directory')?.outcome).toBe('warning');
  });

  it('names the file when it is not there, or is no database, and makes none', async () => {
    const environment = (file: string) => ({
      REKEY_DATA_DIR: folder,
      REKEY_DATABASE_URL: `sqlite:${join(folder, file)}`,
      REKEY_PLATFORM_KEY: '0'.repeat(64),
    });
    for (let time = 0; time < 2; time += 1) {
      const checks = await runDoctor(environment('not-there.sqlite'));
      expect(find(checks, 'database')).toMatchObject({
        outcome: 'failed',
        message: expect.stringContaining('not-there.sqlite'),
      });
    }
    await writeFile(
      join(folder, 'text.sqlite'),
      'this is a text and no database at all, however long it is'.repeat(50),
    );
    const checks = await runDoctor(environment('text.sqlite'));
    expect(find(checks, 'database')).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('not an SQLite database'),
    });
    expect(outcomes(checks)).toMatchObject({ migrations: 'skipped', clock: 'skipped' });
  });

  it('names the server when it is gone, and leaves the rest untried', async () => {
    const checks = await runDoctor({
      REKEY_DATA_DIR: folder,
      REKEY_DATABASE_URL: 'mysql://rekey:s3cret-pw@127.0.0.1:1/platform',
      REKEY_PLATFORM_KEY: '0'.repeat(64),
    });
    expect(failures(checks)).toEqual(['port']);
    for (const name of CONTENTS) expect(find(checks, name)?.outcome).toBe('skipped');
    expect(JSON.stringify(checks)).not.toContain('s3cret-pw');
  });

  it('knows which Node.js is too old', () => {
    expect(checkRuntime('20.18.3').outcome).toBe('failed');
    expect(checkRuntime('18.20.0').outcome).toBe('failed');
    expect(checkRuntime('20.19.0').outcome).toBe('ok');
    expect(checkRuntime('24.1.0').outcome).toBe('ok');
  });
});
