/** A second person on the command line. */
import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { type Environment, type Failure, rekey, rekeyJson } from '../support/command-line.ts';
import { waiveEvidenceOfDemo } from '../support/waive-evidence.ts';

/** Privileged, in the demo. */
const USER = 'margaret.okonkwo';

describe('approvals', () => {
  let demo: Environment;
  beforeAll(async () => {
    demo = { REKEY_DATA_DIR: await mkdtemp(join(inject('scratch'), 'approvals-')) };
    await rekey(['lookup', 'x', '--as', 'sam'], demo);
    await waiveEvidenceOfDemo(demo.REKEY_DATA_DIR ?? '');
  });
  const issue = (actionId: string, ...more: string[]) => [
    'issue-backup-codes',
    USER,
    '--reason',
    'lost-phone',
    '--action-id',
    actionId,
    '--as',
    'sam',
    ...more,
  ];

  test('are asked for, seen, given by somebody else, and used once', async () => {
    const actionId = randomUUID();
    const asked = await rekeyJson<{ id: number; state: string }>(issue(actionId, '--ask-approval'), demo);
    expect(asked).toMatchObject({ status: 0, value: { state: 'pending' } });
    const early = await rekeyJson<Failure>(issue(actionId), demo);
    expect(early).toMatchObject({ status: 1, value: { error: { code: 'APPROVAL_PENDING' } } });

    const list = await rekeyJson<{ approvals: { id: number }[] }>(
      ['approvals', 'list', '--pending', '--as', 'lena'],
      demo,
    );
    expect(list.value.approvals.map(({ id }) => id)).toEqual([asked.value.id]);
    const number = String(asked.value.id);
    const own = await rekeyJson<Failure>(['approvals', 'approve', number, '--as', 'sam'], demo);
    expect(own).toMatchObject({ status: 1, value: { error: { code: 'FORBIDDEN' } } });
    const given = await rekeyJson(
      ['approvals', 'approve', number, '--note', 'called back', '--as', 'lena'],
      demo,
    );
    expect(given).toMatchObject({ status: 0, value: { state: 'approved', note: 'called back' } });
    const again = await rekeyJson<Failure>(['approvals', 'reject', number, '--as', 'lena'], demo);
    expect(again).toMatchObject({ status: 1, value: { error: { code: 'APPROVAL_DECIDED' } } });

    const done = await rekeyJson<{ codes: string[]; replayed: boolean }>(issue(actionId), demo);
    expect(done).toMatchObject({ status: 0, value: { replayed: false } });
    expect(done.value.codes).toHaveLength(10);
  });

  test('say what the action leaves behind to whoever asks, approves, and looks at a user', async () => {
    const reset = ['reset-authenticator', USER, '--reason', 'lost-phone', '--as', 'sam', '--ask-approval'];
    const asked = await rekey(reset, demo);
    expect(asked.stderr).toContain('Afterwards: 2FA stays required');
    const { stdout } = await rekey(['approvals', 'list', '--pending', '--as', 'lena'], demo);
    expect(stdout).toMatch(/\d+, afterwards: 2FA stays required/);
    const status = await rekey(['status', USER, '--as', 'sam'], demo);
    expect(status.stdout).toMatch(/reset-authenticator +can be done now. 2FA stays required/);
    const disable = [
      'disable-2fa',
      'mara.lindqvist',
      '--confirm',
      'x',
      '--reason',
      'lost-phone',
      '--as',
      'sam',
    ];
    const seen = await rekey(disable, demo, { watched: true });
    expect(seen.stderr).toMatch(/^Afterwards: Until the user pairs an authenticator again, they reach only/);
    expect(seen.stderr).toContain('the typed username is not mara.lindqvist');
    expect((await rekey(disable, demo)).stderr).not.toContain('Afterwards');
  });

  test('are carried out by their number, by whoever asked, once and not before they are given', async () => {
    const { value } = await rekeyJson<{ id: number }>(issue(randomUUID(), '--ask-approval'), demo);
    const number = String(value.id);
    const carryOut = (who: string) => rekey(['approvals', 'carry-out', number, '--as', who, '--json'], demo);
    const errorOf = ({ stdout }: { stdout: string }) => (JSON.parse(stdout) as Failure).error.code;
    expect(errorOf(await carryOut('sam'))).toBe('APPROVAL_PENDING');
    await rekey(['approvals', 'approve', number, '--as', 'lena'], demo);
    expect(errorOf(await carryOut('lena'))).toBe('FORBIDDEN');
    const done = await rekey(['approvals', 'carry-out', `#${number}`, '--as', 'sam'], demo);
    expect(done.status).toBe(0);
    expect(done.stdout.trim().split('\n')).toHaveLength(10);
    expect(done.stderr).toContain('New backup codes were issued');
    const again = await rekey(['approvals', 'carry-out', number, '--as', 'sam'], demo);
    expect(again).toMatchObject({ status: 0, stdout: '' });
    expect(again.stderr).toContain('Nothing was done now');
  });

  test('are not carried out where their codes would be lost, nor where there are none', async () => {
    const { value } = await rekeyJson<{ id: number }>(issue(randomUUID(), '--ask-approval'), demo);
    await rekey(['approvals', 'approve', String(value.id), '--as', 'lena'], demo);
    const args = ['approvals', 'carry-out', String(value.id), '--as', 'sam'];
    expect(await rekey(args, demo, { outGoesNowhere: true })).toMatchObject({ status: 2 });
    expect((await rekeyJson<{ codes: string[] }>(args, demo)).value.codes).toHaveLength(10);
    const none = await rekeyJson<Failure>(['approvals', 'carry-out', '999', '--as', 'sam'], demo);
    expect(none).toMatchObject({ status: 1, value: { error: { code: 'APPROVAL_NOT_FOUND' } } });
  });

  test('that were rejected stay so', async () => {
    const actionId = randomUUID();
    const { value } = await rekeyJson<{ id: number }>(issue(actionId, '--ask-approval'), demo);
    await rekey(['approvals', 'reject', String(value.id), '--as', 'lena'], demo);
    const refused = await rekeyJson<Failure>(issue(actionId), demo);
    expect(refused).toMatchObject({ status: 1, value: { error: { code: 'APPROVAL_REJECTED' } } });
  });

  test.each(['x', '0', '-1', '1; DROP'])('have no number %j', async (number) => {
    const { status } = await rekey(['approvals', 'approve', '--as', 'lena', '--', number], demo);
    expect(status).toBe(2);
  });

  test('that do not exist are told', async () => {
    const none = await rekeyJson<Failure>(['approvals', 'approve', '999', '--as', 'lena'], demo);
    expect(none).toMatchObject({ status: 1, value: { error: { code: 'APPROVAL_NOT_FOUND' } } });
  });
});
