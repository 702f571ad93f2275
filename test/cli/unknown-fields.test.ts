/** The command line on a platform that knows only usernames: no column, fact or condition of anything else. */
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { demoCodes, demoSecret } from '../../db/platforms/reference/demo/known.ts';
import { codeAt, stepAt } from '../../main/services/totp.ts';
import type { UserPage } from '../../main/services/users.ts';
import { type Environment, type Failure, rekey, rekeyJson } from '../support/command-line.ts';
import { knowingLess } from '../support/knowing-less.ts';
import { waiveEvidenceOfDemo } from '../support/waive-evidence.ts';

vi.mock('../../db/platforms/registry.ts', async (original) => {
  const real = await original<typeof import('../../db/platforms/registry.ts')>();
  const { open } = real.referenceKind;
  // The same object, for the demo is asked whether it is the reference platform's.
  real.referenceKind.open = async (...asked) => knowingLess(await open(...asked));
  return real;
});

const MARA = 'mara.lindqvist';
const MARA_ID = 1012;
const UNTOLD = 'The user is not told by mail: no e-mail address is on file.';
const because = ['--reason', 'no-codes-left'];

describe('on a platform that knows only usernames', () => {
  let demo: Environment & { REKEY_DATA_DIR: string };
  let folder: string;
  const by = (name: string) => ['--as', name];

  beforeAll(async () => {
    folder = await mkdtemp(join(inject('scratch'), 'unknown-fields-'));
    demo = { REKEY_DATA_DIR: join(folder, 'data') };
    await rekey(['lookup', MARA, ...by('sam')], demo);
    await waiveEvidenceOfDemo(demo.REKEY_DATA_DIR);
  });

  test('lookup has the columns of what is known', async () => {
    const { stdout } = await rekey(['lookup', MARA, ...by('sam')], demo);
    const [head = '', line = ''] = stdout.split('\n');
    expect(head.split(/ {2,}/)).toEqual(['ID', 'USERNAME', 'TWO-FACTOR', 'ACCOUNT']);
    expect(line.split(/ {2,}/)).toEqual([expect.stringMatching(/^\d+$/), MARA, 'on', '-']);
  });

  test('status says what is known, and nothing in place of the rest', async () => {
    const { value } = await rekeyJson<UserPage>(['status', MARA, ...by('sam')], demo);
    const { stdout } = await rekey(['status', MARA, ...by('sam')], demo);
    expect(stdout.startsWith(`${MARA} (#${value.user.id})\n`)).toBe(true);
    expect(stdout).not.toMatch(/E-mail|Phone|Department|Role|Account|Last login|undefined|null/);
  });

  test('a backup code that is used up as evidence says that no mail tells the user, and a code of the app does not', async () => {
    const identity = (kind: string, code: string) =>
      rekey(['identity', kind, MARA, code, ...by('sam')], demo);
    const used = await identity('backup-code', String(demoCodes(MARA_ID).at(-1)));
    expect(used.stdout).toMatch(/backup-code +weighs 3/);
    expect(used.stderr).toContain(UNTOLD);
    const code = codeAt(demoSecret(MARA_ID), stepAt(Date.now()));
    const checked = await identity('totp', code);
    expect(checked).toMatchObject({ status: 0, stderr: expect.not.stringContaining(UNTOLD) });
  });

  test('an action says that no mail tells the user, as text and as JSON', async () => {
    const { stderr, stdout } = await rekey(['issue-backup-codes', MARA, ...because, ...by('sam')], demo);
    expect(stdout.trim().split('\n')).toHaveLength(10);
    expect(stderr).toContain(UNTOLD);
    const { value } = await rekeyJson<object>(['issue-backup-codes', MARA, ...because, ...by('sam')], demo);
    expect(value).toMatchObject({ mailed: false });
  });

  test.each([
    [['enrolment', '--by', 'department'], 'their department'],
    [['enrolment', '--by', 'role'], 'their role'],
    [['enrolment', '--by', 'month'], 'when they joined'],
    [['enrolment', 'report', '--department', 'Sales'], 'their department'],
    [['enrolment', 'report', '--without-role'], 'their role'],
    [['enrolment', 'report', '--joined-from', '2026-01-01'], 'when they joined'],
    [['enrolment', 'report', '--concern', 'dormant'], 'of whom this is true: dormant'],
  ])('%j is refused with a sentence', async (args, what) => {
    const { status, value } = await rekeyJson<Failure>([...args, ...by('audrey')], demo);
    expect(status).toBe(1);
    expect(value.error).toMatchObject({
      code: 'NOT_KNOWN',
      message: `Nobody was listed: Reference platform does not tell ${what}.`,
    });
  });

  test.each([
    ['send-reminder', [MARA, ...because]],
    ['send-backup-codes', [MARA, ...because]],
    ['identity', ['send-code', MARA]],
    ['identity', ['record', MARA, 'call-back', '--who', 'Mara', '--note', 'by telephone']],
  ])('%s %j is refused', async (command, args) => {
    const { value } = await rekeyJson<Failure>([command, ...args, ...by('lena')], demo);
    expect(value.error.code).toBe('NOT_SUPPORTED');
  });

  test('an export has the columns of what is known', async () => {
    const out = join(folder, 'all.csv');
    const { status } = await rekey(
      ['enrolment', 'export', '--state', 'pending', '--out', out, ...by('audrey')],
      demo,
    );
    expect(status).toBe(0);
    const [head] = (await readFile(out, 'utf8')).replace(/^\ufeff/, '').split('\r\n');
    expect(head).toBe(
      'id,username,privileged,two_factor,unused_backup_codes,confirmed,last_used,pending_since,locked_until',
    );
  });
});
