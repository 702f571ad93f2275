/** What Rekey does has its effect at the user's next login: both windows at once, the user's without any script. */
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AgentWindow, agentWindow } from '../support/agent-window.ts';
import { keepScreenshot, signIn, type Visitor } from '../support/browser.ts';
import { type DemoInBrowser, openDemo } from '../support/demo-in-browser.ts';
import { missing } from '../support/parts.ts';
import { codeAt, type Phone } from '../support/phone.ts';
import { openUserWindow, type UserWindow } from '../support/user-window.ts';

const WHO = { username: 'ama.boateng', password: 'open sesame' };

describe.skipIf(missing('chromium') ?? missing('oathtool'))('a user and an agent, side by side', () => {
  let demo: DemoInBrowser;
  let browser: Browser;
  let visitor: Visitor;
  let agent: AgentWindow;
  let home: BrowserContext;
  let user: UserWindow;

  let phone: Phone;
  let newPhone: Phone;
  let usedCode: string;
  let ownCodes: string[];
  let issued: string[];

  beforeAll(async () => {
    demo = await openDemo();
    ({ browser } = demo);
    visitor = await demo.visit();
    agent = agentWindow(visitor.page, WHO.username);
    home = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1000, height: 800 } });
  });
  afterAll(async () => {
    await home?.close();
    await demo?.close();
  });

  test('the console opens the platform, in a window of its own', async () => {
    await signIn(visitor.page, 'support');
    const platform = await agent.openPlatform();
    expect(platform).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    user = await openUserWindow(home, platform, WHO);
  });

  test('without 2FA the user reaches the Profile area and no further, and finds the way to enabling it', async () => {
    await user.givePassword();
    for (const path of ['/', '/activity', '/any/other/page']) {
      await user.open(path);
      await user.heading('Two Factor Authentication (2FA)');
      await user.page.getByText('Without enabling 2FA you can only access your Profile area.').waitFor();
      expect(await user.page.getByRole('main').getByRole('link', { name: 'Contact' }).count()).toBe(1);
    }
    await user.page.getByRole('banner').getByRole('link', { name: 'Ama Boateng' }).click();
    await user.heading('Your profile');
    await user.follow('Update your account security');
    await user.page.getByText('In Account security, you will be able to enable and disable 2FA').waitFor();
    await user.follow('Enable 2FA');
    await user.page.getByText('We recommend using Authy or another authenticator app.').waitFor();
  });

  test('enrols with an app that reads the QR code, and gets codes to save', async () => {
    await user.page.getByLabel('1Password or another password manager').check();
    await user.press('Continue');
    await user.heading('Pair 1Password');
    await user.page.getByLabel('First code').fill('000000');
    await user.press('Confirm');
    expect(await user.alert()).toMatch(/^That code is wrong\./);
    await user.follow('Choose another app');
    phone = await user.pair('Authy or another authenticator app');
    expect(phone.uri.protocol).toBe('otpauth:');
    expect(phone.uri.host).toBe('totp');
    expect(decodeURIComponent(phone.uri.pathname)).toBe(`/Application Platform:${WHO.username}`);
    expect(phone.uri.searchParams.get('issuer')).toBe('Application Platform');
    expect(phone.uri.searchParams.get('algorithm') ?? 'SHA1').toBe('SHA1');
    expect(phone.uri.searchParams.get('digits') ?? '6').toBe('6');
    expect(phone.uri.searchParams.get('period') ?? '30').toBe('30');
    // 160 bits (RFC 4226, R6).
    expect(phone.secret).toMatch(/^[A-Z2-7]{32}$/);

    await user.page.getByText('Click on Show Codes for your backup codes.').waitFor();
    await user.press('Show Codes');
    await user.page.getByText('We strongly recommend saving your backup codes somewhere safe.').waitFor();
    ownCodes = await user.codesShown();
    expect(new Set(ownCodes).size).toBe(10);
    await user.follow('I have saved them');
    await user.page.getByText('10 backup codes are left.').waitFor();
    expect(await user.page.content()).not.toContain(ownCodes[0]);
    await user.open('/profile/security/completed');
    expect(await user.page.getByRole('button', { name: 'Show Codes' }).count()).toBe(0);
    expect(await user.isIn()).toBe(true);
  });

  test('logs out, and in again with a code, which is accepted once', async () => {
    await user.press('Log out');
    await user.heading('You are logged out');
    expect(await user.isIn()).toBe(false);
    await user.givePassword();
    await user.heading('2FA Login');
    await user.page.getByText('You will be asked to enter your verification code').waitFor();
    expect(await user.isIn()).toBe(false);
    await user.open('/login/code');
    usedCode = await phone.code();
    await user.giveCode(usedCode);
    await user.heading(/^Welcome/);
    await user.press('Log out');
    await user.givePassword();
    await user.giveCode(usedCode);
    expect(await user.alert()).toBe('That code was used already. Wait for the next one.');
    expect(await user.isIn()).toBe(false);
  });

  test('a code of a clock that is two minutes off is refused', async () => {
    await user.givePassword();
    await user.giveCode(codeAt(phone.secret, Date.now() - 120_000));
    expect(await user.alert()).toMatch(/^That code is wrong.*sets its clock by itself\. 4 tries are left\.$/);
  });

  test('loses the phone, and writes to contact from the page that asks for the code', async () => {
    await user.givePassword();
    await user.page.getByRole('main').getByRole('link', { name: 'Please contact' }).click();
    expect(await user.page.getByLabel('Your name').inputValue()).toBe('Ama Boateng');
    await user.page.getByLabel('What is it about?').selectOption('lost-phone');
    await user.page.getByLabel('Message').fill('My phone is in the lake.');
    await user.press('Send');
    await user.heading('Your message was sent');
  });

  test('the agent finds the request, checks who it is, and issues backup codes', async () => {
    await agent.page
      .getByRole('navigation', { name: 'Rekey' })
      .getByRole('link', { name: 'Requests' })
      .click();
    await agent.page.getByRole('searchbox').fill('boateng');
    const rows = () => agent.page.getByRole('listbox', { name: 'Requests' }).getByRole('option');
    await expect
      .poll(() => rows().allInnerTexts(), { timeout: 40_000 })
      .toContainEqual(expect.stringMatching(/Ama Boateng[\s\S]*lake/));
    await rows().filter({ hasText: 'lake' }).click();
    await agent.page.getByRole('button', { name: 'Take', exact: true }).click();
    await agent.page.getByText('Was signed in with the password when the form was sent.').waitFor();
    await agent.page.getByRole('button', { name: 'Confirm this user' }).click();
    await agent.page.getByRole('button', { name: 'Open the user and help' }).click();
    await agent.sees().getByText('Next: 2FA Login').waitFor();
    await agent
      .sees()
      .getByText(/those that you saved; each works once, and 10 codes still work/)
      .waitFor();
    await keepScreenshot(agent.page, 'sandbox-agent');
    const panel = agent.page.getByRole('region', { name: 'Who is calling?' });
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
    await agent.act(/^New backup codes/, 'Issue 10 new codes');
    issued = await agent.codesIssued();
    expect(issued).toHaveLength(10);
    await agent.done();
  });

  test('a code from before the issue is refused, and one of the new ones works once', async () => {
    await user.givePassword();
    await user.giveBackupCode(ownCodes[0] as string);
    expect(await user.alert()).toMatch(/^That backup code is wrong, was used before, or has expired\./);
    await user.page.getByLabel('Backup code').fill(issued[0] as string);
    await user.press('Continue');
    await user.heading('You logged in with a backup code');
    await user.page.getByText('9 backup codes are left.').waitFor();
    const session = await home.storageState();
    await user.press('Log out');
    await user.givePassword();
    await user.giveBackupCode(issued[0] as string);
    expect(await user.alert()).toMatch(/was used before/);
    // A cookie of a session that was logged out, brought back.
    await home.addCookies(session.cookies);
    expect(await user.isIn()).toBe(false);
  });

  test('pairs a new phone with another backup code and the password; the old phone opens nothing', async () => {
    await user.givePassword();
    await user.giveBackupCode(issued[1] as string);
    await user.follow('pair another app or phone');
    newPhone = await user.pair('the built in Keychain of macOS');
    await user.page.getByText('8 backup codes are left.').waitFor();
    await user.press('Log out');
    await user.givePassword();
    await user.giveCode(codeAt(phone.secret, Date.now()));
    expect(await user.alert()).toMatch(/^That code is wrong/);
    await user.giveCode(await newPhone.code());
    await user.heading(/^Welcome/);
  });

  test('is told how many codes are left, and warned at two', async () => {
    for (let left = 7; left >= 2; left -= 1) {
      await user.press('Log out');
      await user.givePassword();
      await user.giveBackupCode(issued[9 - left] as string);
      await user.page.getByText(`${left} backup codes are left.`).waitFor();
      expect(await user.page.getByRole('status').count()).toBe(left === 2 ? 1 : 0);
    }
    await user.page.getByText('You are running out of them').waitFor();
  });

  test('an emergency code from the console works once, and leaves the others', async () => {
    await agent.act(/^Emergency code/, 'Issue the emergency code');
    const [emergency = ''] = await agent.codesIssued();
    await agent.done();
    for (const works of [true, false]) {
      await user.press('Log out');
      await user.givePassword();
      await user.giveBackupCode(emergency);
      if (works) await user.page.getByText('2 backup codes are left.').waitFor();
      else expect(await user.alert()).toMatch(/was used before/);
      await user.open('/');
      if (!works) await user.givePassword();
    }
  });

  test('generates new backup tokens with the password and a current code; a wrong one of either is refused', async () => {
    await user.giveCode(await newPhone.code());
    await user.open('/profile/security');
    await user.follow('Generate backup tokens');
    const ask = async (password: string, code: string) => {
      await user.page.getByLabel('Your password').fill(password);
      await user.page.getByLabel('Current code of your app').fill(code);
      await user.press('Generate backup tokens');
    };
    await ask('wrong', await newPhone.code());
    expect(await user.alert()).toBe('The password is wrong.');
    await ask(WHO.password, '000000');
    expect(await user.alert()).toMatch(/^That code is wrong/);
    await ask(WHO.password, await newPhone.code());
    ownCodes = await user.codesShown();
    expect(ownCodes).toHaveLength(10);
  });

  test('left no error underneath in the console', () => {
    expect(visitor.troubles).toEqual([]);
  });
});
