import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadStaticFiles } from '../../main/hosts/static-files.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

let folder: string;

beforeEach(async () => {
  folder = await makeTemporaryFolder('page', 0);
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), 'page');
});

afterEach(() => rm(folder, { recursive: true }));

test('a page is known by the exact paths of its files, and / is its start', async () => {
  await writeFile(join(folder, 'assets/a-1.js'), 'a');
  await writeFile(join(folder, 'icon.svg'), '<svg/>');
  const files = await loadStaticFiles(folder);
  expect([...files.keys()].sort()).toEqual(['/', '/assets/a-1.js', '/icon.svg', '/index.html']);
  expect(files.get('/')?.body.toString()).toBe('page');
  expect(files.get('/assets/a-1.js')).toMatchObject({
    immutable: true,
    contentType: 'text/javascript; charset=utf-8',
  });
  expect(files.get('/icon.svg')).toMatchObject({ immutable: false, contentType: 'image/svg+xml' });
});

test('a link that leads out of the page is not part of it', async () => {
  await symlink('/etc/passwd', join(folder, 'passwd.html'));
  await symlink('/etc', join(folder, 'etc'));
  expect([...(await loadStaticFiles(folder)).keys()].sort()).toEqual(['/', '/index.html']);
});

test('a kind of file that no page has is not served', async () => {
  await writeFile(join(folder, 'notes.txt'), '');
  await writeFile(join(folder, 'assets/a-1.js.map'), '');
  await writeFile(join(folder, '.env'), '');
  expect((await loadStaticFiles(folder)).size).toBe(2);
});

test('a build that comes meanwhile does not mix with what is being served', async () => {
  const files = await loadStaticFiles(folder);
  await writeFile(join(folder, 'index.html'), 'another page');
  expect(files.get('/')?.body.toString()).toBe('page');
});

test.each(['', 'nowhere'])('without a built page it is told what to do', async (path) => {
  await rm(join(folder, 'index.html'));
  await expect(loadStaticFiles(join(folder, path))).rejects.toMatchObject({
    code: 'NOT_BUILT',
    next: expect.stringContaining('npm run build'),
  });
});
