/** Pages on a platform that knows only usernames, and of a user of whom a platform that knows more knows nothing else. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoCodes } from '../../db/platforms/reference/demo/known.ts';
import { expectAccessible, signIn, type Visitor } from '../support/browser.ts';
import { knowingLess, knowingNothingOf } from '../support/knowing-less.ts';
import { type LessInBrowser, openLess } from '../support/less-in-browser.ts';
import { missing } from '../support/parts.ts';

const MARA = 'mara.lindqvist';
const UNTOLD = 'The user is not told of it by mail: no e-mail address is on file.';
/** What stands where somebody wrote a value that is not there. */
const NOTHING = /undefined|null|NaN/;

describe.skipIf(missing('chromium'))('in a browser', () => {
  let less: LessInBrowser;
  let visitor: Visitor;
  let page: Page;

  const goTo = async (name: string) => {
    await page.getByRole('navigation').getByRole('link', { name }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.waitForLoadState('networkidle');
  };
  const openMara = async () => {
    await page.goto(`${new URL(page.url()).origin}/#/`);
    await page.getByRole('combobox').fill(MARA);
    await page.getByRole('option').first().waitFor();
  };
  const facts = async () => {
    await page.getByRole('option').first().click();
    await page.getByRole('complementary', { name: 'Actions' }).waitFor();
    await page.waitForLoadState('networkidle');
    return page
      .locator('header dl > div')
      .evaluateAll((found) =>
        found.map(
          (fact) => `${fact.querySelector('dt')?.textContent}: ${fact.querySelector('dd')?.textContent}`,
        ),
      );
  };
  const enter = async (opened: LessInBrowser) => {
    less = opened;
    visitor = await less.visit();
    page = visitor.page;
  };
  const words = () => page.getByRole('main').innerText();

  describe('a platform that knows only usernames', () => {
    beforeAll(async () => enter(await openLess((platform) => knowingLess(platform))));
    afterAll(async () => {
      expect(visitor.troubles).toEqual([]);
      await less.close();
    });

    test('finds users by their usernames, with no column of anything else', async () => {
      await signIn(page, 'admin');
      await openMara();
      expect(await page.getByRole('combobox').getAttribute('placeholder')).toBe('Username or #id');
      for (const gone of [/E-mail|Department|Role|Last login/, NOTHING])
        expect(await words()).not.toMatch(gone);
      expect(await page.getByRole('option').first().innerText()).toMatch(/^M\s+mara\.lindqvist\s+#\d+\s/);
      await expectAccessible(page, 'unknown-find');
    });

    test('shows a user by the username, and offers what can be done', async () => {
      await openMara();
      expect(await facts()).toEqual([`Username: ${MARA}`, expect.stringMatching(/^Id: \d+$/)]);
      await page.getByRole('heading', { level: 1, name: MARA }).waitFor();
      expect(await words()).not.toMatch(NOTHING);
      const ways = page.getByRole('region', { name: 'Ways to check the caller' });
      expect(await ways.getByRole('button').allInnerTexts()).toEqual([
        ...['Authenticator code (3)', 'Backup code (3)', 'Colleague confirms (2)', 'Photo ID (3)'],
        'Personal data (0)',
      ]);
      await expectAccessible(page, 'unknown-user');
    });

    test('says before and after a backup code is used up as evidence that no mail tells the user', async () => {
      const ways = page.getByRole('region', { name: 'Ways to check the caller' });
      await ways.getByRole('button', { name: 'Authenticator code' }).click();
      expect(await ways.innerText()).not.toContain(UNTOLD);
      await ways.getByRole('button', { name: 'Backup code' }).click();
      expect(await ways.innerText()).toContain(UNTOLD);
      await ways.getByLabel('Backup code of theirs').fill(String(demoCodes(1012).at(-1)));
      await ways.getByRole('button', { name: 'Use it up as evidence' }).click();
      await page.getByText('Evidence weighs 3').waitFor();
      expect(await ways.innerText()).toContain(UNTOLD);
      await expectAccessible(page, 'unknown-backup-code-used');
    });

    test('says before and after an action that no mail tells the user', async () => {
      await page
        .getByRole('complementary', { name: 'Actions' })
        .getByRole('button', { name: /^New backup/ })
        .click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('heading', { name: 'What will happen' }).waitFor();
      expect(await dialog.innerText()).toContain(UNTOLD);
      await expectAccessible(page, 'unknown-dialog');
      await dialog.getByRole('button', { name: 'Cancel' }).click();
    });

    test('counts and lists by what is known', async () => {
      await goTo('Enrolment');
      await page.getByRole('heading', { name: 'What to look at' }).waitFor();
      await page.getByRole('heading', { name: 'Over time' }).waitFor();
      const headings = await page.getByRole('heading', { level: 2 }).allInnerTexts();
      expect(headings.filter((name) => name.startsWith('By '))).toEqual([]);
      expect(await words()).not.toContain('No login for 90 days');
      await expectAccessible(page, 'unknown-enrolment');
      await page.getByRole('link', { name: /Privileged without 2FA/ }).click();
      await page.getByRole('table', { name: 'Users' }).getByRole('row').nth(1).waitFor();
      expect(await page.getByRole('columnheader').allInnerTexts()).toEqual(['User', '2FA', 'Codes left']);
      expect(await page.getByRole('button', { name: /reminders/ }).count()).toBe(0);
      expect(await page.getByLabel('Joined from').count()).toBe(0);
      await expectAccessible(page, 'unknown-enrolment-list');
    });

    test('says on the page of notifications that users are told nothing', async () => {
      await goTo('Notifications');
      expect(await words()).toContain('knows no e-mail address of its users');
      await expectAccessible(page, 'unknown-notifications');
    });

    test('asks in Settings for nothing that cannot be', async () => {
      await goTo('Settings');
      await page.getByRole('heading', { name: 'Identity checks' }).waitFor();
      const text = await words();
      for (const gone of ['Code by e-mail', 'Call back', 'Backup codes by mail', 'New codes may be mailed']) {
        expect(text).not.toContain(gone);
      }
      await expectAccessible(page, 'unknown-settings');
    });

    test('offers lists only what the platform can, and says that no mail tells anybody', async () => {
      await goTo('Bulk changes');
      await page.getByRole('button', { name: 'Upload a list' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('group', { name: 'What is done to each of them' }).waitFor();
      const text = await dialog.innerText();
      expect(text).not.toContain('Send a reminder');
      expect(text).toContain('A line names a user by id or username');
      expect(text).toContain('Nobody is told of it by mail');
      await expectAccessible(page, 'unknown-bulk');
    });
  });

  describe('a user of whom only the username is known', () => {
    beforeAll(async () => enter(await openLess((platform) => knowingNothingOf(platform, MARA))));
    afterAll(async () => {
      expect(visitor.troubles).toEqual([]);
      await less.close();
    });

    test('is found and shown with a dash in place of each that is missing', async () => {
      await signIn(page, 'admin');
      await openMara();
      expect(await page.getByRole('option').first().innerText()).toMatch(
        /^M\s+mara\.lindqvist\s+#\d+\s+–\s+–/,
      );
      await expectAccessible(page, 'unknown-find-one');
      expect(await facts()).toEqual([
        ...['E-mail: –', `Username: ${MARA}`, expect.stringMatching(/^Id: \d+$/), 'Department: –', 'Role: –'],
        ...['Phone: –', 'Last login: never', 'Member since: –'],
      ]);
      const email = page.getByRole('button', { name: /^Code by e-mail/ });
      expect(await email.isDisabled()).toBe(true);
      expect(await email.getAttribute('title')).toBe('There is no e-mail address on file.');
      await expectAccessible(page, 'unknown-user-one');
    });
  });
});
