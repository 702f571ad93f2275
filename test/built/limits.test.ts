/** A limit, as the agent who reaches it and the lead who is told see it. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonValue } from '../../db/audit/entry.ts';
import type { Database } from '../../db/database.ts';
import { writeSetting } from '../../db/settings.ts';
import { STANDARD } from '../../main/contract/policy-settings.ts';
import { expectAccessible, signIn, type Visitor } from '../support/browser.ts';
import { type DemoInBrowser, openDemo } from '../support/demo-in-browser.ts';
import { type MailServerUnderTest, startMailServer } from '../support/mail-server.ts';
import { missing } from '../support/parts.ts';

const MARA_ID = 1012;
/** Four of five are eight tenths, from which the page says how many are left. */
const AN_HOUR = 5;

describe.skipIf(missing('chromium'))('a limit, in a browser', () => {
  let mail: MailServerUnderTest;
  let demo: DemoInBrowser;
  let database: Database;
  let agent: Visitor;
  let lead: Visitor;
  let page: Page;

  beforeAll(async () => {
    mail = await startMailServer();
    demo = await openDemo({ REKEY_SMTP_URL: mail.url });
    ({ database } = demo);
    const { limits } = STANDARD;
    const policy = {
      ...STANDARD,
      limits: { ...limits, perStaff: { ...limits.perStaff, perHour: AN_HOUR } },
    };
    await database.transaction((tx) => writeSetting(tx, 'policy', policy as unknown as JsonValue));
    agent = await demo.visit();
    page = agent.page;
    page.setDefaultTimeout(25_000);
  });
  afterAll(async () => {
    await demo?.close();
    await mail?.stop();
  });

  const dialog = () => page.getByRole('dialog');
  const actions = () => page.getByRole('complementary', { name: 'Actions' });
  const sessions = () => database.reader('sessions').where({ user_id: MARA_ID });

  /** On a session that was just made, so that there is one to end. */
  async function tryToEndSessions(): Promise<void> {
    const now = Date.now();
    await database.reader('sessions').insert({
      ...{ id: randomUUID(), user_id: MARA_ID, user_agent: 'Firefox on Windows', ip_address: '192.0.2.7' },
      ...{ created_at: now, last_seen_at: now, expires_at: now + 3_600_000 },
    });
    await page.getByRole('button', { name: 'Read this user again' }).click();
    await actions()
      .getByRole('button', { name: /^End sessions(?!.*no session)/ })
      .click();
    await dialog().getByText('Lost phone', { exact: true }).click();
    await dialog().getByRole('button', { name: 'End all sessions' }).click();
  }

  async function endSessions(): Promise<void> {
    await tryToEndSessions();
    await dialog().getByText('Sessions ended').first().waitFor();
    await dialog().getByRole('button', { name: 'Close' }).last().click();
    await dialog().waitFor({ state: 'hidden' });
  }

  test('near it the page says how much is left, and before that nothing', async () => {
    await signIn(page, 'support');
    await page.getByRole('combobox').fill('lindqvist');
    await page.getByRole('option', { name: /Mara Lindqvist/ }).click();
    for (let n = 0; n < AN_HOUR - 2; n += 1) await endSessions();
    await actions()
      .getByRole('button', { name: /^End sessions/ })
      .waitFor();
    expect(
      await actions()
        .getByText(/actions an hour/)
        .count(),
    ).toBe(0);
    await endSessions();
    await actions().getByText('You have 1 of 5 actions an hour left.').waitFor();
    await expectAccessible(page, 'limit-near');
  });

  test('at it the action is refused and nothing is changed', async () => {
    await endSessions();
    await actions().getByText('You have reached the limit of 5 actions an hour.').waitFor();
    expect(await sessions()).toHaveLength(0);
    await tryToEndSessions();
    await dialog()
      .getByText(/sam reached the limit of 5 actions an hour\. The leads were told\./)
      .waitFor();
    await expectAccessible(page, 'limit-reached');
    expect(await sessions()).toHaveLength(1);
  });

  test('the leads have a mail about it, and the attempt is in the log, which they read', async () => {
    const toLeads = () => mail.mails.filter(({ to }) => to.includes('lena.brandt@example.org'));
    await expect.poll(() => toLeads().length, { timeout: 30_000 }).toBe(1);
    expect(toLeads()[0]?.text).toContain('5 actions an hour');
    expect(toLeads()[0]?.text).toContain('Sam Whitfield');

    lead = await demo.visit();
    await signIn(lead.page, 'lead');
    await lead.page.getByRole('link', { name: 'Audit log' }).click();
    const row = lead.page.getByRole('row', { name: /End sessions.*Refused|Refused.*End sessions/ }).first();
    await row.waitFor();
    expect([...agent.troubles, ...lead.troubles]).toEqual([]);
  });
});
