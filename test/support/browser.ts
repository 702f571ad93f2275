/** A person at a real browser: an installed Chromium, driven through Playwright. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Role } from '../../main/contract/permissions.ts';
import { ROLE_WORDS } from '../../renderer/words/staff.ts';
import type { RunningHost } from './browser-host.ts';
import { findChromium } from './parts.ts';

/** Kept after the run, to be looked at. */
const ARTIFACTS = fileURLToPath(new URL('../.artifacts/', import.meta.url));

const THEMES = ['light', 'dark'] as const;

/** Ends with us, also when the tests are killed: it reads a pipe of ours. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No browser is installed; see parts.ts.');
  return chromium.launch({
    executablePath,
    args: [
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface Visitor {
  page: Page;
  /** What went wrong that a person may not see: script errors, refused by the policy, calls that failed. */
  troubles: string[];
  leave(): Promise<void>;
}

/** A fresh profile that has just followed the link the host printed. */
export async function visit(browser: Browser, host: Pick<RunningHost, 'freshAddress'>): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 860 },
    reducedMotion: 'reduce',
    locale: 'en-GB',
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
  });
  page.on('requestfailed', (request) => {
    // Gone to the next page while an answer was on its way.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED')
      troubles.push(`${request.url()}: ${request.failure()?.errorText}`);
  });
  await page.goto(await host.freshAddress());
  return { page, troubles, leave: () => context.close() };
}

/** The demo's one click. */
export async function signIn(page: Page, role: Role): Promise<void> {
  await page
    .getByRole('button', { name: new RegExp(`^${ROLE_WORDS[role].name}\\b`) })
    .first()
    .click();
  await expect.poll(() => page.getByRole('button', { name: 'Sign in' }).count(), { timeout: 10_000 }).toBe(0);
  await page.getByRole('main').waitFor();
}

/** `name`: as a file name without its ending. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  await mkdir(ARTIFACTS, { recursive: true });
  await page.screenshot({ path: join(ARTIFACTS, `${name}.png`), animations: 'disabled' });
}

/** Axe, with all the rules it has by default, finds nothing on the page as it stands in either theme. A screenshot of each is kept. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    await page.locator(`html[data-mantine-color-scheme="${theme}"]`).waitFor();
    await keepScreenshot(page, `${name}-${theme}`);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(
      ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((node) => node.html).join('\n  ')}`,
    );
    expect(found, `${name} in the ${theme} theme`).toEqual([]);
  }
}
