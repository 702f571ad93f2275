import { beforeAll, describe, expect, test } from 'vitest';
import { PROBLEMS, type UserId, type UserReading } from '../../../db/platforms/contract.ts';
import { forEachDatabase } from '../../support/databases.ts';
import { type DjangoWorld, djangoWorlds } from '../../support/django-platform.ts';
import { missing } from '../../support/parts.ts';

const NOW = Date.UTC(2026, 10, 15, 12);
const minutesAgo = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();
const at = (minutes: number) => NOW - minutes * 60_000;

describe.skipIf(missing('django'))('what a Django platform tells', () => {
  forEachDatabase((open) => {
    const openWorld = djangoWorlds(open);
    let world: DjangoWorld;
    beforeAll(async () => {
      world = await openWorld();
      const totp = { model: 'otp_totp.TOTPDevice', name: 'default', key: '00'.repeat(20) };
      await world.judge.ask('enrol', {
        people: [
          {
            ...{ username: 'mara', last_login: minutesAgo(5), date_joined: minutesAgo(900) },
            devices: [
              {
                ...{ ...totp, created_at: minutesAgo(60), last_used_at: minutesAgo(6) },
                ...{ throttling_failure_count: 12, throttling_failure_timestamp: minutesAgo(2) },
              },
              {
                ...{ model: 'otp_static.StaticDevice', name: 'backup', tokens: ['aaaaaaa2'] },
                ...{ created_at: minutesAgo(50), last_used_at: minutesAgo(40) },
              },
              { ...totp, confirmed: false, created_at: minutesAgo(30) },
            ],
          },
          { username: 'off', is_active: false },
          { username: 'new' },
          {
            username: 'phone',
            devices: [{ model: 'phonenumber.PhoneDevice', name: 'default', number: '+4930' }],
          },
        ],
      });
      const [type] = await world.database.reader('django_content_type').where({ model: 'user' });
      const entry = { content_type_id: type.id, object_repr: 'x', action_flag: 2, user_id: 3 };
      await world.database.reader('django_admin_log').insert([
        {
          ...{ ...entry, object_id: '1', action_time: '2026-11-15 11:50:00' },
          change_message: '[{"changed": {"fields": ["Staff status", "Groups"]}}]',
        },
        {
          ...{ ...entry, object_id: '1', action_time: '2026-11-15 11:45:00' },
          change_message: '[{"changed": {"fields": ["Email address"]}}]',
        },
        { ...{ ...entry, object_id: '12', action_time: '2026-11-15 11:40:00' }, change_message: '[]' },
        {
          ...{ ...entry, object_id: '1', action_time: '2026-11-15 11:35:00' },
          change_message: 'No fields changed.',
        },
      ]);
    });

    test('of the past: its devices, the login and what was done in the administration, newest first', async () => {
      const { platform, database } = world;
      const read = (before: number, limit: number) =>
        platform.events.read(database.reader, '1' as UserId, { before, limit });
      const events = await read(NOW, 50);
      expect(events.map(({ time, kind, detail }) => [(NOW - time) / 60_000, kind, detail])).toEqual([
        [2, 'code-failed', 'the last of 12 in a row'],
        [5, 'login', null],
        [6, 'code-used', 'by an authenticator'],
        [10, 'changed-by-admin', 'changed: Staff status, Groups by user #3'],
        [15, 'email-changed', 'changed: Email address by user #3'],
        [25, 'changed-by-admin', 'changed by user #3'],
        [30, 'pairing-started', 'by an authenticator'],
        [40, 'backup-code-used', null],
        [50, 'backup-codes-generated', 'for the first time'],
        [60, 'enrolled', 'by an authenticator'],
      ]);
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
      expect((await read(at(10), 2)).map(({ time }) => time)).toEqual([at(15), at(25)]);
      const last = await platform.events.last(
        database.reader,
        '1' as UserId,
        ['login', 'email-changed'],
        at(10),
      );
      expect([...last]).toEqual([['login', at(5)]]);
    });

    test('of the next login, in the words of its own pages', async () => {
      const { platform, database } = world;
      const next = async (id: string) => {
        const reading = (await platform.read(database.reader, id as UserId, NOW)) as UserReading;
        const { playbook } = platform;
        if (!playbook) throw new Error('no words');
        const name = playbook.next(reading, NOW);
        for (const problem of PROBLEMS) {
          const { say } = playbook.script(problem, name, reading.state);
          expect(say.length).toBeGreaterThan(0);
          expect(say.join(' ')).not.toMatch(/undefined|null/);
        }
        return [name, playbook.page(name, reading.state).what];
      };
      expect(await next('1')).toEqual([
        'locked',
        expect.stringContaining('Verification temporarily disabled'),
      ]);
      expect(await next('2')).toEqual(['inactive', expect.stringContaining('not active')]);
      expect(await next('3')).toEqual(['home', expect.stringContaining('No code is asked for')]);
      expect(await next('4')).toEqual(['token', expect.stringContaining('sends to the phone')]);
    });

    test('of itself: versions, by what it was recognised, and what Rekey cannot see', async () => {
      const { platform } = world;
      expect(platform.version).toBe('django-two-factor-auth 1.15 or later, django-otp 1.4 or later');
      expect(platform.recognisedBy[0]).toBe(
        'the table otp_totp_totpdevice is there, and its users are in auth_user',
      );
      expect(platform.limits.join('\n')).toContain('devices_carddevice');
      const plain = await openWorld('settings_plain');
      expect(plain.platform.version).toBe('django-otp 1.4 or later');
      expect(plain.platform.playbook).toBeUndefined();
      expect(plain.platform.limits.join('\n')).toContain('django-two-factor-auth is not installed');
    });
  });
});
