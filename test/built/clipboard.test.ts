/** Codes that were copied in a browser: off the clipboard after a minute, and nothing else with them. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepScreenshot, signIn } from '../support/browser.ts';
import { type DemoInBrowser, openDemo } from '../support/demo-in-browser.ts';
import { missing } from '../support/parts.ts';
import { waiveEvidence } from '../support/waive-evidence.ts';

describe.skipIf(missing('chromium'))('the clipboard, in a browser', () => {
  let demo: DemoInBrowser;
  let page: Page;

  beforeAll(async () => {
    demo = await openDemo();
    await waiveEvidence(demo.database);
    ({ page } = await demo.visit());
  });
  afterAll(() => demo?.close());

  const dialog = () => page.getByRole('dialog');
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  const question = () => page.getByText('The codes may still be on the clipboard');

  async function copyCode(): Promise<string> {
    await dialog().getByRole('button', { name: 'Copy' }).click();
    await dialog()
      .getByRole('button', { name: /^Cleared in/ })
      .waitFor();
    return clipboard();
  }
  const aMinuteLater = () => page.clock.fastForward('01:01');

  test('holds the code, and nothing a minute later', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await signIn(page, 'support');
    await page.getByRole('combobox').fill('mara.lindqvist');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await page
      .getByRole('complementary', { name: 'Actions' })
      .getByRole('button', { name: /^Emergency code/ })
      .click();
    await dialog().getByText('Lost phone', { exact: true }).click();
    await dialog().getByRole('button', { name: 'Issue the emergency code' }).click();
    await dialog().getByRole('button', { name: 'Show code' }).waitFor();
    await page.clock.install();
    expect(await copyCode()).toMatch(/^[\w-]{10,}$/);
    await aMinuteLater();
    await expect.poll(clipboard).toBe('');
    expect(await question().count()).toBe(0);
  });

  test('is left alone when the window was left meanwhile, and the person is asked', async () => {
    await copyCode();
    await page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await page.evaluate(() => navigator.clipboard.writeText('copied in another program'));
    await aMinuteLater();
    await question().waitFor();
    expect(await clipboard()).toBe('copied in another program');
    await keepScreenshot(page, 'clipboard-question');
    await page.getByRole('button', { name: 'Clear the clipboard' }).click();
    await expect.poll(clipboard).toBe('');
    await question().waitFor({ state: 'hidden' });
  });

  test('is left alone when something else was copied on the page itself', async () => {
    await copyCode();
    await page.evaluate(() => document.dispatchEvent(new Event('copy')));
    await page.evaluate(() => navigator.clipboard.writeText('copied here'));
    await aMinuteLater();
    expect(await clipboard()).toBe('copied here');
    expect(await question().count()).toBe(0);
  });
});
