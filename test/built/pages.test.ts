/** Every page and dialog as it is drawn in a browser: accessible in both themes, and without an error underneath. */

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../main/contract/permissions.ts';
import { expectAccessible, signIn, type Visitor } from '../support/browser.ts';
import { type DemoInBrowser, openDemo } from '../support/demo-in-browser.ts';
import { missing } from '../support/parts.ts';

describe.skipIf(missing('chromium'))('in a browser', () => {
  let demo: DemoInBrowser;
  const visitors = new Map<Role | 'nobody', Visitor>();
  let page: Page;

  beforeAll(async () => {
    demo = await openDemo();
  });
  afterAll(() => demo?.close());
  afterEach(() => {
    for (const { troubles } of visitors.values()) expect(troubles.splice(0)).toEqual([]);
  });

  /** At the page that opens first. Each role signs in once: starting anew for each test takes minutes on a slow machine. */
  async function as(role: Role): Promise<void> {
    let visitor = visitors.get(role);
    if (!visitor) {
      visitor = await demo.visit();
      visitors.set(role, visitor);
      await signIn(visitor.page, role);
    }
    page = visitor.page;
    await page.goto(`${new URL(page.url()).origin}/#/`);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('combobox').waitFor();
  }
  const goTo = async (name: string) => {
    await page.getByRole('navigation').getByRole('link', { name }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.waitForLoadState('networkidle');
  };
  const find = async (query: string) => {
    await page.getByRole('combobox').fill(query);
    await page.getByRole('option').first().waitFor();
  };
  const openUser = async (username: string) => {
    await find(username);
    await page.getByRole('option', { name: username }).first().click();
    await page.getByRole('complementary', { name: 'Actions' }).waitFor();
    // The timeline comes after the rest.
    await page.waitForLoadState('networkidle');
  };

  test('signing in', async () => {
    const visitor = await demo.visit();
    visitors.set('nobody', visitor);
    await visitor.page.getByRole('button', { name: 'Sign in' }).waitFor();
    await expectAccessible(visitor.page, 'sign-in');
  });

  test('finding a user: empty, with people, and with nobody', async () => {
    await as('support');
    await expectAccessible(page, 'find');
    await find('anna ko');
    await expectAccessible(page, 'find-people');
    await page.getByRole('combobox').fill('nobody is called this');
    await page
      .getByText(/^(Nobody|No user|No one)/)
      .first()
      .waitFor();
    await expectAccessible(page, 'find-nobody');
  });

  test.each([
    ['mara.lindqvist', 'on'],
    ['cagla.yildirim', 'pending'],
    ['sinead.obrien', 'locked'],
    ['jeanluc.daubigne', 'disabled'],
    ['ama.boateng', 'never-signed-in'],
  ])('the page of %s, who is %s', async (username, state) => {
    await as('support');
    await openUser(username);
    await expectAccessible(page, `user-${state}`);
  });

  test('a user who is not there', async () => {
    await as('support');
    await page.goto(`${new URL(page.url()).origin}/#/users/999999`);
    await page.getByText('There is no user with the id 999999').waitFor();
    await expectAccessible(page, 'user-not-found');
  });

  test.each(['Emergency code', 'New backup codes', 'Reset authenticator', 'Disable 2FA', 'End sessions'])(
    'the dialog of %s',
    async (action) => {
      await as('support');
      await openUser('mara.lindqvist');
      const actions = page.getByRole('complementary', { name: 'Actions' });
      await actions.getByRole('button', { name: new RegExp(`^${action}`) }).click();
      await page.getByRole('dialog').getByRole('heading', { name: 'What will happen' }).waitFor();
      await expectAccessible(page, `dialog-${action.toLowerCase().replaceAll(' ', '-')}`);
    },
  );

  test.each<[Role]>([['support'], ['lead'], ['auditor'], ['admin']])(
    'every page that %s finds in the navigation',
    async (role) => {
      await as(role);
      const links = page.getByRole('navigation').getByRole('link');
      const hrefs = await links.evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''));
      expect(hrefs.length).toBeGreaterThan(0);
      for (const href of hrefs.filter((address) => address !== '#/')) {
        await page.locator(`nav a[href="${href}"]`).click();
        await page.waitForLoadState('networkidle');
        await expectAccessible(page, `${role}${href.replaceAll(/[^a-z]+/g, '-')}`);
      }
    },
  );

  test('an audit entry', async () => {
    await as('auditor');
    await goTo('Audit log');
    await page
      .getByRole('button', { name: /^Open entry/ })
      .first()
      .click();
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page, 'audit-entry');
  });

  test('the palette', async () => {
    await as('admin');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page, 'palette');
  });
});
