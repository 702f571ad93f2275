/** A list of lost phones, as two people work through it in two browser profiles. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { expectAccessible, signIn, type Visitor } from '../support/browser.ts';
import { type DemoInBrowser, openDemo } from '../support/demo-in-browser.ts';
import { missing } from '../support/parts.ts';

/** Of the demo; enough that somebody can press Pause before it is over. */
const USERS = 600;

describe.skipIf(missing('chromium'))('a bulk change', () => {
  let demo: DemoInBrowser;
  let database: Database;
  let lead: Visitor;
  let admin: Visitor;
  let ready: number;

  beforeAll(async () => {
    demo = await openDemo();
    ({ database } = demo);
    lead = await demo.visit();
    admin = await demo.visit();
  });
  afterAll(() => demo?.close());

  const dialog = (page: Page) => page.getByRole('dialog');
  const shown = (count: number) => count.toLocaleString('en-GB');
  const resets = () =>
    database
      .reader('rekey_audit_entries')
      .where({ action: 'reset-authenticator', outcome: 'done' })
      .where('detail', 'like', '%"bulkId":1,%')
      .select('user_id');
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });

  test('begins with a list, and its dry run says who would be reset and who not', async () => {
    const { page } = lead;
    await signIn(page, 'lead');
    const users: { username: string }[] = await database
      .reader('users')
      .orderBy('id')
      .limit(USERS)
      .select('username');
    const lines = ['Phone,Username', ...users.map(({ username }, n) => `phone ${n},${username}`), '0,nobody'];
    await page.getByRole('link', { name: 'Bulk changes' }).click();
    await page.getByText('No list has been uploaded yet').waitFor();
    await expectAccessible(page, 'bulk-none');
    await button(page, 'Upload a list').click();
    await button(page, 'Make the dry run').click();
    await dialog(page).getByText('Choose a file.').waitFor();
    await dialog(page).getByText('Choose a reason.').waitFor();
    await page.locator('input[type=file]').setInputFiles({
      name: 'unknown.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`Kennziffer;Wer\n1012;${users[0]?.username}`),
    });
    await dialog(page).getByText('No column is known by its name.').waitFor();
    await dialog(page).getByText('Lost phone', { exact: true }).click();
    await button(page, 'Make the dry run').click();
    await dialog(page).getByText('it is not known which column names users').waitFor();
    await dialog(page).getByRole('combobox', { name: 'Column' }).click();
    await page.getByRole('option', { name: '2: Wer' }).click();
    await expectAccessible(page, 'bulk-plan-column');
    await page.locator('input[type=file]').setInputFiles({
      name: 'lost-phones.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(lines.join('\n')),
    });
    await dialog(page).getByText('Lost phone', { exact: true }).click();
    await dialog(page).getByLabel('Ticket (optional)').fill('INC-4711');
    await expectAccessible(page, 'bulk-plan');
    await button(page, 'Make the dry run').click();
    await page.getByRole('heading', { name: 'Reset authenticator, bulk change 1' }).waitFor();
    await page.getByText('planned themselves').waitFor();
    for (const kind of ['Ready', '2FA is off', 'Privileged', 'Unknown'])
      await button(page, new RegExp(`^${kind} [\\d,]+$`)).waitFor();
    const label = (await button(page, /^Ready [\d,]+$/).innerText()).replace(/\D/g, '');
    ready = Number(label);
    expect(ready).toBeGreaterThan(50);
    await button(page, /^Unknown 1$/).click();
    await page.getByRole('cell', { name: 'nobody' }).waitFor();
    await expectAccessible(page, 'bulk-dry-run');
    expect(await button(page, 'Approve').count()).toBe(0);
    expect(await resets()).toHaveLength(0);
  });

  test('is approved by a second person who sees the same', async () => {
    const { page } = admin;
    await signIn(page, 'admin');
    await page.getByTitle('1 bulk change waiting').waitFor();
    await page.getByRole('link', { name: /^Bulk changes/ }).click();
    await page.getByRole('link', { name: /Reset authenticator: / }).click();
    await button(page, 'Approve').click();
    await expectAccessible(page, 'bulk-approve');
    await dialog(page).getByLabel('Note (optional)').fill('list checked with IT');
    await dialog(page).getByRole('button', { name: 'Approve', exact: true }).click();
    await dialog(page).waitFor({ state: 'hidden' });
    await lead.page.getByText('list checked with IT').waitFor();
    await button(lead.page, /^Start: /).waitFor();
    expect(await resets()).toHaveLength(0);
  });

  test('runs with its progress in sight of both, is paused by one and resumed by the other', async () => {
    await button(lead.page, /^Start: /).click();
    await button(lead.page, 'Pause').click();
    await button(admin.page, 'Resume').waitFor();
    await lead.page.getByText(/paused it\./).waitFor();
    const paused = (await resets()).length;
    expect(paused).toBeLessThan(ready);
    await expectAccessible(lead.page, 'bulk-paused');
    expect(await resets()).toHaveLength(paused);
    await button(admin.page, 'Resume').click();
    await admin.page.getByRole('progressbar').waitFor();
    await button(lead.page, 'Report').waitFor({ timeout: 120_000 });
    await lead.page.getByText(`${shown(ready)} of ${shown(ready)}`).waitFor();
    const done = await resets();
    expect(new Set(done.map(({ user_id }) => user_id)).size).toBe(done.length);
    await button(lead.page, `Carried out ${shown(done.length)}`).click();
    await lead.page.getByRole('cell', { name: 'Done', exact: true }).first().waitFor();
    await expectAccessible(lead.page, 'bulk-done');
    await lead.page.setViewportSize({ width: 900, height: 600 });
    await expectAccessible(lead.page, 'bulk-done-small');
  });

  test('ends in a report with every line of the list', async () => {
    const [download] = await Promise.all([
      lead.page.waitForEvent('download'),
      button(lead.page, 'Report').click(),
    ]);
    expect(download.suggestedFilename()).toBe('rekey-bulk-1.csv');
    const rows = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    expect(rows).toHaveLength(USERS + 2);
    expect(rows.filter((row) => row.includes(',ready,,done,'))).toHaveLength((await resets()).length);
    expect(rows.at(-1)).toMatch(/^\d+,nobody,,,unknown,/);
    await lead.page.getByRole('link', { name: 'Bulk changes' }).first().click();
    await lead.page.getByText('lost-phones.csv').waitFor();
    await expectAccessible(lead.page, 'bulk-list');
  });

  test('is not there for support staff', async () => {
    const agent = await demo.visit();
    await signIn(agent.page, 'support');
    expect(await agent.page.getByRole('link', { name: 'Bulk changes' }).count()).toBe(0);
    await agent.page.goto(`${agent.page.url().split('#')[0]}#/bulk/1`);
    await agent.page.getByText(/has no access to this page/).waitFor();
    expect([...agent.troubles, ...lead.troubles, ...admin.troubles]).toEqual([]);
    await agent.leave();
  });
});
