import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { expectAccessible, signIn, type Visitor } from '../support/browser.ts';
import { type DemoInBrowser, openDemo } from '../support/demo-in-browser.ts';
import { type MailServerUnderTest, startMailServer } from '../support/mail-server.ts';
import { missing } from '../support/parts.ts';

const PRIYA = 'priya.nair@example.org';
const CODE = /\b(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{5}\b/g;

describe.skipIf(missing('chromium'))('a request, in a browser with a mail server', () => {
  let mail: MailServerUnderTest;
  let demo: DemoInBrowser;
  let database: Database;
  let agent: Visitor;
  let admin: Visitor;
  let page: Page;

  beforeAll(async () => {
    mail = await startMailServer();
    demo = await openDemo({ REKEY_SMTP_URL: mail.url });
    ({ database } = demo);
    agent = await demo.visit();
    page = agent.page;
    page.setDefaultTimeout(25_000);
  });
  afterAll(async () => {
    await demo?.close();
    await mail?.stop();
  });

  const panel = () => page.getByRole('region', { name: 'Who is calling?' });
  const dialog = () => page.getByRole('dialog');
  const mailsTo = (address: string) => mail.mails.filter(({ to }) => to.includes(address));
  const offer = (name: RegExp) =>
    page.getByRole('complementary', { name: 'Actions' }).getByRole('button', { name });
  const nextMail = async (address: string, after: number) => {
    await expect.poll(() => mailsTo(address).length, { timeout: 30_000 }).toBe(after + 1);
    return mailsTo(address)[after]?.text ?? '';
  };

  async function checkMailbox(): Promise<void> {
    const before = mailsTo(PRIYA).length;
    await panel()
      .getByRole('button', { name: /^Code by e-mail/ })
      .click();
    await panel()
      .getByRole('button', { name: /Send (the|a new) code/ })
      .click();
    const letter = await nextMail(PRIYA, before);
    const code = /\b(\d{3} \d{3})\b/.exec(letter)?.[1] ?? '';
    await panel().getByLabel('Code the caller reads back').fill(code);
    await panel().getByRole('button', { name: 'Confirm', exact: true }).click();
    await panel().getByText('Evidence weighs 2').waitFor();
  }

  test('is taken, its user confirmed and checked by mail, helped and told, and then it is resolved', async () => {
    await signIn(page, 'support');
    await page.getByRole('navigation', { name: 'Rekey' }).getByRole('link', { name: 'Requests' }).click();
    await page.getByRole('searchbox').fill('priya');
    const rows = page.getByRole('listbox', { name: 'Requests' }).getByRole('option');
    await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringContaining('Priya Nair')]);
    await rows.first().click();
    await page.getByRole('heading', { level: 1, name: /Priya Nair/ }).waitFor();
    await page.getByRole('button', { name: 'Take', exact: true }).click();
    await page.getByText(/sam has it/).waitFor();
    await page.getByRole('button', { name: 'Confirm this user' }).click();
    await page.getByRole('button', { name: 'Open the user and help' }).click();

    await offer(/^Emergency code/).click();
    await dialog().getByRole('button', { name: 'Issue the emergency code' }).click();
    await dialog()
      .getByText(/weighs 0, and this needs 2/)
      .waitFor();
    await dialog().getByRole('button', { name: 'Check who is calling' }).click();
    await checkMailbox();
    await offer(/^Emergency code/).click();
    await dialog().getByRole('button', { name: 'Issue the emergency code' }).click();
    await dialog().getByText('Emergency code issued').first().waitFor();
    await dialog().getByRole('button', { name: 'Show code' }).click();
    const code = (await dialog().getByRole('listitem').first().textContent()) ?? '';
    expect(code).toMatch(CODE);

    const notice = await nextMail(PRIYA, 1);
    expect(notice).toContain('issued an emergency code');
    expect(notice).toContain('Was this not you?');
    for (const part of code.split('-')) expect(notice).not.toContain(part);
    await dialog().getByText('was sent.').waitFor();
    await dialog().getByRole('button', { name: 'Close' }).last().click();

    await page.getByRole('link', { name: 'Back to the request' }).click();
    await page.getByText('Emergency code issued by sam').waitFor();
    await page.getByRole('button', { name: 'Resolve' }).click();
    await dialog().getByRole('textbox').fill('One code until the phone is back.');
    await dialog().getByRole('button', { name: 'Resolve' }).click();
    await page.getByText('Resolved by sam').waitFor();

    const { id } = await database
      .reader('rekey_requests')
      .where({ state: 'resolved' })
      .orderBy('closed_at', 'desc')
      .first('id');
    const [entry] = await database
      .reader('rekey_audit_entries')
      .where({ action: 'issue-emergency-code', outcome: 'done' });
    expect(JSON.parse(entry.detail)).toMatchObject({
      requestId: Number(id),
      evidence: [{ kind: 'email-code' }],
    });
  });

  test('codes by mail are not offered until an admin allows it, having read what it trades', async () => {
    await page.goto(new URL('/', page.url()).href);
    await page.getByRole('combobox').fill(PRIYA);
    await page.getByRole('option').first().click();
    await offer(/^New backup codes/).click();
    await dialog().getByText('No codes left', { exact: true }).waitFor();
    expect(await dialog().getByText('Send them to the user').count()).toBe(0);
    await dialog().getByRole('button', { name: 'Cancel' }).click();

    admin = await demo.visit();
    await signIn(admin.page, 'admin');
    await admin.page.getByRole('link', { name: 'Settings' }).click();
    const card = admin.page.getByRole('region', { name: 'Backup codes' });
    await card.getByText(/whoever holds the mailbox holds/).waitFor();
    await card.getByText(/password is still needed/).waitFor();
    await card.getByRole('checkbox').check();
    await expectAccessible(admin.page, 'codes-policy');
    await card.getByRole('button', { name: 'Save' }).click();
    await card.getByText(/have them mailed straight to the user/).waitFor();
  });

  test('codes by mail reach the user, and never the agent’s window', async () => {
    const answers: Promise<string>[] = [];
    page.on('response', (response) => {
      // Of the last ones the window may be gone before they are read.
      if (response.url().includes('/api/')) answers.push(response.text().catch(() => ''));
    });
    await page.reload();
    await offer(/^New backup codes/).click();
    await dialog().getByText('Send them to the user').click();
    await dialog()
      .getByText(/mailed to .*priya\.nair@example\.org/)
      .waitFor();
    await expectAccessible(page, 'codes-choice');
    await dialog().getByText('No codes left', { exact: true }).click();
    await dialog().getByRole('button', { name: 'Send 10 new codes to the user' }).click();
    // The code by e-mail alone weighs too little for new codes.
    await dialog().getByRole('button', { name: 'Check who is calling' }).click();
    await panel()
      .getByRole('button', { name: /^Colleague confirms/ })
      .click();
    await panel().getByLabel('Who confirmed it?').fill('Mia Manager');
    await panel()
      .getByLabel(/^How do you know/)
      .fill('On the extension in the directory');
    await panel().getByRole('button', { name: 'Record it' }).click();
    await panel().getByText('Evidence weighs 4').waitFor();

    await offer(/^New backup codes/).click();
    await dialog().getByText('Send them to the user').click();
    await dialog().getByText('No codes left', { exact: true }).click();
    await dialog().getByRole('button', { name: 'Send 10 new codes to the user' }).click();
    await dialog().getByText('New backup codes are on their way').waitFor();
    const letter = await nextMail(PRIYA, 2);
    await dialog()
      .getByText(/The mail with the codes to .* was sent/)
      .waitFor();
    await expectAccessible(page, 'codes-sent');
    const codes = letter.match(CODE) ?? [];
    expect(codes).toHaveLength(10);
    const read = (await Promise.all(answers)).filter((text) => text !== '');
    const seen = [await page.content(), ...read].join('\n');
    expect(read.length).toBeGreaterThan(3);
    for (const part of codes.flatMap((code) => code.split('-'))) expect(seen).not.toContain(part);
    expect([...agent.troubles, ...admin.troubles]).toEqual([]);
  });
});
