/** `rekey enrolment`: what an admin asks without a window. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import type { BulkView } from '../../main/services/bulk/service.ts';
import type { EnrolmentOverview, ListReport } from '../../main/services/enrolment/service.ts';
import { type Environment, type Failure, rekey, rekeyJson } from '../support/command-line.ts';

describe('enrolment', () => {
  let demo: Environment;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(inject('scratch'), 'enrolment-'));
    demo = { REKEY_DATA_DIR: join(folder, 'data') };
  });

  test('is counted when it never was, and adds up', async () => {
    const { status, value } = await rekeyJson<EnrolmentOverview & { rows: { users: number }[] }>(
      ['enrolment', '--by', 'department', '--as', 'audrey'],
      demo,
    );
    expect(status).toBe(0);
    expect(value.counts?.total.users).toBe(2000);
    expect(value.rows.reduce((sum, { users }) => sum + users, 0)).toBe(2000);
    const text = await rekey(['enrolment', '--as', 'audrey'], demo);
    expect(text.stdout).toMatch(/^users +2000\non +\d+ \(\d+\.\d %\)\n/);
    expect(text.stdout).toContain(String(value.hash));
  });

  test('exports the users behind a number, whose hash is that of the file', async () => {
    const file = join(folder, 'privileged.csv');
    const args = ['enrolment', 'export', '--concern', 'privileged-without-2fa', '--out', file];
    const { status, value } = await rekeyJson<{ users: number; sha256: string }>(
      [...args, '--as', 'audrey'],
      demo,
    );
    expect(status).toBe(0);
    const content = await readFile(file);
    expect(createHash('sha256').update(content).digest('hex')).toBe(value.sha256);
    const overview = await rekeyJson<EnrolmentOverview>(['enrolment', '--as', 'audrey'], demo);
    expect(value.users).toBe(overview.value.counts?.concerns['privileged-without-2fa']);
    expect(content.toString().trimEnd().split('\r\n')).toHaveLength(value.users + 1);
    const again = await rekeyJson<Failure>([...args, '--as', 'audrey'], demo);
    expect(again.status).toBe(2);
  });

  test('reports a list in numbers, with the hash of its export', async () => {
    const list = ['--state', 'off', '--role', 'Member'];
    const file = join(folder, 'reported.csv');
    const report = await rekeyJson<ListReport>(['enrolment', 'report', ...list, '--as', 'audrey'], demo);
    const saved = await rekeyJson<{ users: number; sha256: string }>(
      // As a script of before says it.
      ['enrolment', 'export', '--state', 'not-enrolled', '--role', 'Member', '--out', file, '--as', 'audrey'],
      demo,
    );
    expect(report.status).toBe(0);
    const { users } = saved.value;
    expect(users).toBeGreaterThan(0);
    expect(report.value).toMatchObject({
      filter: { enrolment: 'off', role: 'Member' },
      counts: { total: { users, on: 0, pending: 0 }, byRole: [{ name: 'Member', users }] },
      sha256: saved.value.sha256,
    });
    const text = await rekey(['enrolment', 'report', '--concern', 'locked', '--as', 'audrey'], demo);
    expect(text.stdout).toMatch(/^users +\d+\n[\s\S]*sha256 +[0-9a-f]{64}\n\nDEPARTMENT/);
    const everybody = await rekeyJson<ListReport>(['enrolment', 'report', '--as', 'audrey'], demo);
    const kept = await rekeyJson<EnrolmentOverview>(['enrolment', '--count', '--as', 'audrey'], demo);
    expect(everybody.value.counts.byDepartment).toEqual(kept.value.counts?.byDepartment);
    expect(everybody.value.counts.concerns).toEqual(kept.value.counts?.concerns);
  });

  test('is refused for support, and an export for a lead, who leave no file', async () => {
    const look = await rekeyJson<Failure>(['enrolment', '--as', 'sam'], demo);
    expect(look).toMatchObject({ status: 1, value: { error: { code: 'FORBIDDEN' } } });
    const before = await readdir(folder);
    const file = join(folder, 'lead.csv');
    const taken = await rekeyJson<Failure>(['enrolment', 'export', '--out', file, '--as', 'lena'], demo);
    expect(taken).toMatchObject({ status: 1, value: { error: { code: 'FORBIDDEN' } } });
    expect(await readdir(folder)).toEqual(before);
    const report = await rekeyJson<Failure>(['enrolment', 'report', '--as', 'lena'], demo);
    expect(report).toMatchObject({ status: 1, value: { error: { code: 'FORBIDDEN' } } });
  });

  test('plans reminders to the users behind a number, which somebody else approves', async () => {
    const args = ['enrolment', 'remind', '--concern', 'pending-long'];
    const why = ['--reason', 'other', '--reason-text', 'the yearly audit'];
    const other = await rekeyJson<Failure>([...args, ...why, '--as', 'audrey'], demo);
    expect(other).toMatchObject({ status: 1, value: { error: { code: 'FORBIDDEN' } } });
    const planned = await rekeyJson<BulkView>([...args, ...why, '--as', 'lena'], demo);
    expect(planned).toMatchObject({
      status: 0,
      value: { action: 'send-reminder', fileName: 'Enrolment: pending long', state: 'planned' },
    });
    const overview = await rekeyJson<EnrolmentOverview>(['enrolment', '--as', 'audrey'], demo);
    expect(planned.value.lines).toBe(overview.value.counts?.concerns['pending-long']);
    const number = String(planned.value.id);
    expect((await rekey(['bulk', 'approve', number, '--as', 'lena'], demo)).status).toBe(1);
    expect((await rekey(['bulk', 'approve', number, '--as', 'ada'], demo)).status).toBe(0);
    const ran = await rekeyJson<BulkView>(['bulk', 'run', number, '--as', 'lena'], demo);
    expect(ran.value).toMatchObject({ state: 'done', outcomes: { done: planned.value.ready } });
    const text = await rekey([...args, ...why, '--as', 'lena'], demo);
    expect(text).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('Nobody of them can be reminded'),
    });
  });

  test('says what is wrong with an option', async () => {
    for (const args of [
      ['enrolment', '--by', 'shoe-size'],
      ['enrolment', 'export', '--concern', 'x', '--out', join(folder, 'x.csv')],
      ['enrolment', 'export'],
      ['enrolment', 'report', '--state', 'asleep'],
      ['enrolment', 'report', '--state', 'toString'],
      ['enrolment', 'report', '--department', 'Sales', '--without-department'],
      ['enrolment', 'remind', '--concern', 'locked'],
      ['enrolment', 'export', '--joined-from', 'soon', '--out', join(folder, 'x.csv')],
    ]) {
      expect((await rekey([...args, '--as', 'audrey'], demo)).status).toBe(2);
    }
  });
});
