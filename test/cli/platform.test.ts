/** Who the users of a Django platform are, at the terminal: chosen while connecting, and the way back where it does not fit any more. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import { migrate } from '../../db/migrate.ts';
import { parseMysqlUrl } from '../../db/mysql-address.ts';
import { djangoKind } from '../../db/platforms/django/kind.ts';
import { readProfile } from '../../db/platforms/profile.ts';
import { commandLineHost } from '../../main/cli/desk.ts';
import { readConfiguration } from '../../main/configuration.ts';
import { openServices } from '../../main/console.ts';
import { rekey, rekeyJson } from '../support/command-line.ts';
import { forEachDatabase, onMariaDb, type TestDatabase } from '../support/databases.ts';
import { type DjangoSettings, migrateDjango, openJudge } from '../support/django.ts';
import { addColleague, makeFirstAdmin, type PairedStaff } from '../support/paired-staff.ts';
import { missing } from '../support/parts.ts';

async function platform(database: TestDatabase, settings: DjangoSettings): Promise<void> {
  await migrateDjango(database.target, settings);
  const judge = openJudge(database.target, settings);
  const person = settings === 'settings_uuid' ? { name: 'Mara' } : { username: 'mara', first_name: 'Mara' };
  await judge.ask('enrol', { people: [{ ...person, email: 'mara@example.org', is_staff: true }] });
  judge.close();
}

const kept = async ({ reader }: TestDatabase) => (await readProfile(reader))?.choices;
const actions = async ({ reader }: TestDatabase) =>
  (await listAudit(reader, {}, { limit: 20 })).map(({ action, outcome }) => `${action} ${outcome}`);

describe.skipIf(missing('django'))('rekey platform', () => {
  forEachDatabase((open) => {
    it('shows and sets what is chosen, also where the console does not open with it', async () => {
      const database = await open('none');
      await platform(database, 'settings_uuid');
      await migrate(database, djangoKind, { platform: false });
      const { target } = database;
      const env = {
        REKEY_DATA_DIR: await mkdtemp(join(inject('scratch'), 'platform-')),
        REKEY_DATABASE_URL: target.kind === 'mysql' ? target.url : `sqlite:${target.path}`,
        REKEY_PLATFORM: 'django',
      };
      const start = () => openServices({ configuration: readConfiguration(env), host: commandLineHost });
      const first = await start();
      const admin = await makeFirstAdmin(first.services, 'admin');
      const auditor = await addColleague(first.services, admin, 'auditor', 'auditor');
      await first.close();
      const as = ({ name, password, backupCodes }: PairedStaff, ...args: string[]) =>
        rekey([...args, '--as', name], {
          ...{ ...env, REKEY_PASSWORD: password, REKEY_TOTP: backupCodes.pop() ?? '' },
        });

      const shown = await as(admin, 'platform', 'show');
      expect(shown.stdout).toContain('Nothing was chosen; this is proposed.');
      expect(shown.stdout).toMatch(/^privileges +is_superuser,is_staff /m);
      expect(shown.stdout).not.toContain('password');

      const set = await as(admin, 'platform', 'set', 'privileges=is_staff', 'phone=-');
      expect(set.stdout).toMatch(/mara@example\.org +mara@example\.org +Mara .* yes \(staff\)/);
      expect(await kept(database)).toMatchObject({ privileges: ['is_staff'], phone: null, names: ['name'] });

      const before = await kept(database);
      for (const [by, change, code] of [
        [admin, 'department=password', 'BAD_INPUT'],
        [admin, 'privileges=name', 'BAD_INPUT'],
        [admin, 'privileges=-', 'BAD_INPUT'],
        [auditor, 'privileges=nobody', 'FORBIDDEN'],
      ] as const) {
        const refused = await as(by, 'platform', 'set', change);
        expect([change, refused.status, refused.stderr]).toEqual([change, 1, expect.stringContaining(code)]);
        expect(await actions(database)).toContain('change-platform-choices refused');
      }
      expect((await as(admin, 'platform', 'set', 'first=name')).status).toBe(2);
      expect(await kept(database)).toEqual(before);

      await database.reader.schema.alterTable('accounts_account', (table) => table.dropColumn('is_staff'));
      await expect(start()).rejects.toMatchObject({ code: 'CONFIGURATION' });
      const unfit = await as(auditor, 'platform', 'show');
      expect(unfit.stdout).toContain("does not fit the platform's tables any more");
      expect((await as(admin, 'platform', 'set', 'phone=phone_number')).stderr).toContain('"is_staff"');
      const mended = await as(admin, 'platform', 'set', 'privileges=is_superuser');
      expect(mended.stderr).toBe('It holds from the next start of each console on.\n');
      expect(await kept(database)).toMatchObject({ phone: null, privileges: ['is_superuser'] });
      const again = await start();
      expect(again.platform.fields.has('role')).toBe(true);
      await again.close();
    });
  });
});

it('rekey platform has nothing to show or set where nothing is chosen of the platform', async () => {
  const env = { REKEY_DATA_DIR: await mkdtemp(join(inject('scratch'), 'platform-')) };
  expect((await rekeyJson(['platform', 'show', '--as', 'ada'], env)).value).toEqual({ choices: [] });
  expect((await rekey(['platform', 'show', '--as', 'sam'], env)).stderr).toContain('FORBIDDEN');
  const { status, stderr } = await rekey(['platform', 'set', 'email=email', '--as', 'ada'], env);
  expect([status, stderr]).toEqual([1, expect.stringContaining('NOT_SUPPORTED')]);
});

describe.skipIf(missing('django'))('rekey connect', () => {
  onMariaDb((open) => {
    it('asks who the users are until they are taken, and another console is not asked again', async () => {
      const database = await open('none');
      await platform(database, 'settings_uuid');
      await migrate(database, djangoKind, { platform: false });
      if (database.target.kind !== 'mysql') throw new Error('not a server');
      const { host, port, user, password, database: name } = parseMysqlUrl(database.target.url);
      const connect = async (answers: Record<string, string[]>) => {
        const asked: string[] = [];
        const folder = await mkdtemp(join(inject('scratch'), 'platform-'));
        const all: Record<string, string[]> = {
          ...{
            Server: [host],
            Port: [String(port)],
            'TLS (': ['off'],
            'Account [': [user],
            Database: [name],
          },
          ...{ [`Password of ${user}`]: [password], ...answers },
        };
        const ran = await rekey(
          ['connect'],
          { REKEY_DATA_DIR: folder },
          {
            answers(question) {
              asked.push(question);
              if (asked.length > 60) throw new Error(`asked for ever: ${asked.slice(-3).join(' / ')}`);
              const [, left] = Object.entries(all).find(([start]) => question.startsWith(start)) ?? [];
              return left?.shift() ?? '';
            },
          },
        );
        return { ...ran, asked };
      };
      const first = await connect({
        'Take these': ['no', 'yes', 'no', 'yes'],
        Department: ['password', '-'],
        Privileged: ['is_superuser', 'is_superuser'],
      });
      expect(first.stderr).toMatch(/mara@example\.org +Mara .* yes \(staff\)/);
      // What does not fit cannot be taken, and says why.
      expect(first.stderr).toContain('"password" may hold a secret');
      expect(first.stderr).toMatch(/mara@example\.org +Mara .* no$/m);
      expect(first.status).toBe(0);
      const chosen = { department: null, privileges: ['is_superuser'], names: ['name'], email: 'email' };
      expect(await kept(database)).toMatchObject(chosen);

      const second = await connect({});
      expect(second.status).toBe(0);
      expect(second.asked.filter((question) => question.startsWith('Take these'))).toEqual([]);
      expect(await kept(database)).toMatchObject(chosen);

      // The way back: what fits no more is asked for anew.
      await database.reader.schema.alterTable('accounts_account', (table) =>
        table.dropColumn('is_superuser'),
      );
      const third = await connect({ 'Take these': ['no', 'yes'], Privileged: ['is_staff'] });
      expect(third.stderr).toContain('What was chosen before does not fit any more');
      expect(third.status).toBe(0);
      expect(await kept(database)).toMatchObject({ ...chosen, privileges: ['is_staff'] });
      expect(await actions(database)).toEqual(['connect-platform done', 'connect-platform done']);
    });
  });
});
