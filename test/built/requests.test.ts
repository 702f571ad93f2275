/** A request from the queue to its end, as an agent does it in a browser. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectAccessible, signIn, type Visitor } from '../support/browser.ts';
import { type DemoInBrowser, openDemo } from '../support/demo-in-browser.ts';
import { missing } from '../support/parts.ts';

describe.skipIf(missing('chromium'))('in a browser', () => {
  let demo: DemoInBrowser;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    demo = await openDemo();
  });
  afterAll(() => demo?.close());
  beforeEach(async () => {
    visitor = await demo.visit();
    page = visitor.page;
  });
  afterEach(async () => {
    await visitor.leave();
    expect(visitor.troubles).toEqual([]);
  });

  const rows = () => page.getByRole('listbox', { name: 'Requests' }).getByRole('option');
  const openQueue = async () => {
    await page.getByRole('navigation', { name: 'Rekey' }).getByRole('link', { name: 'Requests' }).click();
    await rows().first().waitFor();
  };
  const search = async (text: string, name: string) => {
    await page.getByRole('searchbox').fill(text);
    await expect
      .poll(() => rows().allInnerTexts(), { timeout: 10_000 })
      .toEqual([expect.stringContaining(name)]);
  };
  const chosen = () => page.locator('[role=option][aria-selected=true]');

  test('taken with a key, its user confirmed, an action done for it, resolved; each side names the other', async () => {
    await signIn(page, 'lead');
    await openQueue();
    await search('priya', 'Priya Nair');
    await page.getByRole('listbox', { name: 'Requests' }).focus();
    await page.keyboard.press('t');
    await expect.poll(() => chosen().textContent(), { timeout: 10_000 }).toContain('In progress');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /Priya Nair/ }).waitFor();
    await page.getByRole('button', { name: 'Confirm this user' }).click();
    await page.getByRole('button', { name: 'Open the user and help' }).click();
    await page.getByRole('complementary', { name: 'The request' }).waitFor();
    expect(page.url()).toMatch(/request=\d+/);
    await page.getByRole('button', { name: /^End sessions/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    // The request was about codes that are used up, and so the dialog begins.
    expect(await dialog.getByRole('radio', { name: 'No codes left' }).isChecked()).toBe(true);
    await dialog.getByRole('button', { name: 'End all sessions' }).click();
    await dialog.getByText('Sessions ended').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Back to the request' }).click();
    await page.getByText('Sessions ended by lena').waitFor();
    await page.getByRole('link', { name: /^Entry \d+$/ }).waitFor();
    await page.getByRole('button', { name: 'Resolve' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('Helped on the phone.');
    await page.getByRole('dialog').getByRole('button', { name: 'Resolve' }).click();
    await page.getByText('Resolved by lena').waitFor();
    await page.getByText('Helped on the phone.').waitFor();
    await expectAccessible(page, 'request-resolved');
  });

  test('a caller is written down, and the request is the maker’s at once', async () => {
    await signIn(page, 'support');
    await openQueue();
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await dialog.getByRole('button', { name: 'Make the request' }).click();
    await dialog.getByText('Write what it is about.').waitFor();
    await expectAccessible(page, 'request-new');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Nils Caller');
    await dialog.getByRole('textbox', { name: 'What they say' }).fill('The phone is in the lake.');
    await dialog.getByRole('button', { name: 'Make the request' }).click();
    await page.getByRole('heading', { level: 1, name: /Nils Caller/ }).waitFor();
    await page.getByText(/sam has it/).waitFor();
  });

  test('what a colleague has can be read, and neither moved nor edited', async () => {
    await signIn(page, 'support');
    await openQueue();
    await search('margaret', 'Margaret');
    await page.keyboard.press('Enter');
    await page.getByText(/lena has it/).waitFor();
    expect(await page.getByRole('button', { name: 'Resolve' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Edit' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /Reassign/ }).count()).toBe(0);
  });

  test('keys move through the queue and do nothing where somebody types', async () => {
    await signIn(page, 'support');
    await openQueue();
    const first = await chosen().textContent();
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    expect(await chosen().textContent()).toBe(first);
    await page.keyboard.press('/');
    await page.keyboard.type('tjkn');
    expect(await page.getByRole('searchbox').inputValue()).toBe('tjkn');
    await page.getByText('No request fits').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await expectAccessible(page, 'requests-none');
  });

  test('the queue, and one request of it, are accessible for an auditor, who is offered no change', async () => {
    await signIn(page, 'auditor');
    await openQueue();
    await expectAccessible(page, 'requests');
    expect(await page.getByRole('button', { name: 'New request' }).count()).toBe(0);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 2, name: 'Timeline' }).waitFor();
    expect(await page.getByRole('button', { name: /Take|Resolve|Reject|Edit|note/ }).count()).toBe(0);
    await expectAccessible(page, 'request');
  });
});
