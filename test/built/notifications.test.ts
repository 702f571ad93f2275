/** Mails of the built console: sent by itself while a window is open, lost by no kill, and shown as they are. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest';
import { openDatabase } from '../../db/database.ts';
import { listNotifications, queueNotification } from '../../db/notifications.ts';
import { expectAccessible, launchBrowser, signIn, visit } from '../support/browser.ts';
import { startBrowserHost } from '../support/browser-host.ts';
import { type MailServerUnderTest, startMailServer } from '../support/mail-server.ts';
import { missing } from '../support/parts.ts';
import { waiveEvidenceOfDemo } from '../support/waive-evidence.ts';
import { finished, rekey, startRekey } from './command-line-process.ts';

/** One demo for all: making it anew is what takes time. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rekey-mail-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const openDemo = () => openDatabase({ kind: 'sqlite', path: join(folder, 'demo.sqlite') });

/** ms; a window of its own is opened in each. */
const LONG = 180_000;
const MARA = 'mara.lindqvist';
const MARA_ID = 1012;
const REASON = ['--reason', 'lost-phone'];

let server: MailServerUnderTest;
beforeAll(async () => {
  server = await startMailServer({ account: { user: 'rekey', password: 'p%ss wörd/9' } });
});
afterAll(() => server.stop());
afterEach(() => {
  server.mails.length = 0;
  server.slowness = 0;
  server.refuse.recipient = null;
});

describe('from the command line', () => {
  let environment: Record<string, string>;
  beforeAll(() => {
    environment = { REKEY_DATA_DIR: folder, REKEY_SMTP_URL: server.url };
  });

  async function rekeyJson<T>(args: readonly string[], env: Record<string, string>) {
    const ran = await rekey([...args, '--json'], env);
    return { ...ran, value: JSON.parse(ran.stdout) as T };
  }

  it('an action leaves its notice waiting, and `notifications send` sends it once', async () => {
    const act = ['revoke-sessions', MARA, ...REASON, '--as', 'sam'];
    expect(await rekeyJson(act, environment)).toMatchObject({ status: 0 });
    expect(server.mails).toEqual([]);
    const list = ['notifications', 'list', '--as', 'sam'];
    const before = await rekeyJson<{ notifications: unknown[] }>(list, environment);
    expect(before.value).toMatchObject({ notifications: [{ state: 'waiting', kind: 'revoke-sessions' }] });
    const send = ['notifications', 'send', '--as', 'lena'];
    expect(await rekeyJson(send, environment)).toMatchObject({
      status: 0,
      value: { sent: 1, stopped: null },
    });
    expect(await rekeyJson(send, environment)).toMatchObject({ status: 0, value: { sent: 0 } });
    expect(server.mails.map((mail) => mail.to)).toEqual([['mara.lindqvist@example.org']]);
  });

  it('is refused for who may not, and where no mail server is set, and by a wrong address of one', async () => {
    const send = ['notifications', 'send', '--as'];
    expect(await rekeyJson([...send, 'sam'], environment)).toMatchObject({
      status: 1,
      value: { error: { code: 'FORBIDDEN' } },
    });
    expect(await rekeyJson([...send, 'lena'], { REKEY_DATA_DIR: folder })).toMatchObject({
      status: 1,
      value: { error: { code: 'MAIL_NOT_CONFIGURED' } },
    });
    const wrong = { ...environment, REKEY_SMTP_URL: 'smtp://u:secret-password@mail.example.org' };
    const refused = await rekeyJson([...send, 'lena'], wrong);
    expect(refused).toMatchObject({ status: 1, value: { error: { code: 'CONFIGURATION' } } });
    expect(refused.stdout + refused.stderr).not.toContain('secret-password');
  });

  it('a kill -9 while a mail is on its way loses it nothing: it is sent again as the same mail', async () => {
    await waiveEvidenceOfDemo(folder);
    await rekeyJson(['issue-backup-codes', MARA, ...REASON, '--as', 'sam'], environment);
    server.slowness = 30_000;
    const sending = startRekey(['notifications', 'send', '--as', 'lena'], environment, 'ignore');
    await expect.poll(() => server.mails.length, { timeout: 20_000 }).toBe(1);
    const end = finished(sending);
    sending.kill('SIGKILL');
    expect(await end).toMatchObject({ signal: 'SIGKILL' });
    server.slowness = 0;

    const database = openDemo();
    const [left] = await listNotifications(database.reader, { state: 'waiting' }, { limit: 1 });
    expect(left).toMatchObject({ kind: 'issue-backup-codes', attempts: 1 });
    // As if the lease had run out.
    await database.reader('rekey_notifications').update({ lease_until: 1 });
    await database.close();
    await rekeyJson(['notifications', 'send', '--as', 'lena'], environment);
    expect(server.mails.map((mail) => mail.headers.get('message-id'))).toEqual([
      left?.messageId,
      left?.messageId,
    ]);
  });
});

describe.skipIf(missing('chromium'))('in a window', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  async function atWindow(
    environment: Record<string, string>,
    role: 'support' | 'lead' | 'admin',
    work: (page: Page) => Promise<void>,
  ): Promise<void> {
    if (existsSync(join(folder, 'demo.sqlite'))) {
      const database = openDemo();
      await database.reader('rekey_notifications').delete();
      await database.close();
    }
    const host = await startBrowserHost({ REKEY_DATA_DIR: folder, ...environment });
    const visitor = await visit(browser, host);
    try {
      visitor.page.setDefaultTimeout(25_000);
      await signIn(visitor.page, role);
      await work(visitor.page);
      expect(visitor.troubles).toEqual([]);
    } finally {
      await visitor.leave();
      await host.stop();
    }
  }

  /** On a session that was just made, so that there is one to end. */
  async function endSessions(page: Page): Promise<void> {
    const database = openDemo();
    await database.reader('sessions').insert({
      id: randomUUID(),
      user_id: MARA_ID,
      user_agent: 'Firefox on Windows',
      ip_address: '192.0.2.7',
      created_at: Date.now(),
      last_seen_at: Date.now(),
      expires_at: Date.now() + 3_600_000,
    });
    await database.close();
    await page.getByRole('combobox').fill('lindqvist');
    await page.getByRole('option', { name: /Mara Lindqvist/ }).click();
    await page
      .getByRole('complementary', { name: 'Actions' })
      .getByRole('button', { name: /End sessions/ })
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Lost phone', { exact: true }).click();
    await dialog.getByRole('button', { name: /^End/ }).click();
  }

  test('the notice of an action is sent by itself, and the result, the page and the timeline say so', {
    timeout: LONG,
  }, async () => {
    await atWindow({ REKEY_SMTP_URL: server.url }, 'lead', async (page) => {
      await endSessions(page);
      const dialog = page.getByRole('dialog');
      await dialog.getByText('The mail that tells').waitFor();
      await dialog.getByText('was sent.').waitFor({ timeout: 40_000 });
      await expectAccessible(page, 'notifications-result');
      expect(server.mails.map((mail) => mail.to)).toEqual([['mara.lindqvist@example.org']]);
      await dialog.getByRole('button', { name: 'Close' }).last().click();
      await page.getByText('Mail to the user: sent').waitFor();
      await page.getByRole('link', { name: 'Notifications' }).click();
      await page.getByRole('row', { name: /Sessions were ended.*Sent/ }).waitFor();
    });
  });

  test('without a mail server notices wait, and the page says what to set', { timeout: LONG }, async () => {
    await atWindow({}, 'support', async (page) => {
      await endSessions(page);
      await page.getByRole('dialog').getByText('is sent by itself').waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
      const database = openDemo();
      await fill(database);
      await database.close();
      await page.getByRole('link', { name: 'Notifications' }).click();
      await page.getByText('Mail is not configured').waitFor();
      await page.getByText('REKEY_SMTP_URL').waitFor();
      await page.getByText('no such mailbox').first().waitFor();
      expect(await page.getByRole('button', { name: /Try/ }).count()).toBe(0);
      await expectAccessible(page, 'notifications-list');
      await page.getByText(/^Failed \(/).click();
      await expect.poll(() => page.getByRole('row').count()).toBe(1 + 20);
      await page.getByText(/^All$/).click();
      // More than one page of them, reached by scrolling.
      const table = page.getByRole('table');
      await expect.poll(() => page.getByText('user0@example.org').count(), { timeout: 40_000 }).toBe(0);
      for (let n = 0; n < 40 && (await page.getByText('user0@example.org').count()) === 0; n += 1) {
        await table.evaluate((element) => element.scrollTo(0, element.scrollHeight));
        await page.waitForTimeout(150);
      }
      await page.getByText('user0@example.org', { exact: true }).waitFor();
    });
  });

  test('a lead has a failed one tried again', { timeout: LONG }, async () => {
    await atWindow({ REKEY_SMTP_URL: server.url }, 'lead', async (page) => {
      server.refuse.recipient = { code: 550, words: 'no such mailbox' };
      await endSessions(page);
      await page.getByRole('dialog').getByText('could not be sent').waitFor({ timeout: 40_000 });
      server.refuse.recipient = null;
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
      await page.getByRole('link', { name: 'Notifications' }).click();
      await page.getByRole('button', { name: /Try again now, to mara/ }).click();
      await page.getByRole('row', { name: /Sessions were ended.*Sent/ }).waitFor({ timeout: 40_000 });
      expect(server.mails).toHaveLength(1);
    });
  });

  test('an admin tests a mail server, and changes the words of a mail with a preview', {
    timeout: LONG,
  }, async () => {
    await atWindow({}, 'admin', async (page) => {
      await page.getByRole('link', { name: 'Settings' }).click();
      await page.getByLabel('Mail host').fill('127.0.0.1');
      await page
        .getByLabel('Mail host')
        .locator('xpath=ancestor::form')
        .getByLabel('Port')
        .fill(String(server.port));
      await page.getByLabel('Encryption').selectOption('none');
      await page.getByLabel('Mail user').fill('rekey');
      await page.getByLabel('Mail password').fill('wrong');
      await page.getByLabel('Sender’s address').fill('support@example.org');
      await page.getByRole('button', { name: 'Send me a test mail' }).click();
      await page.getByText(/refused user or password/).waitFor();
      await page.getByLabel('Mail password').fill('p%ss wörd/9');
      await page.getByRole('button', { name: 'Send me a test mail' }).click();
      await page.getByText('The server took the test mail.').waitFor();
      expect(server.mails.map((mail) => mail.to)).toEqual([['ada.osei@example.org']]);
      // No keychain in a browser: a password is not kept, and a server that wants none is.
      const save = page.getByRole('button', { name: 'Save the mail server' });
      await page.getByText(/It can be tested, not kept/).waitFor();
      expect(await save.isDisabled()).toBe(true);
      await page.getByLabel('Mail user').fill('');
      await page.getByLabel('Mail password').fill('');
      await save.click();
      await page.getByText('as support@example.org. It was saved here.').waitFor();
      await page.getByRole('button', { name: 'Forget it' }).click();
      await page.getByText(/^Notices to users wait/).waitFor();

      await page.getByLabel('Mail', { exact: true }).selectOption('unlock');
      const subject = page.getByLabel('Subject');
      await subject.fill('Hello {name}');
      await page.getByLabel('Preview').getByText('Hello Maria Lindqvist').waitFor();
      await subject.fill('Hello {nobody}');
      await page
        .getByText(/no placeholder \{nobody\}/)
        .first()
        .waitFor();
      await subject.fill('Hello {name}');
      await page.getByLabel('Preview').getByText('Hello Maria Lindqvist').waitFor();
      await expectAccessible(page, 'notifications-settings');
      await page.getByLabel('Make the HTML from the text').uncheck();
      await page.getByRole('textbox', { name: 'HTML' }).waitFor();
      await page.getByRole('button', { name: 'Save the words' }).click();
      await page.getByRole('button', { name: 'Back to Rekey’s own' }).waitFor();
      await page.getByRole('button', { name: 'Back to Rekey’s own' }).click();
      await page.getByRole('button', { name: 'Back to Rekey’s own' }).waitFor({ state: 'hidden' });
    });
  });
});

/** 230 in every state, without anybody to send them. */
async function fill(database: ReturnType<typeof openDatabase>): Promise<void> {
  const now = Date.now();
  await database.transaction(async (tx) => {
    for (let n = 0; n < 230; n += 1) {
      await queueNotification(tx, {
        kind: ['unlock', 'disable-2fa', 'reset-authenticator'][n % 3] ?? 'unlock',
        to: `user${n}@example.org`,
        userId: String(1001 + n),
        userLabel: `user${n} <user${n}@example.org>`,
        variables: {},
        actionId: randomUUID(),
        now: now - (230 - n) * 60_000,
      });
    }
    const table = () => tx('rekey_notifications').where('recipient', 'like', 'user%');
    await table().whereRaw('id % 3 = 0').update({ state: 'sent', sent_at: now, attempts: 1 });
    const failed = await table().where({ state: 'waiting' }).orderBy('id', 'desc').limit(20).select('id');
    await tx('rekey_notifications')
      .whereIn(
        'id',
        failed.map(({ id }) => id),
      )
      .update({
        state: 'failed',
        attempts: 1,
        last_error: 'the mail server does not take mail for this address (550 no such mailbox)',
      });
  });
}
