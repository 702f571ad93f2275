import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { expectAccessible, keepScreenshot, signIn, type Visitor } from '../support/browser.ts';
import { type DemoInBrowser, openDemo } from '../support/demo-in-browser.ts';
import { type MailServerUnderTest, startMailServer } from '../support/mail-server.ts';
import { missing } from '../support/parts.ts';

describe.skipIf(missing('chromium'))('checking a caller, in a browser', () => {
  let mail: MailServerUnderTest;
  let demo: DemoInBrowser;
  let database: Database;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    mail = await startMailServer();
    demo = await openDemo({ REKEY_SMTP_URL: mail.url });
    ({ database } = demo);
    visitor = await demo.visit();
    page = visitor.page;
  });
  afterAll(async () => {
    await demo?.close();
    await mail?.stop();
  });

  const panel = () => page.getByRole('region', { name: 'Who is calling?' });
  const dialog = () => page.getByRole('dialog');
  const entries = (action: string, outcome: string) =>
    database.reader('rekey_audit_entries').where({ action, outcome });

  async function tryToReset(): Promise<void> {
    await page
      .getByRole('complementary', { name: 'Actions' })
      .getByRole('button', { name: /^Reset authenticator/ })
      .click();
    await dialog().getByText('Lost phone', { exact: true }).click();
    await dialog().getByRole('button', { name: 'Reset the authenticator' }).click();
  }

  test('an action without evidence is refused, and leads to the panel', async () => {
    await signIn(page, 'support');
    await page.getByRole('combobox').fill('mara lindq');
    await page.getByRole('option').first().click();
    await panel().getByText('No evidence yet').waitFor();
    await tryToReset();
    await dialog()
      .getByText(/weighs 0, and this needs 3/)
      .waitFor();
    await dialog().getByRole('button', { name: 'Check who is calling' }).click();
    await dialog().waitFor({ state: 'hidden' });
    expect(await entries('reset-authenticator', 'refused')).toHaveLength(1);
  });

  test('a code goes to the mailbox on file, with the phrase that the agent sees', async () => {
    await panel()
      .getByRole('button', { name: /^Code by e-mail/ })
      .click();
    await panel().getByRole('button', { name: 'Send the code' }).click();
    await panel()
      .getByText(/If the caller asks who you are/)
      .waitFor();
    const phrase = await panel()
      .getByText(/If the caller asks/)
      .locator('strong')
      .textContent();
    await expect.poll(() => mail.mails.length, { timeout: 20_000 }).toBe(1);
    const letter = mail.mails[0]?.text ?? '';
    expect(letter).toContain(phrase);
    const code = /\b(\d{3} \d{3})\b/.exec(letter)?.[1] ?? '';
    await expectAccessible(page, 'a code that waits');
    await keepScreenshot(page, 'identity-code');
    await panel().getByLabel('Code the caller reads back').fill(code);
    await panel().getByRole('button', { name: 'Confirm', exact: true }).click();
    await panel().getByText('Evidence weighs 2').waitFor();
  });

  test('what the agent heard is recorded, and then the action is done', async () => {
    await panel()
      .getByRole('button', { name: /^Colleague confirms/ })
      .click();
    await panel().getByLabel('Who confirmed it?').fill('Mia Manager');
    await panel()
      .getByLabel(/^How do you know/)
      .fill('On the extension in the directory');
    await panel().getByRole('button', { name: 'Record it' }).click();
    await panel().getByText('Evidence weighs 4').waitFor();
    await expectAccessible(page, 'evidence');
    await keepScreenshot(page, 'identity-evidence');
    await panel().getByText('Enough (4)').waitFor();
    await tryToReset();
    await dialog().getByText('Authenticator reset').first().waitFor();
    const [entry] = await entries('reset-authenticator', 'done');
    expect(JSON.parse(entry.detail).evidence).toMatchObject([
      { kind: 'colleague', who: 'Mia Manager' },
      { kind: 'email-code' },
    ]);
    // A reset is a sign of risk: what was enough before it is not any more, and the panel says so at once.
    await dialog().getByRole('button', { name: 'Close' }).last().click();
    await panel().getByRole('region', { name: 'Signs of risk' }).waitFor();
    await panel().getByText('4 of 5').waitFor();
    expect(visitor.troubles).toEqual([]);
  });
});
