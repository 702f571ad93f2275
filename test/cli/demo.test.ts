/** The command line on the demo, where a name is enough to act. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import type { AuditEntry } from '../../db/audit/entry.ts';
import { type Environment, type Failure, rekey, rekeyJson } from '../support/command-line.ts';
import { waiveEvidenceOfDemo } from '../support/waive-evidence.ts';

let demo: Environment;

beforeAll(async () => {
  demo = { REKEY_DATA_DIR: await mkdtemp(join(inject('scratch'), 'demo-')) };
  // Makes it.
  await rekey(['migrate'], demo);
  await rekey(['lookup', 'x', '--as', 'sam'], demo);
  await waiveEvidenceOfDemo(demo.REKEY_DATA_DIR ?? '');
});

const as = (name: string, ...args: string[]) => [...args, '--as', name];

describe('lookup', () => {
  test('finds a person by the beginning of a name, in columns that line up', async () => {
    const { status, stdout, stderr } = await rekey(as('sam', 'lookup', 'mara lind'), demo);
    expect(status).toBe(0);
    expect(stderr).toBe('');
    const [header, row] = stdout.split('\n');
    expect(row).toMatch(
      /^1012 +mara\.lindqvist +Mara Lindqvist +mara\.lindqvist@example\.org +Admissions +on\b/,
    );
    expect(header?.indexOf('E-MAIL')).toBe(row?.indexOf('mara.lindqvist@'));
    expect(stdout).not.toContain('\u001b');
  });

  test('answers scripts with one JSON value', async () => {
    const { status, value, stderr } = await rekeyJson<{ users: { id: string }[]; nextCursor: string | null }>(
      as('sam', 'lookup', '#1012'),
      demo,
    );
    expect(status).toBe(0);
    expect(stderr).toBe('');
    expect(value).toMatchObject({ users: [{ id: '1012', username: 'mara.lindqvist' }], nextCursor: null });
  });

  test('goes on where the page before ended', async () => {
    const first = await rekeyJson<{ users: { id: string }[]; nextCursor: string }>(
      as('sam', 'lookup', '@example.org', '--limit', '3'),
      demo,
    );
    const second = await rekeyJson<{ users: { id: string }[] }>(
      as('sam', 'lookup', '@example.org', '--limit', '3', '--cursor', first.value.nextCursor),
      demo,
    );
    const ids = [...first.value.users, ...second.value.users].map((user) => user.id);
    expect(ids).toHaveLength(6);
    expect(new Set(ids).size).toBe(6);
  });

  test.each(['%', '_____', '%mara%', "' OR '1'='1", 'm%', '🔑', '..'])(
    '%j finds nobody: every character means itself',
    async (query) => {
      const { status, value } = await rekeyJson<{ users: unknown[] }>(as('sam', 'lookup', query), demo);
      expect(status).toBe(0);
      expect(value.users).toEqual([]);
    },
  );

  test('a direction that came along with a copied name is not searched for', async () => {
    const search = (query: string) => rekeyJson<{ users: unknown[] }>(as('sam', 'lookup', query), demo);
    const { value } = await search('\u202emara.lindqvist');
    expect(value.users).toHaveLength(1);
    expect(value).toEqual((await search('mara.lindqvist')).value);
  });

  test('a query of 10,000 characters is refused with a code', async () => {
    const { status, value, stderr } = await rekeyJson<Failure>(as('sam', 'lookup', 'x'.repeat(10_000)), demo);
    expect(status).toBe(1);
    expect(value.error.code).toBe('BAD_INPUT');
    expect(stderr).toContain('[BAD_INPUT]');
    expect(stderr.length).toBeLessThan(500);
  });

  test('a cursor that no search gave is refused with a code', async () => {
    const { status, value } = await rekeyJson<Failure>(
      as('sam', 'lookup', 'm', '--cursor', 'bm90IG91cnM'),
      demo,
    );
    expect(status).toBe(1);
    expect(value.error.code).toBe('BAD_INPUT');
  });
});

describe('status', () => {
  test.each(['1012', '#1012', 'mara.lindqvist', 'MARA.LINDQVIST', 'Mara.Lindqvist@Example.org'])(
    'USER may be %s',
    async (user) => {
      const { status, value } = await rekeyJson<{ user: { id: string } }>(as('sam', 'status', user), demo);
      expect(status).toBe(0);
      expect(value.user.id).toBe('1012');
    },
  );

  test.each(['nobody', '999999', 'mara', 'mara.lindqvist%', '1012 OR 1=1'])('%j is nobody', async (user) => {
    const { status, value, stderr } = await rekeyJson<Failure>(as('sam', 'status', user), demo);
    expect(status).toBe(1);
    expect(value.error.code).toBe('USER_NOT_FOUND');
    expect(stderr).toContain('no such user');
  });

  test.each(['', '   ', 'x'.repeat(10_000), 'mara\nlindqvist', 'mara.lindqvist\u0000'])(
    'a USER that can not be one is refused',
    async (user) => {
      const { status, value } = await rekeyJson<Failure>(as('sam', 'status', user), demo);
      expect(status).toBe(1);
      expect(value.error.code).toBe('BAD_INPUT');
    },
  );

  test('never holds a secret, a code or a hash', async () => {
    const { stdout } = await rekey(as('sam', 'status', '1013', '--json'), demo);
    expect(stdout).not.toMatch(/secret|hash|argon2|v1\./i);
  });
});

describe('an action', () => {
  test('prints codes alone on stdout, and all else on stderr', async () => {
    const { status, stdout, stderr } = await rekey(
      as('sam', 'issue-backup-codes', 'mara.lindqvist', '--reason', 'no-codes-left', '--ticket', 'T-77'),
      demo,
    );
    expect(status).toBe(0);
    const codes = stdout.trimEnd().split('\n');
    expect(codes).toHaveLength(10);
    for (const code of codes) {
      expect(code).toMatch(/^(?:[0-9A-Z]{4}-){2}[0-9A-Z]{5}$/);
      expect(stderr).not.toContain(code);
    }
    expect(stderr).toContain('Shown this once');
  });

  test('an emergency code lasts as long as the policy says, or as asked within it', async () => {
    const before = Date.now();
    const args = as('sam', 'issue-emergency-code', '1013', '--reason', 'lost-phone');
    const usual = await rekeyJson<{ codes: string[]; expiresAt: number }>(args, demo);
    expect(usual.status).toBe(0);
    expect(usual.value.codes).toHaveLength(1);
    expect(usual.value.expiresAt - before).toBeGreaterThanOrEqual(3_600_000);
    const short = await rekeyJson<{ expiresAt: number }>([...args, '--minutes', '15'], demo);
    expect(short.value.expiresAt).toBeLessThan(usual.value.expiresAt);
    for (const minutes of ['5', '61']) {
      const refused = await rekeyJson<Failure>([...args, '--minutes', minutes], demo);
      expect(refused.status).toBe(1);
      expect(refused.value.error.code).toBe('POLICY');
    }
  });

  test('resets, disables and revokes, each once; the second time there is nothing to do', async () => {
    const reason = ['--reason', 'lost-phone'];
    const reset = as('sam', 'reset-authenticator', '1014', ...reason);
    expect((await rekeyJson(reset, demo)).value).toMatchObject({
      action: 'reset-authenticator',
      replayed: false,
      state: { enrolment: 'off', required: true, authenticator: null },
    });
    const again = await rekeyJson<Failure>(reset, demo);
    expect(again.status).toBe(1);
    expect(again.value.error.code).toBe('NOTHING_TO_DO');
    const disable = as('sam', 'disable-2fa', '1019', '--confirm', 'hakon.odegard', ...reason);
    expect((await rekeyJson(disable, demo)).value).toMatchObject({
      action: 'disable-2fa',
      state: { enrolment: 'off', required: false, sessions: 0, trustedDevices: 0 },
    });
    const revoke = as('sam', 'revoke-sessions', '1012', ...reason);
    expect((await rekeyJson(revoke, demo)).value).toMatchObject({ action: 'revoke-sessions', ended: 2 });
  });

  test('disabling needs the very username', async () => {
    const { status, value } = await rekeyJson<Failure>(
      as('sam', 'disable-2fa', '1013', '--reason', 'lost-phone', '--confirm', 'tomas.riviera'),
      demo,
    );
    expect(status).toBe(1);
    expect(value.error).toMatchObject({ code: 'CONFIRMATION_MISMATCH', actionId: expect.any(String) });
  });

  test('the reason "other" needs words', async () => {
    const { status, value } = await rekeyJson<Failure>(
      as('sam', 'unlock', '1016', '--reason', 'other'),
      demo,
    );
    expect(status).toBe(1);
    expect(value.error.code).toBe('BAD_INPUT');
  });

  test('is refused to a role that may not, and the refusal is logged', async () => {
    const { status, value, stdout } = await rekeyJson<Failure>(
      as('audrey', 'unlock', '1016', '--reason', 'lost-phone'),
      demo,
    );
    expect(status).toBe(1);
    expect(value.error.code).toBe('FORBIDDEN');
    expect(stdout).not.toContain('\n ');
    const log = await rekeyJson<{ entries: AuditEntry[] }>(
      as('audrey', 'audit', 'list', '--outcome', 'refused', '--action', 'unlock', '--staff', 'audrey'),
      demo,
    );
    expect(log.value.entries).toHaveLength(1);
  });

  test('on a privileged user needs a second person', async () => {
    const { value } = await rekeyJson<Failure>(
      as('sam', 'issue-backup-codes', 'margaret.okonkwo', '--reason', 'lost-phone'),
      demo,
    );
    expect(value.error.code).toBe('APPROVAL_REQUIRED');
  });

  test('ticket and reason stand in the log, the codes do not', async () => {
    const issued = await rekeyJson<{ sequence: number; actionId: string; codes: string[] }>(
      as(
        'lena',
        'issue-backup-codes',
        '1017',
        '--reason',
        'other',
        '--reason-text',
        'wet phone',
        '--ticket',
        'T-9',
      ),
      demo,
    );
    const { value, stdout } = await rekeyJson<{ entries: AuditEntry[] }>(
      as('audrey', 'audit', 'list', '--user', 'kwame.mensah', '--category', 'action'),
      demo,
    );
    expect(value.entries[0]).toMatchObject({
      sequence: issued.value.sequence,
      staff: { name: 'lena' },
      reason: 'other',
      reasonText: 'wet phone',
      ticket: 'T-9',
      actionId: issued.value.actionId,
    });
    for (const code of issued.value.codes) expect(stdout).not.toContain(code);
  });
});

describe('check-code', () => {
  test('a wrong code is told, and is no success for a script', async () => {
    const { status, value } = await rekeyJson(as('sam', 'check-code', '1012', '000000'), demo);
    expect(status).toBe(1);
    expect(value).toEqual({ verdict: 'wrong', authenticator: null });
  });

  test('a user without an authenticator is refused', async () => {
    const { status, value } = await rekeyJson<Failure>(as('sam', 'check-code', '1021', '123456'), demo);
    expect(status).toBe(1);
    expect(value.error.code).toBe('NO_AUTHENTICATOR');
  });
});

describe('who acts', () => {
  test('must be said, and the demo names its staff', async () => {
    const { status, value, stderr } = await rekeyJson<Failure>(['status', '1012'], demo);
    expect(status).toBe(2);
    expect(value.error.code).toBe('USAGE');
    expect(stderr).toContain('sam (support)');
  });

  test('a name that is not demo staff needs a password, which is asked at a terminal only', async () => {
    const { status, stderr } = await rekey(as('kim', 'status', '1012'), demo);
    expect(status).toBe(2);
    expect(stderr).toContain('REKEY_PASSWORD');
  });

  test('an unknown name with a password is refused without telling which of both is wrong', async () => {
    const { status, value, stderr } = await rekeyJson<Failure>(as('kim', 'status', '1012'), {
      ...demo,
      REKEY_PASSWORD: 'correct horse',
      REKEY_TOTP: '123456',
    });
    expect(status).toBe(1);
    expect(value.error.code).toBe('WRONG_CREDENTIALS');
    expect(stderr).not.toContain('correct horse');
  });
});

describe('staff', () => {
  test('are listed to those who may see them', async () => {
    const { value } = await rekeyJson<{ name: string }[]>(as('ada', 'staff', 'list'), demo);
    expect(value.map((member) => member.name)).toEqual(
      expect.arrayContaining(['ada', 'audrey', 'lena', 'sam']),
    );
    const refused = await rekeyJson<Failure>(as('sam', 'staff', 'list'), demo);
    expect(refused.value.error.code).toBe('FORBIDDEN');
  });

  test('are added, locked and unlocked', async () => {
    const added = await rekey(
      as('ada', 'staff', 'add', 'kim', '--full-name', 'Kim Aoki', '--role', 'lead'),
      demo,
    );
    expect(added.status).toBe(0);
    expect(added.stdout.trimEnd()).not.toMatch(/\s/);
    expect(added.stderr).not.toContain(added.stdout.trim());
    const twice = await rekeyJson<Failure>(
      as('ada', 'staff', 'add', 'KIM', '--full-name', 'Kim Other', '--role', 'lead'),
      demo,
    );
    expect(twice.value.error.code).toBe('STAFF_EXISTS');
    expect((await rekeyJson(as('ada', 'staff', 'lock', 'kim'), demo)).value).toMatchObject({
      status: 'closed',
    });
    expect((await rekeyJson(as('ada', 'staff', 'unlock', 'kim'), demo)).value).toMatchObject({
      name: 'kim',
      status: 'invited',
    });
    const unknown = await rekeyJson<Failure>(as('ada', 'staff', 'lock', 'nobody'), demo);
    expect(unknown.value.error.code).toBe('STAFF_NOT_FOUND');
    const last = await rekeyJson<Failure>(as('ada', 'staff', 'lock', 'ada'), demo);
    expect(last.value.error.code).toBe('LAST_ADMIN');
  });
});

test('audit list gives as many entries as asked, and goes on before the last', async () => {
  const first = await rekeyJson<{ entries: AuditEntry[]; before: number }>(
    as('audrey', 'audit', 'list', '--limit', '2'),
    demo,
  );
  expect(first.value.entries).toHaveLength(2);
  expect(first.value.before).toBe(first.value.entries[1]?.sequence);
  const second = await rekeyJson<{ entries: AuditEntry[] }>(
    as('audrey', 'audit', 'list', '--limit', '2', '--before', String(first.value.before)),
    demo,
  );
  expect(second.value.entries[0]?.sequence).toBe(first.value.before - 1);
});

test('audit verify says how many entries are whole', async () => {
  const { status, value } = await rekeyJson<{ entries: number }>(as('audrey', 'audit', 'verify'), demo);
  expect(status).toBe(0);
  expect(value).toMatchObject({ state: 'whole', headHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(value.entries).toBeGreaterThan(10);
});

test('doctor finds nothing wrong but that the demo mails nobody, without anybody signing in', async () => {
  const { status, value } = await rekeyJson<{ ok: boolean; checks: unknown[] }>(['doctor'], demo);
  expect(status).toBe(0);
  expect(value.ok).toBe(true);
  const { stdout } = await rekey(['doctor'], demo);
  expect(stdout.match(/^ *\d+\. ok /gm)).toHaveLength(value.checks.length - 1);
  expect(stdout).toMatch(/^ *\d+\. warning +mail /m);
});

test('demo reset brings back what was done away with', async () => {
  const other = { REKEY_DATA_DIR: await mkdtemp(join(inject('scratch'), 'demo-')) };
  const reset = as('sam', 'reset-authenticator', '1012', '--reason', 'lost-phone');
  await rekey(
    as('sam', 'identity', 'record', '1012', 'photo-id', '--who', 'her', '--note', 'passport'),
    other,
  );
  expect((await rekey(reset, other)).status).toBe(0);
  expect((await rekeyJson(['demo', 'reset'], other)).value).toEqual({ reset: true });
  const { value } = await rekeyJson<{ state: { enrolment: string } }>(as('sam', 'status', '1012'), other);
  expect(value.state.enrolment).toBe('on');
});
