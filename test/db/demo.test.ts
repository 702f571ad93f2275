import { beforeAll, describe, expect, it } from 'vitest';
import { verifySecret } from '../../db/argon2.ts';
import { appendAudit } from '../../db/audit/log.ts';
import { verifyChain } from '../../db/audit/verify.ts';
import type { Database } from '../../db/database.ts';
import { migrate } from '../../db/migrate.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import {
  DEMO_KEY,
  DEMO_STAFF,
  demoCodes,
  demoEmergencyCode,
  demoSecret,
  isDemo,
  resetDemo,
  seedDemo,
} from '../../db/platforms/reference/demo/index.ts';
import { referencePlatform } from '../../db/platforms/reference/index.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { findStaff, listStaff } from '../../db/staff.ts';
import { searchTerms } from '../../db/text/search-terms.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import {
  type CodeRow,
  contradictions,
  countStates,
  DAY,
  groupByUser,
  readEverybody,
  type UserRow,
} from '../support/demo-people.ts';

const NOW = Date.UTC(2026, 2, 3, 9, 30);
const OPTIONS = { key: DEMO_KEY, now: NOW };
const REAL_USER = {
  username: 'real',
  email: 'real@example.org',
  full_name: 'A Real Person',
  role: 'Member',
  password_hash: 'x',
  created_at: NOW,
};
const PEOPLE_TABLES = [
  'users',
  'user_search_terms',
  'totp_authenticators',
  'backup_codes',
  'sessions',
  'trusted_devices',
  'two_factor_events',
];

forEachDatabase((open, kind) => {
  describe('the demo', () => {
    let database: TestDatabase;
    let users: UserRow[];

    beforeAll(async () => {
      database = await open();
      expect(await seedDemo(database, OPTIONS)).toBe(true);
      users = await database.reader('users').orderBy('id');
    });

    const platform = () => referencePlatform(database, DEMO_KEY);
    const idOf = async (username: string) => (await platform().resolve(username)) as UserId;
    const stateOf = async (username: string) => {
      const reading = await platform().read(database.reader, await idOf(username), NOW);
      if (!reading) throw new Error(`no ${username}`);
      return reading.state;
    };

    it('has 2,000 users, and is known as a demo', async () => {
      expect(users).toHaveLength(2_000);
      expect(await isDemo(database)).toBe(true);
    });

    it('sends no mail to anybody: every address is of a domain that RFC 2606 keeps for examples', () => {
      const domains = new Set(users.map(({ email }) => email.replace(/^[^@]*@/, '')));
      expect([...domains].sort()).toEqual(['example.com', 'example.net', 'example.org']);
    });

    it('has three people of one name, and names that break a careless interface', () => {
      const named = (what: RegExp) => users.filter(({ full_name }) => what.test(full_name)).length;
      expect(named(/^Anna Kovács$/)).toBe(3);
      expect(named(/\p{Script=Arabic}/u)).toBeGreaterThan(0);
      expect(named(/\p{Emoji_Presentation}/u)).toBeGreaterThan(0);
      expect(named(/^.{120,}$/)).toBeGreaterThan(0);
      expect(named(/^\S+$/)).toBeGreaterThan(0);
      expect(named(/['’]/)).toBeGreaterThan(20);
      expect(named(/-/)).toBeGreaterThan(20);
      expect(named(/ (de|van|von|da|dos) /)).toBeGreaterThan(20);
      expect(named(/[^ -~]/)).toBeGreaterThan(500);
      expect(new Set(users.map(({ department }) => department)).size).toBeGreaterThan(12);
    });

    it('has users in every state of a second factor', async () => {
      const counts = countStates(await readEverybody(database), NOW);
      for (const [state, count] of Object.entries(counts)) expect(count, state).toBeGreaterThan(0);
      expect(counts.enrolled).toBeGreaterThan(1_000);
      expect(counts.pendingForLong).toBeGreaterThan(20);
      expect(counts.privilegedWithout).toBeGreaterThan(2);
    });

    it('shows the people that the documentation names as it says they are', async () => {
      expect(await stateOf('mara.lindqvist')).toMatchObject({
        enrolment: 'on',
        required: true,
        backupCodes: { unused: 10, used: 0 },
        trustedDevices: 1,
      });
      expect((await stateOf('tomas.rivera')).backupCodes).toMatchObject({ unused: 2, used: 8 });
      expect((await stateOf('priya.nair')).backupCodes).toMatchObject({ unused: 0, used: 10 });
      expect((await stateOf('jonas.weiss')).backupCodes).toMatchObject({
        unused: 0,
        used: 0,
        issuedAt: null,
      });
      expect(await stateOf('sinead.obrien')).toMatchObject({ failedAttempts: 10 });
      expect((await stateOf('sinead.obrien')).lockedUntil).toBeGreaterThan(NOW + 20 * DAY);
      expect((await stateOf('zoe.vandermeer')).emergencyCodes).toHaveLength(1);
      expect((await stateOf('hakon.odegard')).emergencyCodes).toHaveLength(0);
      expect(await stateOf('huong.nguyen')).toMatchObject({ enrolment: 'off', required: true });
      expect(await stateOf('jeanluc.daubigne')).toMatchObject({ enrolment: 'off', required: false });
      expect(await stateOf('cagla.yildirim')).toMatchObject({ enrolment: 'pending' });
      expect(await stateOf('ama.boateng')).toMatchObject({ enrolment: 'off', sessions: 0 });
    });

    it('keeps the secrets and codes that are written down, and no others', async () => {
      const id = await idOf('mara.lindqvist');
      const [secret] = await platform().totp.readSecrets(database.reader, id);
      expect(Buffer.from(secret?.key ?? [])).toEqual(demoSecret(Number(id)));

      const codes: CodeRow[] = await database.reader('backup_codes').where({ user_id: id }).orderBy('id');
      const verified = await Promise.all(
        codes.map(({ hash }, i) => verifySecret(hash, demoCodes(Number(id))[i] ?? '')),
      );
      expect(verified).toEqual(Array(10).fill(true));
      expect(await verifySecret(codes[0]?.hash ?? '', demoCodes(Number(id))[1] ?? '')).toBe(false);

      const other = await idOf('zoe.vandermeer');
      const emergency = await database
        .reader('backup_codes')
        .where({ user_id: other, kind: 'emergency' })
        .first();
      expect(await verifySecret(emergency.hash, demoEmergencyCode(Number(other)))).toBe(true);
    });

    it('lets each user be found by what a search would look for', async () => {
      const rows: { term: string; user_id: number }[] = await database.reader('user_search_terms');
      const stored = groupByUser(rows);
      for (const user of users) {
        const terms = searchTerms({ username: user.username, email: user.email, fullName: user.full_name });
        expect((stored.get(Number(user.id)) ?? []).map(({ term }) => term).sort()).toEqual(terms.sort());
      }
    });

    it('tells of each user a history that agrees with how they stand', async () => {
      for (const person of await readEverybody(database))
        expect(contradictions(person, NOW), person.user.username).toEqual([]);
    });

    it('has staff of each role whom no password opens, and who are users of the platform too', async () => {
      const staff = await listStaff(database.reader);
      expect(staff.map(({ role }) => role).sort()).toEqual(['admin', 'auditor', 'lead', 'support']);
      for (const { name, email } of DEMO_STAFF) {
        const record = await findStaff(database.reader, { name });
        expect(await verifySecret(record?.passwordHash ?? '', record?.passwordHash ?? '')).toBe(false);
        expect(await platform().resolve(email)).not.toBeNull();
      }
    });

    it('is left as it is by a second start', async () => {
      await database.reader('users').where({ id: 1 }).update({ phone: 'changed meanwhile' });
      expect(await seedDemo(database, { key: DEMO_KEY, now: NOW + DAY })).toBe(false);
      expect(await database.reader('users').where({ id: 1 }).first('phone')).toEqual({
        phone: 'changed meanwhile',
      });
      expect(await countRows(database, 'users')).toBe(2_000);
    });

    if (kind === 'sqlite') {
      it('is as new after a reset: what was done is gone, the audit log too', {
        timeout: 120_000,
      }, async () => {
        await database.transaction((tx) =>
          appendAudit(tx, { time: NOW, staff: null, category: 'system', action: 'look', outcome: 'done' }),
        );
        await database.reader('users').where({ id: 2 }).delete();
        await database.reader('rekey_settings').insert({ name: 'policy', value: '{}' });

        await resetDemo(database, { key: DEMO_KEY, now: NOW + DAY });

        expect(await database.reader('users').orderBy('id').select('id', 'username', 'phone')).toEqual(
          users.map(({ id, username, phone }) => ({ id, username, phone })),
        );
        expect(await database.reader('rekey_settings').select('name')).toEqual([{ name: 'demo' }]);
        expect(await verifyChain(database.reader)).toMatchObject({ whole: true, entries: 0 });
        expect(await migrate(database, referenceKind, { platform: true })).toEqual([]);
      });

      it('has an audit log that is append-only after a reset as before', async () => {
        await database.transaction((tx) =>
          appendAudit(tx, { time: NOW, staff: null, category: 'system', action: 'look', outcome: 'done' }),
        );
        await expect(database.reader('rekey_audit_entries').delete()).rejects.toThrow('append-only');
      });
    }

    if (kind === 'mysql') {
      it('is not reset on a server, where dropping tables can not be taken back', async () => {
        await expect(resetDemo(database, OPTIONS)).rejects.toMatchObject({ code: 'DEMO_ONLY' });
        expect(await countRows(database, 'users')).toBe(2_000);
      });
    }
  });

  it('is all that a reset works on', async () => {
    const database = await open();
    await database.reader('users').insert(REAL_USER);
    await expect(resetDemo(database, OPTIONS)).rejects.toMatchObject({ code: 'DEMO_ONLY' });
    expect(await countRows(database, 'users')).toBe(1);
  });

  it('leaves nothing behind when it fails on the way, and is made once by those that start next', {
    timeout: 120_000,
  }, async () => {
    const database = await open();
    await database.reader.schema.renameTable('two_factor_events', 'not_there');
    await expect(seedDemo(database, OPTIONS)).rejects.toThrow();
    for (const table of PEOPLE_TABLES.slice(0, -1)) expect(await countRows(database, table), table).toBe(0);
    expect(await isDemo(database)).toBe(false);

    await database.reader.schema.renameTable('not_there', 'two_factor_events');
    const made = await Promise.all([seedDemo(database, OPTIONS), seedDemo(database, OPTIONS)]);
    expect(made.sort()).toEqual([false, true]);
    expect(await countRows(database, 'users')).toBe(2_000);
  });

  it('is not mixed into a database that somebody uses', async () => {
    const database = await open();
    await database.reader('users').insert(REAL_USER);
    await expect(seedDemo(database, OPTIONS)).rejects.toMatchObject({ code: 'CONFIGURATION' });
    expect(await countRows(database, 'users')).toBe(1);
    expect(await listStaff(database.reader)).toEqual([]);
  });

  it('is no demo where there are no tables yet', async () => {
    expect(await isDemo(await open('none'))).toBe(false);
  });
});

async function countRows(database: Database, table: string): Promise<number> {
  const row = await database.reader(table).count({ rows: '*' }).first();
  return Number(row?.rows);
}
