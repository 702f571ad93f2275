/** Codes that nobody has seen, when the window is locked: by hand, and from a second one. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { UserId } from '../../db/platforms/contract.ts';
import { agentWindow } from '../support/agent-window.ts';
import { expectAccessible, keepScreenshot, signIn, type Visitor } from '../support/browser.ts';
import { type DemoInBrowser, openDemo } from '../support/demo-in-browser.ts';
import { codeWorks } from '../support/desk.ts';
import { missing } from '../support/parts.ts';
import { waiveEvidence } from '../support/waive-evidence.ts';

/** Enrolled, ten codes. */
const MARA = { id: '1012' as UserId, username: 'mara.lindqvist' };

describe.skipIf(missing('chromium'))('codes that nobody has seen', () => {
  let demo: DemoInBrowser;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    demo = await openDemo();
    await waiveEvidence(demo.database);
    visitor = await demo.visit();
    page = visitor.page;
  });
  afterAll(() => demo?.close());

  const dialog = () => page.getByRole('dialog');
  const goOn = () => page.getByRole('button', { name: /^Continue as/ }).click();
  async function lock(window: Page): Promise<void> {
    await window
      .getByRole('button', { name: /Support/ })
      .last()
      .click();
    await window.getByRole('menuitem', { name: 'Lock' }).click();
  }

  test('survive a lock from a second window, covered, and are shown to whoever unlocks it', async () => {
    await signIn(page, 'support');
    await page.goto(`${new URL(page.url()).origin}/#/users/${MARA.id}`);
    await page.getByRole('complementary', { name: 'Actions' }).waitFor();
    const second = await page.context().newPage();
    await second.goto(`${new URL(page.url()).origin}/#/`);
    await second.getByRole('combobox').waitFor();
    await agentWindow(page, MARA.username).act(/^Emergency code/, 'Issue the emergency code');
    await dialog().getByRole('button', { name: 'Show code' }).waitFor();
    await dialog().getByText('“Use a backup code instead”').waitFor();
    await keepScreenshot(page, 'emergency-code-result');
    await lock(second);
    await page.getByText(/so are the codes that nobody has seen/).waitFor();
    await expectAccessible(page, 'locked-with-codes');
    await goOn();
    await dialog().getByRole('button', { name: 'Show code' }).waitFor();
    await expectAccessible(page, 'codes-after-lock');
    const [code = ''] = await agentWindow(page, MARA.username).codesIssued();
    expect(await codeWorks(demo.database, MARA.id, code, Date.now())).toBe(true);
    await agentWindow(page, MARA.username).done();
    await second.close();
  });

  test('and seen ones do not', async () => {
    await agentWindow(page, MARA.username).act(/^Emergency code/, 'Issue the emergency code');
    await agentWindow(page, MARA.username).codesIssued();
    const second = await page.context().newPage();
    await second.goto(`${new URL(page.url()).origin}/#/`);
    await second.getByRole('combobox').waitFor();
    await lock(second);
    await page.getByText(/your place is kept\.$/).waitFor();
    await goOn();
    await page.getByRole('complementary', { name: 'Actions' }).waitFor();
    expect(await dialog().count()).toBe(0);
  });

  test('the navigation keeps its icons at 1024 px', async () => {
    await page.setViewportSize({ width: 1024, height: 768 });
    for (const icon of await page
      .getByRole('navigation', { name: 'Rekey' })
      .getByRole('link')
      .locator('svg')
      .all())
      expect(await icon.boundingBox()).toMatchObject({ width: 19, height: 19 });
    await expectAccessible(page, 'narrow');
    expect(visitor.troubles).toEqual([]);
  });
});
