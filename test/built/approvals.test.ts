import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { expectAccessible, keepScreenshot, signIn, type Visitor } from '../support/browser.ts';
import { type DemoInBrowser, openDemo } from '../support/demo-in-browser.ts';
import { missing } from '../support/parts.ts';
import { waiveEvidence } from '../support/waive-evidence.ts';

describe.skipIf(missing('chromium'))('a second person, in a second browser', () => {
  let demo: DemoInBrowser;
  let database: Database;
  let agent: Visitor;
  let lead: Visitor;
  let user: { id: number; username: string };

  beforeAll(async () => {
    demo = await openDemo();
    ({ database } = demo);
    await waiveEvidence(database);
    user = await database
      .reader('users')
      .join('totp_authenticators', 'user_id', 'users.id')
      .where({ privileged: true, status: 'active' })
      .whereNotNull('confirmed_at')
      .first('users.id', 'username');
    agent = await demo.visit();
    lead = await demo.visit();
  });
  afterAll(() => demo?.close());

  const dialog = (page: Page) => page.getByRole('dialog');
  const pairings = () => database.reader('totp_authenticators').where({ user_id: user.id });

  async function askToReset(page: Page): Promise<void> {
    await page.getByRole('link', { name: 'Find a user' }).click();
    await page.getByRole('combobox').fill(user.username);
    await page.getByRole('option').first().click();
    const actions = page.getByRole('complementary', { name: 'Actions' });
    await actions.getByRole('button', { name: /^Reset authenticator/ }).click();
    await dialog(page).getByText('Lost phone', { exact: true }).click();
    await dialog(page).getByRole('button', { name: 'Reset the authenticator' }).click();
    await dialog(page)
      .getByText(/a second person has to approve/)
      .waitFor();
    await dialog(page).getByRole('button', { name: 'Ask for approval' }).click();
    await dialog(page)
      .getByText(/Leads and admins see it now/)
      .waitFor();
  }

  test('sees at once that an approval waits, and says no: nothing happened', async () => {
    await signIn(agent.page, 'support');
    await signIn(lead.page, 'lead');
    await askToReset(agent.page);
    expect(await pairings()).toHaveLength(1);
    const badge = lead.page.getByTitle('1 approval waiting');
    await badge.waitFor();
    await lead.page.setViewportSize({ width: 1024, height: 768 });
    const icon = lead.page.getByRole('link', { name: /^Approve/ }).locator('svg');
    await expect.poll(() => icon.boundingBox()).toMatchObject({ width: 19, height: 19 });
    const [place, count] = await Promise.all(
      [lead.page.getByRole('link', { name: /^Approve/ }), badge].map((part) => part.boundingBox()),
    );
    expect(count && place && count.x >= place.x && count.x + count.width <= place.x + place.width).toBe(true);
    await keepScreenshot(lead.page, 'narrow-badge');
    // As at 200 % zoom: what can be pressed keeps its size.
    await lead.page.setViewportSize({ width: 640, height: 430 });
    const jump = lead.page.getByRole('button', { name: /^Search or jump/ });
    await expect.poll(() => jump.boundingBox()).toMatchObject({ height: 34 });
    const platform = lead.page.getByRole('button', { name: 'Open the platform as a user' });
    const isCut = (button: Element) =>
      [button, ...button.querySelectorAll('*')].some((part) => part.scrollWidth > part.clientWidth);
    expect(await platform.evaluate(isCut)).toBe(false);
    await keepScreenshot(lead.page, 'zoomed');
    await lead.page.setViewportSize({ width: 1280, height: 860 });
    await lead.page.getByRole('link', { name: /^Approvals/ }).click();
    await lead.page.getByRole('button', { name: 'Reject' }).waitFor();
    await expectAccessible(lead.page, 'approvals');
    await lead.page.getByRole('button', { name: 'Reject' }).click();
    await dialog(lead.page)
      .getByLabel(/Why not/)
      .fill('call back first');
    await dialog(lead.page).getByRole('button', { name: 'Reject' }).click();
    await dialog(agent.page)
      .getByText(/rejected this/)
      .waitFor();
    expect(await pairings()).toHaveLength(1);
    await agent.page.keyboard.press('Escape');
    await dialog(agent.page).waitFor({ state: 'hidden' });
  });

  test('says yes, and the agent’s window goes on by itself', async () => {
    await askToReset(agent.page);
    await lead.page.getByRole('button', { name: 'Approve', exact: true }).click();
    await expectAccessible(lead.page, 'approvals-decide');
    await dialog(lead.page).getByRole('button', { name: 'Approve', exact: true }).click();
    await dialog(agent.page).getByText('Authenticator reset').first().waitFor();
    expect(await pairings()).toHaveLength(0);
    const entry = await database
      .reader('rekey_audit_entries')
      .where({ action: 'reset-authenticator', outcome: 'done' })
      .first();
    expect(JSON.parse(entry.detail)).toMatchObject({ approvedBy: expect.any(String), privileged: true });
  });

  test('that was given is found again after a reload, and carried out as it was agreed', async () => {
    const other = await database
      .reader('users')
      .join('totp_authenticators', 'user_id', 'users.id')
      .where({ privileged: true, status: 'active' })
      .whereNotNull('confirmed_at')
      .whereNot('users.id', user.id)
      .first('users.id', 'username');
    await agent.page.keyboard.press('Escape');
    await dialog(agent.page).waitFor({ state: 'hidden' });
    user = other;
    await askToReset(agent.page);
    await agent.page.reload();
    await lead.page.getByRole('button', { name: 'Approve', exact: true }).click();
    await dialog(lead.page).getByRole('button', { name: 'Approve', exact: true }).click();
    await dialog(lead.page).waitFor({ state: 'hidden' });
    await agent.page.getByRole('complementary', { name: 'Approved' }).waitFor();
    await agent.page.getByTitle('1 approved for you', { exact: true }).waitFor();
    await expectAccessible(agent.page, 'approval-given-user');
    await agent.page.getByRole('link', { name: /^Approvals/ }).click();
    const own = agent.page.getByRole('region', { name: 'Approved for you, and not done yet' });
    await own.getByRole('link', { name: 'Carry out now' }).waitFor();
    await expectAccessible(agent.page, 'approvals-given');
    await own.getByRole('link', { name: 'Carry out now' }).click();
    await dialog(agent.page)
      .getByText(/approved this/)
      .waitFor();
    await expectAccessible(agent.page, 'approval-carry-out');
    await dialog(agent.page).getByRole('button', { name: 'Carry out now' }).click();
    await dialog(agent.page).getByText('Authenticator reset').first().waitFor();
    expect(await pairings()).toHaveLength(0);
    await dialog(agent.page).getByRole('button', { name: 'Close' }).last().click();
    await agent.page.getByRole('complementary', { name: 'Approved' }).waitFor({ state: 'detached' });
    await agent.page.getByTitle('1 approved for you').waitFor({ state: 'detached' });
  });

  test('may not be support staff, who see what waits and can not decide it', async () => {
    await agent.page.keyboard.press('Escape');
    await agent.page.getByRole('link', { name: /^Approvals/ }).click();
    await agent.page.getByText('Approved and done').first().waitFor();
    expect(await agent.page.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
    expect([...agent.troubles, ...lead.troubles]).toEqual([]);
  });
});
