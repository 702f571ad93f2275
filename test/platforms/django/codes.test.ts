import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../../../db/audit/log.ts';
import type { UserId } from '../../../db/platforms/contract.ts';
import { endsOfEmergencyTokens } from '../../../db/platforms/django/emergency.ts';
import { leftBy } from '../../../main/services/actions/foretell.ts';
import { MINUTE } from '../../../main/services/clock.ts';
import { createExpiredCodes } from '../../../main/services/expired-codes.ts';
import { forEachDatabase } from '../../support/databases.ts';
import { type DjangoDesk, openDjangoDesk } from '../../support/django-desk.ts';
import { missing } from '../../support/parts.ts';

interface Pages {
  security: number;
  left: number;
  tokens: number;
  shown: string[];
}

/** Where the wizard of the platform leads. */
const IN = { at: 'in', verified: true };
const REFUSED = { at: 'backup', says: [expect.stringContaining('Invalid token')] };

describe.skipIf(missing('django'))('Django goes on with the codes that Rekey writes', () => {
  forEachDatabase((open) => {
    let desk: DjangoDesk;
    beforeAll(async () => {
      desk = await openDjangoDesk(open);
    });
    afterAll(() => desk.close());

    const ask = <Answer = unknown>(what: string, given: Record<string, unknown> = {}) =>
      desk.judge.ask<Answer>(what, given);
    /** From a browser that nobody knows. */
    const signIn = (login: string, given: { backup?: string; token?: string }) =>
      ask('sign_in', { login, name: `new ${Math.random()}`, ...given });
    const rows = (table: string, where: object) => desk.database.reader(table).where(where).orderBy('id');

    describe('new backup codes', () => {
      it('are taken once each, the old ones are not, and the user’s own pages show them', async () => {
        const { id } = await desk.enrolled('new-codes');
        await ask('generate_tokens', { name: 'new-codes' });
        const old = await ask<Pages>('pages', { name: 'new-codes' });
        const { codes = [] } = await desk.act('issue-backup-codes', id);
        expect(codes).toHaveLength(10);
        for (const code of codes) expect(code).toMatch(/^[a-z2-7]{13}$/);
        expect(await ask<Pages>('pages', { name: 'new-codes' })).toEqual({
          ...{ security: 200, left: 10, tokens: 200, shown: codes },
        });
        expect(await signIn('new-codes', { backup: codes[0] as string })).toEqual(IN);
        expect(await signIn('new-codes', { backup: codes[0] as string })).toEqual(REFUSED);
        await desk.act('unlock', id);
        expect(await signIn('new-codes', { backup: old.shown[0] as string })).toEqual(REFUSED);
        await desk.act('unlock', id);
        expect(await signIn('new-codes', { backup: codes[1] as string })).toEqual(IN);
        expect((await desk.reading(id)).state.backupCodes).toMatchObject({ unused: 8 });
      });

      it('are on a device that is made where there is none, as the platform makes it', async () => {
        const { id } = await desk.enrolled('first-codes');
        const { id: other } = await desk.enrolled('own-codes');
        await ask('pages', { name: 'own-codes' });
        await desk.act('issue-backup-codes', id);
        const [made] = await rows('otp_static_staticdevice', { user_id: id });
        const [own] = await rows('otp_static_staticdevice', { user_id: other });
        const told = { id: expect.anything(), user_id: expect.anything(), created_at: expect.anything() };
        expect({ ...made, ...told }).toEqual({ ...own, ...told });
        expect(await ask('pages', { name: 'first-codes' })).toMatchObject({ tokens: 200, left: 10 });
      });

      it('are taken at once although the old ones were tried wrongly, and from a device of another name', async () => {
        const { id } = await desk.enrolled('throttled');
        await ask('pages', { name: 'throttled' });
        await desk.database.reader('otp_static_staticdevice').where({ user_id: id }).update({
          name: 'Backup Code',
          throttling_failure_count: 12,
          throttling_failure_timestamp: '2099-01-01 00:00:00',
        });
        const { codes = [] } = await desk.act('issue-backup-codes', id);
        expect(await signIn('throttled', { backup: codes[3] as string })).toEqual(IN);
        // The name that versions up to 1.17 look for.
        expect(await rows('otp_static_staticdevice', { user_id: id })).toMatchObject([{ name: 'backup' }]);
      });

      it('leave one device where several are, of which the login and the user’s own page are right again', async () => {
        const { id } = await desk.enrolled('two-devices');
        await ask('generate_tokens', { name: 'two-devices' });
        const [device] = await rows('otp_static_staticdevice', { user_id: id });
        const { id: _own, ...copy } = device;
        const [second] = await desk.database
          .reader('otp_static_staticdevice')
          .insert({ ...copy, name: 'Backup Code' });
        await desk.database.reader('otp_static_statictoken').insert({ device_id: second, token: 'aaaaaaa2' });
        const before = await rows('otp_static_statictoken', { device_id: device.id });
        expect(leftBy(desk.platform, 'issue-backup-codes', await desk.reading(id))).toEqual([
          expect.stringContaining('New backup codes leave one of them'),
        ]);
        // It adds a code to those that are there, and nobody can say to which of the two.
        await expect(desk.act('issue-emergency-code', id, { minutes: 10 })).rejects.toMatchObject({
          code: 'TWO_CODE_DEVICES',
        });
        expect(await rows('otp_static_statictoken', { device_id: device.id })).toEqual(before);

        const { codes = [] } = await desk.act('issue-backup-codes', id);
        expect(await rows('otp_static_staticdevice', { user_id: id })).toMatchObject([
          { id: device.id, name: 'backup' },
        ]);
        expect(await rows('otp_static_statictoken', { device_id: second })).toEqual([]);
        expect(await ask('pages', { name: 'two-devices' })).toMatchObject({ tokens: 200, left: 10 });
        expect(await signIn('two-devices', { backup: 'aaaaaaa2' })).toEqual(REFUSED);
        await desk.act('unlock', id);
        expect(await signIn('two-devices', { backup: codes[0] as string })).toEqual(IN);
        expect(leftBy(desk.platform, 'issue-backup-codes', await desk.reading(id))).toEqual([]);
      });

      it('leave the one that versions up to 1.17 look for, and none of anybody else', async () => {
        const { id } = await desk.enrolled('backup-second');
        const { id: other } = await desk.enrolled('somebody-else');
        await ask('generate_tokens', { name: 'backup-second' });
        await ask('generate_tokens', { name: 'somebody-else' });
        const [device] = await rows('otp_static_staticdevice', { user_id: id });
        const { id: _own, ...copy } = device;
        await desk.database
          .reader('otp_static_staticdevice')
          .where({ id: device.id })
          .update({ name: 'Backup Code' });
        const [second] = await desk.database
          .reader('otp_static_staticdevice')
          .insert({ ...copy, name: 'backup' });
        await desk.act('issue-backup-codes', id);
        expect(await rows('otp_static_staticdevice', { user_id: id })).toMatchObject([{ id: second }]);
        expect(await rows('otp_static_staticdevice', { user_id: other })).toHaveLength(1);
        expect(await ask('pages', { name: 'backup-second' })).toMatchObject({ tokens: 200, left: 10 });
      });

      it('leave the one that alone keeps 2FA on, wherever it stands among several', async () => {
        for (const [login, names] of [
          ['default-first', ['default', 'backup']],
          ['default-second', ['backup', 'default']],
        ] as const) {
          const { pk: id } = await ask<{ pk: never }>('make_user', { login });
          for (const name of names) await ask('make', { model: 'otp_static.StaticDevice', login, name });
          const { codes = [] } = await desk.act('issue-backup-codes', id);
          expect(await rows('otp_static_staticdevice', { user_id: id })).toMatchObject([{ name: 'default' }]);
          expect(await ask('standing')).toMatchObject({ [id]: { status: 'enabled' } });
          expect(await ask('match', { login, token: codes[0] })).toBe('otp_static.staticdevice');
        }
      });

      it('are refused where no device called "default" would ever ask for them', async () => {
        const { pk } = await ask<{ pk: string }>('make_user', { login: 'no-default' });
        await ask('make', { model: 'otp_totp.TOTPDevice', login: 'no-default', name: 'phone' });
        await expect(desk.act('issue-backup-codes', pk as never)).rejects.toMatchObject({
          code: 'NOT_ENROLLED',
        });
        expect(await rows('otp_static_staticdevice', { user_id: pk })).toEqual([]);
      });
    });

    describe('an emergency code', () => {
      const issue = async (login: string) => {
        const { id } = await desk.enrolled(login);
        await ask('generate_tokens', { name: login });
        desk.time.now = Date.now();
        const { codes = [] } = await desk.act('issue-emergency-code', id, { minutes: 10 });
        const { shown } = await ask<Pages>('pages', { name: login });
        return { id, code: codes[0] as string, own: shown.filter((one) => one !== codes[0]) };
      };
      const removeExpired = () => createExpiredCodes({ ...desk, clock: () => desk.time.now }).remove();
      /** As lists and exports have the user. */
      const listed = async (id: UserId) => {
        const { enrolment } = desk.platform;
        const range = await enrolment?.rangeFrom(desk.database.reader, null);
        const options = { limit: 1000, now: desk.time.now, staffSince: 0 };
        const read = await enrolment?.list(desk.database.reader, {}, range?.from ?? '', options);
        return read?.found.find((one) => one.id === id);
      };
      const used = (id: UserId) =>
        endsOfEmergencyTokens(desk.database.reader, id, { before: Number.MAX_SAFE_INTEGER, limit: 10 });

      it('is taken before its end, once, and the timeline tells of it', async () => {
        const { id, code, own } = await issue('used-emergency');
        expect(code).toMatch(/^[a-z2-7]{13}$/);
        expect(own).toHaveLength(10);
        expect((await desk.reading(id)).state).toMatchObject({
          backupCodes: { unused: 10 },
          emergencyCodes: [{ expiresAt: desk.time.now + 10 * MINUTE }],
        });
        expect(await listed(id)).toMatchObject({ unusedCodes: 10 });
        // It is said before how it ends.
        const foretold = leftBy(desk.platform, 'issue-emergency-code', await desk.reading(id));
        expect(foretold).toEqual([expect.stringContaining('Rekey removes this one when its time is up')]);
        expect(leftBy(desk.platform, 'issue-backup-codes', await desk.reading(id))).toEqual([]);
        expect(await removeExpired()).toBe(0);
        expect(await signIn('used-emergency', { backup: code })).toEqual(IN);
        expect(await signIn('used-emergency', { backup: code })).toEqual(REFUSED);
        expect((await desk.reading(id)).state.emergencyCodes).toEqual([]);
        expect(await listed(id)).toMatchObject({ unusedCodes: 10 });
        expect(await removeExpired()).toBe(0);
        expect(await used(id)).toMatchObject([{ kind: 'backup-code-used', detail: 'the emergency code' }]);
      });

      it('is not taken after its end, and the other codes stay', async () => {
        const { id, code, own } = await issue('late-emergency');
        desk.time.now += 10 * MINUTE;
        expect(await removeExpired()).toBe(1);
        expect(await removeExpired()).toBe(0);
        expect(await signIn('late-emergency', { backup: code })).toEqual(REFUSED);
        await desk.act('unlock', id);
        expect(await signIn('late-emergency', { backup: own[9] as string })).toEqual(IN);
        expect((await desk.reading(id)).state).toMatchObject({
          ...{ emergencyCodes: [], backupCodes: { unused: 9 } },
        });
        expect(await used(id)).toMatchObject([{ kind: 'emergency-code-ended', time: desk.time.now }]);
        // With an entry of its own, of nobody.
        const entries = await listAudit(
          desk.database.reader,
          { action: 'remove-emergency-code' },
          { limit: 5 },
        );
        expect(entries).toMatchObject([{ outcome: 'done', staff: null, user: { id } }]);
      });

      it('ends with the old codes when new ones are issued', async () => {
        const { id, code } = await issue('replaced-emergency');
        await desk.act('issue-backup-codes', id);
        expect(await signIn('replaced-emergency', { backup: code })).toEqual(REFUSED);
        expect((await desk.reading(id)).state).toMatchObject({
          ...{ emergencyCodes: [], backupCodes: { unused: 10 } },
        });
      });

      it('that is gone takes no other token with it, although that has its id', async () => {
        const { id, code } = await issue('same-id');
        await desk.database
          .reader('otp_static_statictoken')
          .where({ token: code })
          .update({ token: 'another2' });
        desk.time.now += 10 * MINUTE;
        expect(await removeExpired()).toBe(0);
        expect(await signIn('same-id', { backup: 'another2' })).toEqual(IN);
        // The user may have replaced it, for all that anybody can tell.
        expect(await used(id)).toEqual([]);
      });

      it('is no proof of who is calling, since staff issued it', async () => {
        const { id, code, own } = await issue('proof-emergency');
        expect(await consume(id, code)).toBe(false);
        expect(await consume(id, own[0] as string)).toBe(true);
      });
    });

    it('a code that was taken as proof is used up as a login does it', async () => {
      const ids: Record<string, UserId> = {};
      for (const login of ['proof', 'login']) {
        ids[login] = (await desk.enrolled(login)).id;
        await ask('generate_tokens', { name: login });
        await ask('sign_in', { login, name: 'wrong', backup: 'wrong234' });
      }
      const [code = ''] = (await ask<Pages>('pages', { name: 'proof' })).shown;
      const [other = ''] = (await ask<Pages>('pages', { name: 'login' })).shown;
      const typed = ` ${code.slice(0, 4).toUpperCase()} ${code.slice(4)}`;
      expect(desk.platform.codes?.canBeCode(typed)).toBe(true);
      expect(desk.platform.codes?.canBeCode('0189-0189')).toBe(false);
      expect(await consume(ids.proof as UserId, typed)).toBe(true);
      expect(await consume(ids.proof as UserId, typed)).toBe(false);
      // As long as one wrong code is waited for.
      await setTimeout(1_100);
      expect(await signIn('login', { backup: other })).toEqual(IN);
      const left = async (login: string) => {
        const [device] = await rows('otp_static_staticdevice', { user_id: ids[login] });
        const tokens = await rows('otp_static_statictoken', { device_id: device.id });
        const { id: _id, user_id: _user, created_at: _made, last_used_at: used, ...rest } = device;
        return { ...rest, used: used !== null, tokens: tokens.length };
      };
      expect(await left('proof')).toEqual(await left('login'));
      expect(await left('proof')).toMatchObject({ used: true, tokens: 9, throttling_failure_count: 0 });
    });

    function consume(id: UserId, typed: string): Promise<boolean> {
      const { codes } = desk.platform;
      if (!codes) throw new Error('there are no codes');
      return desk.database.transaction((tx) => codes.consume(tx, id, typed, desk.time.now));
    }
  });
});
