import { execFileSync } from 'node:child_process';
import { mkdtemp, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { readSmallFile } from '../../db/small-file.ts';

const folder = await mkdtemp(join(inject('scratch'), 'small-file-'));
const refusal = (why: string) => expect.objectContaining({ code: 'FILE_NOT_READ', facts: { why } });

it('reads an ordinary file', async () => {
  await writeFile(join(folder, 'text'), 'text');
  expect(readSmallFile(join(folder, 'text')).toString()).toBe('text');
});

it.skipIf(process.platform === 'win32')('neither waits at a pipe nor reads a device without an end', () => {
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  expect(() => readSmallFile(join(folder, 'pipe'))).toThrow(refusal('it is not an ordinary file'));
  expect(() => readSmallFile('/dev/zero')).toThrow(refusal('it is not an ordinary file'));
});

it('names what it does not read: none, a folder, one that is too large', async () => {
  expect(() => readSmallFile(join(folder, 'none'))).toThrow(refusal('there is no such file'));
  expect(() => readSmallFile(folder)).toThrow(refusal('it is a folder'));
  await writeFile(join(folder, 'large'), '');
  await truncate(join(folder, 'large'), 3 * 1024 * 1024 + 1);
  expect(() => readSmallFile(join(folder, 'large'), 3 * 1024 * 1024)).toThrow(
    refusal('it has more than 3 MiB'),
  );
});
