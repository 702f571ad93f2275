/** What was written is read again: a platform whose rows are then not as meant has nothing written, and it is logged. */

import { describe, expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import type { Database } from '../../db/database.ts';
import type { Platform } from '../../db/platforms/contract.ts';
import type { ReferencePlatform } from '../../db/platforms/reference/index.ts';
import type { ActionName } from '../../main/contract/actions.ts';
import { createActionService } from '../../main/services/actions/create-service.ts';
import { addUsers, openBulkRoom } from '../support/bulk-room.ts';
import { forEachDatabase } from '../support/databases.ts';
import { cheapCodes, LEAD, openDesk, POLICY } from '../support/desk.ts';
import { addPerson, type Person, START } from '../support/people.ts';

const ENROLLED: Partial<Person> = {
  secret: new Uint8Array(20).fill(3),
  codes: ['AAAAA-BBBBB'],
  sessions: 1,
  devices: 1,
};
const POLICY_WITH_MAIL = { ...POLICY, backupCodes: { ...POLICY.backupCodes, byMail: true } };

interface Lie {
  what: string;
  action: ActionName;
  extra?: object;
  person?: Partial<Person>;
  /** What is true of the platform, of which a part does less than it says. */
  lie(platform: ReferencePlatform): Partial<Platform>;
  why: string;
}

const nothing = async () => {};
const halfOfThem = (platform: ReferencePlatform): Partial<Platform> => ({
  codes: {
    ...cheapCodes(platform),
    replace: (tx, id, stored, now) => platform.codes.replace(tx, id, stored.slice(5), now),
  },
});

const LIES: Lie[] = [
  {
    what: 'leaves the authenticator after a reset',
    action: 'reset-authenticator',
    lie: ({ reset }) => ({ reset: { ...reset, apply: nothing } }),
    why: 'an authenticator still counts',
  },
  {
    what: 'drops the requirement that a reset was to leave',
    action: 'reset-authenticator',
    lie: ({ reset, disable }) => ({ reset: { ...reset, apply: disable.apply } }),
    why: '2FA is no longer required',
  },
  {
    what: 'leaves the authenticator after disabling',
    action: 'disable-2fa',
    extra: { typedUsername: 'anna' },
    lie: ({ disable }) => ({ disable: { ...disable, apply: nothing } }),
    why: 'a factor still counts',
  },
  {
    what: 'leaves the requirement after disabling',
    action: 'disable-2fa',
    extra: { typedUsername: 'anna' },
    lie: ({ reset, disable }) => ({ disable: { ...disable, apply: reset.apply } }),
    why: '2FA is still required',
  },
  {
    what: 'keeps half of the new codes',
    action: 'issue-backup-codes',
    lie: halfOfThem,
    why: 'there are 5 backup codes, not 10',
  },
  {
    what: 'keeps half of the codes that go by mail',
    action: 'send-backup-codes',
    lie: halfOfThem,
    why: 'there are 5 backup codes, not 10',
  },
  {
    what: 'adds the new codes to an emergency code from before',
    action: 'issue-backup-codes',
    lie: (platform) => ({
      codes: {
        ...cheapCodes(platform),
        async replace(tx, id, stored, now) {
          await platform.codes.replace(tx, id, stored, now);
          await platform.codes.addEmergency(tx, id, 'hash', now + 60_000, now);
        },
      },
    }),
    why: 'an emergency code from before still works',
  },
  {
    what: 'forgets the emergency code',
    action: 'issue-emergency-code',
    extra: { minutes: 30 },
    lie: (platform) => ({ codes: { ...cheapCodes(platform), addEmergency: nothing } }),
    why: 'the emergency code is not among those that work',
  },
  {
    what: 'gives the emergency code another end',
    action: 'issue-emergency-code',
    extra: { minutes: 30 },
    lie: (platform) => ({
      codes: {
        ...cheapCodes(platform),
        addEmergency: (tx, id, stored, expiresAt, now) =>
          platform.codes.addEmergency(tx, id, stored, expiresAt + 3_600_000, now),
      },
    }),
    why: 'the emergency code is not among those that work',
  },
  {
    what: 'goes on locking',
    action: 'unlock',
    person: { failedAttempts: 5, lockedUntil: START + 60_000 },
    lie: () => ({ lock: { unlock: nothing } }),
    why: 'the user is still locked, or wrong tries still count',
  },
  {
    what: 'goes on counting wrong tries',
    action: 'unlock',
    person: { failedAttempts: 3 },
    lie: () => ({
      lock: {
        async unlock(tx, id) {
          await tx('users').where({ id }).update({ locked_until: null });
        },
      },
    }),
    why: 'the user is still locked, or wrong tries still count',
  },
  {
    what: 'leaves the sessions',
    action: 'revoke-sessions',
    lie: ({ sessions }) => ({ sessions: { ...sessions, end: async () => 1 } }),
    why: 'sessions are still open',
  },
  {
    what: 'leaves the sessions after a reset',
    action: 'reset-authenticator',
    lie: ({ sessions }) => ({ sessions: { ...sessions, end: async () => 1 } }),
    why: 'sessions are still open',
  },
  {
    what: 'leaves the trusted devices',
    action: 'revoke-sessions',
    lie: ({ devices }) => ({ devices: { ...devices, end: async () => 1 } }),
    why: 'devices are still trusted',
  },
];

async function room(database: Database, { lie, person }: Pick<Lie, 'lie' | 'person'>) {
  const desk = openDesk(database);
  const platform: Platform = { ...desk.platform, ...lie(desk.platform) };
  const followed: string[] = [];
  const actions = createActionService({
    ...{ database, platform, clock: () => desk.time.now, policy: async () => POLICY_WITH_MAIL, guards: [] },
    followUps: [async ({ attempt }) => void followed.push(attempt.name)],
    session: { requireFreshCode() {} },
  });
  const anna = await addPerson(database, { username: 'anna', ...ENROLLED, ...person });
  return { desk, actions, anna, followed };
}

const TABLES = [
  'users',
  'totp_authenticators',
  'backup_codes',
  'sessions',
  'trusted_devices',
  'two_factor_events',
];
const everything = (database: Database) =>
  Promise.all(TABLES.map((table) => database.reader(table).orderBy('id')));

forEachDatabase((open) => {
  describe('a platform that', () => {
    it.each(LIES)('$what has nothing written by $action, which is logged as failed', async (one) => {
      const database = await open();
      const { desk, actions, anna, followed } = await room(database, one);
      const before = await everything(database);
      const request = desk.request(anna);
      const run = actions.run(one.action, desk.by(LEAD), request, (one.extra ?? {}) as never);
      await expect(run).rejects.toMatchObject({ code: 'NOT_AS_MEANT', facts: { why: one.why } });
      expect(await everything(database)).toEqual(before);
      expect(followed).toEqual([]);
      expect(await listAudit(database.reader, {}, { limit: 10 })).toMatchObject([
        {
          ...{ action: one.action, outcome: 'failed', before: null, after: null },
          detail: { code: 'NOT_AS_MEANT', attemptedActionId: request.actionId },
        },
      ]);
    });

    it('cannot tell how many sessions or codes there are is believed', async () => {
      const database = await open();
      const blind = { sessions: null, trustedDevices: null };
      const { desk, actions, anna } = await room(database, {
        lie: (platform) => ({
          codes: cheapCodes(platform),
          sessions: { ...platform.sessions, end: async () => 0 },
          async read(reader, id, now) {
            const reading = await platform.read(reader, id, now);
            if (!reading) return null;
            const backupCodes = { unused: null, used: null, issuedAt: null, lastUsedAt: null };
            return { ...reading, state: { ...reading.state, ...blind, backupCodes } };
          },
        }),
      });
      for (const name of ['issue-backup-codes', 'revoke-sessions'] as const) {
        const done = await actions.run(name, desk.by(LEAD), desk.request(anna), {});
        expect(done.replayed).toBe(false);
      }
    });

    it('does so on a list has each line failed, and nobody changed', async () => {
      const database = await open();
      const { platform } = openDesk(database);
      const all = await openBulkRoom(database, {
        platform: { ...platform, reset: { ...platform.reset, apply: nothing } },
      });
      await addUsers(database, 2);
      const before = await everything(database);
      const id = await all.approved('user1\nuser2');
      await all.run(id);
      const why = 'an authenticator still counts';
      expect(await all.lines(id)).toMatchObject([
        { line: 1, outcome: 'failed', outcomeWhy: why },
        { line: 2, outcome: 'failed', outcomeWhy: why },
      ]);
      expect(await everything(database)).toEqual(before);
      expect(await all.resets()).toEqual({});
      expect(await database.reader('rekey_notifications')).toEqual([]);
    });
  });
});
