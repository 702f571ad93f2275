/** An agent at the console's window, on the page of a user. */
import type { Page } from 'playwright-core';

export type AgentWindow = ReturnType<typeof agentWindow>;

const CODE = /^\w{4}-\w{4}-\w{5}$/;

/** @param username of the user whose page is open when something is done. */
export function agentWindow(page: Page, username: string) {
  const dialog = () => page.getByRole('dialog');
  return {
    page,
    sees: () => page.getByRole('region', { name: 'What the caller sees' }),
    /** Opens the platform as the demo's banner offers it. Returns its address. */
    async openPlatform(): Promise<string> {
      const [opened] = await Promise.all([
        page.context().waitForEvent('page'),
        page.getByRole('button', { name: 'Open the platform as a user' }).click(),
      ]);
      await opened.getByRole('heading', { name: 'Log in' }).waitFor();
      const { origin } = new URL(opened.url());
      await opened.close();
      return origin;
    },
    /** Does it, for a lost phone. */
    async act(action: RegExp, doIt: string): Promise<void> {
      await page.getByRole('button', { name: 'Read this user again' }).click();
      await page
        .getByRole('complementary', { name: 'Actions' })
        .getByRole('button', { name: action })
        .click();
      await dialog().getByRole('heading', { name: 'What will happen' }).waitFor();
      await dialog().getByText('Lost phone', { exact: true }).click();
      const typed = dialog().getByLabel(/to confirm who is meant/);
      if (await typed.count()) await typed.fill(username);
      await dialog().getByRole('button', { name: doIt }).click();
      await dialog().getByRole('heading', { name: 'What will happen' }).waitFor({ state: 'hidden' });
    },
    async codesIssued(): Promise<string[]> {
      await dialog()
        .getByRole('button', { name: /^Show codes?$/ })
        .click();
      await dialog().getByRole('listitem').filter({ hasText: CODE }).first().waitFor();
      const texts = await dialog().getByRole('listitem').allTextContents();
      return texts.filter((text) => CODE.test(text));
    },
    async done(): Promise<void> {
      await dialog()
        .getByRole('button', { name: /^(Done|Close)$/ })
        .last()
        .click();
      await dialog().waitFor({ state: 'hidden' });
    },
  };
}
