/** Checking a caller on the command line, on the demo as it comes: no action without evidence. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import type { AuditEntry } from '../../db/audit/entry.ts';
import { openDatabase } from '../../db/database.ts';
import { demoSecret } from '../../db/platforms/reference/demo/known.ts';
import type { IdentityView } from '../../main/services/identity/service.ts';
import { codeAt, stepAt } from '../../main/services/totp.ts';
import { type Environment, type Failure, rekey, rekeyJson } from '../support/command-line.ts';

/** Enrolled, ten codes. */
const MARA = 'mara.lindqvist';
const RESET = ['reset-authenticator', MARA, '--reason', 'lost-phone', '--as', 'sam'];

describe('identity', () => {
  let demo: Environment;
  beforeAll(async () => {
    demo = { REKEY_DATA_DIR: await mkdtemp(join(inject('scratch'), 'identity-')) };
    await rekey(['lookup', 'x', '--as', 'sam'], demo);
  });
  const identity = (...args: string[]) => ['identity', ...args, '--as', 'sam'];
  const seen = ['--who', 'Mia Manager', '--note', 'known for years'];

  test('an action is refused before, and done on the evidence after', async () => {
    const early = await rekeyJson<Failure>(RESET, demo);
    expect(early).toMatchObject({ status: 1, value: { error: { code: 'VERIFICATION_REQUIRED' } } });
    expect(early.value.error).toMatchObject({ facts: { have: 0, need: 3 } });
    const approval = await rekeyJson<Failure>(
      ['issue-emergency-code', 'margaret.okonkwo', '--reason', 'lost-phone', '--ask-approval', '--as', 'sam'],
      demo,
    );
    expect(approval).toMatchObject({ status: 1, value: { error: { code: 'VERIFICATION_REQUIRED' } } });

    const recorded = await rekeyJson<IdentityView>(identity('record', MARA, 'colleague', ...seen), demo);
    expect(recorded).toMatchObject({ status: 0, value: { have: 2, demanded: true } });
    const still = await rekeyJson<Failure>(RESET, demo);
    expect(still.value.error).toMatchObject({ facts: { have: 2, need: 3 } });

    const database = openDatabase({ kind: 'sqlite', path: join(demo.REKEY_DATA_DIR ?? '', 'demo.sqlite') });
    const user = await database.reader('users').where({ username: MARA }).first('id');
    await database.close();
    const code = codeAt(demoSecret(Number(user.id)), stepAt(Date.now()));
    const proved = await rekeyJson<IdentityView>(identity('totp', MARA, code), demo);
    expect(proved).toMatchObject({ status: 0, value: { have: 5 } });
    expect((await rekeyJson(RESET, demo)).status).toBe(0);
    const log = await rekeyJson<{ entries: AuditEntry[] }>(
      [
        'audit',
        'list',
        '--action',
        'reset-authenticator',
        '--outcome',
        'done',
        '--limit',
        '1',
        '--as',
        'lena',
      ],
      demo,
    );
    expect(log.value.entries[0]?.detail).toMatchObject({
      evidence: [{ kind: 'totp' }, { kind: 'colleague', who: 'Mia Manager' }],
    });
    expect(JSON.stringify(log.value)).not.toContain(code);
  });

  test('show says what there is in words, also to those who may not check', async () => {
    const { status, stdout } = await rekey(['identity', 'show', MARA, '--as', 'audrey'], demo);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^colleague +does not count: /m);
    const refused = await rekeyJson<Failure>(
      ['identity', 'record', MARA, 'photo-id', ...seen, '--as', 'audrey'],
      demo,
    );
    expect(refused).toMatchObject({ status: 1, value: { error: { code: 'FORBIDDEN' } } });
  });

  test('a code is not sent where no mail server is set, and none is there to confirm', async () => {
    const sent = await rekeyJson<Failure>(identity('send-code', MARA), demo);
    expect(sent).toMatchObject({ status: 1, value: { error: { code: 'MAIL_NOT_CONFIGURED' } } });
    const none = await rekeyJson<Failure>(identity('confirm-code', MARA, '123456'), demo);
    expect(none).toMatchObject({ status: 1, value: { error: { code: 'IDENTITY_CODE_GONE' } } });
  });

  test.each([
    ['a kind that there is not', ['record', MARA, 'gut-feeling', ...seen]],
    ['nobody who confirmed', ['record', MARA, 'colleague', '--note', 'known for years']],
    ['a request that is no number', ['send-code', MARA, '--request', 'x']],
  ])('%s is a usage error', async (_what, args) => {
    expect((await rekey(identity(...args), demo)).status).toBe(2);
  });
});
