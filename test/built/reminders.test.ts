import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { expectAccessible, keepScreenshot, signIn, type Visitor } from '../support/browser.ts';
import { type DemoInBrowser, openDemo } from '../support/demo-in-browser.ts';
import { missing } from '../support/parts.ts';

describe.skipIf(missing('chromium'))('reminders, in a browser', () => {
  let demo: DemoInBrowser;
  let database: Database;
  let lead: Visitor;
  let admin: Visitor;

  beforeAll(async () => {
    demo = await openDemo();
    ({ database } = demo);
    lead = await demo.visit();
    admin = await demo.visit();
  });
  afterAll(() => demo?.close());

  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
  const mails = () => database.reader('rekey_notifications').where({ kind: 'reminder' }).select('user_id');
  let ready: number;

  test('begin with a list and a reason, and are a dry run first', async () => {
    const { page } = lead;
    await signIn(page, 'lead');
    await page.getByRole('link', { name: 'Enrolment' }).click();
    await page.getByRole('link', { name: /Out of backup codes/ }).click({ timeout: 30_000 });
    await page.getByRole('heading', { name: 'Users with 2FA on and no backup code' }).waitFor();
    await button(page, 'Send reminders …').click();
    await button(page, 'Make the dry run').click();
    await page.getByText('Write why.').waitFor();
    await expectAccessible(page, 'reminders-plan');
    await page.setViewportSize({ width: 900, height: 600 });
    await keepScreenshot(page, 'reminders-plan-small');
    await page.setViewportSize({ width: 1280, height: 860 });
    await page.getByLabel('Why').fill('before the audit in spring');
    await button(page, 'Make the dry run').click();
    await page.getByRole('heading', { name: /^Send a reminder, bulk change 1/ }).waitFor();
    await page.getByText('Enrolment: no backup codes').waitFor();
    ready = Number((await button(page, /^Ready [\d,]+$/).innerText()).replace(/\D/g, ''));
    expect(ready).toBeGreaterThan(0);
    expect(await button(page, 'Approve').count()).toBe(0);
    await expectAccessible(page, 'reminders-dry-run');
  });

  test('go out once a second person approved, one mail to each user', async () => {
    await signIn(admin.page, 'admin');
    await admin.page.getByRole('link', { name: /^Bulk changes/ }).click();
    await admin.page.getByRole('link', { name: /Send a reminder: / }).click();
    await button(admin.page, 'Approve').click();
    const dialog = admin.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await mails()).toEqual([]);
    await button(lead.page, /^Start: /).click();
    await button(lead.page, 'Report').waitFor({ timeout: 120_000 });
    const sent = await mails();
    expect(sent).toHaveLength(ready);
    expect(new Set(sent.map(({ user_id }) => user_id)).size).toBe(ready);
  });

  test('are not offered to an auditor', async () => {
    const another = await demo.visit();
    await signIn(another.page, 'auditor');
    await another.page.getByRole('link', { name: 'Enrolment' }).click();
    await another.page.getByRole('link', { name: /Out of backup codes/ }).click();
    await button(another.page, 'Export').waitFor();
    expect(await button(another.page, 'Send reminders …').count()).toBe(0);
    await another.leave();
    expect(
      [...lead.troubles, ...admin.troubles].filter((one) => !one.includes('of chart should be')),
    ).toEqual([]);
  });
});
