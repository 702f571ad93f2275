import { describe, expect, it } from 'vitest';
import { type Reader, rowsOf } from '../../../db/database.ts';
import type { UserId } from '../../../db/platforms/contract.ts';
import { createSearchIndexService } from '../../../main/services/search-index/service.ts';
import { forEachDatabase } from '../../support/databases.ts';
import { openDjangoDesk } from '../../support/django-desk.ts';
import { missing } from '../../support/parts.ts';

const IN = { at: 'in', verified: true };

/** As a project whose users have a BigAutoField, or numbers from elsewhere. */
async function withBigIds(reader: Reader): Promise<void> {
  if (reader.client.config.client !== 'mysql2') return;
  const keys = await rowsOf<{ name: string; owner: string; member: string; nullable: string }>(
    reader,
    `SELECT k.constraint_name AS name, k.table_name AS owner, k.column_name AS member, c.is_nullable AS nullable
      FROM information_schema.key_column_usage k
      JOIN information_schema.columns c USING (table_schema, table_name, column_name)
      WHERE k.referenced_table_name = 'auth_user' AND k.table_schema = DATABASE()`,
  );
  for (const { name, owner } of keys) await reader.raw(`ALTER TABLE ${owner} DROP FOREIGN KEY ${name}`);
  await reader.raw('ALTER TABLE auth_user MODIFY id BIGINT NOT NULL AUTO_INCREMENT');
  for (const { name, owner, member, nullable } of keys) {
    await reader.raw(
      `ALTER TABLE ${owner} MODIFY ${member} BIGINT ${nullable === 'YES' ? 'NULL' : 'NOT NULL'},
        ADD CONSTRAINT ${name} FOREIGN KEY (${member}) REFERENCES auth_user (id)`,
    );
  }
}

describe.skipIf(missing('django'))('Rekey acts on a Django platform of another shape', () => {
  forEachDatabase((open) => {
    it('whose users have UUIDs and sign in by e-mail', async () => {
      const desk = await openDjangoDesk(open, { settings: 'settings_uuid' });
      const login = 'ann@example.org';
      const { id } = await desk.enrolled(login);
      const { codes = [] } = await desk.act('issue-backup-codes', id);
      const { codes: [emergency] = [] } = await desk.act('issue-emergency-code', id, { minutes: 10 });
      const signIn = (backup: unknown) => desk.judge.ask('sign_in', { login, name: String(backup), backup });
      expect(await signIn(codes[0])).toEqual(IN);
      expect(await signIn(emergency)).toEqual(IN);
      expect((await desk.reading(id)).state).toMatchObject({
        backupCodes: { unused: 9 },
        emergencyCodes: [],
      });
      expect(await desk.act('revoke-sessions', id)).toMatchObject({ ended: 3 });
      expect(await desk.judge.ask('pages', { name: login })).toMatchObject({ security: 302 });
      await desk.act('reset-authenticator', id);
      expect(await desk.judge.ask('sign_in', { login, name: 'new' })).toEqual({ at: 'in', verified: false });
      desk.close();
    });

    it('whose ids are beyond 2^53, where two that differ by one are two users', async () => {
      const desk = await openDjangoDesk(open, { settings: 'settings_plain', reshape: withBigIds });
      const { platform, database } = desk;
      const { reader } = database;
      const ids = ['9007199254740992', '9007199254740993', '9223372036854775807'] as UserId[];
      const user = { password: 'unused', first_name: '', last_name: '', email: '', is_superuser: false };
      for (const [index, id] of ids.entries()) {
        await reader('auth_user').insert({
          ...{ ...user, id, username: `u${index}`, is_staff: false, is_active: true },
          date_joined: '2026-01-01 00:00:00',
        });
        await reader('otp_totp_totpdevice').insert({
          ...{
            user_id: id,
            name: 'default',
            confirmed: true,
            key: '00'.repeat(20),
            step: 30,
            t0: 0,
            digits: 6,
          },
          ...{ tolerance: 1, drift: 0, last_t: -1, throttling_failure_count: 0 },
          ...{ created_at: '2026-01-01 00:00:00', last_used_at: null },
        });
      }
      const walk = createSearchIndexService({ database, platform, clock: Date.now });
      await walk.walkNow();
      const { users } = await platform.search('u1', { limit: 5 });
      expect(users.map(({ id, username }) => [id, username])).toEqual([[ids[1], 'u1']]);
      expect((await platform.summaries(ids)).map(({ id }) => id)).toEqual(ids);
      await desk.act('reset-authenticator', ids[1] as UserId);
      const states = await Promise.all(ids.map(async (id) => (await desk.reading(id)).state.enrolment));
      expect(states).toEqual(['on', 'off', 'on']);
      const listed: UserId[] = [];
      const source = platform.enrolment;
      if (!source) throw new Error('it counts its users');
      const ranges: string[] = [];
      for (let cursor: string | null = null; ; ) {
        const range: Awaited<ReturnType<typeof source.rangeFrom>> = await source.rangeFrom(reader, cursor);
        if (!range) break;
        ranges.push(range.key);
        const groups = await source.count(reader, range.key, desk.time.now);
        expect(groups.reduce((sum, group) => sum + group.users, 0)).toBe(ranges.length === 1 ? 2 : 1);
        for (let from = range.from; from !== range.end; ) {
          const page = await source.list(reader, {}, from, { limit: 1, now: desk.time.now, staffSince: 0 });
          listed.push(...page.found.map(({ id }) => id));
          if (page.next === from) break;
          from = page.next;
        }
        cursor = range.end;
      }
      expect(ranges).toEqual(['9007199254740000', '9223372036854775000']);
      expect([...new Set(listed)]).toEqual(ids);
      desk.close();
    });

    it('with django-otp alone, where each confirmed device counts', async () => {
      const desk = await openDjangoDesk(open, { settings: 'settings_plain' });
      const login = 'ann';
      const { pk: id } = await desk.judge.ask<{ pk: never }>('make_user', { login });
      const match = (token: unknown) => desk.judge.ask('match', { login, token });
      await desk.judge.ask('make', { model: 'otp_totp.TOTPDevice', login, name: 'phone' });
      await desk.judge.ask('make', {
        model: 'otp_static.StaticDevice',
        login,
        name: 'own',
        confirmed: false,
      });
      const { codes = [] } = await desk.act('issue-backup-codes', id);
      expect(await match(codes[0])).toBe('otp_static.staticdevice');
      expect(await match(codes[0])).toBeNull();
      // Its name is the platform's business here.
      expect(await desk.database.reader('otp_static_staticdevice').select('name', 'confirmed')).toMatchObject(
        [{ name: 'own', confirmed: 1 }],
      );
      await desk.act('reset-authenticator', id);
      expect(await match(codes[1])).toBeNull();
      expect((await desk.reading(id)).state).toMatchObject({ enrolment: 'off', factors: [] });
      desk.close();
    });

    it('of before django-otp 1.4, whose devices do not say when they were made and used', async () => {
      const desk = await openDjangoDesk(open, {
        async reshape(reader) {
          for (const table of ['otp_totp_totpdevice', 'otp_static_staticdevice', 'otp_email_emaildevice']) {
            await reader.schema.alterTable(table, (columns) =>
              columns.dropColumns('created_at', 'last_used_at'),
            );
          }
        },
      });
      const { database, platform } = desk;
      const { pk: id } = await desk.judge.ask<{ pk: never }>('make_user', { login: 'ann' });
      const [device] = await database.reader('otp_totp_totpdevice').insert({
        ...{ user_id: id, name: 'default', confirmed: true, key: '00'.repeat(20), step: 30, t0: 0 },
        ...{ digits: 6, tolerance: 1, drift: 0, last_t: -1, throttling_failure_count: 3 },
      });
      const { codes: [code = ''] = [] } = await desk.act('issue-backup-codes', id);
      const { codes: [emergency = ''] = [] } = await desk.act('issue-emergency-code', id, { minutes: 10 });
      await desk.act('unlock', id);
      const transaction = <T>(work: (tx: never) => Promise<T>) =>
        database.transaction((tx) => work(tx as never));
      const used = { authenticatorId: String(device), step: 5, drift: 0 };
      expect(await transaction((tx) => platform.totp.consume(tx, used, desk.time.now))).toBe(true);
      expect(await transaction(async (tx) => platform.codes?.consume(tx, id, code, desk.time.now))).toBe(
        true,
      );
      expect(await database.reader('otp_totp_totpdevice').first()).toMatchObject({
        ...{ last_t: 5, throttling_failure_count: 0 },
      });
      expect((await desk.reading(id)).state.backupCodes?.unused).toBe(9);
      // A login would delete it so, and note nothing: nobody can say that it was used.
      await database.reader('otp_static_statictoken').where({ token: emergency }).delete();
      expect(await platform.codes?.removeExpired?.(database, desk.time.now, async () => {})).toBe(0);
      expect(await database.reader('rekey_django_emergency_tokens').pluck('outcome')).toEqual(['gone']);
      await desk.act('disable-2fa', id, { typedUsername: 'ann' });
      expect((await desk.reading(id)).state).toMatchObject({ enrolment: 'off', factors: [] });
      desk.close();
    });
  });
});
