/** Which columns are whose: as a person chose them, checked against the tables, or as Rekey proposes. */
import { describe, expect, it } from 'vitest';
import { openDatabase, type Reader, rowsOf } from '../../../db/database.ts';
import { migrate } from '../../../db/migrate.ts';
import { formatMysqlUrl, type MysqlConnection } from '../../../db/mysql-address.ts';
import type { UserId } from '../../../db/platforms/contract.ts';
import { djangoKind } from '../../../db/platforms/django/kind.ts';
import { asChoices, checkMapping, mappingOf } from '../../../db/platforms/django/mapping.ts';
import { propose } from '../../../db/platforms/django/people.ts';
import { type DjangoTables, readTables, type UserTable } from '../../../db/platforms/django/tables.ts';
import { type Choices, writeProfile } from '../../../db/platforms/profile.ts';
import { makeAccount } from '../../support/database-accounts.ts';
import { forEachDatabase, onMariaDb, type TestDatabase } from '../../support/databases.ts';
import { type DjangoSettings, migrateDjango, openJudge } from '../../support/django.ts';
import { missing } from '../../support/parts.ts';

const TEXT = 'varchar(150)';
const COLUMNS = {
  ...{ id: 'bigint(20)', login: TEXT, mail: TEXT, name: TEXT, mobile: 'bigint(20)', boss: 'tinyint(1)' },
  ...{ on_duty: 'bool', joined: 'datetime(6)', seen: 'datetime', password: 'varchar(128)', notes: 'blob' },
  ...{ api_token: TEXT, level: 'int(11)' },
};
const users = {
  ...{ table: 'people', key: 'id', columns: new Map(Object.entries(COLUMNS)), seesAll: true },
  memberships: { table: 'people_groups', user: 'person_id', group: 'group_id' },
} as unknown as UserTable;
const GROUPS = new Map([['7', 'Chiefs']]);
const CHOSEN = {
  ...{ username: 'login', email: 'mail', names: ['name'], phone: 'mobile', department: 'level' },
  ...{ active: 'on_duty', privileges: ['boss', 'group:7'], createdAt: 'joined', lastLoginAt: 'seen' },
};
const NONE = {
  ...{ username: null, email: null, names: [], phone: null, department: null, active: null },
  ...{ privileges: 'nobody', createdAt: null, lastLoginAt: null },
};

describe('a mapping that was chosen', () => {
  it('is taken with every field, each of columns that are there and hold what it is', () => {
    expect(checkMapping(users, GROUPS, CHOSEN)).toEqual({
      ...CHOSEN,
      ...{ privileges: ['boss'], groups: [{ id: '7', name: 'Chiefs' }] },
    });
    const doubled = { ...CHOSEN, privileges: ['boss', 'boss'], names: ['name', 'name'] };
    expect(checkMapping(users, GROUPS, doubled)).toMatchObject({ names: ['name'], privileges: ['boss'] });
  });

  it('is kept as it was chosen', () => {
    for (const chosen of [CHOSEN, NONE])
      expect(asChoices(checkMapping(users, GROUPS, chosen))).toEqual(chosen);
  });

  it('has nobody privileged only where that is said', () => {
    expect(checkMapping(users, GROUPS, NONE)).toMatchObject({ privileges: [], groups: [] });
  });

  it('may have the login name in the column of something else', () => {
    for (const username of ['mail', 'name'])
      expect(checkMapping(users, GROUPS, { ...CHOSEN, username })).toMatchObject({ username });
  });

  it.each<[string, object, string]>([
    ['a column that is not there', { email: 'email' }, 'has no column "email", which was chosen for email'],
    ['no name', { email: 7 }, 'has no column "7"'],
    ['a list that is none', { names: 'name' }, 'names is a list of at most 4 columns'],
    ['a list of too many', { names: Array(5).fill('name') }, 'names is a list of at most 4 columns'],
    ['a list with what is not there', { privileges: ['boss', '__proto__'] }, 'has no column "__proto__"'],
    ['privileges that are forgotten', { privileges: undefined }, 'nothing is chosen for privileges'],
    ['privileges that are empty', { privileges: [] }, '"nobody" in the place of a list says that nobody is'],
    ['privileges that are null', { privileges: null }, 'privileges is a list of at most 6 columns'],
    ['nobody in a list', { privileges: ['nobody'] }, 'has no column "nobody"'],
    ['privileges by a name', { privileges: ['name'] }, '"name" does not hold yes or no, so it cannot be'],
    ['privileges by a number', { privileges: ['level'] }, '"level" does not hold yes or no'],
    ['a group that is not there', { privileges: ['group:8'] }, 'there is no group "group:8"'],
    ['a group by its name', { privileges: ['group:Chiefs'] }, 'there is no group "group:Chiefs"'],
    ['a field that is none', { privilege: ['boss'] }, '"privilege" is none of username, email'],
    ['the groups as they are read', { groups: [] }, '"groups" is none of username, email'],
    ['a field that is missing', { phone: undefined }, 'nothing is chosen for phone; null says'],
    ['e-mail and phone in one', { phone: 'mail' }, 'the column mail is chosen for both email and phone'],
    ['a privilege that everybody has', { privileges: ['on_duty'] }, 'chosen for both active and privileges'],
    ['a flag as a name', { names: ['boss'] }, '"boss" does not hold text'],
    ['bytes', { department: 'notes' }, '"notes" does not hold text'],
    ['text as a time', { createdAt: 'name' }, '"name" does not hold a time'],
    ['the key', { phone: 'id' }, '"id" is the key of the table'],
    ['what users must not be shown by', { names: ['password'] }, '"password" may hold a secret'],
    ['a token', { phone: 'api_token' }, '"api_token" may hold a secret'],
  ])('is refused for %s', (_, change, why) => {
    expect(() => checkMapping(users, GROUPS, { ...CHOSEN, ...change })).toThrowError(
      expect.objectContaining({ code: 'BAD_INPUT', facts: { why: expect.stringContaining(why) } }),
    );
  });

  it.each([null, undefined, 'x', [], {}])('is refused where it is no choice at all: %j', (chosen) => {
    expect(() => checkMapping(users, GROUPS, chosen)).toThrowError(
      expect.objectContaining({ code: 'BAD_INPUT' }),
    );
  });

  it('says in words that an account may not be shown a column', () => {
    const narrow = { ...users, seesAll: false, memberships: null };
    expect(() => checkMapping(narrow, GROUPS, { ...CHOSEN, email: 'email' })).toThrowError(
      expect.objectContaining({
        facts: { why: expect.stringContaining('has no column "email" that this account may read') },
      }),
    );
    expect(() => checkMapping(narrow, new Map(), CHOSEN)).toThrowError(
      expect.objectContaining({
        facts: { why: expect.stringContaining('the users have no groups that this account may read') },
      }),
    );
  });
});

describe('what is proposed', () => {
  const proposed = (columns: Record<string, string>, unique: string[] = []) =>
    propose({ users: { ...users, columns: new Map(Object.entries(columns)), unique: new Set(unique) } });

  it('is no secret, although it is unique', () => {
    expect(proposed({ api_key: TEXT, nick: TEXT }, ['api_key', 'nick']).username).toBe('nick');
    expect(proposed({ api_key: TEXT }, ['api_key']).username).toBeNull();
  });

  it('holds what it is', () => {
    const odd = {
      username: 'int(11)',
      is_staff: TEXT,
      is_active: TEXT,
      last_login: TEXT,
      phone: 'bigint(20)',
    };
    expect(proposed(odd)).toMatchObject({
      ...{ username: null, privileges: [], active: null, lastLoginAt: null, phone: 'phone' },
    });
  });
});

describe.skipIf(missing('django'))('on a platform that Django made', () => {
  const tablesOf = async (reader: Reader) => (await readTables(reader)) as DjangoTables;
  const keep = (database: TestDatabase, choices: Choices, platform = 'django') =>
    database.transaction((tx) => writeProfile(tx, { platform, choices }));

  forEachDatabase((open) => {
    async function platform(settings: DjangoSettings) {
      const database = await open('none');
      await migrateDjango(database.target, settings);
      const judge = openJudge(database.target, settings);
      const enrol = (people: object[]) => judge.ask<string[]>('enrol', { people });
      return { database, reader: database.reader, enrol, close: () => judge.close() };
    }

    it('what was kept holds, and what fits the tables no more opens nothing', async () => {
      const { database, reader, close } = await platform('settings');
      close();
      const tables = await tablesOf(reader);
      const proposed = propose(tables);
      // Before Rekey's tables are made as well.
      expect(await mappingOf(reader, tables, 'django')).toEqual(proposed);
      expect(await proposedOf(reader)).toEqual(asChoices(proposed));
      await migrate(database, djangoKind, { platform: false });
      const chosen = await djangoKind.choices.check(reader, { ...asChoices(proposed), names: ['last_name'] });
      await keep(database, chosen, 'another');
      expect(await mappingOf(reader, tables, 'django')).toEqual(proposed);
      await keep(database, chosen);
      expect(await mappingOf(reader, tables, 'django')).toEqual({ ...proposed, names: ['last_name'] });
      for (const [privileges, why] of [
        [['is_gone'], 'has no column "is_gone"'],
        [['group:7'], 'there is no group "group:7"'],
        [[], 'it is not chosen who is privileged'],
        [['first_name'], 'does not hold yes or no'],
      ] as const) {
        await keep(database, { ...chosen, privileges });
        const refused = { code: 'CONFIGURATION', facts: { why: expect.stringContaining(why) } };
        await expect(mappingOf(reader, tables, 'django')).rejects.toMatchObject(refused);
        await expect(djangoKind.open(database)).rejects.toMatchObject({
          facts: { why: expect.stringContaining('`rekey platform set` chooses anew') },
        });
      }
      // The rights can still be printed.
      expect((await djangoKind.needs(reader)).map(({ table }) => table)).toContain('auth_user');
    });

    it('an empty list that an earlier version kept, where nothing tells who is privileged, still holds', async () => {
      const { database, reader, close } = await platform('settings_uuid');
      close();
      await migrate(database, djangoKind, { platform: false });
      const old = { ...asChoices(propose(await tablesOf(reader))), privileges: [] };
      await keep(database, old);
      await expect(djangoKind.open(database)).rejects.toMatchObject({ code: 'CONFIGURATION' });
      for (const flag of ['is_superuser', 'is_staff'])
        await reader.schema.alterTable('accounts_account', (table) => table.dropColumn(flag));
      const { fields, limits } = await djangoKind.open(database);
      expect(fields.has('role')).toBe(false);
      expect(limits.join(' ')).toContain('Nobody is taken for privileged');
    });

    it.each<DjangoSettings>(['settings', 'settings_uuid'])(
      'a group makes its members privileged, everywhere that asks: %s',
      async (settings) => {
        const { database, reader, enrol, close } = await platform(settings);
        const people = ['mara', 'otto', 'root'].map((name) => ({
          ...(settings === 'settings_uuid' ? { name } : { username: name, first_name: name }),
          ...{ email: `${name}@example.org`, is_superuser: name === 'root' },
        }));
        await enrol(people);
        close();
        await migrate(database, djangoKind, { platform: false });
        const { users } = await tablesOf(reader);
        const owner = settings === 'settings_uuid' ? 'account_id' : 'user_id';
        expect(users.memberships).toEqual({ table: `${users.table}_groups`, user: owner, group: 'group_id' });
        const [group] = await reader('auth_group').insert({ name: 'Key holders' });
        const idOf = async (name: string) => {
          const [row] = await rowsOf<{ id: UserId }>(
            reader,
            `SELECT id FROM ${users.table} WHERE email = ?`,
            [`${name}@example.org`],
          );
          return String(row?.id) as UserId;
        };
        const otto = await idOf('otto');
        await reader(`${users.table}_groups`).insert({ [owner]: otto, group_id: group });
        const proposed = await proposedOf(reader);
        const chosen = { ...proposed, privileges: ['is_superuser', `group:${group}`] };

        const { choices } = await djangoKind.choices.describe(reader);
        expect(choices.find(({ name }) => name === 'privileges')).toMatchObject({
          among: [
            ...(settings === 'settings'
              ? ['is_superuser', 'is_staff', 'is_active']
              : ['is_superuser', 'is_active', 'is_staff']
            ).map((value) => expect.objectContaining({ value })),
            { value: `group:${group}`, label: 'Group “Key holders”' },
          ],
          none: { value: 'nobody' },
        });
        const sampled = await djangoKind.choices.sample(reader, chosen);
        const told = sampled.map(({ email, privileged, role }) => [email, privileged, role]);
        expect(told.sort()).toEqual([
          ['mara@example.org', false, 'user'],
          ['otto@example.org', true, 'Key holders'],
          ['root@example.org', true, 'superuser'],
        ]);

        await keep(database, await djangoKind.choices.check(reader, chosen));
        const opened = await djangoKind.open(database);
        expect((await opened.read(reader, otto, 0))?.user).toMatchObject({ privileged: true });
        expect(await opened.summaries([otto])).toMatchObject([{ privileged: true, role: 'Key holders' }]);
        const range = await opened.enrolment.rangeFrom(reader, null);
        const { found } = await opened.enrolment.list(
          reader,
          { concern: 'privileged-without-2fa' },
          range?.from ?? '',
          { limit: 10, now: 0, staffSince: 0 },
        );
        expect(found.map(({ email }) => email).filter((email) => email === 'otto@example.org')).toHaveLength(
          1,
        );
        const needs = await djangoKind.needs(reader);
        expect(needs).toContainEqual({ table: `${users.table}_groups`, select: [owner, 'group_id'] });
        expect(needs).toContainEqual({ table: 'auth_group', select: ['id', 'name'] });

        // By another name it is the same group; once it is gone, nobody guesses who is privileged.
        await reader('auth_group').where({ id: group }).update({ name: 'Keepers' });
        expect(await (await djangoKind.open(database)).summaries([otto])).toMatchObject([
          { role: 'Keepers' },
        ]);
        await reader(`${users.table}_groups`).delete();
        expect(await opened.summaries([otto])).toMatchObject([{ privileged: false }]);
        await reader('auth_group').delete();
        await expect(djangoKind.open(database)).rejects.toMatchObject({ code: 'CONFIGURATION' });
      },
    );

    it('nothing secret is offered, sampled or taken', async () => {
      const { reader, enrol, close } = await platform('settings');
      await enrol([{ username: 'mara', email: 'mara@example.org' }]);
      close();
      await reader.schema.alterTable('auth_user', (table) => {
        table.string('recovery_code', 40).defaultTo('SECRET-7');
      });
      const { choices, proposed } = await djangoKind.choices.describe(reader);
      const offered = choices.flatMap(({ among }) => among.map(({ value }) => value));
      expect(offered).toContain('email');
      for (const secret of ['password', 'recovery_code']) {
        expect(offered).not.toContain(secret);
        const chosen = { ...proposed, department: secret };
        for (const ask of ['sample', 'check'] as const)
          await expect(djangoKind.choices[ask](reader, chosen)).rejects.toMatchObject({ code: 'BAD_INPUT' });
      }
      const sampled = await djangoKind.choices.sample(reader, proposed);
      expect(sampled).toHaveLength(1);
      expect(JSON.stringify(sampled)).not.toMatch(/SECRET-7|md5/);
    });

    it('before it is kept, the platform can be looked at and its rights reckoned by a choice', async () => {
      const { database, reader, close } = await platform('settings');
      close();
      await migrate(database, djangoKind, { platform: false });
      const proposed = await proposedOf(reader);
      const kind = djangoKind.choices.holding({ ...proposed, email: null, privileges: 'nobody' });
      const opened = await kind.open(database, {});
      expect([...opened.fields].sort()).toEqual(['createdAt', 'fullName', 'lastLoginAt', 'status']);
      const need = (await kind.needs(reader)).find(({ table }) => table === 'auth_user');
      expect(need?.select).not.toContain('email');
      const unfit = djangoKind.choices.holding({ ...proposed, email: 'gone' });
      await expect(unfit.open(database, {})).rejects.toMatchObject({ code: 'BAD_INPUT' });
    });
  });

  onMariaDb((open) => {
    it('an account that may read some columns is told so, and that others may be there', async () => {
      const database = await open('none');
      await migrateDjango(database.target);
      if (database.target.kind !== 'mysql') throw new Error('not a server');
      const { seesAll } = (await tablesOf(database.reader)).users;
      expect(seesAll).toBe(true);
      const columns = ['id', 'username', 'first_name', 'is_superuser'];
      const account = await makeAccount(database.target.url, {
        grants: [`SELECT (${columns.join(', ')}) ON auth_user`, 'SELECT ON otp_totp_totpdevice'],
      });
      try {
        const narrow = await openAs(account, async (reader) => djangoKind.choices.describe(reader));
        expect(narrow.note).toContain('GRANT SELECT (column) ON auth_user');
        expect((await djangoKind.choices.describe(database.reader)).note).toBeNull();
        expect(narrow.proposed).toMatchObject({
          email: null,
          names: ['first_name'],
          privileges: ['is_superuser'],
        });
        const chosen = { ...narrow.proposed, email: 'email' };
        await expect(
          openAs(account, (reader) => djangoKind.choices.check(reader, chosen)),
        ).rejects.toMatchObject({
          facts: { why: expect.stringContaining('"email" that this account may read') },
        });
      } finally {
        await account.remove();
      }
    });
  });
});

async function proposedOf(reader: Reader): Promise<Choices> {
  return (await djangoKind.choices.describe(reader)).proposed;
}

async function openAs<T>(account: MysqlConnection, work: (reader: Reader) => Promise<T>): Promise<T> {
  const database = openDatabase({ kind: 'mysql', url: formatMysqlUrl(account) });
  try {
    return await work(database.reader);
  } finally {
    await database.close();
  }
}
