import { describe, expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import type { Database } from '../../db/database.ts';
import type { Platform } from '../../db/platforms/contract.ts';
import { createActionService } from '../../main/services/actions/create-service.ts';
import { actionsOf } from '../../main/services/actions/index.ts';
import { whomTheyMean } from '../../main/services/bulk/whom.ts';
import { createIdentityService } from '../../main/services/create-identity.ts';
import { createUserService } from '../../main/services/create-users.ts';
import { suggestUser } from '../../main/services/requests/matching.ts';
import { forEachDatabase } from '../support/databases.ts';
import { LEAD, openDesk, POLICY, SUPPORT } from '../support/desk.ts';
import { addPerson } from '../support/people.ts';

const SECRET = new Uint8Array(20).fill(3);

/** The reference platform with only what a platform must have, and what is given. */
async function openBare(database: Database, parts: Partial<Platform> = {}) {
  const desk = openDesk(database);
  const { fields, isUserId, search, resolve, summaries, read, lockUser } = desk.platform;
  const platform: Platform = {
    ...{ id: 'bare', label: 'Bare platform', version: null, recognisedBy: [], limits: [] },
    ...{ fields, isUserId, search, resolve, summaries, read, lockUser },
    ...parts,
  };
  const deps = { database, platform, clock: () => desk.time.now, policy: async () => POLICY };
  const users = createUserService(deps);
  const actions = createActionService({
    ...deps,
    session: { requireFreshCode() {} },
    guards: [],
    followUps: [],
  });
  const anna = await addPerson(database, {
    username: 'anna',
    secret: SECRET,
    codes: ['AAAAA-BBBBB'],
    sessions: 2,
  });
  return { desk, platform, deps, users, actions, anna };
}

forEachDatabase((open) => {
  describe('a platform with nothing but what it must have', () => {
    it('shows a user, offers nothing, and says that it cannot see the sessions', async () => {
      const { users, anna } = await openBare(await open());
      const page = await users.view(SUPPORT, anna);
      expect(page).toMatchObject({
        user: { username: 'anna' },
        sessions: null,
        offers: [],
        suggested: null,
        capabilities: { codesPerSet: null, checkCode: false },
      });
      const { items } = await users.timeline(SUPPORT, anna, { limit: 10 });
      expect(items.filter(({ source }) => source === 'platform')).toEqual([]);
      await users.close();
    });

    it('refuses each action and each check of a code, and logs the refusal', async () => {
      const database = await open();
      const { desk, deps, actions, anna } = await openBare(database);
      const run = actions.run('issue-backup-codes', desk.by(SUPPORT), desk.request(anna), {});
      await expect(run).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
      expect(await listAudit(database.reader, {}, { limit: 1 })).toMatchObject([
        { action: 'issue-backup-codes', outcome: 'refused' },
      ]);
      await expect(actions.checkCode(SUPPORT, anna, '123456')).rejects.toMatchObject({
        code: 'NOT_SUPPORTED',
      });
      const identity = createIdentityService({ ...deps, mail: async () => {}, demanded: true } as never);
      const about = { userId: anna, requestId: null };
      for (const step of [
        identity.checkTotp(SUPPORT, about, '123456'),
        identity.useBackupCode(SUPPORT, about, 'AAAAA-BBBBB'),
      ]) {
        await expect(step).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
      }
      expect(await database.reader('backup_codes').whereNotNull('used_at')).toEqual([]);
    });

    it('finds signs of risk without events, and who is privileged by their summaries', async () => {
      const { deps, anna, desk } = await openBare(await open());
      const { database } = deps;
      await database.reader('users').where({ id: anna }).update({ privileged: true });
      const policy = { ...POLICY, verification: { ...POLICY.verification } };
      policy.verification.signs = { ...policy.verification.signs, burstRequests: 1 };
      const told = { ...deps, policy: async () => policy, mail: async () => {}, demanded: true };
      const identity = createIdentityService(told as never);
      const signs = async () => (await identity.view(SUPPORT, anna)).signs.map(({ sign }) => sign);
      expect(await signs()).not.toContain('burst');
      const full = openDesk(database);
      await full.actions.run('issue-backup-codes', desk.by(LEAD), desk.request(anna), {});
      expect(await signs()).toContain('burst');
    });

    it('takes no list of names, and suggests nobody for a request', async () => {
      const { platform } = await openBare(await open());
      const line = { references: [{ way: 'any', text: 'anna' }] };
      await expect(whomTheyMean(platform, [line as never])).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
      const sender = { email: 'anna@example.org' };
      expect(await suggestUser(platform, { claimedUserId: null, sender } as never)).toBeNull();
    });
  });

  describe('a platform without sessions', () => {
    it('disables 2FA, ends none, and counts none in answer and entry', async () => {
      const database = await open();
      const { disable, events } = openDesk(database).platform;
      const { desk, platform, actions, anna } = await openBare(database, { disable, events });
      expect(actionsOf(platform)).toEqual(['disable-2fa']);
      const extra = { typedUsername: 'anna' };
      const result = await actions.run('disable-2fa', desk.by(LEAD), desk.request(anna), extra);
      expect(result).not.toHaveProperty('ended');
      const [entry] = await listAudit(database.reader, {}, { limit: 1 });
      expect(entry).toMatchObject({ action: 'disable-2fa', outcome: 'done', detail: {} });
      expect(entry?.detail).not.toHaveProperty('ended');
      expect(await database.reader('sessions')).toHaveLength(2);
      expect(await database.reader('totp_authenticators')).toEqual([]);
    });
  });

  describe('a platform whose codes do not expire', () => {
    it('issues backup codes and no emergency code', async () => {
      const database = await open();
      const { addEmergency: _, ...codes } = openDesk(database).platform.codes;
      const { desk, platform, actions, anna } = await openBare(database, { codes });
      expect(actionsOf(platform)).not.toContain('issue-emergency-code');
      const run = actions.run('issue-emergency-code', desk.by(SUPPORT), desk.request(anna), { minutes: 30 });
      await expect(run).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
      const { codes: issued } = await actions.run(
        'issue-backup-codes',
        desk.by(SUPPORT),
        desk.request(anna),
        {},
      );
      expect(issued).toHaveLength(10);
    });
  });
});
