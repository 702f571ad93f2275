/** Another of this machine's platforms, chosen at the sign-in in a real browser. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, launchBrowser, visit } from '../support/browser.ts';
import { type RunningHost, startBrowserHost } from '../support/browser-host.ts';
import { missing } from '../support/parts.ts';

describe.skipIf(missing('chromium'))('profiles', () => {
  let host: RunningHost;
  let browser: Browser;
  beforeAll(async () => {
    [host, browser] = await Promise.all([startBrowserHost(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await host.stop();
  });

  it('are chosen while nobody is signed in, and are platforms of their own', async () => {
    const { page, troubles } = await visit(browser, host);
    const choice = page.getByLabel('Platform on this machine');
    await page.getByRole('button', { name: 'Another platform on this machine' }).click();
    await page.getByLabel('Its short name').fill('Not One');
    await page.getByRole('button', { name: 'Open it' }).click();
    await page.getByText(/1 to 32 lower-case letters/).waitFor();
    await expectAccessible(page, 'profiles-another');
    await page.getByLabel('Its short name').fill('shop');
    await page.getByRole('button', { name: 'Open it' }).click();
    // Another demo is made first.
    await expect.poll(() => choice.inputValue(), { timeout: 30_000 }).toBe('shop');
    expect(existsSync(join(host.dataDirectory, 'profiles', 'shop', 'demo.sqlite'))).toBe(true);

    // Somebody in another browser, who must not find themselves on another platform.
    const { page: other } = await visit(browser, host);
    await other.getByRole('button', { name: /Lena/ }).click();
    await other.getByRole('combobox', { name: /e-mail/i }).waitFor();
    await choice.selectOption('The one without a name');
    await page.getByText('Nothing was changed: somebody is signed in, in this window or another.').waitFor();
    await other.keyboard.press('Escape');
    await other.getByRole('button', { name: /Lena/ }).click();
    await other.getByRole('menuitem', { name: 'Sign out' }).click();
    await other.getByLabel('Platform on this machine').waitFor();
    await page.reload();
    await choice.selectOption('The one without a name');
    await expect.poll(() => choice.inputValue(), { timeout: 30_000 }).toBe('');
    expect(troubles).toEqual([]);
  });
});
