/** What the mails of a reset and of 2FA disabled say of the next login: the platform's own rule, or nothing that may be untrue. */
import { describe, expect, it } from 'vitest';
import { listNotifications } from '../../db/notifications.ts';
import type { Platform } from '../../db/platforms/contract.ts';
import { createActionService } from '../../main/services/actions/create-service.ts';
import { queueNotice } from '../../main/services/notifications/follow-up.ts';
import { defaultTemplate } from '../../main/services/notifications/kinds.ts';
import { render } from '../../main/services/notifications/render.ts';
import { forEachDatabase } from '../support/databases.ts';
import { LEAD, openDesk, POLICY } from '../support/desk.ts';
import { addPerson } from '../support/people.ts';

const PAIR_ANEW = 'At your next login you are asked to pair an authenticator app anew.';
const PROFILE_ONLY = 'Until you enable it again in your profile, you reach only the Profile area.';
const SIGNED_OUT = 'You were signed out everywhere. Trusted devices were forgotten.';
const NEUTRAL = 'Until you set it up again in the settings of your account, no code of an app is asked for.';

type Action = 'reset-authenticator' | 'disable-2fa' | 'revoke-sessions';

forEachDatabase((open) => {
  async function openRoom(change: (platform: Platform) => Platform = (platform) => platform) {
    const database = await open();
    const desk = openDesk(database);
    const platform = change(desk.platform);
    const actions = createActionService({
      ...{ database, platform, guards: [] },
      clock: () => desk.time.now,
      policy: async () => POLICY,
      session: { requireFreshCode() {} },
      followUps: [queueNotice(platform)],
    });
    return async (action: Action, username: string) => {
      const id = await addPerson(database, {
        username,
        secret: new Uint8Array(20).fill(3),
        sessions: 1,
        devices: 1,
      });
      await actions.run(action, desk.by(LEAD), desk.request(id), { typedUsername: username });
      const [queued] = await listNotifications(database.reader, {}, { limit: 1 });
      const { variables = {} } = queued ?? {};
      expect(render(defaultTemplate(action), variables).text).toContain(variables.afterwards);
      return variables.afterwards;
    };
  }

  describe('after a reset or a disabling the user is told', () => {
    it('by the reference platform whether they pair anew, or reach a part of it only', async () => {
      const told = await openRoom();
      expect(await told('reset-authenticator', 'anna')).toBe(`${PAIR_ANEW} ${SIGNED_OUT}`);
      expect(await told('disable-2fa', 'berta')).toBe(`${PROFILE_ONLY} ${SIGNED_OUT}`);
    });

    it('of a platform without a playbook nothing of another platform', async () => {
      const told = await openRoom(({ playbook: _none, ...platform }) => platform);
      expect(await told('disable-2fa', 'berta')).toBe(`${NEUTRAL} ${SIGNED_OUT}`);
    });

    it('which sign-ins were ended, of those that the platform has', async () => {
      const both = await openRoom();
      expect(await both('revoke-sessions', 'anna')).toBe(SIGNED_OUT);
      const sessionsOnly = await openRoom(({ devices: _none, ...platform }) => platform);
      expect(await sessionsOnly('revoke-sessions', 'anna')).toBe('You were signed out everywhere.');
      const devicesOnly = await openRoom(({ sessions: _none, ...platform }) => platform);
      expect(await devicesOnly('revoke-sessions', 'anna')).toBe(
        'Where you are signed in, you stay signed in. Trusted devices were forgotten.',
      );
      const neither = await openRoom(({ sessions: _none, devices: _neither, ...platform }) => platform);
      expect(await neither('reset-authenticator', 'anna')).toBe(
        `${PAIR_ANEW} Where you are signed in, you stay signed in.`,
      );
    });
  });
});

it('a notice that an earlier version queued is sent without that sentence', () => {
  const { text } = render(defaultTemplate('disable-2fa'), { name: 'Anna', when: 'today', contact: 'us' });
  expect(text).toContain('disabled the two-factor authentication');
  expect(text).not.toContain('{');
});
