import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openAppWindow, removeDeadProfiles } from '../../main/hosts/app-window.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const ADDRESS = 'http://127.0.0.1:4000/?token=abc';

let folder: string;

beforeEach(async () => {
  folder = await makeTemporaryFolder('window', 0);
});

afterEach(() => rm(folder, { recursive: true }));

/** Stands for a browser: notes how it was called, makes its profile and does what the test says. */
async function browserThat(does: string) {
  const executable = join(folder, 'browser');
  const script = `#!/bin/sh
printf '%s\\n' "$@" > "${folder}/arguments"
for argument; do case $argument in --user-data-dir=*) mkdir -p "\${argument#*=}/Default";; esac; done
${does}
`;
  await writeFile(executable, script);
  await chmod(executable, 0o700);
  return { name: 'a browser', executable };
}

const profiles = async () => (await readdir(folder)).filter((name) => name.startsWith('browser-window-'));

test('the address opens as a window of its own, in a profile that no other page shares', async () => {
  const window = openAppWindow(await browserThat('exit 0'), ADDRESS, folder);
  await window.closed;
  const args = (await readFile(join(folder, 'arguments'), 'utf8')).trim().split('\n');
  expect(args).toContain(`--app=${ADDRESS}`);
  expect(args).toContain('--disable-extensions');
  const [profile] = await profiles();
  expect(args).toContain(`--user-data-dir=${join(folder, profile ?? '')}`);
  expect(args.filter((argument) => /sandbox|web-security|remote-debugging/.test(argument))).toEqual([]);
  await window.close();
  expect(await profiles()).toEqual([]);
});

test('closing ends the browser and leaves nothing of it on the disk', async () => {
  const window = openAppWindow(await browserThat('exec sleep 60'), ADDRESS, folder);
  await expect.poll(profiles).toHaveLength(1);
  await window.close();
  await window.closed;
  expect(await profiles()).toEqual([]);
});

test('a browser that can not be started counts as a window that closed', async () => {
  const window = openAppWindow({ name: 'none', executable: join(folder, 'nothing') }, ADDRESS, folder);
  await expect(window.closed).resolves.toBeUndefined();
  await expect(window.close()).resolves.toBeUndefined();
});

test('profiles of runs that were killed are deleted, and those of runs that live are not', async () => {
  await mkdir(join(folder, 'browser-window-999999999/Default'), { recursive: true });
  await mkdir(join(folder, `browser-window-${process.pid}`));
  await mkdir(join(folder, 'unrelated'));
  await removeDeadProfiles(folder);
  expect((await readdir(folder)).sort()).toEqual([`browser-window-${process.pid}`, 'unrelated']);
});

test('a folder that is not there yet has no dead profiles', async () => {
  await expect(removeDeadProfiles(join(folder, 'later'))).resolves.toBeUndefined();
});
