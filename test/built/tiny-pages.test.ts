/** Every page there is an address of, on the smallest platform there can be: none breaks, and none tells of what is not there. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import type { Platform } from '../../db/platforms/contract.ts';
import { expectAccessible, keepScreenshot, signIn, type Visitor } from '../support/browser.ts';
import { type LessInBrowser, openLess } from '../support/less-in-browser.ts';
import { missing } from '../support/parts.ts';
import {
  createTinyTables,
  tinyEnrolment,
  tinyPlatform,
  unpair,
  withAddresses,
} from '../support/tiny-platform.ts';

const ROUTER = readFileSync(new URL('../../renderer/router.tsx', import.meta.url), 'utf8');
const PATHS = [...ROUTER.matchAll(/^ {2}path: '([^']+)'/gm)].map(([, path]) => String(path));
const ANN = randomUUID();
/** What an address names. A page with another needs a line here. */
const NAMED: Record<string, string> = { userId: ANN, requestId: '1', jobId: '1' };
/** Of what nobody can do, have or tell on the barest platform. */
const LIES =
  /Your role looks|uploaded yet|Emergency codes|Nothing has happened|backup code left|Evidence that the caller|An action on a privileged|An emergency code was/;
/** What stands where somebody wrote a value that is not there. */
const NOTHING = /undefined|\bnull\b|NaN|Invalid Date|\[object/;

const PLATFORMS: Record<string, (database: Database) => Platform> = {
  bare: (database) => tinyPlatform(database),
  'with a few parts': (database) =>
    withAddresses(tinyPlatform(database, { reset: unpair, enrolment: tinyEnrolment })),
};

describe.skipIf(missing('chromium')).each(Object.entries(PLATFORMS))(
  'the smallest platform, %s',
  (name, open) => {
    let less: LessInBrowser;
    let visitor: Visitor;
    let page: Page;

    beforeAll(async () => {
      less = await openLess(async (_reference, database) => {
        await createTinyTables(database);
        await database.reader('accounts').insert([
          { id: ANN, login: 'ann', privileged: false, paired: true },
          { id: randomUUID(), login: 'bob', privileged: true, paired: false },
        ]);
        return open(database);
      });
      visitor = await less.visit();
      page = visitor.page;
    });
    afterAll(() => less.close());

    const goTo = async (address: string) => {
      await page.goto(`${new URL(page.url()).origin}/#${address}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
    };

    test('signs in, and has an address of every page', async () => {
      await signIn(page, 'admin');
      expect(PATHS.length).toBeGreaterThan(10);
      expect(PATHS).toContain('/users/$userId');
    });

    test.each(PATHS)('%s', async (path) => {
      const address = path.replaceAll(/\$(\w+)/g, (_, what: string) => {
        const value = NAMED[what];
        if (value === undefined) throw new Error(`NAMED does not say which ${what}`);
        return value;
      });
      await goTo(address);
      expect(await page.getByLabel('Loading the page').count()).toBe(0);
      const headings = await page.getByRole('heading').allInnerTexts();
      expect(headings.filter((text) => text.trim() === '')).toEqual([]);
      for (const broken of ['This page broke', 'No such page']) expect(headings).not.toContain(broken);
      const words = await page.getByRole('main').innerText();
      expect(words).not.toMatch(NOTHING);
      if (name === 'bare') expect(words).not.toMatch(LIES);
      expect(words).not.toContain('Something went wrong inside Rekey');
      await expectAccessible(page, `tiny-${name}-${path}`.replaceAll(/\W+/g, '-'));
      expect(visitor.troubles.splice(0)).toEqual([]);
    });

    if (name === 'bare') {
      test.each(['/enrolment', '/enrolment/users'])(
        '%s says that nobody can be counted, and offers no file and no paper',
        async (address) => {
          await goTo(address);
          await page.getByText('This platform’s users cannot be counted').waitFor();
          expect(await page.getByRole('button', { name: /Print|Export|Count/ }).count()).toBe(0);
          expect(await page.getByRole('alert').count()).toBe(0);
          expect(visitor.troubles.splice(0)).toEqual([]);
        },
      );
      return;
    }

    test('Settings has the words of the mails that can be sent, and of no other', async () => {
      await goTo('/settings');
      const mails = await page.getByLabel('Mail', { exact: true }).locator('option').allInnerTexts();
      expect(mails).toEqual([
        'The authenticator was reset',
        'Code to prove that the mailbox is yours',
        'A limit was reached, to leads',
      ]);
      expect(visitor.troubles.splice(0)).toEqual([]);
    });

    const sheet = () => page.locator('.print-sheet');

    test.each([
      ['/enrolment', 'Print or save as PDF', ['In all', 'Privileged users without 2FA'], ['bob']],
      ['/enrolment/users', 'Print report', ['In all', 'By name'], ['ann', 'bob']],
    ])(
      '%s puts a report on paper that tells of nothing that is not there',
      async (address, label, parts, names) => {
        await goTo(address);
        await page.evaluate(() => {
          window.print = () => {};
        });
        await page.getByRole('button', { name: label }).click();
        await sheet().waitFor({ state: 'attached' });
        await page.emulateMedia({ media: 'print' });
        await keepScreenshot(page, `tiny-paper${address.replaceAll('/', '-')}`);
        expect(await sheet().getByRole('heading', { level: 2, includeHidden: true }).allInnerTexts()).toEqual(
          parts,
        );
        const words = await sheet().innerText();
        expect(words).not.toMatch(NOTHING);
        expect(words).toMatch(/Users\s+2\b/);
        expect(words).toMatch(/SHA-256\s+[0-9a-f]{64}/);
        expect(words).not.toMatch(/Department|Role|joining|Username/);
        const named = await sheet().locator('.names tbody th').allInnerTexts();
        expect(named.toSorted()).toEqual(names);
        // The sheet goes when it is printed.
        expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
        await sheet().waitFor({ state: 'detached' });
        await page.emulateMedia({ media: 'screen' });
        expect(visitor.troubles.splice(0)).toEqual([]);
      },
    );
  },
);
