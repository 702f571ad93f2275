/** What Rekey does has its effect at the user's next login: both windows at once, the user's without any script. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepScreenshot, launchBrowser, signIn, type Visitor, visit } from '../support/browser.ts';
import { type RunningHost, startBrowserHost } from '../support/browser-host.ts';
import { missing } from '../support/parts.ts';
import { codeAt, type Phone, scan } from '../support/phone.ts';

const USERNAME = 'ama.boateng';
const PASSWORD = 'open sesame';

describe.skipIf(missing('chromium') ?? missing('oathtool'))('a user and an agent, side by side', () => {
  let host: RunningHost;
  let browser: Browser;
  let visitor: Visitor;
  let agent: Page;
  let home: BrowserContext;
  let user: Page;
  let platform: string;

  let phone: Phone;
  let newPhone: Phone;
  let usedCode: string;
  let ownCodes: string[];
  let issued: string[];

  beforeAll(async () => {
    [host, browser] = await Promise.all([startBrowserHost(), launchBrowser()]);
    visitor = await visit(browser, host);
    agent = visitor.page;
    home = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1000, height: 800 } });
    user = await home.newPage();
  });
  afterAll(async () => {
    await home?.close();
    await browser?.close();
    await host?.stop();
  });

  // The user's window.
  const press = (name: string) => user.getByRole('button', { name, exact: true }).click();
  const follow = (name: string | RegExp) => user.getByRole('link', { name }).first().click();
  const heading = (name: string | RegExp) => user.getByRole('heading', { level: 1, name }).waitFor();
  const alert = () => user.getByRole('alert').textContent();
  const where = () => new URL(user.url()).pathname;
  const codesShown = () =>
    user.getByRole('list', { name: 'Your backup codes' }).locator('code').allTextContents();
  async function givePassword(): Promise<void> {
    await user.goto(`${platform}/login`);
    await user.getByLabel('Username').fill(USERNAME);
    await user.getByLabel('Password').fill(PASSWORD);
    await press('Log in');
  }
  async function giveCode(code: string): Promise<void> {
    await user.getByLabel('Verification code').fill(code);
    await press('Continue');
  }
  async function giveBackupCode(code: string): Promise<void> {
    await follow('Use a backup code instead');
    await user.getByLabel('Backup code').fill(code);
    await press('Continue');
  }
  async function pair(app: string): Promise<Phone> {
    await user.getByLabel(app).check();
    const password = user.getByLabel('Your password');
    if (await password.count()) await password.fill(PASSWORD);
    await press('Continue');
    await heading(/^Pair /);
    const paired = await scan(user.getByRole('img', { name: /QR code/ }));
    expect(await user.locator('.key').textContent()).toBe(paired.secret.match(/.{1,4}/g)?.join(' '));
    await user.getByLabel('First code').fill(await paired.code());
    await press('Confirm');
    await heading('Your 2FA setup is complete');
    return paired;
  }
  const isIn = async () => {
    await user.goto(`${platform}/`);
    return user.getByRole('heading', { name: /^Welcome/ }).isVisible();
  };

  // The agent's window.
  const dialog = () => agent.getByRole('dialog');
  const sees = () => agent.getByRole('region', { name: 'What the caller sees' });
  async function act(action: RegExp, doIt: string): Promise<void> {
    await agent.getByRole('button', { name: 'Read this user again' }).click();
    await agent.getByRole('complementary', { name: 'Actions' }).getByRole('button', { name: action }).click();
    await dialog().getByRole('heading', { name: 'What will happen' }).waitFor();
    await dialog().getByText('Lost phone', { exact: true }).click();
    const typed = dialog().getByLabel(/to confirm who is meant/);
    if (await typed.count()) await typed.fill(USERNAME);
    await dialog().getByRole('button', { name: doIt }).click();
    await dialog().getByRole('heading', { name: 'What will happen' }).waitFor({ state: 'hidden' });
  }
  async function codesIssued(): Promise<string[]> {
    await dialog()
      .getByRole('button', { name: /^Show codes?$/ })
      .click();
    await dialog()
      .getByRole('listitem')
      .filter({ hasText: /^\w{5}-\w{5}$/ })
      .first()
      .waitFor();
    const texts = await dialog().getByRole('listitem').allTextContents();
    return texts.filter((text) => /^\w{5}-\w{5}$/.test(text));
  }
  async function done(): Promise<void> {
    await dialog()
      .getByRole('button', { name: /^(Done|Close)$/ })
      .last()
      .click();
    await dialog().waitFor({ state: 'hidden' });
  }

  test('the console opens the platform, in a window of its own', async () => {
    await signIn(agent, 'support');
    const [opened] = await Promise.all([
      agent.context().waitForEvent('page'),
      agent.getByRole('button', { name: 'Open the platform as a user' }).click(),
    ]);
    await opened.getByRole('heading', { name: 'Log in' }).waitFor();
    platform = new URL(opened.url()).origin;
    expect(platform).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await opened.close();
  });

  test('without 2FA the user reaches the Profile area and no further, and finds the way to enabling it', async () => {
    await givePassword();
    for (const path of ['/', '/activity', '/any/other/page']) {
      await user.goto(platform + path);
      await heading('Two Factor Authentication (2FA)');
      await user.getByText('Without enabling 2FA you can only access your Profile area.').waitFor();
      expect(await user.getByRole('main').getByRole('link', { name: 'Contact' }).count()).toBe(1);
    }
    await user.getByRole('banner').getByRole('link', { name: 'Ama Boateng' }).click();
    await heading('Your profile');
    await follow('Update your account security');
    await user.getByText('In Account security, you will be able to enable and disable 2FA').waitFor();
    await follow('Enable 2FA');
    await user.getByText('We recommend using Authy or another authenticator app.').waitFor();
  });

  test('enrols with an app that reads the QR code, and gets codes to save', async () => {
    await user.getByLabel('1Password or another password manager').check();
    await press('Continue');
    await heading('Pair 1Password');
    await user.getByLabel('First code').fill('000000');
    await press('Confirm');
    expect(await alert()).toMatch(/^That code is wrong\./);
    await follow('Choose another app');
    phone = await pair('Authy or another authenticator app');
    expect(phone.uri.protocol).toBe('otpauth:');
    expect(phone.uri.host).toBe('totp');
    expect(decodeURIComponent(phone.uri.pathname)).toBe(`/Application Platform:${USERNAME}`);
    expect(phone.uri.searchParams.get('issuer')).toBe('Application Platform');
    expect(phone.uri.searchParams.get('algorithm') ?? 'SHA1').toBe('SHA1');
    expect(phone.uri.searchParams.get('digits') ?? '6').toBe('6');
    expect(phone.uri.searchParams.get('period') ?? '30').toBe('30');
    // 160 bits (RFC 4226, R6).
    expect(phone.secret).toMatch(/^[A-Z2-7]{32}$/);

    await user.getByText('Click on Show Codes for your backup codes.').waitFor();
    await press('Show Codes');
    await user.getByText('We strongly recommend saving your backup codes somewhere safe.').waitFor();
    ownCodes = await codesShown();
    expect(new Set(ownCodes).size).toBe(10);
    await follow('I have saved them');
    await user.getByText('10 backup codes are left.').waitFor();
    expect(await user.content()).not.toContain(ownCodes[0]);
    await user.goto(`${platform}/profile/security/completed`);
    expect(await user.getByRole('button', { name: 'Show Codes' }).count()).toBe(0);
    expect(await isIn()).toBe(true);
  });

  test('logs out, and in again with a code, which is accepted once', async () => {
    await press('Log out');
    await heading('You are logged out');
    expect(await isIn()).toBe(false);
    await givePassword();
    await heading('2FA Login');
    await user.getByText('You will be asked to enter your verification code').waitFor();
    expect(await isIn()).toBe(false);
    await user.goto(`${platform}/login/code`);
    usedCode = await phone.code();
    await giveCode(usedCode);
    await heading(/^Welcome/);
    await press('Log out');
    await givePassword();
    await giveCode(usedCode);
    expect(await alert()).toBe('That code was used already. Wait for the next one.');
    expect(await isIn()).toBe(false);
  });

  test('a code of a clock that is two minutes off is refused', async () => {
    await givePassword();
    await giveCode(codeAt(phone.secret, Date.now() - 120_000));
    expect(await alert()).toMatch(/^That code is wrong.*sets its clock by itself\. 4 tries are left\.$/);
  });

  test('loses the phone, and writes to contact from the page that asks for the code', async () => {
    await givePassword();
    await user.getByRole('main').getByRole('link', { name: 'Please contact' }).click();
    expect(await user.getByLabel('Your name').inputValue()).toBe('Ama Boateng');
    await user.getByLabel('What is it about?').selectOption('lost-phone');
    await user.getByLabel('Message').fill('My phone is in the lake.');
    await press('Send');
    await heading('Your message was sent');
  });

  test('the agent finds the request, checks who it is, and issues backup codes', async () => {
    await agent.getByRole('navigation', { name: 'Rekey' }).getByRole('link', { name: 'Requests' }).click();
    await agent.getByRole('searchbox').fill('boateng');
    const rows = () => agent.getByRole('listbox', { name: 'Requests' }).getByRole('option');
    await expect
      .poll(() => rows().allInnerTexts(), { timeout: 40_000 })
      .toContainEqual(expect.stringMatching(/Ama Boateng[\s\S]*lake/));
    await rows().filter({ hasText: 'lake' }).click();
    await agent.getByRole('button', { name: 'Take', exact: true }).click();
    await agent.getByText('Was signed in with the password when the form was sent.').waitFor();
    await agent.getByRole('button', { name: 'Confirm this user' }).click();
    await agent.getByRole('button', { name: 'Open the user and help' }).click();
    await sees().getByText('Next: 2FA Login').waitFor();
    await sees()
      .getByText(/those that you saved; each works once, and 10 codes still work/)
      .waitFor();
    await keepScreenshot(agent, 'sandbox-agent');
    const panel = agent.getByRole('region', { name: 'Who is calling?' });
    for (const [way, who, note] of [
      [/^Call back/, 'Who answered?', /^How did you reach them/],
      [/^Photo ID/, 'Whose name is on it?', /^Which document/],
    ] as const) {
      await panel.getByRole('button', { name: way }).click();
      await panel.getByLabel(who).fill('Ama Boateng');
      await panel.getByLabel(note).fill('On the number on file, then on video');
      await panel.getByRole('button', { name: 'Record it' }).click();
    }
    await panel.getByText('Evidence weighs 5').waitFor();
    await act(/^New backup codes/, 'Issue 10 new codes');
    issued = await codesIssued();
    expect(issued).toHaveLength(10);
    await done();
  });

  test('a code from before the issue is refused, and one of the new ones works once', async () => {
    await givePassword();
    await giveBackupCode(ownCodes[0] as string);
    expect(await alert()).toMatch(/^That backup code is wrong, was used before, or has expired\./);
    await user.getByLabel('Backup code').fill(issued[0] as string);
    await press('Continue');
    await heading('You logged in with a backup code');
    await user.getByText('9 backup codes are left.').waitFor();
    const session = await home.storageState();
    await press('Log out');
    await givePassword();
    await giveBackupCode(issued[0] as string);
    expect(await alert()).toMatch(/was used before/);
    // A cookie of a session that was logged out, brought back.
    await home.addCookies(session.cookies);
    expect(await isIn()).toBe(false);
  });

  test('pairs a new phone with another backup code and the password; the old phone opens nothing', async () => {
    await givePassword();
    await giveBackupCode(issued[1] as string);
    await follow('pair another app or phone');
    newPhone = await pair('the built in Keychain of macOS');
    await user.getByText('8 backup codes are left.').waitFor();
    await press('Log out');
    await givePassword();
    await giveCode(codeAt(phone.secret, Date.now()));
    expect(await alert()).toMatch(/^That code is wrong/);
    await giveCode(await newPhone.code());
    await heading(/^Welcome/);
  });

  test('is told how many codes are left, and warned at two', async () => {
    for (let left = 7; left >= 2; left -= 1) {
      await press('Log out');
      await givePassword();
      await giveBackupCode(issued[9 - left] as string);
      await user.getByText(`${left} backup codes are left.`).waitFor();
      expect(await user.getByRole('status').count()).toBe(left === 2 ? 1 : 0);
    }
    await user.getByText('You are running out of them').waitFor();
  });

  test('an emergency code from the console works once, and leaves the others', async () => {
    await act(/^Emergency code/, 'Issue the emergency code');
    const [emergency = ''] = await codesIssued();
    await done();
    for (const works of [true, false]) {
      await press('Log out');
      await givePassword();
      await giveBackupCode(emergency);
      if (works) await user.getByText('2 backup codes are left.').waitFor();
      else expect(await alert()).toMatch(/was used before/);
      await user.goto(platform);
      if (!works) await givePassword();
    }
  });

  test('generates new backup tokens with the password and a current code; a wrong one of either is refused', async () => {
    await giveCode(await newPhone.code());
    await user.goto(`${platform}/profile/security`);
    await follow('Generate backup tokens');
    const ask = async (password: string, code: string) => {
      await user.getByLabel('Your password').fill(password);
      await user.getByLabel('Current code of your app').fill(code);
      await press('Generate backup tokens');
    };
    await ask('wrong', await newPhone.code());
    expect(await alert()).toBe('The password is wrong.');
    await ask(PASSWORD, '000000');
    expect(await alert()).toMatch(/^That code is wrong/);
    await ask(PASSWORD, await newPhone.code());
    ownCodes = await codesShown();
    expect(ownCodes).toHaveLength(10);
  });

  test('reset: the open session is gone, and the user must pair anew at the next login', async () => {
    expect(await isIn()).toBe(true);
    await act(/^Reset authenticator/, 'Reset the authenticator');
    await done();
    await sees().getByText('Next: Enable 2FA').waitFor();
    expect(await isIn()).toBe(false);
    expect(where()).toBe('/login');
    await givePassword();
    await heading('Enable 2FA');
    await user.goto(platform);
    await heading('Two Factor Authentication (2FA)');
    await user.goto(`${platform}/profile/security/enable`);
    phone = await pair('1Password or another password manager');
    await press('Show Codes');
    expect(await codesShown()).toHaveLength(10);
    expect(await isIn()).toBe(true);
  });

  test('disable: the open session is gone, and the gate is what comes next', async () => {
    await act(/^Disable 2FA/, 'Disable 2FA');
    await done();
    await sees().getByText('Next: Two Factor Authentication (2FA)').waitFor();
    await keepScreenshot(agent, 'sandbox-agent-disabled');
    expect(await isIn()).toBe(false);
    await givePassword();
    await heading('Two Factor Authentication (2FA)');
    await user.goto(`${platform}/profile`);
    await user.getByText('Two-factor authentication is not enabled.').waitFor();
  });

  test('the user disables 2FA with the password and a current code', async () => {
    await user.goto(`${platform}/profile/security/enable`);
    phone = await pair('Authy or another authenticator app');
    await user.goto(`${platform}/profile/security/disable`);
    await user.getByLabel('Your password').fill(PASSWORD);
    await user.getByLabel('Current code of your app').fill(await phone.code());
    await press('Disable 2FA');
    await user.getByText('2FA is not enabled.').waitFor();
    expect(await isIn()).toBe(false);
    await heading('Two Factor Authentication (2FA)');
  });

  test('five wrong codes lock the user out, until the agent unlocks', async () => {
    await user.goto(`${platform}/profile/security/enable`);
    phone = await pair('Authy or another authenticator app');
    await press('Log out');
    await givePassword();
    for (let times = 0; times < 5; times += 1) await giveCode('000000');
    await heading('Your account is locked');
    await givePassword();
    await heading('Your account is locked');
    await act(/^Unlock/, 'Unlock');
    await done();
    await givePassword();
    await giveCode(await phone.code());
    await heading(/^Welcome/);
  });

  test('left no error underneath in the console', () => {
    expect(visitor.troubles).toEqual([]);
  });
});
