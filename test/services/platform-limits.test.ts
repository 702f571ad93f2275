/** What Rekey cannot see or do on a platform is said in Settings, by the doctor, on the page of a user and by `rekey status`. */
import { rm } from 'node:fs/promises';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Platform, USER_FIELDS } from '../../db/platforms/contract.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { statusText } from '../../main/cli/commands/status.ts';
import { readConfiguration } from '../../main/configuration.ts';
import { createSettingsService } from '../../main/services/create-settings.ts';
import { createUserService } from '../../main/services/create-users.ts';
import { examine } from '../../main/services/doctor.ts';
import { limitsOf } from '../../main/services/platform-limits.ts';
import { PlatformLimits } from '../../renderer/pages/user/platform-limits.tsx';
import { find } from '../support/checks.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { openDesk, POLICY, SUPPORT } from '../support/desk.ts';
import { addPerson, PLATFORM_KEY } from '../support/people.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const LIMIT = 'Rekey cannot end the sessions of this platform, which are in a cache.';
const CLEAR = 'The platform keeps backup codes in clear text: whoever reads its database can use them.';

let folder: string;
beforeEach(async () => {
  folder = await makeTemporaryFolder('limits');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function limited<P extends Platform>(platform: P): Platform {
  const codes = platform.codes && { ...platform.codes, storedAs: 'clear' as const };
  return { ...platform, limits: [LIMIT], ...(codes ? { codes } : {}) };
}

function configure({ target }: TestDatabase) {
  return readConfiguration({
    REKEY_DATA_DIR: folder,
    REKEY_DATABASE_URL: target.kind === 'mysql' ? target.url : `sqlite:${target.path}`,
    REKEY_PLATFORM_KEY: PLATFORM_KEY.toString('hex'),
  });
}

forEachDatabase((open) => {
  async function told(change: (platform: Platform) => Platform) {
    const database = await open();
    const desk = openDesk(database);
    const platform = change(desk.platform);
    const known = { database, platform, clock: () => desk.time.now };
    const users = createUserService({ ...known, policy: async () => POLICY });
    const page = await users.view(SUPPORT, await addPerson(database, { username: 'anna' }));
    await users.close();
    const configuration = {
      ...configure(database),
      platform: {
        ...referenceKind,
        open: async (...given: Parameters<typeof referenceKind.open>) =>
          change(await referenceKind.open(...given)),
      },
    };
    const host = { kind: 'browser', secretStore: null, copyForAWhile: null, savePdf: null } as const;
    const settings = createSettingsService({ ...known, configuration, host, demo: false });
    const admin = { ...SUPPORT, role: 'admin' as const };
    return {
      page,
      settings: (await settings.view(admin)).platform.limits,
      doctor: find(await examine(configuration, { clock: Date.now, secretStore: null }), 'limits'),
    };
  }

  describe('the limits of a platform', () => {
    it('are told everywhere, codes that are not hashed among them', async () => {
      const { page, settings, doctor } = await told(limited);
      expect(page.limits).toEqual([LIMIT, CLEAR]);
      expect(statusText(page, USER_FIELDS)).toContain(`\n${LIMIT}\n${CLEAR}\n`);
      expect(settings).toEqual([LIMIT, CLEAR]);
      expect(doctor).toMatchObject({ outcome: 'ok', message: `${LIMIT} ${CLEAR}`, next: null });
    });

    it('are told nowhere where there are none', async () => {
      const { page, settings, doctor } = await told((platform) => platform);
      expect(page.limits).toEqual([]);
      expect(statusText(page, USER_FIELDS).endsWith('\n\n')).toBe(false);
      expect(settings).toEqual([]);
      expect(doctor).toMatchObject({ outcome: 'ok', message: expect.stringContaining('Nothing is known') });
    });
  });
});

it('a platform without codes has nothing to say of how it keeps them', () => {
  expect(limitsOf({ limits: [], fields: new Set(USER_FIELDS) })).toEqual([]);
});

it('a platform that knows no addresses says that nobody is told by mail', () => {
  expect(limitsOf({ limits: [LIMIT], fields: new Set(['phone']) })).toEqual([
    LIMIT,
    'No mail tells a user what was done to their account: the platform knows no e-mail address of its users.',
  ]);
});

it('they are one closed disclosure on the page, or nothing at all', () => {
  const shown = renderToStaticMarkup(createElement(PlatformLimits, { limits: [LIMIT, CLEAR] }));
  expect(shown).toMatch(/^<details class="[^"]*"><summary>/);
  expect(shown).toContain(`<li>${LIMIT}</li>`);
  expect(renderToStaticMarkup(createElement(PlatformLimits, { limits: [] }))).toBe('');
});
