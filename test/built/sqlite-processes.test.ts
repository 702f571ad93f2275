/** Many processes on one SQLite file that nobody made yet. */
import { mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import type { Check } from '../../db/check.ts';
import { environmentFor } from '../cli/world.ts';
import { oneValue } from '../support/command-line.ts';
import { rekey } from './command-line-process.ts';

const PROCESSES = 8;

test('all of them open it, one makes the tables, each can write, and all have one key', async () => {
  const path = join(await mkdtemp(join(inject('scratch'), 'processes-')), 'rekey.sqlite');
  const environment = await environmentFor({ target: { kind: 'sqlite', path } });
  const atOnce = (args: readonly string[]) =>
    Promise.all(Array.from({ length: PROCESSES }, () => rekey([...args, '--json'], environment)));

  const migrated = await atOnce(['migrate', '--platform']);
  expect(migrated.map(({ status, stdout, stderr }) => (status === 0 ? 0 : stdout + stderr))).toEqual(
    Array.from({ length: PROCESSES }, () => 0),
  );
  const applied = migrated.flatMap(({ stdout }) => oneValue<{ applied: string[] }>(stdout).applied);
  expect(applied.length).toBeGreaterThan(10);
  expect(new Set(applied).size).toBe(applied.length);

  for (const { stdout } of await atOnce(['doctor'])) {
    const { checks } = oneValue<{ checks: Check[] }>(stdout);
    expect(checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  }

  // Whoever had another key than the first would be told CONSOLE_KEY_WRONG.
  const started = await atOnce(['staff', 'list', '--as', 'nobody-yet']);
  expect(started.map(({ stdout }) => oneValue<{ error: { code: string } }>(stdout).error.code)).toEqual(
    Array.from({ length: PROCESSES }, () => 'SETUP_DUE'),
  );
  const files = await readdir(String(environment.REKEY_DATA_DIR));
  expect(files.filter((file) => file.startsWith('console.key'))).toEqual(['console.key']);
});
