/** A database that is lost between the work and the goodbye. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, inject, test, vi } from 'vitest';
import { RekeyError } from '../../db/errors.ts';
import { type Environment, type Failure, rekeyJson } from '../support/command-line.ts';
import { waiveEvidenceOfDemo } from '../support/waive-evidence.ts';

const closing = vi.hoisted(() => ({ fails: false }));

vi.mock('../../main/console.ts', async (original) => {
  const real = await original<typeof import('../../main/console.ts')>();
  return {
    ...real,
    openServices: async (options: Parameters<typeof real.openServices>[0]) => {
      const opened = await real.openServices(options);
      const close = async () => {
        await opened.close();
        if (closing.fails) throw new RekeyError('DATABASE_UNREACHABLE', { why: 'it went away' });
      };
      return { ...opened, close };
    },
  };
});

let demo: Environment;

beforeAll(async () => {
  demo = { REKEY_DATA_DIR: await mkdtemp(join(inject('scratch'), 'demo-')) };
  await rekeyJson(['lookup', 'x', '--as', 'sam'], demo);
  await waiveEvidenceOfDemo(demo.REKEY_DATA_DIR ?? '');
  closing.fails = true;
});

test('codes that were issued are printed all the same', async () => {
  const { status, value } = await rekeyJson<{ codes: string[] }>(
    ['issue-backup-codes', '1012', '--reason', 'lost-phone', '--as', 'sam'],
    demo,
  );
  expect(status).toBe(0);
  expect(value.codes).toHaveLength(10);
});

test('a search that could not be logged is not answered', async () => {
  const { status, value, stdout } = await rekeyJson<Failure>(['lookup', 'mara', '--as', 'sam'], demo);
  expect(status).toBe(1);
  expect(value.error.code).toBe('DATABASE_UNREACHABLE');
  expect(stdout).not.toContain('mara');
});
