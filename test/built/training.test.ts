/** A case from its start to its judgement, and what the page of a user says to a caller, in a browser. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible, keepScreenshot, signIn, type Visitor } from '../support/browser.ts';
import { type DemoInBrowser, openDemo } from '../support/demo-in-browser.ts';
import { missing } from '../support/parts.ts';

describe.skipIf(missing('chromium'))('training, in a browser', () => {
  let demo: DemoInBrowser;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    demo = await openDemo();
    visitor = await demo.visit();
    page = visitor.page;
  });
  afterAll(() => demo?.close());

  const training = () =>
    page.getByRole('complementary', { name: 'Demo' }).getByRole('link', { name: 'Training' });

  test('a case is started, worked on in the queue, and judged when its request is closed', async () => {
    // Whoever is not signed in opens nothing.
    await page.getByRole('complementary', { name: 'Demo' }).waitFor();
    expect(await page.getByRole('button', { name: 'Open the platform as a user' }).count()).toBe(0);
    await signIn(page, 'support');
    await training().click();
    await page.getByText('No case was started yet').waitFor();
    await page.getByRole('button', { name: 'Start: Clock off by two minutes' }).click();
    const run = page.getByRole('region', { name: 'Clock off by two minutes' });
    await run.getByText('Under way').waitFor();
    await run.getByText('For whoever plays the caller').click();
    await run.getByText(/oathtool --totp -b --now "2 minutes ago" [A-Z2-7]{32}$/).waitFor();
    await expectAccessible(page, 'training-under-way');

    await run.getByRole('link', { name: /^Request \d+$/ }).click();
    await page.getByRole('button', { name: 'Take', exact: true }).click();
    await page.getByRole('button', { name: 'Resolve' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('Told them to wait.');
    await page.getByRole('dialog').getByRole('button', { name: 'Resolve' }).click();
    await page.getByText('Resolved by sam').waitFor();
    await training().click();
    await run.getByText('1 missed').waitFor();
    await run.getByText(/^No code was checked\./).waitFor();
    await run.getByText('Nothing was taken from the user.').waitFor();
    await expectAccessible(page, 'training-judged');
    await page.setViewportSize({ width: 900, height: 600 });
    await keepScreenshot(page, 'training-small');
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  test('the page of a user says which page comes next, and what to say for each problem', async () => {
    await page.getByRole('link', { name: 'Find a user' }).click();
    await page.getByRole('combobox').fill('sinead');
    await page.getByRole('option').first().click();
    const sees = page.getByRole('region', { name: 'What the caller sees' });
    await sees.getByText('Next: Your account is locked').waitFor();
    await sees.getByText(/I can unlock it once I know that it is you/).waitFor();
    await page.getByRole('link', { name: 'Find a user' }).click();
    await page.getByRole('combobox').fill('mara lindq');
    await page.getByRole('option').first().click();
    await sees.getByText('Next: 2FA Login').waitFor();
    await sees.getByText('Code refused', { exact: true }).click();
    await sees.getByText(/Set date and time of the phone to automatic/).waitFor();
    await sees.scrollIntoViewIfNeeded();
    await expectAccessible(page, 'caller-sees');
    const [platform] = await Promise.all([
      page.context().waitForEvent('page'),
      sees.getByRole('button', { name: 'Open as this user' }).click(),
    ]);
    await expect.poll(() => platform.getByLabel('Username').inputValue()).toBe('mara.lindqvist');
    await platform.close();
  });

  test('an auditor is offered no training', async () => {
    const auditor = await demo.visit();
    await signIn(auditor.page, 'auditor');
    await auditor.page.getByRole('complementary', { name: 'Demo' }).waitFor();
    expect(await auditor.page.getByRole('link', { name: 'Training' }).count()).toBe(0);
    await auditor.leave();
    expect(visitor.troubles).toEqual([]);
  });
});
