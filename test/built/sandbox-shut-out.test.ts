/** What takes 2FA away from a user or shuts them out, in both windows at once, the user's without any script. */
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AgentWindow, agentWindow } from '../support/agent-window.ts';
import { keepScreenshot, signIn, type Visitor } from '../support/browser.ts';
import type { RunningHost } from '../support/browser-host.ts';
import { type DemoInBrowser, openDemo } from '../support/demo-in-browser.ts';
import { missing } from '../support/parts.ts';
import type { Phone } from '../support/phone.ts';
import { openUserWindow, type UserWindow } from '../support/user-window.ts';
import { waiveEvidenceOfDemo } from '../support/waive-evidence.ts';

const WHO = { username: 'ama.boateng', password: 'open sesame' };

describe.skipIf(missing('chromium') ?? missing('oathtool'))('a user who is shut out, beside an agent', () => {
  let demo: DemoInBrowser;
  let host: RunningHost;
  let browser: Browser;
  let visitor: Visitor;
  let agent: AgentWindow;
  let home: BrowserContext;
  let user: UserWindow;

  let phone: Phone;

  beforeAll(async () => {
    demo = await openDemo();
    ({ host, browser } = demo);
    visitor = await demo.visit();
    agent = agentWindow(visitor.page, WHO.username);
    home = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1000, height: 800 } });
    await waiveEvidenceOfDemo(host.dataDirectory);
  });
  afterAll(async () => {
    await home?.close();
    await demo?.close();
  });

  test('the user pairs a phone, and the agent finds the user', async () => {
    await signIn(visitor.page, 'support');
    user = await openUserWindow(home, await agent.openPlatform(), WHO);
    await user.givePassword();
    await user.open('/profile/security/enable');
    phone = await user.pair('Authy or another authenticator app');
    await agent.page.getByRole('link', { name: 'Find a user' }).click();
    await agent.page.getByRole('combobox').fill(WHO.username);
    await agent.page.getByRole('option', { name: /Ama Boateng/ }).click();
    await agent.sees().getByText('Next: 2FA Login').waitFor();
    expect(await user.isIn()).toBe(true);
  });

  test('reset: the open session is gone, and the user must pair anew at the next login', async () => {
    expect(await user.isIn()).toBe(true);
    await agent.act(/^Reset authenticator/, 'Reset the authenticator');
    await agent.done();
    await agent.sees().getByText('Next: Enable 2FA').waitFor();
    expect(await user.isIn()).toBe(false);
    expect(user.where()).toBe('/login');
    await user.givePassword();
    await user.heading('Enable 2FA');
    await user.open('/');
    await user.heading('Two Factor Authentication (2FA)');
    await user.open('/profile/security/enable');
    phone = await user.pair('1Password or another password manager');
    await user.press('Show Codes');
    expect(await user.codesShown()).toHaveLength(10);
    expect(await user.isIn()).toBe(true);
  });

  test('disable: the open session is gone, and the gate is what comes next', async () => {
    await agent.act(/^Disable 2FA/, 'Disable 2FA');
    await agent.done();
    await agent.sees().getByText('Next: Two Factor Authentication (2FA)').waitFor();
    await keepScreenshot(agent.page, 'sandbox-agent-disabled');
    expect(await user.isIn()).toBe(false);
    await user.givePassword();
    await user.heading('Two Factor Authentication (2FA)');
    await user.open('/profile');
    await user.page.getByText('Two-factor authentication is not enabled.').waitFor();
  });

  test('the user disables 2FA with the password and a current code', async () => {
    await user.open('/profile/security/enable');
    phone = await user.pair('Authy or another authenticator app');
    await user.open('/profile/security/disable');
    await user.page.getByLabel('Your password').fill(WHO.password);
    await user.page.getByLabel('Current code of your app').fill(await phone.code());
    await user.press('Disable 2FA');
    await user.page.getByText('2FA is not enabled.').waitFor();
    expect(await user.isIn()).toBe(false);
    await user.heading('Two Factor Authentication (2FA)');
  });

  test('five wrong codes lock the user out, until the agent unlocks', async () => {
    await user.open('/profile/security/enable');
    phone = await user.pair('Authy or another authenticator app');
    await user.press('Log out');
    await user.givePassword();
    for (let times = 0; times < 5; times += 1) await user.giveCode('000000');
    await user.heading('Your account is locked');
    await user.givePassword();
    await user.heading('Your account is locked');
    await agent.act(/^Unlock/, 'Unlock');
    await agent.done();
    await user.givePassword();
    await user.giveCode(await phone.code());
    await user.heading(/^Welcome/);
    expect(await user.isIn()).toBe(true);
  });

  test('left no error underneath in the console', () => {
    expect(visitor.troubles).toEqual([]);
  });
});
