/** What the tests of a page begin with: the console on its demo, the database behind it, and a browser beside it. */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { type Database, openDatabase } from '../../db/database.ts';
import { launchBrowser, type Visitor, visit } from './browser.ts';
import { type RunningHost, startBrowserHost } from './browser-host.ts';

export interface DemoInBrowser {
  host: RunningHost;
  browser: Browser;
  /** A connection of the test's own: what it changes, it changes behind the console's back. */
  database: Database;
  /** A window that nobody is signed in to yet. */
  visit(): Promise<Visitor>;
  close(): Promise<void>;
}

export async function openDemo(environment: Record<string, string> = {}): Promise<DemoInBrowser> {
  const [host, browser] = await Promise.all([startBrowserHost(environment), launchBrowser()]);
  const database = openDatabase({ kind: 'sqlite', path: join(host.dataDirectory, 'demo.sqlite') });
  return {
    host,
    browser,
    database,
    visit: () => visit(browser, host),
    async close() {
      await database.close();
      await browser.close();
      await host.stop();
    },
  };
}
