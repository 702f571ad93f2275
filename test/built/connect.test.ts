/** From an empty data directory to an emergency code that Django's own login takes, in a real browser. */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { agentWindow } from '../support/agent-window.ts';
import { type Bastion, startBastion } from '../support/bastion.ts';
import { expectAccessible, keepScreenshot, launchBrowser, visit } from '../support/browser.ts';
import { type RunningHost, startBrowserHost } from '../support/browser-host.ts';
import { type Account, makeAccount } from '../support/database-accounts.ts';
import { onMariaDb, type TestDatabase } from '../support/databases.ts';
import { type Judge, migrateDjango, openJudge } from '../support/django.ts';
import { find } from '../support/find.ts';
import { missing } from '../support/parts.ts';
import { readQrCode } from '../support/qr-code.ts';
import { waiveEvidence } from '../support/waive-evidence.ts';

const PASSWORD = 'seven wooden ladders at noon';

describe.skipIf(missing('django') || missing('chromium') || missing('oathtool') || missing('bastion'))(
  'connecting in the window',
  () => {
    onMariaDb((open) => {
      test('leads from the demo to a code that the platform takes', async () => {
        const database = await open('none');
        await migrateDjango(database.target, 'settings_acting');
        if (database.target.kind !== 'mysql') throw new Error('This test is about a server.');
        const judge = openJudge(database.target, 'settings_acting', 'acting.py');
        const account = await makeAccount(database.target.url, { grants: ['SELECT ON *'] });
        let browser: Browser | null = null;
        let host: RunningHost | null = null;
        const bastion = await startBastion();
        try {
          await enrol(judge);
          await addGroup(database);
          host = await startBrowserHost();
          browser = await launchBrowser();
          const { page, troubles } = await visit(browser, host);
          await page.getByRole('button', { name: 'Connect to your platform' }).click();
          await reach(page, bastion);
          await connect(page, account, database);
          expect(statSync(join(host.dataDirectory, 'rekey.env')).mode & 0o777).toBe(0o600);
          await makeFirstAdmin(page);
          await waiveEvidence(database);
          await findInSettings(page);
          expect(await signIn(judge, await emergencyCodeOf(page))).toEqual({ at: 'in', verified: true });
          expect(troubles).toEqual([]);
        } finally {
          await browser?.close();
          await host?.stop();
          judge.close();
          await account.remove();
          await bastion.stop();
        }
      });
    });
  },
);

async function enrol(judge: Judge): Promise<void> {
  const mara = { login: 'mara', first_name: 'Mara', last_name: 'Lindqvist', email: 'mara@example.org' };
  await judge.ask('make_user', mara);
  await judge.ask('set_up', { login: 'mara', name: 'mara' });
  await judge.ask('make_user', { login: 'noor', email: 'noor@example.org' });
}

/** Whose only member is noor, and a column that nobody is to be shown. */
async function addGroup({ reader }: TestDatabase): Promise<void> {
  const [group_id] = await reader('auth_group').insert({ name: 'Keepers' });
  const { id: user_id } = await reader('auth_user').where({ username: 'noor' }).first('id');
  await reader('auth_user_groups').insert({ user_id, group_id });
  await reader.schema.alterTable('auth_user', (table) => table.string('recovery_code', 40));
}

function signIn(judge: Judge, backup: string): Promise<unknown> {
  return judge.ask('sign_in', { login: 'mara', name: 'a new browser', backup });
}

/** By a bastion that nobody has compared yet. The fields that are not about it are filled in later. */
async function reach(page: Page, bastion: Bastion): Promise<void> {
  await page.getByText('The way there leads through a bastion').click();
  await page.getByLabel('Bastion').fill(bastion.ssh);
  await page.getByLabel('SSH key').fill(bastion.key);
  await page.getByLabel('Known hosts').fill(join(bastion.folder, 'of this console'));
  await page.getByLabel('Host', { exact: true }).fill('127.0.0.1');
  await page.getByLabel('Database').fill('somewhere');
  await page.getByLabel('Account').fill('somebody');
  await page.getByRole('button', { name: 'Try it and go on' }).click();
  await page.getByText('It does not work yet: bastion.').waitFor();
  await expectAccessible(page, 'connect-bastion');
  await page.getByRole('button', { name: 'It is this bastion’s fingerprint: remember it' }).click();
  await page.getByText(/Bastion .* lets .* in, and shows the host key that is known/).waitFor();
}

/** Each step, looked at, with a wrong password and missing rights on the way. */
async function connect(page: Page, account: Account, database: TestDatabase): Promise<void> {
  if (database.target.kind !== 'mysql') throw new Error('This test is about a server.');
  const administrator = new URL(database.target.url);
  const goOn = page.getByRole('button', { name: 'Try it and go on' });
  await page.getByLabel('Host', { exact: true }).fill('127.0.0.1');
  await page.getByLabel('Port').fill(String(account.port));
  await page.getByLabel('Database').fill(account.database);
  await page.getByLabel('Account').fill(account.user);
  await page.getByLabel('TLS').selectOption('off');
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.keyboard.press('Enter');
  await page.getByText('It does not work yet: password.').waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
  expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('not the password');
  await page.getByLabel('TLS').selectOption('required');
  await page.getByLabel('TLS').selectOption('off');
  expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
  await expectAccessible(page, 'connect-server');
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await goOn.click();

  await page.getByRole('radio', { name: /django-two-factor-auth/ }).waitFor();
  expect(await page.getByRole('radio', { name: /django-two-factor-auth/ }).isChecked()).toBe(true);
  await expectAccessible(page, 'connect-platform');
  await page.getByRole('button', { name: 'Look at its users' }).click();

  await chooseColumns(page, database);

  await page.getByRole('row', { name: /mara.*Lindqvist.*On/ }).waitFor();
  await page.getByText('Of all 2 users: ').waitFor();
  await expectAccessible(page, 'connect-users');
  await page.getByRole('button', { name: 'These are the users' }).click();

  await page.getByLabel('Account that may create tables').fill(administrator.username);
  await page.getByLabel('Its password').fill(decodeURIComponent(administrator.password));
  await expectAccessible(page, 'connect-tables');
  await page.getByRole('button', { name: 'Make Rekey’s tables' }).click();
  await page.getByText(/^Rekey’s tables are there/).waitFor();
  await page.getByText('For the administrator of the database').click();
  const statements = await page.getByLabel('Statements').inputValue();
  await account.administer(
    ...statements
      .split('\n')
      .filter(Boolean)
      .map((line) => line.replace(/;$/, '').replaceAll("'%'", "'127.0.0.1'")),
  );
  await expectAccessible(page, 'connect-rights');
  await page.getByRole('button', { name: 'Look again' }).click();
  await page.getByRole('button', { name: 'Go on', disabled: false }).click();

  await page.getByLabel('What it is called').fill('Shop');
  await page.getByLabel('Production: real people’s accounts').check();
  await expectAccessible(page, 'connect-keep');
  await page.getByRole('button', { name: 'Keep it and open Rekey' }).click();
  await page.getByRole('heading', { name: 'Set up Rekey' }).waitFor();
  expect(await page.getByRole('complementary', { name: 'Platform' }).innerText()).toMatch(
    /Production\s+Shop/i,
  );
  expect(await page.title()).toBe('Set up Rekey · Shop (production) · Rekey');
}

/** Who the users are: five real rows follow what is chosen; what does not fit is said in their place. */
async function chooseColumns(page: Page, { reader }: TestDatabase): Promise<void> {
  const row = (name: RegExp) => page.getByRole('row', { name });
  await row(/mara.*Mara Lindqvist/).waitFor();
  expect(await row(/noor/).innerText()).toContain('No');
  await expectAccessible(page, 'connect-mapping');
  const choice = (name: string) => page.getByLabel(name, { exact: true });
  await choice('Name, 2').selectOption('');
  await row(/mara\s+mara@example\.org\s+Mara\s/).waitFor();
  await choice('Name').selectOption('last_name');
  await row(/mara\s+mara@example\.org\s+Lindqvist\s/).waitFor();
  await choice('Phone').selectOption('email');
  await page.getByText('the column email is chosen for both email and phone').waitFor();
  await page.getByRole('button', { name: 'Take these columns' }).click();
  await expect.poll(() => page.getByText('the column email is chosen for both').count()).toBe(2);
  await choice('Phone').selectOption({ label: 'No column' });
  // A group is offered as well, and its members are privileged at once.
  expect(await choice('Privileged').locator('option').allInnerTexts()).toContain('Group “Keepers”');
  const [group] = await reader('auth_group').select('id');
  await choice('Privileged, 3').selectOption(`group:${group.id}`);
  await row(/noor.*Yes \(Keepers\)/).waitFor();
  expect(await page.getByText('recovery_code').count()).toBe(0);
  await page.getByRole('button', { name: 'Take these columns' }).click();
}

/** What was chosen while connecting, and how the users read with it. */
async function findInSettings(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Settings' }).click();
  const card = page.getByRole('region', { name: 'Who the users are' });
  await card.getByRole('row', { name: /noor.*Yes \(Keepers\)/ }).waitFor();
  expect(await card.getByLabel('Name', { exact: true }).inputValue()).toBe('last_name');
  await expectAccessible(page, 'settings-mapping');
  await card.scrollIntoViewIfNeeded();
  await keepScreenshot(page, 'settings-mapping-card');
  await card.getByLabel('Department').selectOption('first_name');
  await card.getByRole('row', { name: /mara.*Lindqvist.*Mara/ }).waitFor();
  await card.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved. Rekey uses it from its next start on.').waitFor();
  for (const [name, width] of [
    ['small', 480],
    ['zoomed', 640],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    await card.scrollIntoViewIfNeeded();
    await keepScreenshot(page, `settings-mapping-${name}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('link', { name: 'Find a user' }).click();
}

async function makeFirstAdmin(page: Page): Promise<void> {
  await page.getByLabel('Full name').fill('Rosa Root');
  await page.getByLabel('Sign-in name').fill('rosa');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create the first admin' }).click();
  const picture = page.getByRole('img', { name: /^QR code/ });
  await picture.waitFor();
  const secret = String(new URL(await readQrCode(picture)).searchParams.get('secret'));
  const code = execFileSync(find('oathtool') as string, ['--totp', '--base32', secret])
    .toString()
    .trim();
  await page.getByLabel('The code your app shows now').fill(code);
  await page.getByRole('button', { name: 'Finish pairing' }).click();
  await page.getByText('I have put them somewhere safe').click();
  await page.getByRole('button', { name: 'Go to Rekey' }).click();
}

async function emergencyCodeOf(page: Page): Promise<string> {
  await page.getByRole('combobox').fill('mara');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
  const agent = agentWindow(page, 'mara');
  await agent.act(/^Emergency code/, 'Issue the emergency code');
  await page.getByRole('button', { name: 'Show code' }).click();
  return page
    .getByRole('dialog')
    .getByRole('listitem')
    .filter({ hasText: /^[a-z2-7]{13}$/ })
    .innerText();
}
