import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { longestWaiting } from '../../db/requests/index.ts';
import { expectAccessible, signIn, type Visitor } from '../support/browser.ts';
import { type DemoInBrowser, openDemo } from '../support/demo-in-browser.ts';
import { seedRequests } from '../support/many-requests.ts';
import { missing } from '../support/parts.ts';

const MANY = 100_000;
/** Rows of 56 px: a window shows some fifteen, and a dozen more are kept ready on either side. */
const IN_THE_DOCUMENT = 60;

describe.skipIf(missing('chromium'))('a queue of 100,000 requests, in a browser', () => {
  let demo: DemoInBrowser;
  let database: Database;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    demo = await openDemo();
    ({ database } = demo);
    for (const table of ['rekey_request_terms', 'rekey_request_events', 'rekey_requests'])
      await database.reader(table).delete();
    await seedRequests(database, MANY, Date.now());
    visitor = await demo.visit();
    page = visitor.page;
    page.setDefaultTimeout(25_000);
  });
  afterAll(() => demo?.close());

  const rows = () => page.getByRole('listbox', { name: 'Requests' }).getByRole('option');
  const positions = () =>
    rows().evaluateAll((all) => all.map((row) => Number(row.getAttribute('aria-posinset'))));

  test('begins with who waits longest, which the page says as well', async () => {
    await signIn(page, 'lead');
    await page.getByRole('navigation', { name: 'Rekey' }).getByRole('link', { name: 'Requests' }).click();
    await rows().first().waitFor();
    const longest = await longestWaiting(database.reader);
    const link = page.getByRole('link', { name: /^Waits longest/ });
    expect(await link.textContent()).toContain(longest?.sender.name);
    expect(await link.textContent()).toMatch(/ago|\d{4}/);
    expect(await rows().count()).toBeLessThan(IN_THE_DOCUMENT);
    await expectAccessible(page, 'requests-many');
  });

  test('is read page after page while somebody scrolls, and the document stays small', async () => {
    const scroller = page.getByRole('listbox', { name: 'Requests' }).locator('xpath=..');
    await expect
      .poll(
        async () => {
          await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight));
          return Math.max(...(await positions()));
        },
        { timeout: 60_000, interval: 100 },
      )
      .toBeGreaterThan(1_000);
    expect(await rows().count()).toBeLessThan(IN_THE_DOCUMENT);
  });

  test('finds one of them by its ticket, and a lead reassigns it', async () => {
    // Open, and held by somebody who has left: one of ten thousand.
    const { id, ticket } = await database
      .reader('rekey_requests')
      .where({ state: 'in-progress' })
      .where('id', '>', MANY / 2)
      .first('id', 'ticket');
    await page.getByRole('searchbox').fill(ticket);
    await expect.poll(() => rows().allInnerTexts()).toEqual([expect.stringContaining(`#${id}`)]);
    await rows().first().click();
    await page.getByRole('button', { name: /^Reassign/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('To', { exact: true }).selectOption('sam');
    await dialog.getByRole('button', { name: /^Reassign/ }).click();
    await page.getByText(/sam has it/).waitFor();
    await page.getByText('Reassigned to sam by lena').waitFor();
    expect(visitor.troubles).toEqual([]);
  });
});
