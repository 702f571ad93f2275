import { beforeAll, describe, expect, test } from 'vitest';
import type { EnrolmentFilter, EnrolmentSource, UserGroup } from '../../../db/platforms/enrolment.ts';
import { forEachDatabase } from '../../support/databases.ts';
import type { DeviceFields, DjangoSettings, Verdict } from '../../support/django.ts';
import { type DjangoWorld, djangoWorlds } from '../../support/django-platform.ts';
import { missing } from '../../support/parts.ts';

const NOW = Date.UTC(2026, 10, 15);
const DAY = 24 * 60 * 60 * 1000;
const daysAgo = (days: number) => new Date(NOW - days * DAY).toISOString();

const totp = (fields: Partial<DeviceFields> = {}): DeviceFields => ({
  ...{ model: 'otp_totp.TOTPDevice', name: 'default', confirmed: true, key: '00'.repeat(20) },
  ...{ created_at: daysAgo(40), last_used_at: daysAgo(1) },
  ...fields,
});
const codes = (tokens: string[]): DeviceFields => ({
  model: 'otp_static.StaticDevice',
  name: 'backup',
  tokens,
});

/** The login name says what there is to see. */
const PEOPLE = [
  { login: 'on', last_login: daysAgo(1), devices: [totp(), codes(['aaaaaaa2', 'aaaaaaa3', 'aaaaaaa4'])] },
  { login: 'few', last_login: daysAgo(1), devices: [totp(), codes(['aaaaaaa2'])] },
  { login: 'none-left', last_login: daysAgo(1), devices: [totp()] },
  {
    login: 'unused',
    last_login: daysAgo(1),
    devices: [totp({ last_used_at: null }), codes(['a', 'b', 'c'])],
  },
  {
    ...{ login: 'locked', last_login: daysAgo(1) },
    devices: [
      totp({ throttling_failure_count: 20, throttling_failure_timestamp: daysAgo(1) }),
      codes(['a', 'b', 'c']),
    ],
  },
  { login: 'staff-off', last_login: daysAgo(1), is_staff: true, devices: [codes(['a'])] },
  { login: 'stuck', last_login: daysAgo(1), devices: [totp({ confirmed: false, created_at: daysAgo(8) })] },
  { login: 'gone', last_login: daysAgo(200), devices: [] },
  {
    ...{ login: 'card', last_login: daysAgo(1) },
    devices: [{ model: 'devices.CardDevice', name: 'default', serial: '1' }],
  },
];

describe.skipIf(missing('django'))('enrolment on a Django platform', () => {
  forEachDatabase((open) => {
    const openWorld = djangoWorlds(open);

    describe.each<DjangoSettings>(['settings', 'settings_uuid'])('of %s', (settings) => {
      let world: DjangoWorld;
      let source: EnrolmentSource;
      beforeAll(async () => {
        world = await openWorld(settings);
        source = world.platform.enrolment;
        const joined = settings === 'settings' ? 'date_joined' : 'created_at';
        await world.judge.ask('enrol', {
          people: PEOPLE.map(({ login, ...person }) => ({
            ...(settings === 'settings' ? { username: login } : { name: login, department: ' Sales ' }),
            ...{ email: `${login}@example.org`, [joined]: daysAgo(60), ...person },
          })),
        });
        if (settings === 'settings_uuid') {
          await world.database.reader('accounts_account').update({ created_at: '2026-09-16 00:00:00' });
        }
      });

      async function counted(): Promise<UserGroup[]> {
        const groups: UserGroup[] = [];
        let cursor: string | null = null;
        for (;;) {
          const range: Awaited<ReturnType<EnrolmentSource['rangeFrom']>> = await source.rangeFrom(
            world.database.reader,
            cursor,
          );
          if (!range) return groups;
          groups.push(...(await source.count(world.database.reader, range.key, NOW)));
          cursor = range.end;
        }
      }

      async function listed(filter: EnrolmentFilter, limit = 2): Promise<string[]> {
        const { reader } = world.database;
        const names: string[] = [];
        let at: string | null = null;
        for (;;) {
          const range: Awaited<ReturnType<EnrolmentSource['rangeFrom']>> = await source.rangeFrom(reader, at);
          if (!range) return names.sort();
          const { found, next } = await source.list(reader, filter, range.from, {
            ...{ limit, now: NOW, staffSince: 0 },
          });
          names.push(...found.map(({ email }) => (email ?? '').replace('@example.org', '')));
          at = next;
        }
      }

      test('counts as many as Django says are enrolled, each user once', async () => {
        const groups = await counted();
        const of = (state: string) =>
          groups.filter(({ enrolment }) => enrolment === state).reduce((sum, { users }) => sum + users, 0);
        const verdicts = Object.values(await world.judge.ask<Record<string, Verdict>>('standing'));
        // The device of unknown class is the one that Django knows and Rekey does not.
        expect(of('on') + of('unknown')).toBe(verdicts.filter(({ status }) => status === 'enabled').length);
        expect([of('on'), of('pending'), of('off'), of('unknown')]).toEqual([5, 1, 2, 1]);
        const concerns: Record<string, number> = {};
        for (const group of groups) {
          for (const [concern, users] of Object.entries(group.concerns)) {
            concerns[concern] = (concerns[concern] ?? 0) + users;
          }
        }
        expect(concerns).toEqual({
          ...{ 'privileged-without-2fa': 1, 'no-backup-codes': 1, 'few-backup-codes': 1, 'never-used': 1 },
          ...{ 'pending-long': 1, locked: 1, dormant: 1 },
        });
        expect(new Set(groups.map(({ month }) => month))).toEqual(new Set(['2026-09']));
        expect(new Set(groups.map(({ role }) => role))).toEqual(new Set(['user', 'staff']));
        const department = settings === 'settings' ? null : 'Sales';
        expect(new Set(groups.map((group) => group.department))).toEqual(new Set([department]));
      });

      test('lists exactly those behind a number', async () => {
        expect(await listed({})).toEqual(PEOPLE.map(({ login }) => login).sort());
        expect(await listed({ enrolment: 'on' })).toEqual(['few', 'locked', 'none-left', 'on', 'unused']);
        expect(await listed({ enrolment: 'unknown' })).toEqual(['card']);
        expect(await listed({ enrolment: 'pending' })).toEqual(['stuck']);
        expect(await listed({ concern: 'no-backup-codes' })).toEqual(['none-left']);
        expect(await listed({ concern: 'few-backup-codes' })).toEqual(['few']);
        expect(await listed({ concern: 'never-used' })).toEqual(['unused']);
        expect(await listed({ concern: 'pending-long' })).toEqual(['stuck']);
        expect(await listed({ concern: 'privileged-without-2fa' })).toEqual(['staff-off']);
        expect(await listed({ concern: 'dormant' })).toEqual(['gone']);
        expect(await listed({ concern: 'locked' })).toEqual(['locked']);
        expect(await listed({ concern: 'changed-outside' })).toEqual([]);
        expect(await listed({ role: 'staff' })).toEqual(['staff-off']);
        expect(await listed({ joinedFrom: NOW - 50 * DAY })).toEqual([]);
        expect(await listed({ joinedBefore: NOW - 50 * DAY })).toHaveLength(9);
      });

      test('tells as of a time who was enrolled then, by the dates of today’s devices', async () => {
        expect(await listed({ enrolment: 'on', asOf: NOW - 50 * DAY })).toEqual([]);
        expect(await listed({ enrolment: 'on', asOf: NOW - 30 * DAY })).toHaveLength(5);
        expect(await listed({ asOf: NOW - 70 * DAY })).toEqual([]);
      });

      test('tells in which month the pairings were confirmed', async () => {
        const { reader } = world.database;
        const months = new Map<string, number>();
        let cursor: string | null = null;
        for (;;) {
          const range: Awaited<ReturnType<EnrolmentSource['rangeFrom']>> = await source.rangeFrom(
            reader,
            cursor,
          );
          if (!range) break;
          for (const { month, users } of await source.countConfirmed(reader, range.key)) {
            months.set(month, (months.get(month) ?? 0) + users);
          }
          expect(await source.shareBefore(reader, range.end)).toBeLessThanOrEqual(1);
          cursor = range.end;
        }
        expect([...months]).toEqual([['2026-10', 5]]);
      });

      test('refuses what is no cursor and no range of these users', async () => {
        const { reader } = world.database;
        for (const bad of ['', '1', '=', "='; DROP", '>1abc', '>zz']) {
          await expect(source.rangeFrom(reader, bad)).rejects.toMatchObject({ code: 'BAD_INPUT' });
        }
        await expect(source.count(reader, 'x', NOW)).rejects.toMatchObject({ code: 'BAD_INPUT' });
      });
    });
  });
});
