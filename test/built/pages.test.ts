/** Every page and dialog as it is drawn in a browser: accessible in both themes, and without an error underneath. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Role } from '../../main/services/permissions.ts';
import { expectAccessible, launchBrowser, signIn, type Visitor, visit } from '../support/browser.ts';
import { type RunningHost, startBrowserHost } from '../support/browser-host.ts';
import { missing } from '../support/parts.ts';

describe.skipIf(missing('chromium'))('in a browser', () => {
  let host: RunningHost;
  let browser: Browser;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    [host, browser] = await Promise.all([startBrowserHost(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
  });
  beforeEach(async () => {
    visitor = await visit(browser, host);
    page = visitor.page;
  });
  afterEach(async () => {
    await visitor.leave();
    expect(visitor.troubles).toEqual([]);
  });

  const goTo = async (name: string) => {
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
  };
  const find = async (query: string) => {
    await page.getByRole('combobox').fill(query);
    await page.getByRole('option').first().waitFor();
  };
  const openUser = async (username: string) => {
    await find(username);
    await page.getByRole('option').first().click();
    await page.getByRole('complementary', { name: 'Actions' }).waitFor();
    // The timeline comes after the rest.
    await page.waitForLoadState('networkidle');
  };

  test('signing in', async () => {
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await expectAccessible(page, 'sign-in');
  });

  test('finding a user: empty, with people, and with nobody', async () => {
    await signIn(page, 'support');
    await page.getByRole('combobox').waitFor();
    await expectAccessible(page, 'find');
    await find('anna ko');
    await expectAccessible(page, 'find-people');
    await page.getByRole('combobox').fill('nobody is called this');
    await page
      .getByText(/nobody|no user|no one/i)
      .first()
      .waitFor();
    await expectAccessible(page, 'find-nobody');
  });

  test.each([
    ['mara.lindqvist', 'enrolled'],
    ['cagla.yildirim', 'pending'],
    ['sinead.obrien', 'locked'],
    ['jeanluc.daubigne', 'disabled'],
    ['ama.boateng', 'never-signed-in'],
  ])('the page of %s, who is %s', async (username, state) => {
    await signIn(page, 'support');
    await openUser(username);
    await expectAccessible(page, `user-${state}`);
  });

  test('a user who is not there', async () => {
    await signIn(page, 'support');
    await page.goto(`${new URL(page.url()).origin}/#/users/999999`);
    await page.getByText('There is no user with the id 999999').waitFor();
    await expectAccessible(page, 'user-not-found');
  });

  test.each(['Emergency code', 'New backup codes', 'Reset authenticator', 'Disable 2FA', 'Revoke sessions'])(
    'the dialog of %s',
    async (action) => {
      await signIn(page, 'support');
      await openUser('mara.lindqvist');
      await page
        .getByRole('complementary', { name: 'Actions' })
        .getByRole('button', { name: new RegExp(`^${action}`, 'i') })
        .click();
      await page.getByRole('dialog').getByRole('heading', { name: 'What will happen' }).waitFor();
      await expectAccessible(page, `dialog-${action.toLowerCase().replaceAll(' ', '-')}`);
    },
  );

  test.each<[string, Role]>([
    ['Audit log', 'auditor'],
    ['Staff', 'admin'],
    ['Settings', 'admin'],
  ])('%s, as %s', async (name, role) => {
    await signIn(page, role);
    await goTo(name);
    await page.waitForLoadState('networkidle');
    await expectAccessible(page, name.toLowerCase().replace(' ', '-'));
  });

  test('an audit entry', async () => {
    await signIn(page, 'auditor');
    await goTo('Audit log');
    await page
      .getByRole('button', { name: /^Open entry/ })
      .first()
      .click();
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page, 'audit-entry');
  });

  test('the palette', async () => {
    await signIn(page, 'admin');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page, 'palette');
  });

  test('a second link is needed for a second browser', async () => {
    await signIn(page, 'support');
    const stranger = await visit(browser, host);
    await stranger.page.getByRole('button', { name: 'Sign in' }).waitFor();
    await stranger.leave();
    expect(stranger.troubles).toEqual([]);
  });
});
