/** A user of the sandbox platform at their own browser, without any script. */
import type { BrowserContext } from 'playwright-core';
import { expect } from 'vitest';
import { type Phone, scan } from './phone.ts';

export interface Credentials {
  username: string;
  password: string;
}

export type UserWindow = Awaited<ReturnType<typeof openUserWindow>>;

/** @param platform its address */
export async function openUserWindow(
  home: BrowserContext,
  platform: string,
  { username, password }: Credentials,
) {
  const page = await home.newPage();
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const follow = (name: string | RegExp) => page.getByRole('link', { name }).first().click();
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
  const open = (path: string) => page.goto(platform + path);
  return {
    page,
    press,
    follow,
    heading,
    open,
    alert: () => page.getByRole('alert').textContent(),
    where: () => new URL(page.url()).pathname,
    codesShown: () => page.getByRole('list', { name: 'Your backup codes' }).locator('code').allTextContents(),
    async givePassword(): Promise<void> {
      await open('/login');
      await page.getByLabel('Username').fill(username);
      await page.getByLabel('Password').fill(password);
      await press('Log in');
    },
    async giveCode(code: string): Promise<void> {
      await page.getByLabel('Verification code').fill(code);
      await press('Continue');
    },
    async giveBackupCode(code: string): Promise<void> {
      await follow('Use a backup code instead');
      await page.getByLabel('Backup code').fill(code);
      await press('Continue');
    },
    /** From the page that asks for an app, to the end. */
    async pair(app: string): Promise<Phone> {
      await page.getByLabel(app).check();
      const asked = page.getByLabel('Your password');
      if (await asked.count()) await asked.fill(password);
      await press('Continue');
      await heading(/^Pair /);
      const paired = await scan(page.getByRole('img', { name: /QR code/ }));
      expect(await page.locator('.key').textContent()).toBe(paired.secret.match(/.{1,4}/g)?.join(' '));
      await page.getByLabel('First code').fill(await paired.code());
      await press('Confirm');
      await heading('Your 2FA setup is complete');
      return paired;
    },
    async isIn(): Promise<boolean> {
      await open('/');
      return page.getByRole('heading', { name: /^Welcome/ }).isVisible();
    },
  };
}
