/** What an action leaves behind is said before it happens: on the page, and to whoever approves it. */

import { describe, expect, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import type { Platform } from '../../db/platforms/contract.ts';
import type { ActionName } from '../../main/contract/actions.ts';
import { leftBy } from '../../main/services/actions/foretell.ts';
import { createApprovalService } from '../../main/services/create-approvals.ts';
import { createUserService } from '../../main/services/create-users.ts';
import { forEachDatabase } from '../support/databases.ts';
import { AUDITOR, LEAD, openDesk, POLICY, SUPPORT } from '../support/desk.ts';
import { openFactorsPlatform } from '../support/factors-platform.ts';
import { addPerson } from '../support/people.ts';

const KEY = 'The security key “blue” stays.';
const BROWSERS = 'Remembered browsers stay so for 30 days.';
const OTHERS = 'The other factors stay, and the login asks for them as before.';
const NO_CODE = 'Until the user pairs an authenticator again, no code of an app is asked for.';

async function room(database: Database, platform: Platform) {
  const desk = openDesk(database);
  const deps = { database, platform, clock: () => desk.time.now, policy: async () => POLICY };
  const session = { requireFreshCode() {}, async confirmCode() {} };
  const users = createUserService(deps);
  const root = await addPerson(database, {
    username: 'root',
    privileged: true,
    secret: new Uint8Array(20).fill(3),
  });
  return {
    ...{ desk, root, users },
    approvals: createApprovalService({ ...deps, session }),
    async leaves(name: ActionName) {
      const { offers } = await users.view(SUPPORT, root);
      await users.close();
      return offers.find(({ action }) => action === name)?.leaves;
    },
  };
}

forEachDatabase((open) => {
  describe('what an action leaves behind', () => {
    it('is, on the reference platform, the requirement of a reset, and what can be reached after disabling', async () => {
      const database = await open();
      const { leaves } = await room(database, openDesk(database).platform);
      expect(await leaves('reset-authenticator')).toEqual([
        '2FA stays required: at the next sign-in the user pairs an authenticator anew.',
      ]);
      expect(await leaves('disable-2fa')).toEqual([
        'Until the user pairs an authenticator again, they reach only the Profile area.',
      ]);
      for (const name of ['issue-backup-codes', 'unlock', 'revoke-sessions', 'send-reminder'] as const) {
        expect(await leaves(name), name).toEqual([]);
      }
    });

    it('is said by the platform, with that of the devices that end with it, each sentence once', async () => {
      const database = await open();
      const { platform, add } = await openFactorsPlatform(database);
      const { leaves, root } = await room(database, platform);
      expect(await leaves('reset-authenticator')).toEqual([NO_CODE, BROWSERS]);
      await add(root, { kind: 'security-key', name: 'blue' });
      expect(await leaves('reset-authenticator')).toEqual([OTHERS, KEY, BROWSERS]);
      await add(root, { kind: 'phone', name: 'mobile', counts: false });
      expect(await leaves('disable-2fa')).toEqual([
        'Also removed: security key “blue”.',
        NO_CODE,
        'Pages that are open stay open until they are loaded again.',
        BROWSERS,
      ]);
      expect(await leaves('revoke-sessions')).toEqual([BROWSERS]);
      expect(await leaves('issue-backup-codes')).toEqual([]);
    });

    it('is not what an operation says that it removes, of whatever kind', async () => {
      const database = await open();
      const { platform, add } = await openFactorsPlatform(database);
      const { reset } = platform;
      if (!reset) throw new Error('no reset');
      const all = await room(database, {
        ...platform,
        reset: { ...reset, leaves: () => [], removes: ({ kind }) => kind !== 'unknown' },
      });
      await add(all.root, { kind: 'security-key', name: 'blue' });
      const asWell = 'Also removed: security key “blue”.';
      expect(await all.leaves('reset-authenticator')).toEqual([asWell, NO_CODE, BROWSERS]);
      await add(all.root, { kind: 'unknown', name: 'card' });
      expect(await all.leaves('reset-authenticator')).toEqual([asWell, OTHERS, BROWSERS]);
    });

    it('is told of codes and of the lock as well, and of codes not with a reminder', async () => {
      const database = await open();
      const { platform } = openDesk(database);
      const { root } = await room(database, platform);
      const reading = await platform.read(database.reader, root, 0);
      if (!reading) throw new Error('nobody');
      const telling: Platform = {
        ...platform,
        codes: { ...platform.codes, leaves: () => ['Codes on paper stay readable.'] },
        lock: { ...platform.lock, leaves: ({ user }) => [`The address of ${user.username} stays barred.`] },
      };
      expect(leftBy(telling, 'issue-backup-codes', reading)).toEqual(['Codes on paper stay readable.']);
      expect(leftBy(telling, 'unlock', reading)).toEqual(['The address of root stays barred.']);
      expect(leftBy(telling, 'send-reminder', reading)).toEqual([]);
    });

    it('is read by whoever approves, as it was said to whoever asked', async () => {
      const database = await open();
      const { platform, add } = await openFactorsPlatform(database);
      const { approvals, desk, root } = await room(database, platform);
      await add(root, { kind: 'security-key', name: 'blue' });
      const asked = await approvals.ask('reset-authenticator', desk.by(SUPPORT), desk.request(root), {});
      expect(asked.leaves).toEqual([OTHERS, KEY, BROWSERS]);
      const read = await approvals.list(LEAD, { limit: 10 });
      expect(read.approvals).toMatchObject([{ id: asked.id, leaves: asked.leaves }]);
      expect(await approvals.find(AUDITOR, asked.actionId)).toMatchObject({ leaves: asked.leaves });
    });

    it('is nothing in an approval that was asked for before it was kept', async () => {
      const database = await open();
      const { approvals, desk, root } = await room(database, openDesk(database).platform);
      const { id } = await approvals.ask('disable-2fa', desk.by(SUPPORT), desk.request(root), {
        typedUsername: 'root',
      });
      await database.reader('rekey_approvals').where({ id }).update({ leaves: null });
      expect((await approvals.list(LEAD, { limit: 1 })).approvals).toMatchObject([{ id, leaves: [] }]);
    });
  });
});
