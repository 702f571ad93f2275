import { beforeAll, describe, expect, test } from 'vitest';
import type { UserId } from '../../../db/platforms/contract.ts';
import { fieldsOf, propose } from '../../../db/platforms/django/people.ts';
import { read, readUsers, type Source } from '../../../db/platforms/django/reading.ts';
import { readTables, STATIC_TOKENS, TOTP_DEVICES } from '../../../db/platforms/django/tables.ts';
import { forEachDatabase, type TestDatabase } from '../../support/databases.ts';
import { type DjangoSettings, type Judge, migrateDjango, openJudge } from '../../support/django.ts';
import { missing } from '../../support/parts.ts';

const NOW = Date.UTC(2026, 10, 1, 12);
const minutesAgo = (minutes: number) => new Date(NOW - minutes * 60_000);

describe.skipIf(missing('django'))('reading a user of a Django platform', () => {
  forEachDatabase((open, kind) => {
    const opened: Judge[] = [];

    async function platform(
      settings: DjangoSettings,
    ): Promise<{ database: TestDatabase; source: Source; judge: Judge }> {
      const database = await open('none');
      await migrateDjango(database.target, settings);
      const judge = openJudge(database.target, settings);
      opened.push(judge);
      const tables = await readTables(database.reader);
      if (!tables) throw new Error('nothing was recognised');
      const emergencyTokens = async () => new Map([[2, NOW + 1000]]);
      return {
        ...{ database, judge },
        source: { ...{ tables, mapping: propose(tables) }, emergencyTokens, sessions: async () => 3 },
      };
    }

    describe('with the users that Django brings', () => {
      let database: TestDatabase;
      let source: Source;
      let judge: Judge;
      beforeAll(async () => {
        ({ database, source, judge } = await platform('settings'));
        await judge.ask('enrol', {
          people: [
            {
              ...{ username: 'mara', email: 'mara@example.org', first_name: 'Mara', last_name: 'Lindqvist' },
              ...{ password: 'x', is_staff: true, date_joined: minutesAgo(9000), last_login: minutesAgo(90) },
              devices: [
                {
                  ...{ model: 'otp_totp.TOTPDevice', name: 'default', key: '00'.repeat(20) },
                  ...{ created_at: minutesAgo(8000), last_used_at: minutesAgo(80) },
                  ...{ throttling_failure_count: 11, throttling_failure_timestamp: minutesAgo(10) },
                },
                {
                  ...{ model: 'otp_static.StaticDevice', name: 'backup', tokens: ['aaaaaaa2', 'aaaaaaa3'] },
                  ...{
                    created_at: minutesAgo(7000),
                    last_used_at: minutesAgo(70),
                    throttling_failure_count: 2,
                  },
                },
                {
                  ...{ model: 'phonenumber.PhoneDevice', name: 'backup', number: '+4930123456' },
                  ...{ key: '11'.repeat(20), method: 'sms' },
                },
                {
                  model: 'otp_email.EmailDevice',
                  name: 'mail',
                  confirmed: false,
                  email: 'mara.l@example.org',
                },
                { model: 'devices.CardDevice', name: 'card', serial: '1' },
              ],
            },
            { username: 'otto', password: 'x', is_active: false },
          ],
        });
      });

      test('tells everything that its rows tell, and no secret', async () => {
        const reading = await read(database.reader, source, '1' as UserId, NOW);
        const { version, ...rest } = reading ?? { version: '' };
        expect(version).not.toBe('');
        expect(rest).toEqual({
          user: {
            ...{ id: '1', username: 'mara', email: 'mara@example.org', fullName: 'Mara Lindqvist' },
            ...{ phone: null, department: null, role: 'staff', privileged: true, status: 'active' },
            ...{ createdAt: +minutesAgo(9000), lastLoginAt: +minutesAgo(90), enrolment: 'on' },
            lockedUntil: +minutesAgo(10) + 1024_000,
          },
          state: {
            ...{ required: null, enrolment: 'on' },
            because: [
              'otp_totp_totpdevice 1 is confirmed and called “default”.',
              'otp_email_emaildevice 1 is not confirmed.',
              'two_factor_phonedevice 1 is confirmed but called “backup”: the login asks for none but “default”.',
              'devices_carddevice 1 is confirmed but called “card”: the login asks for none but “default”.',
            ],
            factors: [
              {
                ...{ kind: 'authenticator', row: 'otp_totp_totpdevice 1', name: 'default', confirmed: true },
                ...{ counts: true, detail: null },
                ...{ createdAt: +minutesAgo(8000), lastUsedAt: +minutesAgo(80) },
              },
              {
                ...{ kind: 'email', row: 'otp_email_emaildevice 1', name: 'mail', confirmed: false },
                ...{
                  counts: false,
                  detail: 'm…@example.org',
                  createdAt: expect.any(Number),
                  lastUsedAt: null,
                },
              },
              {
                ...{ kind: 'phone', row: 'two_factor_phonedevice 1', name: 'backup', confirmed: true },
                ...{ counts: false, detail: 'ends in 3456', createdAt: null, lastUsedAt: null },
              },
              {
                ...{
                  kind: 'backup-codes',
                  row: 'otp_static_staticdevice 1',
                  name: 'backup',
                  confirmed: true,
                },
                ...{ counts: false, detail: '2 codes' },
                ...{ createdAt: +minutesAgo(7000), lastUsedAt: +minutesAgo(70) },
              },
              {
                ...{ kind: 'unknown', row: 'devices_carddevice 1', name: 'card', confirmed: true },
                ...{ counts: false, detail: 'of a class that Rekey does not know (devices_carddevice)' },
                ...{ createdAt: null, lastUsedAt: null },
              },
            ],
            authenticator: {
              ...{ name: 'default', confirmed: true, createdAt: +minutesAgo(8000) },
              ...{ confirmedAt: +minutesAgo(8000), lastUsedAt: +minutesAgo(80) },
            },
            backupCodes: { unused: 1, used: null, issuedAt: null, lastUsedAt: +minutesAgo(70) },
            emergencyCodes: [{ expiresAt: NOW + 1000 }],
            failedAttempts: 11,
            lockedUntil: +minutesAgo(10) + 1024_000,
            lockAssumes: 'if the platform waits as django-otp does by default',
            ...{ sessions: 3, trustedDevices: null },
          },
        });
        expect(JSON.stringify(reading)).not.toMatch(/aaaaaaa|0000000000|1111111111|123456"/);
      });

      test('has them in a list in the order that was asked for, without whoever is not there', async () => {
        const listed = await readUsers(database.reader, source, ['2', '99', '1'] as UserId[]);
        expect(listed.map(({ username, status, role, email }) => [username, status, role, email])).toEqual([
          ['otto', 'suspended', 'user', null],
          ['mara', 'active', 'staff', 'mara@example.org'],
        ]);
        expect(await read(database.reader, source, '99' as UserId, NOW)).toBeNull();
      });

      test('takes the wait after wrong codes for what Django’s own code takes it for', async () => {
        const locked = await judge.ask<Record<string, Record<string, string>>>('locked_at', {
          now: new Date(NOW).toISOString(),
        });
        expect(locked['1']).toEqual({
          'otp_totp.totpdevice/1': new Date(+minutesAgo(10) + 1024_000).toISOString(),
        });
        const later = +minutesAgo(10) + 1024_000;
        expect((await read(database.reader, source, '1' as UserId, later - 1))?.state.lockedUntil).toBe(
          later,
        );
        expect((await read(database.reader, source, '1' as UserId, later))?.state.lockedUntil).toBeNull();
      });

      test('changes its version with a device and with a token, not with a wrong code or a use', async () => {
        const versionNow = async () => (await read(database.reader, source, '1' as UserId, NOW))?.version;
        const first = await versionNow();
        await database
          .reader('otp_totp_totpdevice')
          .update({ throttling_failure_count: 12, last_used_at: null });
        expect(await versionNow()).toBe(first);
        await database.reader(STATIC_TOKENS).where({ id: 1 }).delete();
        const second = await versionNow();
        expect(second).not.toBe(first);
        await database.reader(TOTP_DEVICES).update({ confirmed: false });
        expect(await versionNow()).not.toBe(second);
      });
    });

    test('knows users of another model by the columns that it has', async () => {
      const { database, source, judge } = await platform('settings_uuid');
      expect(source.tables.users).toMatchObject({
        ...{ table: 'accounts_account', key: 'id', keyType: kind === 'mysql' ? 'uuid' : 'uuid-text' },
      });
      expect(source.mapping).toEqual({
        ...{
          username: 'email',
          email: 'email',
          names: ['name'],
          phone: 'phone_number',
          department: 'department',
        },
        ...{ active: 'is_active', privileges: ['is_superuser', 'is_staff'], groups: [] },
        ...{ createdAt: 'created_at', lastLoginAt: 'last_login' },
      });
      expect([...fieldsOf(source.mapping)]).toHaveLength(8);
      const [key = ''] = await judge.ask<string[]>('enrol', {
        people: [
          {
            ...{
              email: 'mara@example.org',
              name: 'Mara Lindqvist',
              phone_number: '+49 30 1',
              department: ' Sales ',
            },
            ...{ is_superuser: true, is_staff: true },
          },
        ],
      });
      const id = (kind === 'mysql' ? key : key.replaceAll('-', '')) as UserId;
      expect((await read(database.reader, source, id, NOW))?.user).toEqual({
        ...{ id, username: 'mara@example.org', email: 'mara@example.org', fullName: 'Mara Lindqvist' },
        ...{ phone: '+49 30 1', department: 'Sales', role: 'superuser', privileged: true, status: 'active' },
        ...{ createdAt: expect.any(Number), lastLoginAt: null, enrolment: 'off', lockedUntil: null },
      });
    });

    test('recognises nothing where Django never was', async () => {
      const database = await open('all');
      expect(await readTables(database.reader)).toBeNull();
    });
  });
});
