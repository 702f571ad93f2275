/** The main job as a person does it, in a real browser: find a locked-out user, get them back in, and have it logged. */
import { execFileSync } from 'node:child_process';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifySecret } from '../../db/argon2.ts';
import { verifyChain } from '../../db/audit/verify.ts';
import type { Database } from '../../db/database.ts';
import { savedCode } from '../../db/platforms/reference/codes.ts';
import { demoCodes, demoSecret } from '../../db/platforms/reference/demo/known.ts';
import { toBase32 } from '../../main/services/totp.ts';
import { keepScreenshot, signIn, type Visitor } from '../support/browser.ts';
import { type DemoInBrowser, openDemo } from '../support/demo-in-browser.ts';
import { find } from '../support/find.ts';
import { missing } from '../support/parts.ts';
import { waiveEvidence } from '../support/waive-evidence.ts';

/** Enrolled, ten codes, a session and a trusted device. */
const MARA = { id: 1012, username: 'mara.lindqvist', email: 'mara.lindqvist' };
/** Ten wrong codes: locked. */
const SINEAD = { id: 1016, username: 'sinead.obrien' };

describe.skipIf(missing('chromium'))('the main job, in a browser', () => {
  let demo: DemoInBrowser;
  let database: Database;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    demo = await openDemo();
    ({ database } = demo);
    await waiveEvidence(database);
    visitor = await demo.visit();
    page = visitor.page;
  });
  afterAll(() => demo?.close());

  async function openUser(query: string): Promise<void> {
    await page.getByRole('link', { name: 'Find a user' }).click();
    await page.getByRole('combobox').fill(query);
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await actions().waitFor();
  }
  const actions = () => page.getByRole('complementary', { name: 'Actions' });
  const dialog = () => page.getByRole('dialog');

  async function act(action: RegExp, doIt: string, reason = 'Lost phone', ticket = 'T-100'): Promise<void> {
    await actions().getByRole('button', { name: action }).click();
    await dialog().getByRole('heading', { name: 'What will happen' }).waitFor();
    await dialog().getByText('Mara Lindqvist').or(dialog().getByText("Sinéad O'Brien")).first().waitFor();
    await dialog().getByText(reason, { exact: true }).click();
    await dialog()
      .getByLabel(/^Ticket/)
      .fill(ticket);
    await dialog().getByRole('button', { name: doIt }).click();
  }
  const closeDialog = async () => {
    // The cross at the top is there from the start, and does nothing while the action is under way.
    await dialog().getByRole('heading', { name: 'What will happen' }).waitFor({ state: 'hidden' });
    await dialog()
      .getByRole('button', { name: /^(Done|Close)$/ })
      .last()
      .click();
    await dialog().waitFor({ state: 'hidden' });
  };

  async function works(userId: number, code: string): Promise<boolean> {
    const rows: { hash: string }[] = await database
      .reader('backup_codes')
      .where({ user_id: userId })
      .whereNull('used_at');
    for (const { hash } of rows) if (await verifySecret(hash, savedCode(code) ?? code)) return true;
    return false;
  }
  async function lastEntry(action: string) {
    return database
      .reader('rekey_audit_entries')
      .where({ action, outcome: 'done' })
      .orderBy('sequence', 'desc')
      .first();
  }
  const shownCodes = async () =>
    (await dialog().getByRole('listitem').allTextContents()).filter((text) =>
      /^\w{4}-\w{4}-\w{5}$/.test(text),
    );

  test('finds a user by part of a name, with the keyboard alone', async () => {
    await signIn(page, 'support');
    // Ready to type: nothing is clicked first.
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('mara lindq');
    await page.getByRole('option', { name: /Mara Lindqvist/ }).waitFor();
    await keepScreenshot(page, 'main-job-find');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Mara Lindqvist' }).waitFor();
    await page.getByText(/Two-factor authentication is on/).waitFor();
    await keepScreenshot(page, 'main-job-user');
    expect(await lastEntry('view-user')).toMatchObject({
      user_id: String(MARA.id),
      staff_name: expect.any(String),
    });
  });

  test('begins anew, ready to type, by the menu: from a user and from the page itself', async () => {
    const byMenu = () => page.getByRole('link', { name: 'Find a user' }).click();
    const field = page.getByRole('combobox');
    await byMenu();
    await page.keyboard.type('mara');
    await page.getByRole('option', { name: /Mara Lindqvist/ }).waitFor();
    await expect.poll(() => page.url()).toContain('q=mara');
    await byMenu();
    await expect.poll(() => field.inputValue()).toBe('');
    await page.keyboard.type('mara lindq');
    await page.getByRole('option', { name: /Mara Lindqvist/ }).waitFor();
    // What was found stays found when the address has been kept up with it.
    await expect.poll(() => page.url()).toContain('lindq');
    expect(await field.inputValue()).toBe('mara lindq');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Mara Lindqvist' }).waitFor();
    await page.goBack();
    await expect.poll(() => field.inputValue()).toBe('mara lindq');
    await page.getByRole('option', { name: /Mara Lindqvist/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Mara Lindqvist' }).waitFor();
  });

  test.skipIf(missing('oathtool'))('checks a code that oathtool made from the secret', async () => {
    const secret = toBase32(demoSecret(MARA.id));
    const code = (when: string) =>
      execFileSync(find('oathtool') as string, ['--totp', '-b', '--now', when, secret], {
        encoding: 'utf8',
      }).trim();
    const ask = async (typed: string) => {
      await page.getByLabel('Code the caller reads out').fill(typed);
      await page.getByRole('button', { name: 'Check', exact: true }).click();
    };
    await ask(code('now'));
    await page.getByText('The code is right.').waitFor();
    await ask(code('now + 4 minutes'));
    const verdict = page.getByText(/phone’s clock is about [34] minutes.* ahead/);
    await verdict.waitFor();
    expect(await page.getByText('The code is right.').count()).toBe(0);
  });

  test('issues backup codes: shown once and only when asked, the old ones dead, the new ones in the database', async () => {
    const old = demoCodes(MARA.id).at(-1) ?? '';
    expect(await works(MARA.id, old)).toBe(true);
    await act(/^New backup codes/, 'Issue 10 new codes');
    await dialog().getByRole('button', { name: 'Show codes' }).waitFor();
    expect(await shownCodes()).toEqual([]);
    await dialog().getByRole('button', { name: 'Show codes' }).click();
    await expect.poll(shownCodes).toHaveLength(10);
    await keepScreenshot(page, 'main-job-codes');
    const codes = await shownCodes();
    for (const code of codes) expect(await works(MARA.id, code)).toBe(true);
    expect(await works(MARA.id, old)).toBe(false);
    expect(await lastEntry('issue-backup-codes')).toMatchObject({
      user_id: String(MARA.id),
      reason: 'lost-phone',
      ticket: 'T-100',
    });
    await closeDialog();
    const left = await page.content();
    for (const code of codes) expect(left).not.toContain(code);
  });

  test('asks before codes are lost that nobody looked at', async () => {
    await act(/^Emergency code/, 'Issue the emergency code');
    await dialog().getByRole('button', { name: 'Show code' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await dialog().isVisible()).toBe(true);
    await dialog().getByRole('button', { name: 'Show code' }).click();
    await expect.poll(shownCodes).toHaveLength(1);
    const [code = ''] = await shownCodes();
    expect(await works(MARA.id, code)).toBe(true);
    await closeDialog();
    await page.getByText(/an emergency code works for another/).waitFor();
  });

  test('tells the second of two agents that the user changed', async () => {
    await actions()
      .getByRole('button', { name: /^Reset authenticator/ })
      .click();
    await dialog().getByText('Lost phone', { exact: true }).click();
    const { id } = await database.reader('backup_codes').where({ user_id: MARA.id }).first('id');
    await database.reader('backup_codes').where({ id }).delete();
    await dialog().getByRole('button', { name: 'Reset the authenticator' }).click();
    await dialog()
      .getByText(/changed since you looked/i)
      .first()
      .waitFor();
    await keepScreenshot(page, 'main-job-changed');
    expect(await database.reader('totp_authenticators').where({ user_id: MARA.id })).toHaveLength(1);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
  });

  test('ends sessions, resets the authenticator, then disables 2FA after the username was typed', async () => {
    await openUser(MARA.username);
    await act(/^(End sessions|Revoke sessions)/, 'End all sessions');
    await dialog()
      .getByRole('button', { name: /^(Done|Close)$/ })
      .last()
      .waitFor();
    await closeDialog();
    expect(await database.reader('sessions').where({ user_id: MARA.id })).toEqual([]);

    await act(/^Reset authenticator/, 'Reset the authenticator');
    await dialog()
      .getByRole('button', { name: /^(Done|Close)$/ })
      .last()
      .waitFor();
    await closeDialog();
    expect(await database.reader('totp_authenticators').where({ user_id: MARA.id })).toEqual([]);
    await page.getByText(/the next login asks to pair one/).waitFor();

    await actions()
      .getByRole('button', { name: /^Disable 2FA/ })
      .click();
    await dialog()
      .getByText(/only the Profile area/i)
      .first()
      .waitFor();
    await dialog().getByText('Lost phone', { exact: true }).click();
    await dialog()
      .getByLabel(/to confirm who is meant/)
      .fill('somebody.else');
    await dialog().getByRole('button', { name: 'Disable 2FA' }).click();
    await dialog().getByText(`That is not ${MARA.username}.`).waitFor();
    await dialog()
      .getByLabel(/to confirm who is meant/)
      .fill(MARA.username);
    await dialog().getByRole('button', { name: 'Disable 2FA' }).click();
    await dialog()
      .getByRole('button', { name: /^(Done|Close)$/ })
      .last()
      .waitFor();
    await closeDialog();
    await page.getByText(/only the Profile area can be reached/).waitFor();
    expect(await database.reader('users').where({ id: MARA.id }).first()).toMatchObject({
      two_factor_required: 0,
    });
  });

  test('unlocks a user who typed too many wrong codes, which is offered first', async () => {
    await openUser(SINEAD.username);
    await act(/^Unlock/, 'Unlock', 'Other');
    await dialog().getByText('Say which.').waitFor();
    await dialog().getByLabel('Which other reason?').fill('typed the codes of another account');
    await dialog().getByRole('button', { name: 'Unlock', exact: true }).click();
    await dialog()
      .getByRole('button', { name: /^(Done|Close)$/ })
      .last()
      .waitFor();
    await closeDialog();
    expect(await database.reader('users').where({ id: SINEAD.id }).first()).toMatchObject({
      failed_attempts: 0,
      locked_until: null,
    });
  });

  test('shows all of it to an auditor, and that the log is whole', async () => {
    const auditor = await demo.visit();
    await signIn(auditor.page, 'auditor');
    await auditor.page.getByRole('link', { name: 'Audit log' }).click();
    await auditor.page
      .getByRole('button', { name: /^Open entry/ })
      .first()
      .waitFor();
    await auditor.page
      .getByRole('button', { name: /^Verify/ })
      .first()
      .click();
    await auditor.page
      .getByText(/whole|verified/i)
      .first()
      .waitFor();
    await keepScreenshot(auditor.page, 'main-job-audit');
    await auditor.leave();
    expect(auditor.troubles).toEqual([]);
    expect(await verifyChain(database.reader)).toMatchObject({ whole: true });
  });

  test('left no error underneath', () => {
    expect(visitor.troubles).toEqual([]);
  });
});
