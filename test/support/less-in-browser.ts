/** The demo in a browser, on a platform that knows less of its users. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { inject } from 'vitest';
import type { Database } from '../../db/database.ts';
import type { Platform } from '../../db/platforms/contract.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { readConfiguration } from '../../main/configuration.ts';
import { openConsole } from '../../main/console.ts';
import { startBrowserServer } from '../../main/hosts/browser-server.ts';
import { loadStaticFiles } from '../../main/hosts/static-files.ts';
import { launchBrowser, type Visitor, visit } from './browser.ts';

export interface LessInBrowser {
  browser: Browser;
  visit(): Promise<Visitor>;
  close(): Promise<void>;
}

/** The page is that of the last build. */
export async function openLess(
  less: (platform: Platform, database: Database) => Platform | Promise<Platform>,
): Promise<LessInBrowser> {
  const directory = await mkdtemp(join(inject('scratch'), 'less-'));
  const kind = {
    ...referenceKind,
    open: async (...asked: Parameters<typeof referenceKind.open>) =>
      less(await referenceKind.open(...asked), asked[0]),
  };
  const configuration = { ...readConfiguration({ REKEY_DATA_DIR: directory }), platform: kind };
  const host = { kind: 'browser', secretStore: null, copyForAWhile: null, savePdf: null } as const;
  const rekey = await openConsole({ configuration, host });
  const files = await loadStaticFiles(fileURLToPath(new URL('../../out/renderer', import.meta.url)));
  const server = await startBrowserServer({ console: rekey, files, port: 0 });
  const browser = await launchBrowser();
  const freshAddress = async () => `http://127.0.0.1:${server.port}/?token=${server.entrance.issueToken()}`;
  return {
    browser,
    visit: () => visit(browser, { freshAddress }),
    async close() {
      await browser.close();
      await server.close();
      await rekey.close();
    },
  };
}
