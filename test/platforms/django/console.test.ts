/** The console on a Django platform, started as people start it, by an account with the rights that `rekey grants` prints. */

import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { migrate } from '../../../db/migrate.ts';
import { formatMysqlUrl } from '../../../db/mysql-address.ts';
import type { UserId } from '../../../db/platforms/contract.ts';
import { detect } from '../../../db/platforms/detect.ts';
import type { PlatformKind } from '../../../db/platforms/kind.ts';
import { type Choices, writeProfile } from '../../../db/platforms/profile.ts';
import { kindOf } from '../../../db/platforms/registry.ts';
import { commandLineHost } from '../../../main/cli/desk.ts';
import { readConfiguration } from '../../../main/configuration.ts';
import { openServices } from '../../../main/console.ts';
import type { ActionName } from '../../../main/contract/actions.ts';
import { grantsFor } from '../../../main/maintenance.ts';
import { examine } from '../../../main/services/doctor.ts';
import { failures, find } from '../../support/checks.ts';
import { rekeyJson } from '../../support/command-line.ts';
import { makeAccount } from '../../support/database-accounts.ts';
import { forEachDatabase, type TestDatabase } from '../../support/databases.ts';
import { type DjangoSettings, migrateDjango, openJudge, type Verdict } from '../../support/django.ts';
import { addColleague, makeFirstAdmin } from '../../support/paired-staff.ts';
import { missing } from '../../support/parts.ts';
import { waiveEvidence } from '../../support/waive-evidence.ts';

const django = kindOf('django') as PlatformKind;

describe.skipIf(missing('django'))('the console on a Django platform', () => {
  forEachDatabase((open) => {
    async function environmentOf(url: string): Promise<Record<string, string>> {
      const folder = await mkdtemp(join(inject('scratch'), 'django-'));
      return { REKEY_DATA_DIR: folder, REKEY_DATABASE_URL: url, REKEY_PLATFORM: 'django' };
    }

    /** The address of the console's account: with no more rights than are printed, where there are accounts. */
    async function consoleUrl({ target }: TestDatabase): Promise<string> {
      if (target.kind === 'sqlite') return `sqlite:${target.path}`;
      const configuration = readConfiguration(await environmentOf(target.url));
      const name = new URL(target.url).pathname.slice(1);
      const who = { user: 'rekey', host: '%' };
      const { console } = await grantsFor(
        { name, platform: django, configuration },
        { console: who, maintenance: { user: 'keeper', host: '%' } },
      );
      const grants = console.map((grant) => /^GRANT (.*) TO '/.exec(grant)?.[1] ?? '');
      return formatMysqlUrl(await makeAccount(target.url, { grants }));
    }

    it.each<DjangoSettings>(['settings_acting', 'settings_uuid'])(
      'finds, shows, counts and acts, and Django agrees: %s',
      async (settings) => {
        const database = await open('none');
        await migrateDjango(database.target, settings);
        expect((await detect(database.reader)).map(({ kind }) => kind.id)).toEqual(['django']);
        const judge = openJudge(database.target, settings);
        const totp = { model: 'otp_totp.TOTPDevice', name: 'default', key: '00'.repeat(20) };
        const person = (name: string) =>
          settings === 'settings_uuid' ? { name } : { username: name, first_name: name };
        const [key = ''] = await judge.ask<string[]>('enrol', {
          people: [
            { ...person('mara'), email: 'mara@example.org', devices: [totp] },
            { ...person('otto'), email: 'otto@example.org' },
          ],
        });
        await migrate(database, django, { platform: false });
        const env = await environmentOf(await consoleUrl(database));
        const configuration = readConfiguration(env);
        const opened = await openServices({ configuration, host: commandLineHost });
        const { services, platform, close } = opened;
        try {
          const admin = await makeFirstAdmin(services, 'admin');
          const support = await addColleague(services, admin, 'support', 'support');
          const lead = await addColleague(services, admin, 'lead', 'lead');
          await waiveEvidence(database);
          await services.searchIndex.walkNow();

          const found = await services.users.search(support.actor, 'mara', { limit: 5 });
          expect(found.users.map(({ email }) => email)).toEqual(['mara@example.org']);
          const id = found.users[0]?.id as UserId;
          expect(id.replaceAll('-', '')).toBe(key.replaceAll('-', ''));
          expect(await services.users.resolve(support.actor, `#${key}`)).toBe(id);
          const view = await services.users.view(support.actor, id);
          expect(view.state).toMatchObject({ enrolment: 'on', required: null });

          await services.enrolment.countNow(lead.actor);
          const { counts } = await services.enrolment.overview(lead.actor);
          expect(counts?.total).toMatchObject({ users: 2, on: 1 });

          const act = (name: ActionName, extra = {}) =>
            services.actions.run(
              name,
              { actor: lead.actor, seat: lead.seat },
              {
                ...{
                  actionId: randomUUID(),
                  userId: id,
                  version: null,
                  reason: 'lost-phone',
                  reasonText: null,
                },
                ...{ ticket: null, requestId: null },
              },
              extra,
            );
          const standing = async () => (await judge.ask<Record<string, Verdict>>('standing'))[key]?.status;
          expect((await act('issue-backup-codes')).codes).toHaveLength(10);
          expect((await act('issue-emergency-code', { minutes: 60 })).codes).toHaveLength(1);
          expect(await standing()).toBe('enabled');
          await act('reset-authenticator');
          expect(await standing()).toBe('disabled');
          const after = await services.users.view(support.actor, id);
          expect(after.state).toMatchObject({ enrolment: 'off', emergencyCodes: [] });
          expect(after.state.because).toEqual(['No device of this user has a row.']);
          expect(platform.limits.length).toBeGreaterThan(3);
        } finally {
          await close();
          judge.close();
        }
        const checks = await examine(configuration, { clock: Date.now, secretStore: null });
        expect(failures(checks)).toEqual([]);
        expect(find(checks, 'platform')?.message).toContain('django_migrations has the app two_factor');
      },
    );

    it('shows users by the columns that an admin chose, from the next start on, with the rights for these', async () => {
      const database = await open('none');
      await migrateDjango(database.target, 'settings_acting');
      const judge = openJudge(database.target, 'settings_acting');
      const person = { username: 'mara', first_name: 'Mara', last_name: 'Lindqvist', email: 'm@example.org' };
      const [id] = await judge.ask<UserId[]>('enrol', { people: [person] });
      judge.close();
      await migrate(database, django, { platform: false });
      const env = await environmentOf('');
      const start = async () => {
        const configuration = readConfiguration({ ...env, REKEY_DATABASE_URL: await consoleUrl(database) });
        return openServices({ configuration, host: commandLineHost });
      };
      const first = await start();
      const admin = await makeFirstAdmin(first.services, 'admin');
      const view = await first.services.platformChoices.view(admin.actor);
      expect(view).toMatchObject({ proposed: { names: ['first_name', 'last_name'] }, chosen: null });
      await expect(
        first.services.platformChoices.choose(admin.actor, { ...view?.proposed, email: 'mail' }),
      ).rejects.toMatchObject({ code: 'BAD_INPUT' });
      await first.services.platformChoices.choose(admin.actor, { ...view?.proposed, names: ['last_name'] });
      await first.close();
      const second = await start();
      const { user } = await second.services.users.view(admin.actor, id as UserId);
      expect(user).toMatchObject({ fullName: 'Lindqvist', email: 'm@example.org' });
      await second.close();
      if (database.kind === 'mysql') {
        const needs = await django.needs(database.reader);
        expect(needs.find(({ table }) => table === 'auth_user')?.select).not.toContain('first_name');
      }
      await database
        .reader('rekey_settings')
        .where({ name: 'platform' })
        .update({ value: '{"platform":"django","choices":{"email":"gone"}}' });
      await expect(start()).rejects.toMatchObject({ code: 'CONFIGURATION' });
    });

    it('asks for a second person where a group makes a user privileged, by the rights that are printed for it', async () => {
      const database = await open('none');
      await migrateDjango(database.target, 'settings_acting');
      const judge = openJudge(database.target, 'settings_acting');
      const totp = { model: 'otp_totp.TOTPDevice', name: 'default', key: '00'.repeat(20) };
      const [id = ''] = await judge.ask<string[]>('enrol', {
        people: [{ username: 'mara', email: 'm@example.org', devices: [totp] }],
      });
      judge.close();
      await migrate(database, django, { platform: false });
      const { reader } = database;
      const [group_id] = await reader('auth_group').insert({ name: 'Keepers' });
      await reader('auth_user_groups').insert({ user_id: id, group_id });
      const form = await django.choices?.describe(reader);
      const choices = (await django.choices?.check(reader, {
        ...form?.proposed,
        privileges: [`group:${group_id}`],
      })) as Choices;
      await database.transaction((tx) => writeProfile(tx, { platform: 'django', choices }));
      const env = await environmentOf(await consoleUrl(database));
      const { services, close } = await openServices({
        configuration: readConfiguration(env),
        host: commandLineHost,
      });
      const admin = await makeFirstAdmin(services, 'admin');
      await waiveEvidence(database);
      const { user } = await services.users.view(admin.actor, id as UserId);
      expect(user).toMatchObject({ privileged: true, role: 'Keepers' });
      const reset = services.actions.run(
        'reset-authenticator',
        { actor: admin.actor, seat: admin.seat },
        {
          ...{ actionId: randomUUID(), userId: id as UserId, version: null, reason: 'lost-phone' },
          ...{ reasonText: null, ticket: null, requestId: null },
        },
        {},
      );
      await expect(reset).rejects.toMatchObject({ code: 'APPROVAL_REQUIRED' });
      await close();
    });

    it('is refused by name where no Django platform stands, and the doctor says what is looked for', async () => {
      const database = await open('console');
      const env = await environmentOf(
        database.target.kind === 'mysql' ? database.target.url : `sqlite:${database.target.path}`,
      );
      const { status, value } = await rekeyJson<{ error: { message: string } }>(
        ['status', 'mara', '--as', 'admin'],
        env,
      );
      expect(status).not.toBe(0);
      expect(value.error.message).toContain('otp_totp_totpdevice');
      const checks = await examine(readConfiguration(env), { clock: Date.now, secretStore: null });
      expect(find(checks, 'schema')?.message).toContain('otp_totp_totpdevice');
    });
  });
});
