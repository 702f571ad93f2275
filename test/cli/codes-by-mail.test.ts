/** Codes straight to the user on the command line, through the console as it is put together: refused step by step, then mailed. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { JsonValue } from '../../db/audit/entry.ts';
import { openDatabase } from '../../db/database.ts';
import { writeSetting } from '../../db/settings.ts';
import { STANDARD } from '../../main/contract/policy-settings.ts';
import { type Environment, type Failure, rekey, rekeyJson } from '../support/command-line.ts';
import { type MailServerUnderTest, startMailServer } from '../support/mail-server.ts';

const MARA = 'mara.lindqvist';
const SEND = ['send-backup-codes', MARA, '--reason', 'no-codes-left', '--as', 'sam'];
const CODE = /\b(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{5}\b/g;

describe('send-backup-codes', () => {
  let mail: MailServerUnderTest;
  let demo: Environment;
  let withoutMail: Environment;
  beforeAll(async () => {
    mail = await startMailServer();
    withoutMail = { REKEY_DATA_DIR: await mkdtemp(join(inject('scratch'), 'codes-by-mail-')) };
    demo = { ...withoutMail, REKEY_SMTP_URL: mail.url };
    await rekey(['lookup', 'x', '--as', 'sam'], demo);
  });
  afterAll(() => mail.stop());

  const refusalOf = async (environment = demo) => {
    const { status, value } = await rekeyJson<Failure>(SEND, environment);
    expect(status).toBe(1);
    return value.error.code;
  };
  const identity = (...args: string[]) => rekeyJson(['identity', ...args, '--as', 'sam'], demo);

  test('is refused until the policy, the mailbox and the evidence allow it, and then prints no code', async () => {
    expect(await refusalOf()).toBe('CODES_BY_MAIL_OFF');
    const database = openDatabase({ kind: 'sqlite', path: join(demo.REKEY_DATA_DIR ?? '', 'demo.sqlite') });
    const policy = { ...STANDARD, backupCodes: { byMail: true } };
    await database.transaction((tx) => writeSetting(tx, 'policy', policy as unknown as JsonValue));
    await database.close();

    await identity('record', MARA, 'photo-id', '--who', 'Mara Lindqvist', '--note', 'passport, at the desk');
    expect(await refusalOf()).toBe('EMAIL_CHECK_MISSING');
    await identity('send-code', MARA);
    const code = /\b(\d{3} \d{3})\b/.exec(mail.mails.at(-1)?.text ?? '')?.[1] ?? '';
    await identity('confirm-code', MARA, code);
    expect(await refusalOf(withoutMail)).toBe('MAIL_NOT_CONFIGURED');

    const sent = await rekey(SEND, demo);
    expect(sent.status).toBe(0);
    expect(sent.stdout).toContain('on their way to mara.lindqvist@example.org');
    expect(await rekeyJson(['notifications', 'send', '--as', 'lena'], demo)).toMatchObject({
      value: { sent: 1, failed: 0 },
    });
    const codes = mail.mails.at(-1)?.text.match(CODE) ?? [];
    expect(codes).toHaveLength(10);
    const told = await rekey(['status', MARA, '--as', 'sam'], demo);
    const log = await rekey(['audit', 'list', '--as', 'lena', '--json'], demo);
    const said = [sent.stdout, sent.stderr, told.stdout, log.stdout].join('\n');
    // In two groups or more: four characters alone may be part of a time.
    for (const [first, second, third] of codes.map((one) => one.split('-'))) {
      expect(said).not.toMatch(new RegExp(`${first}.?${second}|${second}.?${third}`, 'i'));
    }
  });
});
