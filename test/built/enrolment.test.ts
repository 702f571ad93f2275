/** The enrolment audit, as an auditor reads it in a real browser. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { expectAccessible, keepScreenshot, signIn, type Visitor } from '../support/browser.ts';
import { type DemoInBrowser, openDemo } from '../support/demo-in-browser.ts';
import { missing } from '../support/parts.ts';

describe.skipIf(missing('chromium'))('the enrolment audit, in a browser', () => {
  let demo: DemoInBrowser;
  let database: Database;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    demo = await openDemo();
    ({ database } = demo);
    visitor = await demo.visit();
    page = visitor.page;
  });
  afterAll(() => demo?.close());

  const privileged = () =>
    database
      .reader('users')
      .where({ privileged: 1 })
      .whereNotExists((none) =>
        none
          .from('totp_authenticators')
          .whereRaw('user_id = users.id')
          .whereNotNull('confirmed_at')
          .select('id'),
      )
      .orderBy('id')
      .select('full_name', 'username');

  test('says how many there are, with a table behind the chart', async () => {
    await signIn(page, 'auditor');
    await page.getByRole('link', { name: 'Enrolment' }).click();
    await page.getByText(/^As of/).waitFor({ timeout: 30_000 });
    await page.getByRole('heading', { name: '2,000 users' }).waitFor();
    await page.getByText('The same as a table').click();
    await page
      .getByRole('row', { name: /\(estimated\)/ })
      .first()
      .waitFor();
    await expectAccessible(page, 'enrolment');
    await page.setViewportSize({ width: 900, height: 600 });
    await keepScreenshot(page, 'enrolment-small');
    await page.setViewportSize({ width: 1280, height: 860 });
  });

  test('leads from a number to the users behind it, by name', async () => {
    const there = await privileged();
    const link = page.getByRole('link', { name: /Privileged without 2FA/ });
    expect(await link.innerText()).toContain(String(there.length));
    await link.click();
    await page.getByRole('heading', { name: 'Privileged users without 2FA' }).waitFor();
    await page.getByRole('row').nth(there.length).waitFor();
    for (const { full_name } of there.slice(0, 5)) await page.getByText(full_name).first().waitFor();
    await expectAccessible(page, 'enrolment-list');
  });

  test('exports that list as a file, whose hash it tells', async () => {
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'As CSV' }).click(),
    ]);
    const content = await readFile(await download.path());
    const lines = content.toString().trimEnd().split('\r\n');
    expect(lines.slice(1).map((line) => line.split(',')[1])).toEqual(
      (await privileged()).map(({ username }) => username),
    );
    await page.getByText(createHash('sha256').update(content).digest('hex')).waitFor();
  });

  test('narrows the list to the days on which its users joined', async () => {
    const years: { username: string; created_at: number }[] = await database
      .reader('users')
      .whereIn(
        'username',
        (await privileged()).map(({ username }) => username),
      )
      .orderBy('id')
      .select('username', 'created_at');
    const day = new Date(Number(years[0]?.created_at)).toISOString().slice(0, 10);
    const that = years.filter(({ created_at }) => new Date(created_at).toISOString().startsWith(day));
    await page.getByLabel('Joined from').fill(day);
    await page.getByLabel('to', { exact: true }).fill(day);
    await expect.poll(() => page.getByRole('row').count()).toBe(that.length + 1);
    for (const { username } of that) await page.getByText(username, { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Any day' }).click();
    await expect.poll(() => page.getByRole('row').count()).toBeGreaterThan(that.length + 1);
  });

  test('finds what changed when it is asked to count again', async () => {
    const [first] = await privileged();
    await database.transaction(async (tx) => {
      await tx('users').where({ username: first?.username }).update({ privileged: 0 });
    });
    const left = (await privileged()).length;
    await page.getByRole('link', { name: 'Enrolment' }).last().click();
    await page.getByRole('button', { name: 'Count now' }).click();
    const link = page.getByRole('link', { name: new RegExp(`^${left} ?Privileged without 2FA`) });
    await link.waitFor();
    expect(await link.count()).toBe(1);
  });

  test('prints a report with the counts, their hash and who is privileged without 2FA', async () => {
    await page.evaluate(() => {
      window.print = () => {};
    });
    await page.getByRole('button', { name: 'Print or save as PDF' }).click();
    const sheet = page.locator('.print-sheet');
    await sheet.waitFor({ state: 'attached' });
    const { hash } = await page.evaluate(async () => {
      const response = await fetch('/api/call', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ path: 'enrolment.overview', input: null }),
      });
      return (await response.json()).data;
    });
    const paper = await sheet.innerText();
    expect(paper).toContain(hash);
    expect(paper).toContain('2,000');
    const named = sheet.locator('table').filter({ hasText: 'Username' }).locator('tbody tr');
    expect(await named.evaluateAll((rows) => rows.map((row) => row.children[1]?.textContent))).toEqual(
      (await privileged()).slice(0, 200).map(({ username }) => username),
    );
    expect(paper).toMatch(/The names were read at/);
    await page.emulateMedia({ media: 'print' });
    await keepScreenshot(page, 'enrolment-report');
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await sheet.waitFor({ state: 'detached' });
  });

  test('names 200 of them on paper, and says how many more there are', async () => {
    const some = database.reader('users').orderBy('id').limit(900).select('id');
    const ids = (await some).map(({ id }: { id: number }) => id);
    await database.transaction((tx) => tx('users').whereIn('id', ids).update({ privileged: 1 }));
    const there = (await privileged()).length;
    expect(there).toBeGreaterThan(201);
    const sheet = page.locator('.print-sheet');
    const print = async () => {
      await page.getByRole('button', { name: 'Print or save as PDF' }).click();
      await sheet.waitFor({ state: 'attached' });
      const paper = await sheet.innerText();
      const names = sheet.locator('table').filter({ hasText: 'Username' }).locator('tbody tr');
      expect(await names.count()).toBe(200);
      await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
      await sheet.waitFor({ state: 'detached' });
      return paper;
    };
    expect(await print()).toContain('And more since the count');
    await page.getByRole('button', { name: 'Count now' }).click();
    await page.getByRole('link', { name: new RegExp(`^${there} ?Privileged without 2FA`) }).waitFor();
    expect(await print()).toContain(`And ${there - 200} more by the count`);
  });

  test('is not offered to support, and its address is refused', async () => {
    const another = await demo.visit();
    await signIn(another.page, 'support');
    expect(await another.page.getByRole('link', { name: 'Enrolment' }).count()).toBe(0);
    await another.page.goto(`${new URL(another.page.url()).origin}/#/enrolment`);
    await another.page
      .getByText(/may not|not allowed|role/i)
      .first()
      .waitFor();
    await another.leave();
    expect(visitor.troubles.filter((trouble) => !trouble.includes('of chart should be greater'))).toEqual([]);
  });
});
