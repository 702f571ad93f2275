import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../../../db/audit/log.ts';
import type { UserId } from '../../../db/platforms/contract.ts';
import { codeAt, stepAt } from '../../../main/services/totp.ts';
import { forEachDatabase } from '../../support/databases.ts';
import { type DjangoDesk, openDjangoDesk } from '../../support/django-desk.ts';
import { missing } from '../../support/parts.ts';

/** One of each class that the project of the judge has, and one that is not confirmed. */
const MORE_DEVICES = [
  { model: 'otp_email.EmailDevice', name: 'default', email: 'a@example.org' },
  { model: 'otp_email.EmailDevice', name: 'new', confirmed: false, email: 'b@example.org' },
  {
    model: 'phonenumber.PhoneDevice',
    name: 'backup',
    number: '+4930123456',
    key: '11'.repeat(20),
    method: 'sms',
  },
  {
    model: 'two_factor_webauthn.WebauthnDevice',
    name: 'key',
    public_key: 'a',
    key_handle: 'b',
    sign_count: 1,
  },
  { model: 'devices.CardDevice', name: 'card', serial: '1' },
];

const IN = { at: 'in', verified: true };

describe.skipIf(missing('django'))('Django goes on with what Rekey removes and clears', () => {
  forEachDatabase((open) => {
    let desk: DjangoDesk;
    beforeAll(async () => {
      desk = await openDjangoDesk(open);
    });
    afterAll(() => desk.close());

    const ask = <Answer = unknown>(what: string, given: Record<string, unknown> = {}) =>
      desk.judge.ask<Answer>(what, given);
    const statusOf = async (id: UserId) =>
      (await ask<Record<string, { status: string }>>('standing'))[id]?.status;
    const codeOf = (key: string, ahead = 0) => ask<string>('code', { key, drift: ahead });

    /** With one of each device, and the tokens that the platform made. */
    async function equipped(login: string) {
      const user = await desk.enrolled(login);
      await ask('generate_tokens', { name: login });
      for (const device of MORE_DEVICES) {
        // A key handle is unique.
        const own = 'key_handle' in device ? { key_handle: login } : {};
        await ask('make', { login, ...device, ...own });
      }
      return user;
    }

    it('are refused in words where rows that nobody knows refer to a device, and nothing is changed', async () => {
      const { id } = await equipped('referred-to');
      const { reader } = desk.database;
      const [card] = await reader('devices_carddevice').where({ user_id: id }).select('id');
      // As Django makes it: deferred on SQLite, so that it is the commit that fails.
      const [type, deferred] =
        desk.database.kind === 'mysql' ? ['bigint', ''] : ['integer', 'DEFERRABLE INITIALLY DEFERRED'];
      await reader.raw(
        `CREATE TABLE doors (id integer PRIMARY KEY, card_id ${type} NOT NULL, FOREIGN KEY (card_id) REFERENCES devices_carddevice (id) ${deferred})`,
      );
      await reader('doors').insert({ id: 1, card_id: card.id });
      const before = await left(id);
      try {
        await expect(desk.act('disable-2fa', id, { typedUsername: 'referred-to' })).rejects.toMatchObject({
          code: 'ROWS_STILL_MEANT',
        });
        expect(await left(id)).toEqual(before);
        expect(await statusOf(id)).toBe('enabled');
        const [entry] = await listAudit(reader, {}, { limit: 1 });
        expect(entry).toMatchObject({
          action: 'disable-2fa',
          outcome: 'refused',
          detail: { code: 'ROWS_STILL_MEANT' },
        });
      } finally {
        await reader.raw('DROP TABLE doors');
      }
      await desk.act('disable-2fa', id, { typedUsername: 'referred-to' });
      expect(await statusOf(id)).toBe('disabled');
    });

    /** The names of the devices that are left, by table. */
    async function left(id: UserId): Promise<Record<string, string[]>> {
      const tables: [string, string[]][] = [];
      for (const { table } of desk.tables.devices) {
        const rows: { name: string }[] = await desk.database
          .reader(table)
          .where({ user_id: id })
          .orderBy('id');
        if (rows.length > 0) tables.push([table, rows.map(({ name }) => name)]);
      }
      return Object.fromEntries(tables);
    }

    it('disabling leaves what the platform’s own command leaves, and says so before', async () => {
      const { id } = await equipped('disabled');
      const { id: other } = await equipped('disabled-there');
      await ask('disable', { login: 'disabled-there' });
      const before = await desk.reading(id);
      const stays = before.state.factors.find(({ name }) => name === 'new')?.row;
      expect(desk.platform.disable?.leaves(before)).toEqual([
        `The device ${stays} ("new") is not confirmed and stays, as it does when the user disables 2FA.`,
      ]);
      await desk.act('disable-2fa', id, { typedUsername: 'disabled' });
      expect(await left(id)).toEqual({ otp_email_emaildevice: ['new'] });
      expect(await left(id)).toEqual(await left(other));
      expect(await statusOf(id)).toBe('disabled');
      expect(await ask('sign_in', { login: 'disabled', name: 'new' })).toEqual({ at: 'in', verified: false });
      expect(await ask('pages', { name: 'new' })).toMatchObject({ security: 200 });
    });

    it('a reset removes what may be lost, ends what was open, and the user sets up anew', async () => {
      const { id, key } = await equipped('reset');
      const remembered = { login: 'reset', name: 'remembered' };
      expect(await ask('sign_in', { ...remembered, token: await codeOf(key, 1), remember: true })).toEqual(
        IN,
      );
      // The browser is trusted: it is asked for nothing.
      expect(await ask('sign_in', remembered)).toEqual(IN);
      const { shown } = await ask<{ shown: string[] }>('pages', { name: 'remembered' });
      expect(shown).toHaveLength(10);

      const told = desk.platform.reset?.leaves(await desk.reading(id)) ?? [];
      expect(told.filter((sentence) => sentence.includes('once the user has set up anew'))).toHaveLength(3);
      const { ended } = await desk.act('reset-authenticator', id);
      expect(ended).toBe(2);
      expect(await left(id)).toEqual({
        otp_email_emaildevice: ['new'],
        two_factor_phonedevice: ['backup'],
        two_factor_webauthn_webauthndevice: ['key'],
        devices_carddevice: ['card'],
      });
      expect(await statusOf(id)).toBe('disabled');
      expect(await ask('pages', { name: 'reset' })).toMatchObject({ security: 302 });
      expect(await ask('pages', { name: 'remembered' })).toMatchObject({ security: 302 });
      expect(await ask('sign_in', { login: 'reset', name: 'anew' })).toEqual({ at: 'in', verified: false });
      expect(await ask('pages', { name: 'anew' })).toMatchObject({ security: 200, tokens: 302 });

      expect(await ask('set_up', { login: 'reset', name: 'anew' })).toMatchObject({ status: 302 });
      expect(await ask('pages', { name: 'anew' })).toMatchObject({ security: 200, left: 0, tokens: 200 });
      // The browser that was remembered is asked again, and the old tokens open nothing.
      expect(await ask('sign_in', remembered)).toMatchObject({ at: 'token' });
      expect(await ask('sign_in', { login: 'reset', name: 'old', backup: shown[0] })).toMatchObject({
        at: 'backup',
      });
    });

    it('unlocking lets a right code in at once', async () => {
      const { id, key } = await desk.enrolled('locked');
      for (let n = 0; n < 3; n += 1)
        await ask('sign_in', { login: 'locked', name: 'wrong', token: '000000' });
      await desk.database
        .reader('otp_totp_totpdevice')
        .where({ user_id: id })
        .update({ throttling_failure_count: 12 });
      const token = await codeOf(key, 1);
      expect(await ask('sign_in', { login: 'locked', name: 'right', token })).toMatchObject({ at: 'token' });
      expect((await desk.reading(id)).state.lockedUntil).toBeGreaterThan(desk.time.now);
      await desk.act('unlock', id);
      expect((await desk.reading(id)).state).toMatchObject({ failedAttempts: 0, lockedUntil: null });
      expect(await ask('sign_in', { login: 'locked', name: 'right', token })).toEqual(IN);
    });

    it('a code of the authenticator that was taken as proof is used up as a login does it', async () => {
      const here = await desk.enrolled('proof');
      const there = await desk.enrolled('login');
      const [secret] = await desk.platform.totp.readSecrets(desk.database.reader, here.id);
      if (!secret) throw new Error('there is no authenticator');
      expect(Buffer.from(secret.key).toString('hex')).toBe(here.key);
      // The phone's clock is one step ahead, which the platform takes and remembers.
      const now = stepAt(Date.now(), secret.parameters) * 30_000;
      const step = stepAt(now, secret.parameters) + 1;
      expect(await ask('code', { key: here.key, drift: 1 })).toBe(
        codeAt(secret.key, step, secret.parameters),
      );
      const consume = () =>
        desk.database.transaction((tx) =>
          desk.platform.totp.consume(tx, { authenticatorId: secret.authenticatorId, step, drift: 1 }, now),
        );
      expect(await consume()).toBe(true);
      expect(await consume()).toBe(false);
      const token = (key: string) => codeOf(key, 1);
      expect(await ask('sign_in', { login: 'login', name: 'n', token: await token(there.key) })).toEqual(IN);
      expect(await ask('sign_in', { login: 'proof', name: 'm', token: await token(here.key) })).toMatchObject(
        {
          at: 'token',
        },
      );
      await desk.act('unlock', here.id);
      const row = async (id: UserId) => {
        const {
          id: _id,
          key: _key,
          user_id,
          created_at,
          last_used_at,
          last_t,
          ...rest
        } = await desk.database.reader('otp_totp_totpdevice').where({ user_id: id }).first();
        return { ...rest, used: last_used_at !== null };
      };
      expect(await row(here.id)).toEqual(await row(there.id));
      expect(await row(here.id)).toMatchObject({ drift: 1, used: true });
    });
  });
});
