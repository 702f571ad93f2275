/** Bulk changes on the command line. That a process may be killed in the middle: test/built/bulk-killed.test.ts. */
import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import type { BulkLineView, BulkView } from '../../main/services/bulk/service.ts';
import { type Environment, type Failure, rekey, rekeyJson } from '../support/command-line.ts';

describe('bulk', () => {
  let demo: Environment;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(inject('scratch'), 'bulk-'));
    demo = { REKEY_DATA_DIR: join(folder, 'data') };
  });
  const fileOf = async (name: string, content: string) => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
  const reset = ['--action', 'reset-authenticator', '--reason', 'lost-phone', '--ticket', 'INC-7'];

  test('is planned, approved by somebody else, carried out and reported', async () => {
    const list = await fileOf(
      'phones.csv',
      'Phone;Username\n1;mara.lindqvist\n2;=nobody\n3;margaret.okonkwo\n',
    );
    const planned = await rekeyJson<BulkView>(['bulk', 'plan', list, ...reset, '--as', 'lena'], demo);
    expect(planned).toMatchObject({
      status: 0,
      value: { state: 'planned', fileName: 'phones.csv', verdicts: { ready: 1, unknown: 1, privileged: 1 } },
    });
    const number = String(planned.value.id);
    const early = await rekeyJson<Failure>(['bulk', 'run', number, '--as', 'lena'], demo);
    expect(early).toMatchObject({ status: 1, value: { error: { code: 'BULK_STATE' } } });
    const own = await rekeyJson<Failure>(['bulk', 'approve', number, '--as', 'lena'], demo);
    expect(own).toMatchObject({ status: 1, value: { error: { code: 'BULK_OWN' } } });
    const other = await rekeyJson<Failure>(['bulk', 'approve', number, '--as', 'sam'], demo);
    expect(other).toMatchObject({ status: 1, value: { error: { code: 'FORBIDDEN' } } });
    const given = await rekeyJson<BulkView>(['bulk', 'approve', number, '--note', 'ok', '--as', 'ada'], demo);
    expect(given).toMatchObject({ status: 0, value: { state: 'approved', note: 'ok' } });

    const ran = await rekeyJson<BulkView>(['bulk', 'run', number, '--as', 'lena'], demo);
    expect(ran).toMatchObject({ status: 0, value: { state: 'done', settled: 1, outcomes: { done: 1 } } });
    const shown = await rekeyJson<{ job: BulkView; lines: BulkLineView[] }>(
      ['bulk', 'show', number, '--outcome', 'done', '--as', 'audrey'],
      demo,
    );
    expect(shown.value.lines).toMatchObject([{ line: 2, text: 'mara.lindqvist', outcome: 'done' }]);
    const listed = await rekey(['bulk', 'list', '--as', 'audrey'], demo);
    expect(listed.stdout).toMatch(/done +reset-authenticator +1\/1 +lena/);

    const file = join(folder, 'report.csv');
    const saved = await rekey(['bulk', 'report', number, '--output', file, '--as', 'audrey'], demo);
    expect(saved).toMatchObject({ status: 0, stdout: `Saved as ${file}.\n` });
    const report = (await readFile(file, 'utf8')).split('\r\n');
    expect(report[0]).toBe(
      '\ufeffline,text,user_id,username,verdict,verdict_why,outcome,outcome_why,time,audit_entry',
    );
    expect(report[1]).toMatch(/^2,mara\.lindqvist,1012,mara\.lindqvist,ready,,done,,20\d\d-.*Z,\d+$/);
    expect(report[2]).toBe("3,'=nobody,,,unknown,,,,,");
    expect(report[3]).toMatch(/^4,margaret\.okonkwo,\d+,margaret\.okonkwo,privileged,each needs/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const again = await rekeyJson<Failure>(
      ['bulk', 'report', number, '--output', file, '--as', 'audrey'],
      demo,
    );
    expect(again).toMatchObject({ status: 1, value: { error: { code: 'FILE_NOT_SAVED' } } });
    const onStdout = await rekey(['bulk', 'report', number, '--as', 'audrey'], demo);
    expect(onStdout.stdout.split('\r\n')).toEqual(report);
  });

  test('is cancelled, and then stays undone', async () => {
    const list = await fileOf('list.txt', 'sinead.obrien\n');
    const plan = ['bulk', 'plan', list, '--action', 'unlock', '--reason', 'other', '--as', 'lena'];
    const wordless = await rekeyJson<Failure>(plan, demo);
    expect(wordless).toMatchObject({ status: 1, value: { error: { code: 'BAD_INPUT' } } });
    const { value } = await rekeyJson<BulkView>([...plan, '--reason-text', 'outage'], demo);
    const number = String(value.id);
    expect((await rekey(['bulk', 'cancel', number, '--as', 'ada'], demo)).status).toBe(0);
    const late = await rekeyJson<Failure>(['bulk', 'approve', number, '--as', 'ada'], demo);
    expect(late).toMatchObject({ status: 1, value: { error: { code: 'BULK_STATE' } } });
    const paused = await rekeyJson<Failure>(['bulk', 'pause', number, '--as', 'ada'], demo);
    expect(paused).toMatchObject({ status: 1, value: { error: { code: 'BULK_STATE' } } });
  });

  test.each([
    [
      'a file that is not there',
      ['plan', '/nowhere/list.csv', '--action', 'unlock', '--reason', 'lost-phone'],
      1,
    ],
    [
      'an action that shows codes',
      ['plan', 'x', '--action', 'issue-backup-codes', '--reason', 'lost-phone'],
      2,
    ],
    ['no reason', ['plan', 'x', '--action', 'unlock'], 2],
    ['a number that is none', ['run', 'x'], 2],
    ['a number that is nobody’s', ['resume', '999'], 1],
  ])('is refused with %s', async (_what, args, status) => {
    const ran = await rekeyJson<Failure>(['bulk', ...args, '--as', 'lena'], demo);
    expect(ran.status).toBe(status);
    expect(ran.value.error.code).toMatch(/^(FILE_NOT_READ|USAGE|BULK_NOT_FOUND)$/);
  });
});
