/** What an auditor and an admin do with the log as a whole: keep it for so long, archive it, hold it against a checkpoint. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { AUDIT_TABLE } from '../../db/audit/rows.ts';
import { type Database, openDatabase } from '../../db/database.ts';
import { migrate } from '../../db/migrate.ts';
import { DEMO_KEY, seedDemo } from '../../db/platforms/reference/demo/index.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { checkpointText, signCheckpoint } from '../../main/services/audit/checkpoint.ts';
import { signingKeyStore } from '../../main/services/audit/signing-key.ts';
import { dropGuards } from '../support/audit-room.ts';
import {
  expectAccessible,
  keepScreenshot,
  launchBrowser,
  signIn,
  type Visitor,
  visit,
} from '../support/browser.ts';
import { type RunningHost, startBrowserHost } from '../support/browser-host.ts';
import { rewrite } from '../support/forgery.ts';
import { addOldEntries } from '../support/old-log.ts';
import { missing } from '../support/parts.ts';
import { rekey } from './command-line-process.ts';

const OLD = 30;

describe.skipIf(missing('chromium'))('the proof of the log in a browser', () => {
  let folder: string;
  let database: Database;
  let host: RunningHost;
  let browser: Browser;
  let visitor: Visitor;
  let page: Page;
  /** The checkpoint's file, as it was saved. */
  let saved: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(inject('scratch'), 'proof-'));
    database = openDatabase({ kind: 'sqlite', path: join(folder, 'demo.sqlite') });
    await migrate(database, referenceKind, { platform: true });
    await seedDemo(database, { key: DEMO_KEY, now: Date.now() });
    await dropGuards(database);
    await database.reader(AUDIT_TABLE).delete();
    await addOldEntries(database, OLD);
    [host, browser] = await Promise.all([startBrowserHost({ REKEY_DATA_DIR: folder }), launchBrowser()]);
    visitor = await visit(browser, host);
    page = visitor.page;
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
    await database?.close();
  });

  const go = (name: string) => page.getByRole('navigation').getByRole('link', { name }).click();
  const dialog = () => page.getByRole('dialog');
  async function choose(item: string): Promise<void> {
    await page.getByRole('button', { name: 'Export and sign' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  }
  async function verifyFile(content: string): Promise<void> {
    await dialog()
      .locator('input[type=file]')
      .setInputFiles({ name: 'checkpoint.json', mimeType: 'application/json', buffer: Buffer.from(content) });
    await dialog().getByRole('button', { name: 'Verify' }).click();
  }

  test('the retention is set by an admin, for a year at least', async () => {
    await signIn(page, 'admin');
    await go('Settings');
    const card = page.getByRole('region', { name: 'Audit log' });
    await card.getByText('Entries are kept for ever.').waitFor();
    await card.getByText('For a number of days').click();
    await card.getByLabel('Days', { exact: true }).fill('30');
    await card.getByRole('button', { name: 'Save' }).click();
    await card.getByText('365 days at least').waitFor();
    await card.scrollIntoViewIfNeeded();
    await expectAccessible(page, 'audit-retention-refused');
    await card.getByLabel('Days', { exact: true }).fill('400');
    await card.getByRole('button', { name: 'Save' }).click();
    await card.getByText('Entries are kept for 400 days.').waitFor();
  });

  test('what is older is told with the command for it, and when that was done with the hash of the file', async () => {
    await go('Audit log');
    const command = page.getByText('rekey audit archive --if-due --folder DIRECTORY');
    await command.waitFor();
    await page.getByText('30 entries are older').waitFor();
    await expectAccessible(page, 'audit-due');
    await page.setViewportSize({ width: 900, height: 600 });
    await keepScreenshot(page, 'audit-due-narrow');
    await page.setViewportSize({ width: 1280, height: 800 });
    const archives = await mkdtemp(join(inject('scratch'), 'archives-'));
    const ran = await rekey(['audit', 'archive', '--if-due', '--folder', archives], {
      REKEY_DATA_DIR: folder,
    });
    expect(ran).toMatchObject({ status: 0, stderr: expect.stringContaining('Archived: entries 1 to 30') });
    const [file = ''] = await readdir(archives);
    const sha256 = createHash('sha256')
      .update(await readFile(join(archives, file)))
      .digest('hex');
    await choose('Retention and archives');
    await dialog().getByText('Entries are kept for 400 days; none is older.').waitFor();
    await dialog().getByText(file).waitFor();
    await dialog().getByText(sha256).waitFor();
    await dialog().getByText('by a timer').waitFor();
    await expectAccessible(page, 'audit-archives');
    await page.keyboard.press('Escape');
    await expect.poll(() => command.count()).toBe(0);
  });

  test('a checkpoint is saved, and the log agrees with its file and with its text', async () => {
    await choose('Make a checkpoint');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog().getByRole('button', { name: 'Save as a file' }).click(),
    ]);
    saved = await readFile(await download.path(), 'utf8');
    await page.keyboard.press('Escape');
    await choose('Verify against a checkpoint');
    await dialog().getByRole('button', { name: 'Verify' }).click();
    await dialog().getByText('Choose a file, or paste its text below.').waitFor();
    await verifyFile(saved);
    await dialog()
      .getByText(/^It agrees with this checkpoint: entry \d+/)
      .waitFor();
    await expectAccessible(page, 'audit-against-whole');
    await dialog().getByRole('button', { name: 'Another checkpoint' }).click();
    await dialog().getByRole('button', { name: 'Choose no file' }).click();
    await dialog().getByLabel('Or its text').fill(`  ${saved.trimEnd()}`);
    await dialog().getByRole('button', { name: 'Verify' }).click();
    await dialog()
      .getByText(/^It agrees with this checkpoint: entry \d+/)
      .waitFor();
    await dialog().getByRole('button', { name: 'Another checkpoint' }).click();
  });

  test('what is no checkpoint of this log is refused by what is wrong with it', async () => {
    await verifyFile('The quick brown fox');
    await dialog().getByText('it is not a checkpoint that Rekey wrote').waitFor();
    await expectAccessible(page, 'audit-against-refused');
    await verifyFile(saved.replace(/"time":\d+/, '"time":1'));
    await dialog().getByText('its signature is not right, so somebody changed it').waitFor();
    await verifyFile(saved + 'x'.repeat(3_000_000));
    await dialog().getByText('it is too large to be one').waitFor();
    const elsewhere = await mkdtemp(join(inject('scratch'), 'key-'));
    const key = signingKeyStore({ dataDirectory: elsewhere, file: null, secretStore: null }).current(1);
    await verifyFile(checkpointText(signCheckpoint(key, { sequence: 32, hash: 'a'.repeat(64), time: 1 })));
    await dialog().getByText(`is signed by key ${key.keyId}`).waitFor();
    await page.keyboard.press('Escape');
  });

  test('a log that was rewritten fails against it, in the words of the command line', async () => {
    await rewrite(database, OLD + 3, { ticket: 'forged' });
    const file = join(folder, 'checkpoint.json');
    await writeFile(file, saved);
    await choose('Verify against a checkpoint');
    await verifyFile(saved);
    const verdict = dialog().getByText(/^The audit log fails verification at entry \d+: /);
    await verdict.waitFor();
    await expectAccessible(page, 'audit-against-broken');
    const ran = await rekey(['audit', 'verify', '--checkpoint', file, '--as', 'audrey'], {
      REKEY_DATA_DIR: folder,
    });
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain(await verdict.innerText());
    expect(visitor.troubles).toEqual([]);
  });

  test('a log whose head was set back keeps its verdict, and says that no action is possible', async () => {
    await page.keyboard.press('Escape');
    const { sequence } = await database.reader(AUDIT_TABLE).orderBy('sequence', 'desc').offset(1).first();
    await database.reader('rekey_audit_head').update({ sequence });
    await page.getByRole('button', { name: 'Verify again' }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'fails verification' });
    await alert.getByText('This verdict is not in the log, which cannot be written').waitFor();
    await alert.getByText('No action is possible until an admin has looked.').waitFor();
    await expectAccessible(page, 'audit-unlogged');
    const ran = await rekey(['audit', 'verify', '--as', 'audrey'], { REKEY_DATA_DIR: folder });
    expect(ran).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('This verdict is not in the log'),
    });
    await go('Find a user');
    await page.getByRole('searchbox').or(page.getByRole('combobox')).first().fill('mara');
    await page.getByText('Mara Lindqvist').first().click();
    await page.getByText('the audit log cannot be written (').first().waitFor();
    await expectAccessible(page, 'audit-unwritable');
  });
});
