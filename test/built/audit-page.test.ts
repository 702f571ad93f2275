/** The log as an auditor works with it: found, told, followed, signed and taken out. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendAudit } from '../../db/audit/log.ts';
import { openDatabase } from '../../db/database.ts';
import { UNLOCKED } from '../support/audit-room.ts';
import { expectAccessible, keepScreenshot, signIn, type Visitor } from '../support/browser.ts';
import type { RunningHost } from '../support/browser-host.ts';
import { type DemoInBrowser, openDemo } from '../support/demo-in-browser.ts';
import { missing } from '../support/parts.ts';
import { pythonVerdict } from '../support/python-verifier.ts';

describe.skipIf(missing('chromium'))('the audit log in a browser', () => {
  let demo: DemoInBrowser;
  let host: RunningHost;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    demo = await openDemo();
    ({ host } = demo);
    visitor = await demo.visit();
    page = visitor.page;
  });
  afterAll(() => demo?.close());

  test('is found by a word of a name, whatever its accents', async () => {
    await signIn(page, 'auditor');
    for (const name of ['mara', 'sinead']) {
      await page.getByRole('combobox').fill(name);
      await page.getByRole('option').first().click();
      await page.waitForLoadState('networkidle');
      await page.getByRole('navigation').getByRole('link', { name: 'Find' }).click();
      await page.getByRole('combobox').waitFor();
    }
    await page.getByRole('navigation').getByRole('link', { name: 'Audit log' }).click();
    await page.getByRole('heading', { level: 1, name: 'Audit log' }).waitFor();
    await page
      .getByRole('button', { name: /^Open entry/ })
      .first()
      .waitFor();
    await page.getByLabel('Words').fill('OBRIEN');
    await expect.poll(() => page.getByRole('button', { name: /^Open entry/ }).count()).toBe(1);
    await expectAccessible(page, 'audit-words');
    await page.getByRole('button', { name: 'Clear Words' }).click();
  });

  test('tells an entry with its place in the chain, and goes on to the one before and to all of its user', async () => {
    await page.getByLabel('Words').fill('sinead');
    // The search for the user, and the look at the user after it.
    await expect.poll(() => page.getByRole('button', { name: /^Open entry/ }).count()).toBe(2);
    await page
      .getByRole('button', { name: /^Open entry/ })
      .first()
      .click();
    await page.getByText('No checkpoint fixes it yet').waitFor();
    await expectAccessible(page, 'audit-place');
    await page.getByRole('button', { name: /^All of / }).click();
    await expect.poll(() => page.getByRole('combobox', { name: 'User' }).inputValue()).toContain('sinead');
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
  });

  test('tells of an action on what evidence it was done and who approved it, and of a refused one why', async () => {
    await logTwoActions(join(host.dataDirectory, 'demo.sqlite'));
    const kind = page.getByRole('combobox', { name: 'What kind' });
    const outcome = page.getByRole('combobox', { name: 'Outcome' });
    await kind.selectOption({ label: 'Changes to users' });
    for (const [which, told] of [
      ['Done', /EvidenceCall back by sam \(Mia: by telephone\).*Approved bylena/],
      ['Refused', /Refused because too little was known of the caller/],
    ] as const) {
      await outcome.selectOption({ label: which });
      await page
        .getByRole('row')
        .filter({ hasText: which })
        .getByRole('button', { name: /^Open entry/ })
        .first()
        .click();
      const story = page.getByRole('dialog');
      await expect.poll(() => story.textContent()).toMatch(told);
      await expectAccessible(page, `audit-story-${which.toLowerCase()}`);
      await page.keyboard.press('Escape');
      await story.waitFor({ state: 'hidden' });
    }
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
  });

  test('is signed, and shows which checkpoint fixes an entry', async () => {
    await page.getByRole('button', { name: 'Export and sign' }).click();
    await page.getByRole('menuitem', { name: 'Make a checkpoint' }).click();
    await page.getByRole('img', { name: 'The checkpoint as a QR code' }).waitFor();
    await expectAccessible(page, 'audit-checkpoint');
    await page.keyboard.press('Escape');
    await page
      .getByRole('button', { name: /^Open entry/ })
      .last()
      .click();
    await page.getByText('Fixed by the checkpoint of entry').waitFor();
    await page.keyboard.press('Escape');
  });

  test('says up to where it was verified, and against which checkpoint', async () => {
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    const verdict = page.getByText(/Verified up to .*against the checkpoint of/);
    await verdict.waitFor();
    expect(await verdict.count()).toBe(1);
    await page.setViewportSize({ width: 900, height: 600 });
    await keepScreenshot(page, 'audit-narrow');
    await page.setViewportSize({ width: 1280, height: 800 });
    await keepScreenshot(page, 'audit-wide');
  });

  test.skipIf(missing('python'))(
    'is taken out as a file that a verifier of another hand finds whole',
    async () => {
      for (const [name, format] of [
        ['Export all entries as JSON lines', 'jsonl'],
        ['Export all entries as CSV', 'csv'],
      ] as const) {
        await page.getByRole('button', { name: 'Export and sign' }).click();
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('menuitem', { name }).click(),
        ]);
        const text = await readFile(await download.path(), 'utf8');
        expect((await pythonVerdict(text, format)).says).toMatch(/WHOLE: \d+ entries from 1 /);
      }
      expect(visitor.troubles).toEqual([]);
    },
  );
});

/** One on evidence and with an approval, and one that was refused. */
async function logTwoActions(path: string): Promise<void> {
  const database = openDatabase({ kind: 'sqlite', path });
  const evidence = {
    kind: 'call-back',
    weight: 60,
    by: 'sam',
    at: Date.now(),
    who: 'Mia',
    note: 'by telephone',
  };
  const action = { ...UNLOCKED, time: Date.now(), user: { id: '1', label: 'mara.lindqvist' } };
  await database.transaction(async (tx) => {
    const done = { evidence: [evidence], approvalId: 3, approvedBy: 'lena', ended: 2 };
    await appendAudit(tx, { ...action, detail: done });
    await appendAudit(tx, { ...action, outcome: 'refused', detail: { code: 'VERIFICATION_REQUIRED' } });
  });
  await database.close();
}
