/** The first start on a platform's real database, as whoever sets Rekey up does it, in a real browser. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { verifySecret } from '../../db/argon2.ts';
import { verifyChain } from '../../db/audit/verify.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { newSecret } from '../../main/services/totp.ts';
import { expectAccessible, launchBrowser, visit } from '../support/browser.ts';
import { startBrowserHost } from '../support/browser-host.ts';
import { onMariaDb } from '../support/databases.ts';
import { codeWorks } from '../support/desk.ts';
import { find } from '../support/find.ts';
import { missing } from '../support/parts.ts';
import { addPerson } from '../support/people.ts';
import { readQrCode } from '../support/qr-code.ts';
import { waiveEvidence } from '../support/waive-evidence.ts';

const PASSWORD = 'seven wooden ladders at noon';
const DAY = 24 * 60 * 60 * 1000;

describe.skipIf(missing('chromium') || missing('oathtool'))('the first start, in a browser', () => {
  onMariaDb((open) => {
    test('makes the first admin, who pairs, keeps backup codes, and gets a user back in', async () => {
      const database = await open();
      if (database.target.kind !== 'mysql') throw new Error('This test is about a server.');
      await waiveEvidence(database);
      const user = await addPerson(database, {
        username: 'ann',
        secret: newSecret(),
        codes: ['0LD00-00001'],
      });
      const host = await startBrowserHost({
        REKEY_DATABASE_URL: database.target.url,
        REKEY_PLATFORM_KEY: randomBytes(32).toString('base64'),
      });
      let browser: Browser | null = null;
      try {
        browser = await launchBrowser();
        const { page, troubles } = await visit(browser, host);
        await page.getByRole('heading', { name: 'Set up Rekey' }).waitFor();
        expect(await page.getByText(/demo/i).count()).toBe(0);
        await expectAccessible(page, 'first-start');
        await page.getByLabel('Full name').fill('Rosa Root');
        await page.getByLabel('Sign-in name').fill('rosa');
        await page.getByLabel('Password', { exact: true }).fill('Rosa and two herons');
        await page.getByText('Not taken yet: it contains your name.').waitFor();
        await expectAccessible(page, 'first-password');
        await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
        await page.getByText('Hard to guess.').waitFor();
        await page.getByLabel('Password', { exact: true }).fill('too short');
        await page.getByText('Not taken yet: it has fewer than 12 characters.').waitFor();
        await page.getByRole('button', { name: 'Create the first admin' }).click();
        await page.getByRole('alert').waitFor();
        expect(await database.reader('rekey_staff')).toEqual([]);
        await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
        await page.getByRole('button', { name: 'Create the first admin' }).click();

        await page.getByRole('heading', { name: 'Pair your authenticator' }).waitFor();
        const picture = page.getByRole('img', { name: /^QR code/ });
        await picture.waitFor();
        const uri = new URL(await readQrCode(picture));
        expect(`${uri.protocol}//${uri.host}`).toBe('otpauth://totp');
        const codeAt = (time: number) =>
          execFileSync(find('oathtool') as string, [
            ...['--totp', '--base32', `--now=@${Math.floor(time / 1000)}`],
            String(uri.searchParams.get('secret')),
          ])
            .toString()
            .trim();
        await expectAccessible(page, 'first-pairing');
        await page.getByLabel('The code your app shows now').fill(codeAt(Date.now() - DAY));
        await page.getByRole('button', { name: 'Finish pairing' }).click();
        await page.getByRole('alert').waitFor();
        await page.getByLabel('The code your app shows now').fill(codeAt(Date.now()));
        await page.getByRole('button', { name: 'Finish pairing' }).click();

        await page.getByRole('heading', { name: 'Your own backup codes' }).waitFor();
        await expectAccessible(page, 'first-codes');
        const codes = await page.getByRole('main').getByRole('listitem').allInnerTexts();
        expect(codes).toHaveLength(8);
        const kept: { hash: string }[] = await database.reader('rekey_staff_backup_codes');
        const proofs = await Promise.all(
          kept.map(({ hash }) => verifySecret(hash, String(codes[0]).replaceAll('-', ''))),
        );
        expect(proofs.filter(Boolean)).toHaveLength(1);
        await page.getByText('I have put them somewhere safe').click();
        await page.getByRole('button', { name: 'Go to Rekey' }).click();

        await page.getByRole('combobox').fill('ann');
        await page.getByRole('option').first().waitFor();
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: /^New backup codes/ }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByText('No codes left', { exact: true }).click();
        await dialog.getByRole('button', { name: /^Issue/ }).click();
        await dialog.getByRole('button', { name: /^Show codes/i }).click();
        const issued = await dialog.getByRole('listitem').allInnerTexts();
        expect(issued).toHaveLength(10);
        expect(await codeWorks(database, user as UserId, String(issued[3]), Date.now())).toBe(true);
        expect(await codeWorks(database, user as UserId, '0LD00-00001', Date.now())).toBe(false);

        const actions: { action: string; staff_name: string }[] = await database
          .reader('rekey_audit_entries')
          .orderBy('sequence');
        expect(actions.at(-1)).toMatchObject({ action: 'issue-backup-codes', staff_name: 'rosa' });
        expect(await verifyChain(database.reader)).toMatchObject({ whole: true });
        expect(troubles).toEqual([]);
      } finally {
        await browser?.close();
        await host.stop();
      }
    });
  });
});
