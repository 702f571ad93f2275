/** The sandbox's pages in a real browser: the guide's words where a user needs them, and no barrier, in both themes. */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../db/database.ts';
import { migrate } from '../../db/migrate.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { type SandboxServer, startSandboxServer } from '../../main/sandbox/server.ts';
import { launchBrowser } from '../support/browser.ts';
import { guideSentences } from '../support/guide.ts';
import { missing } from '../support/parts.ts';
import { openSandboxDesk, PASSWORD, type SandboxDesk, SECRET } from '../support/sandbox-desk.ts';

const ARTIFACTS = fileURLToPath(new URL('../.artifacts/', import.meta.url));

describe.skipIf(missing('chromium'))('the pages of the platform', () => {
  let desk: SandboxDesk;
  let server: SandboxServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const database = openDatabase({ kind: 'sqlite', path: ':memory:' });
    await migrate(database, referenceKind, { platform: true });
    desk = openSandboxDesk(database);
    server = await startSandboxServer({ platform: desk.platform, clock: () => desk.time.now, port: 0 });
    browser = await launchBrowser();
    await desk.add({ username: 'gated', fullName: 'Łukasz Gated', required: false });
    await desk.add({
      username: 'mara',
      secret: SECRET,
      codes: ['7K3MQ-9XV2A', '00000-11111', '22222-33333'],
    });
    await desk.add({ username: 'locked', secret: SECRET, lockedUntil: desk.time.now + 60_000 });
    page = await (await browser.newContext()).newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await desk?.database.close();
  });

  const open = (path: string) => page.goto(server.address + path);
  async function logIn(username: string): Promise<void> {
    await page.context().clearCookies();
    await open('/login');
    await page.getByLabel('Username').fill(username);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in' }).click();
  }
  async function expectNoBarrier(name: string): Promise<void> {
    await mkdir(ARTIFACTS, { recursive: true });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${ARTIFACTS}platform-${name}-${colorScheme}.png`, fullPage: true });
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`);
      expect(found, `${name}, ${colorScheme}`).toEqual([]);
    }
    for (const width of [1000, 360]) {
      await page.setViewportSize({ width, height: 800 });
      const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
      expect(wide, `${name} at ${width} pixels scrolls sideways`).toBe(false);
    }
  }
  const expectSaid = async (sentences: readonly string[]) => {
    const text = (await page.getByRole('main').innerText()).replace(/\s+/g, ' ');
    for (const sentence of sentences) expect(text).toContain(sentence);
  };
  const guide = guideSentences();
  const from = (first: string, count: number) =>
    guide.slice(guide.indexOf(first), guide.indexOf(first) + count);

  test('every sentence of the guide is on the help page, and where a user needs it', async () => {
    await open('/help');
    await expectSaid(guide);
    await logIn('gated');
    // The title, and the two paragraphs of the notice.
    await expectSaid(guide.slice(0, 8));
    await open('/profile/security');
    await expectSaid(
      from(
        'In Account security, you will be able to enable and disable 2FA as well as generate backup tokens.',
        2,
      ),
    );
    await open('/profile/security/enable');
    await expectSaid(from('Download an Authentication App', 7));
    await logIn('mara');
    await expectSaid(from('2FA Login', 3));
    await page.getByLabel('Verification code').fill(desk.code());
    await page.getByRole('button', { name: 'Continue' }).click();
    await open('/profile/security/completed');
    await expectSaid([
      'Backup Codes',
      ...from('We strongly recommend saving your backup codes somewhere safe.', 3),
    ]);
    await open('/profile/security/disable');
    await expectSaid(['Disable Two-Factor Authentification']);
  });

  test('the name in the upper right corner leads to the profile, from every page', async () => {
    for (const [username, name] of [
      ['gated', 'Łukasz Gated'],
      ['mara', 'mara'],
    ] as const) {
      await logIn(username);
      desk.time.now += 60_000;
      if (username === 'mara') {
        await page.getByLabel('Verification code').fill(desk.code());
        await page.getByRole('button', { name: 'Continue' }).click();
      }
      for (const path of ['/', '/activity', '/help', '/contact', '/profile/security/enable']) {
        await open(path);
        const link = page.getByRole('banner').getByRole('link', { name, exact: true });
        const box = await link.boundingBox();
        expect((box?.x ?? 0) > 500 && (box?.y ?? 999) < 120).toBe(true);
        await link.click();
        await page.getByRole('heading', { level: 1, name: 'Your profile' }).waitFor();
        await page.getByRole('link', { name: 'Update your account security' }).click();
        await page.getByRole('heading', { level: 1, name: 'Account security' }).waitFor();
      }
    }
  });

  test('have no barrier before login', async () => {
    await page.context().clearCookies();
    for (const [path, name] of [
      ['/login', 'login'],
      ['/help', 'help'],
      ['/contact', 'contact'],
    ] as const) {
      await open(path);
      await expectNoBarrier(name);
    }
    await logIn('locked');
    await expectNoBarrier('locked');
    await logIn('mara');
    await page.getByLabel('Verification code').fill('000000');
    await page.getByRole('button', { name: 'Continue' }).click();
    await expectNoBarrier('code-refused');
    await page.getByRole('link', { name: 'Use a backup code instead' }).click();
    await expectNoBarrier('backup-code');
  });

  test('have no barrier without 2FA, on the way to it and at its end', async () => {
    await logIn('gated');
    await expectNoBarrier('gate');
    await open('/profile');
    await expectNoBarrier('profile');
    await open('/profile/security');
    await expectNoBarrier('security-off');
    await open('/profile/security/enable');
    await expectNoBarrier('enable');
    await page.getByRole('button', { name: 'Continue' }).click();
    await expectNoBarrier('pair');
  });

  test('have no barrier with 2FA', async () => {
    await logIn('mara');
    await page.getByRole('link', { name: 'Use a backup code instead' }).click();
    await page.getByLabel('Backup code').fill('7k3mq-9xv2a');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('2 backup codes are left.').waitFor();
    await expectNoBarrier('backup-code-used');
    for (const [path, name] of [
      ['/', 'home'],
      ['/activity', 'activity'],
      ['/profile/security', 'security-on'],
    ] as const) {
      await open(path);
      await expectNoBarrier(name);
    }
  });

  test('have no barrier where 2FA is changed', async () => {
    await logIn('mara');
    desk.time.now += 60_000;
    await page.getByLabel('Verification code').fill(desk.code());
    await page.getByRole('button', { name: 'Continue' }).click();
    for (const [path, name] of [
      ['/profile/security/enable', 'another-app'],
      ['/profile/security/completed', 'completed'],
      ['/profile/security/disable', 'disable'],
      ['/profile/security/codes', 'new-codes'],
    ] as const) {
      await open(path);
      await expectNoBarrier(name);
    }
    await page.getByLabel('Your password').fill(PASSWORD);
    desk.time.now += 60_000;
    await page.getByLabel('Current code of your app').fill(desk.code());
    await page.getByRole('button', { name: 'Generate backup tokens' }).click();
    await expectNoBarrier('codes');
    expect(await page.getByRole('list', { name: 'Your backup codes' }).getByRole('listitem').count()).toBe(
      10,
    );
  });
});
