import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { UserId } from '../../../db/platforms/contract.ts';
import { actingParts } from '../../../db/platforms/django/acting.ts';
import { ownerOf } from '../../../db/platforms/django/session-data.ts';
import { countSessions, sessionLimits, sessionUse } from '../../../db/platforms/django/sessions.ts';
import { readTables } from '../../../db/platforms/django/tables.ts';
import { forEachDatabase } from '../../support/databases.ts';
import { type DjangoDesk, openDjangoDesk } from '../../support/django-desk.ts';
import { missing } from '../../support/parts.ts';

/** Written by Django 5.2 and 3.0, with a key that nobody here has. */
const COMPRESSED =
  '.eJyrVopPLC3JiC8tTi2Kz0xRslIyV9JBFktKTM5OzQNJpGQl5qXn6yXn55UUZSbpgZToQWWL9XzzU1JznKBqUQzISCzOAOpOTKIMAg3NLymIT0kty0xOhbgUxC8BEnogAiKhb65UCwDDfU0z:1xYE5V:8GpWEpyv4dMyJ8MllsibSoQW9yTirI0XkTvuY0rjbok';
const PLAIN = 'eyJfYXV0aF91c2VyX2lkIjoiNyJ9:1xYE5V:6iNm9f0jeysUTTcpeQxqu3i7fJzyscB-Mqf-787jfX0';
const NOBODY = 'e30:1xYE5V:EUhIggkaGUjfwWz4xIK7rFeJCVubn81xQ6f0mYarcuo';
const OLDER = Buffer.from('0123abcd:{"_auth_user_id":"7","otp_device_id":"otp_totp.totpdevice/1"}').toString(
  'base64',
);

describe('whose a session is', () => {
  test.each([
    ['compressed', COMPRESSED, { userId: '7' }],
    ['plain', PLAIN, { userId: '7' }],
    ["nobody's", NOBODY, { userId: null }],
    ['of before Django 3.1', OLDER, { userId: '7' }],
  ])('%s', (_kind, data, owner) => {
    expect(ownerOf(data)).toEqual(owner);
  });

  test.each([
    ['a pickle', `${Buffer.from('\x80\x04\x95\x01}q').toString('base64url')}:1xYE5V:abc`],
    ['a damaged one', `.${COMPRESSED.slice(9)}`],
    [
      'one that would unfold to gigabytes',
      `.${deflateSync(Buffer.alloc(8 << 20)).toString('base64url')}:1xYE5V:abc`,
    ],
    ['an empty one', ''],
    ['something else', 'abc'],
  ])('%s says of nobody', (_kind, data) => {
    expect(ownerOf(data)).toBeNull();
  });
});

describe.skipIf(missing('django'))('sessions on a Django platform', () => {
  forEachDatabase((open) => {
    let desk: DjangoDesk;
    beforeAll(async () => {
      desk = await openDjangoDesk(open);
    });
    afterAll(() => desk.close());

    const later = '2099-01-01 00:00:00.000000';
    const pages = (name: string) => desk.judge.ask('pages', { name });
    const sessions = () => desk.database.reader('django_session');

    async function insert(table: string, rows: object[]): Promise<void> {
      for (let from = 0; from < rows.length; from += 200) {
        await desk.database.reader(table).insert(rows.slice(from, from + 200));
      }
    }

    it('of the user end, wherever they lie in the table, and nobody else’s', async () => {
      const { id } = await desk.enrolled('ended');
      await desk.enrolled('stays');
      // More than are read at once, of a user of whom there is no other trace.
      await insert(
        'django_session',
        Array.from({ length: 4_500 }, () => ({
          ...{ session_key: randomBytes(16).toString('hex'), session_data: NOBODY, expire_date: later },
        })),
      );
      const own = `{"_auth_user_id":"${id}"}`;
      const mine = `${Buffer.from(own).toString('base64url')}:1xYE5V:abc`;
      const older = Buffer.from(`0123:${own}`).toString('base64');
      await insert('django_session', [
        { session_key: '0', session_data: mine, expire_date: later },
        { session_key: 'zzzz', session_data: older, expire_date: later },
        { session_key: 'over', session_data: mine, expire_date: '2020-01-01 00:00:00.000000' },
        { session_key: 'pickle', session_data: 'gASVAX1xLg:1xYE5V:abc', expire_date: later },
      ]);
      expect(await pages('ended')).toMatchObject({ security: 200 });
      const { ended, sequence } = await desk.act('revoke-sessions', id);
      expect(ended).toBe(3);
      const entry = await desk.database.reader('rekey_audit_entries').where({ sequence }).first();
      expect(JSON.stringify(entry)).toContain('unreadableSessions');
      expect(await pages('ended')).toMatchObject({ security: 302 });
      expect(await pages('stays')).toMatchObject({ security: 200 });
      const left = await sessions()
        .whereIn('session_key', ['0', 'zzzz', 'over', 'pickle'])
        .orderBy('session_key');
      expect(left.map((row) => row.session_key)).toEqual(['over', 'pickle']);
      expect(await sessions().count({ n: '*' })).toEqual([{ n: 4_504 }]);
    });

    it('of django-user-sessions and of allauth’s usersessions are known by their user', async () => {
      const { id } = await desk.enrolled('listed');
      const { id: other } = await desk.enrolled('not-listed');
      const of = (user_id: UserId, session_key: string) => ({
        ...{ session_key, user_id, session_data: NOBODY, expire_date: later },
        ...{ last_activity: '2026-11-30 10:00:00.000000', user_agent: 'Firefox', ip: '192.0.2.7' },
      });
      await insert('user_sessions_session', [of(id, 'a'), of(id, 'b'), of(other, 'c')]);
      const { reader, transaction } = desk.database;
      await reader.schema.createTable('usersessions_usersession', (table) => {
        table.increments('id');
        table.string('session_key', 40);
        table.integer('user_id');
      });
      await insert('usersessions_usersession', [
        { session_key: 'a', user_id: id },
        { session_key: 'c', user_id: other },
      ]);
      const tables = await readTables(reader);
      if (!tables) throw new Error('nothing was recognised');
      const use = { django: false, userSessions: true };
      const { sessions } = actingParts(tables, use);
      expect(await countSessions(reader, use, id, desk.time.now)).toBe(2);
      expect(await sessions?.read?.(reader, id, desk.time.now)).toEqual(
        Array(2).fill({
          ...{ label: 'Firefox · 192.0.2.7', createdAt: null },
          ...{ lastSeenAt: Date.UTC(2026, 10, 30, 10), expiresAt: Date.UTC(2099, 0, 1) },
        }),
      );
      expect(await transaction(async (tx) => sessions?.end(tx, id, desk.time.now))).toBe(2);
      for (const table of ['user_sessions_session', 'usersessions_usersession']) {
        expect(await reader(table).select('session_key')).toEqual([{ session_key: 'c' }]);
      }
    });

    it('are offered where there are some, and what cannot be seen of them is said', async () => {
      const useAt = (now: number) => sessionUse(desk.database.reader, desk.tables, now);
      const rows: { session_key: string }[] = await sessions();
      expect(rows.length).toBeGreaterThan(0);
      expect((await useAt(Date.now())).django).toBe(true);
      // Long after the last of them is over.
      const none = await useAt(Date.UTC(2100, 0, 1));
      expect(none).toEqual({ django: false, userSessions: false });
      expect(actingParts(desk.tables, none).sessions).toBeUndefined();
      expect(sessionLimits(none)).toEqual([expect.stringContaining('Rekey can end none')]);
      const both = { django: true, userSessions: true };
      expect(sessionLimits(both)).toHaveLength(2);
      expect(actingParts(desk.tables, both).sessions?.read).toBeUndefined();
    });
  });
});
