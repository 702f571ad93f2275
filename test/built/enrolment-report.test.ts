/** Numbers that open their lists, the days of the trend, and a list on paper, as an auditor has them in a real browser. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { expectAccessible, keepScreenshot, signIn, type Visitor } from '../support/browser.ts';
import { type DemoInBrowser, openDemo } from '../support/demo-in-browser.ts';
import { missing } from '../support/parts.ts';

describe.skipIf(missing('chromium'))('the report of a list, in a browser', () => {
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

  const sheet = () => page.locator('.print-sheet');
  const listed = () => page.getByRole('table', { name: 'Users' });
  const logged = async () => {
    const rows = await database
      .reader('rekey_audit_entries')
      .where({ action: 'report-enrolment' })
      .orderBy('sequence');
    return rows.map(({ detail }) => JSON.parse(detail));
  };

  test('each number of a table opens the list of as many users', async () => {
    await signIn(page, 'auditor');
    await page.getByRole('link', { name: 'Enrolment' }).click();
    await page.getByText(/^As of/).waitFor({ timeout: 30_000 });
    for (const title of ['By department', 'By role', 'By month of joining']) {
      const table = page.getByRole('region', { name: title }).getByRole('table');
      const plain = await table
        .locator('tbody td')
        .evaluateAll((cells) =>
          cells.filter((cell) => /^[\d,]+$/.test(cell.textContent ?? '') && !cell.querySelector('a')),
        );
      expect(plain).toEqual([]);
      // The last row is the smallest: its list is read to its end.
      const row = table.locator('tbody tr').last();
      for (let column = 0; column < 5; column += 1) {
        const link = row.getByRole('link').nth(column);
        const users = (await link.innerText()).replaceAll(',', '');
        await link.click();
        await listed().waitFor();
        const expected = column === 0 ? /^\d+$/ : new RegExp(`^${Number(users) + 1}$`);
        await expect.poll(() => listed().getAttribute('aria-rowcount')).toMatch(expected);
        await page.goBack();
        await row.waitFor();
      }
    }
  });

  test('the trend goes back as far as it is asked to, or from one day to another', async () => {
    const region = page.getByRole('region', { name: 'Over time' });
    await region.getByText('The same as a table').click();
    const rows = region.locator('tbody tr');
    await region.getByText('36 months', { exact: true }).click();
    await expect.poll(() => rows.count()).toBe(37);
    await region.getByText('3 months', { exact: true }).click();
    await expect.poll(() => rows.count()).toBe(4);
    const days: { day: string }[] = await database
      .reader('rekey_enrolment_days')
      .orderBy('day')
      .select('day');
    const [from, to] = [days.at(-6)?.day ?? '', days.at(-3)?.day ?? ''];
    await region.getByText('From – to', { exact: true }).click();
    await region.getByLabel('Trend from').fill(from);
    await region.getByLabel('Trend to').fill(to);
    await expect.poll(() => rows.count()).toBe(4);
    await region.getByText(', 4 points.').waitFor();
    await expectAccessible(page, 'enrolment-trend');
    await region.getByLabel('Trend from').fill(to);
    await region.getByText('There is one day in this time').waitFor();
    await region.getByLabel('Trend to').fill('1999-12-31');
    await region.getByText('Nothing was counted in this time').waitFor();
  });

  test('a number of an earlier day opens the list that the dates of today tell of it', async () => {
    const region = page.getByRole('region', { name: 'Over time' });
    await region.getByText('36 months', { exact: true }).click();
    // Its table is still open from before.
    const link = region.locator('tbody tr').last().getByRole('link', { name: / on, / });
    const enrolled = Number((await link.innerText()).replaceAll(',', ''));
    expect(enrolled).toBeGreaterThan(0);
    await link.click();
    await page.getByRole('heading', { name: /^Users whose 2FA is on, at the end of \d/ }).waitFor();
    await page.getByText('By the dates in today’s records').waitFor();
    await keepScreenshot(page, 'enrolment-earlier-day');
    // The list is read on as one scrolls, and knows its length at its end.
    await expect
      .poll(async () => {
        await listed().evaluate((element) => element.scrollTo(0, element.scrollHeight));
        return listed().getAttribute('aria-rowcount');
      })
      .toBe(String(enrolled + 1));
    await page.goBack();
    await region.waitFor();
  });

  test('a list is printed with its filter, its counts, its users and the hash of its export', async () => {
    await page.evaluate(() => {
      window.print = () => {};
    });
    const region = page.getByRole('region', { name: 'By role' });
    await region.getByRole('link', { name: / off, Reviewer$/ }).click();
    await page.getByRole('heading', { name: 'Users whose 2FA is off, role Reviewer' }).waitFor();
    await page.getByRole('button', { name: 'Print report' }).click();
    await sheet().waitFor({ state: 'attached' });
    await page.emulateMedia({ media: 'print' });
    await keepScreenshot(page, 'enrolment-list-report');
    const paper = await sheet().innerText();
    const names = await sheet().locator('.names tbody tr').count();
    expect(paper).toMatch(/Printed\s+\d+ \w+ 20\d\d, .* by Audrey Okafor/);
    expect(paper).toMatch(/Filter\s+Two-factor state: off; role: Reviewer/);
    const [entry] = await logged();
    expect(paper).toMatch(new RegExp(`Users\\s+${entry.users}\\b`));
    expect(paper).toContain(entry.sha256);
    expect(names).toBe(Math.min(200, entry.users));
    // It prints as the host's own print does, which takes the sheet away when it is done.
    const pages = (await page.pdf()).toString('latin1').match(/\/Type \/Page\b/g) ?? [];
    expect(pages.length).toBeGreaterThan(2);
    await sheet().waitFor({ state: 'detached' });
    await page.emulateMedia({ media: 'screen' });
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'As CSV' }).click(),
    ]);
    const csv = await readFile(await download.path());
    expect(createHash('sha256').update(csv).digest('hex')).toBe(entry.sha256);
    expect(csv.toString().trimEnd().split('\r\n')).toHaveLength(entry.users + 1);
    await expectAccessible(page, 'enrolment-list-printable');
  });

  test('a report that is cancelled, or whose page is left, is not printed', async () => {
    await page.evaluate(() => {
      window.print = () => document.body.setAttribute('data-printed', '');
    });
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/api/call', async (route) => {
      if (route.request().postData()?.includes('nextOfReport')) await held;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Print report' }).click();
    await page.getByText('0 read').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    release();
    await page.getByRole('button', { name: 'Print report' }).click();
    await sheet().waitFor({ state: 'attached' });
    await page.evaluate(() => {
      window.dispatchEvent(new Event('afterprint'));
      document.body.removeAttribute('data-printed');
    });
    await sheet().waitFor({ state: 'detached' });
    const before = (await logged()).length;
    await page.unroute('**/api/call');

    let passed = 0;
    await page.route('**/api/call', async (route) => {
      if (route.request().postData()?.includes('nextOfReport')) {
        await page.getByRole('heading', { name: 'Enrolment', exact: true }).waitFor();
        passed += 1;
      }
      await route.continue();
    });
    await page.getByRole('button', { name: 'Print report' }).click();
    await page.getByText('0 read').waitFor();
    await page.getByRole('link', { name: 'Enrolment' }).first().click();
    await expect.poll(() => passed).toBeGreaterThan(0);
    await page.getByRole('heading', { name: '2,000 users' }).waitFor();
    expect(await page.evaluate(() => document.body.hasAttribute('data-printed'))).toBe(false);
    await page.unroute('**/api/call');
    expect((await logged()).length).toBe(before);
  });

  test('is not offered to a lead, whose call is refused', async () => {
    const another = await demo.visit();
    await signIn(another.page, 'lead');
    const { origin } = new URL(another.page.url());
    await another.page.goto(`${origin}/#/enrolment/users`);
    await another.page.getByRole('button', { name: 'Send reminders …' }).waitFor();
    expect(await another.page.getByRole('button', { name: 'Print report' }).count()).toBe(0);
    const answer = await another.page.evaluate(async () => {
      const response = await fetch('/api/call', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ path: 'enrolment.startReport', input: { filter: {} } }),
      });
      return response.json();
    });
    expect(answer).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    await another.leave();
    expect(visitor.troubles.filter((trouble) => !trouble.includes('of chart should be greater'))).toEqual([]);
  });
});
