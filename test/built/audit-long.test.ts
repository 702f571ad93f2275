/** The log after years, in a browser: taller than an element can be, entered anywhere, and standing still under the hand. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Database, openDatabase } from '../../db/database.ts';
import { dropGuards } from '../support/audit-room.ts';
import {
  expectAccessible,
  keepScreenshot,
  launchBrowser,
  signIn,
  type Visitor,
  visit,
} from '../support/browser.ts';
import { type RunningHost, startBrowserHost } from '../support/browser-host.ts';
import { growLog, STEP } from '../support/long-log.ts';
import { missing } from '../support/parts.ts';

/** 40 px each: more than one element holds. */
const MANY = 210_000;
const IN_THE_DOCUMENT = 60;
const FROM = Date.UTC(2021, 0, 1);

describe.skipIf(missing('chromium'))('a log of 210,000 entries, in a browser', () => {
  let host: RunningHost;
  let browser: Browser;
  let database: Database;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    // Years of it were there before this console was opened.
    const folder = await mkdtemp(join(inject('scratch'), 'long-log-'));
    await (await startBrowserHost({ REKEY_DATA_DIR: folder })).stop();
    database = openDatabase({ kind: 'sqlite', path: join(folder, 'demo.sqlite') });
    await growLog(database, MANY, FROM);
    [host, browser] = await Promise.all([startBrowserHost({ REKEY_DATA_DIR: folder }), launchBrowser()]);
    visitor = await visit(browser, host);
    page = visitor.page;
    page.setDefaultTimeout(25_000);
  }, 180_000);
  afterAll(async () => {
    await database?.close();
    await browser?.close();
    await host?.stop();
  });

  const table = () => page.getByRole('table', { name: 'Audit entries, newest first' });
  const opened = () => page.getByRole('button', { name: /^Open entry/ });
  /** The entries whose rows are between the head and the bottom of what is seen, from the top on. */
  const inSight = () =>
    table().evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return [...element.querySelectorAll('[role=row]:not([data-empty]) button')]
        .map((button) => ({ at: button.getBoundingClientRect(), number: Number(button.textContent) }))
        .filter(({ at }) => at.top >= top + 30 && at.bottom <= bottom)
        .sort((a, b) => a.at.top - b.at.top)
        .map(({ number }) => number);
    });
  const dragTo = (share: number) =>
    table().evaluate((element, to) => {
      element.scrollTop = (element.scrollHeight - element.clientHeight) * to;
    }, share);
  /** The browser scrolls by PageUp for a while; what is pressed meanwhile, after a jump, it may not hear. */
  const standsStill = () =>
    expect
      .poll(async () => {
        const top = () => table().evaluate((element) => element.scrollTop);
        const was = await top();
        await page.waitForTimeout(200);
        return (await top()) - was;
      })
      .toBe(0);
  const rowIndexes = () =>
    table()
      .getByRole('row')
      .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('aria-rowindex'))));

  test('is as long as it is, and begins with the newest', async () => {
    await signIn(page, 'auditor');
    await page.getByRole('navigation', { name: 'Rekey' }).getByRole('link', { name: 'Audit log' }).click();
    await opened().first().waitFor();
    const count = Number(await table().getAttribute('aria-rowcount'));
    expect(count).toBeGreaterThan(MANY);
    expect((await inSight())[0]).toBe(count - 1);
    expect(await opened().count()).toBeLessThan(IN_THE_DOCUMENT);
  });

  test('shows the middle when the scroll bar is dragged there, each row after the other', async () => {
    const count = Number(await table().getAttribute('aria-rowcount')) - 1;
    await dragTo(0.5);
    await expect.poll(async () => (await inSight()).length).toBeGreaterThan(5);
    const seen = await inSight();
    const first = seen[0] ?? 0;
    expect(Math.abs(first - count / 2)).toBeLessThan(MANY / 50);
    expect(seen).toEqual(seen.map((_, n) => first - n));
    expect(await rowIndexes()).toContain(count - first + 2);
    expect(await opened().count()).toBeLessThan(IN_THE_DOCUMENT);
    await expectAccessible(page, 'audit-long');
  });

  test('moves by rows when the wheel is turned there', async () => {
    const [before = 0] = await inSight();
    await table().hover();
    await page.mouse.wheel(0, 400);
    await expect.poll(async () => before - ((await inSight())[0] ?? 0)).toBe(10);
    for (let turn = 0; turn < 40; turn += 1) await page.mouse.wheel(0, -400);
    await expect.poll(async () => ((await inSight())[0] ?? 0) - before).toBe(390);
  });

  test('is gone through by the keyboard, from its first entry to its newest', async () => {
    const count = Number(await table().getAttribute('aria-rowcount')) - 1;
    await table().focus();
    await page.keyboard.press('End');
    await expect.poll(async () => (await inSight()).at(-1)).toBe(1);
    await page.keyboard.press('PageUp');
    await expect.poll(async () => ((await inSight()).at(-1) ?? 0) > 5).toBe(true);
    await standsStill();
    await page.keyboard.press('Home');
    await expect.poll(async () => (await inSight())[0]).toBe(count);
    for (let n = 1; n <= 3; n += 1) {
      await standsStill();
      await page.keyboard.press('ArrowDown');
      await expect.poll(async () => (await inSight())[0]).toBe(count - n);
    }
  });

  test('keeps the keyboard when the row that has it goes out of sight', async () => {
    await page.keyboard.press('Home');
    await opened().first().focus();
    await dragTo(0.3);
    await expect.poll(async () => (await inSight()).length).toBeGreaterThan(5);
    await page.keyboard.press('End');
    await expect.poll(async () => (await inSight()).at(-1)).toBe(1);
  });

  test('goes to a day, to a number, and says what is neither', async () => {
    const goTo = page.getByRole('button', { name: 'Go to …' });
    await goTo.click();
    await page.getByLabel('Number of an entry').fill('9999999');
    await page.getByRole('button', { name: 'Go to the number' }).click();
    await page.getByText(/^Give a number from 1 to/).waitFor();
    await expectAccessible(page, 'audit-go-to');
    await page.getByLabel('Number of an entry').fill('123456');
    await page.getByRole('button', { name: 'Go to the number' }).click();
    await expect.poll(inSight).toContain(123_456);
    await goTo.click();
    const time = new Date(FROM + 170_000 * STEP);
    const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString();
    await page.getByLabel('Day and time').fill(local.slice(0, 16));
    await page.getByRole('button', { name: 'Go to the day' }).click();
    const minute = Math.floor(time.getTime() / 60_000) * 60_000;
    await expect.poll(inSight).toContain(Math.ceil((minute - FROM) / STEP));
  });

  test('opens an entry by its address with its row in sight, and goes on to the one beside it', async () => {
    await page.getByRole('navigation', { name: 'Rekey' }).getByRole('link', { name: 'Approvals' }).click();
    await table().waitFor({ state: 'detached' });
    await page.goto(`${new URL(page.url()).origin}/#/audit?entry=45678`);
    await page.getByRole('dialog').getByText('Place in the chain').waitFor();
    await expect.poll(inSight).toContain(45_678);
    await page.getByRole('button', { name: 'Entry 45677', exact: true }).click();
    await page.getByRole('heading', { name: 'Entry 45677' }).waitFor();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  test('shows a gap where somebody took an entry away', async () => {
    await dropGuards(database);
    await database.reader('rekey_audit_entries').where({ sequence: 777 }).delete();
    await page.getByRole('button', { name: 'Go to …' }).click();
    await page.getByLabel('Number of an entry').fill('777');
    await page.getByRole('button', { name: 'Go to the number' }).click();
    await page.getByText('This entry is missing from the log').waitFor();
    await expect.poll(inSight).toEqual(expect.arrayContaining([778, 776]));
    await keepScreenshot(page, 'audit-gap');
    await table().focus();
  });

  test('stands still while entries are added, and goes to them when asked', async () => {
    await page.keyboard.press('Home');
    await expect.poll(async () => (await inSight()).length).toBeGreaterThan(5);
    const before = await inSight();
    await growLog(database, Number(before[0]) + 3, Date.now());
    await page.getByRole('button', { name: /^3 new entries$/ }).waitFor();
    expect(await inSight()).toEqual(before);
    await keepScreenshot(page, 'audit-new-entries');
    await page.getByRole('button', { name: /^3 new entries$/ }).click();
    await expect.poll(async () => (await inSight())[0]).toBe(Number(before[0]) + 3);
  });

  test('finds by the beginning of a word, and says when too many begin so', async () => {
    await page.getByRole('textbox', { name: 'Words' }).fill('person49');
    await expect.poll(() => page.getByText('person490').count()).toBeGreaterThan(1);
    await page.getByRole('textbox', { name: 'Words' }).fill('pers');
    await page.getByText('Very many words begin with “pers”').waitFor();
    await expectAccessible(page, 'audit-taken-whole');
    await page.getByRole('button', { name: 'Clear Words' }).click();
    expect(visitor.troubles).toEqual([]);
  });
});
