/** The command line on a real database: passwords, codes, keys, and what can be wrong with them. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Check } from '../../db/check.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { newSecret, toBase32 } from '../../main/services/totp.ts';
import { type Environment, type Failure, rekey, rekeyJson } from '../support/command-line.ts';
import { forEachDatabase, onMariaDb } from '../support/databases.ts';
import { codeWorks } from '../support/desk.ts';
import { missing } from '../support/parts.ts';
import { addPerson } from '../support/people.ts';
import { environmentFor, openWorld, signedInAs, type World } from './world.ts';

const ACT = ['--reason', 'lost-phone'];

interface Issued {
  codes?: string[];
  replayed: boolean;
  sequence: number;
}

forEachDatabase((open, kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(open);
  });

  test('a reference that fits two people does nothing to either, and the log has who was named', async () => {
    // Of its own: each sign-in uses up one of the member's backup codes.
    const world = await openWorld(open);
    const one = await addPerson(world.database, { username: 'twin@example.net', email: 'other@example.org' });
    const two = await addPerson(world.database, { username: 'twin.real', email: 'twin@example.net' });
    const asSupport = () => signedInAs(world, world.support);
    for (const command of [
      ['status', '\u2068twin@example.net\u2069'],
      ['identity', 'send-code', 'TWIN@example.net'],
      ['issue-emergency-code', 'twin@example.net', ...ACT],
    ]) {
      const { status, value } = await rekeyJson<Failure>([...command, '--as', 'support'], asSupport());
      expect(status).not.toBe(0);
      expect(value.error.code).toBe('AMBIGUOUS_USER');
      for (const id of [one, two]) expect(value.error.message).toContain(`(#${id})`);
    }
    expect(await world.database.reader('rekey_identity_checks').select('id')).toEqual([]);
    const entries = await world.database.reader('rekey_audit_entries').whereIn('user_id', [one, two]);
    expect(entries).toEqual([]);
    const searches = await world.database
      .reader('rekey_audit_entries')
      .where({ action: 'search-users' })
      .select('detail');
    expect(searches.map(({ detail }) => JSON.parse(detail))).toContainEqual({
      query: 'twin@example.net',
      results: 2,
    });
    const { value } = await rekeyJson<{ user: { id: string } }>(
      ['status', `#${two}`, '--as', 'support'],
      asSupport(),
    );
    expect(value.user.id).toBe(two);
  });

  test('codes that were issued open the account, and those before them do not', async () => {
    const id = await addPerson(world.database, {
      username: 'ann',
      secret: newSecret(),
      codes: ['0LD00-00001'],
    });
    const { status, value } = await rekeyJson<Issued>(
      ['issue-backup-codes', 'ann', ...ACT, '--as', 'support'],
      signedInAs(world, world.support),
    );
    expect(status).toBe(0);
    const now = Date.now();
    expect(value.codes).toHaveLength(10);
    expect(await codeWorks(world.database, id, String(value.codes?.[9]), now)).toBe(true);
    expect(await codeWorks(world.database, id, '0LD00-00001', now)).toBe(false);
  });

  test('the same action id, sent again, is done once and answers the same without the codes', async () => {
    const id = await addPerson(world.database, { username: 'bob', secret: newSecret() });
    const args = ['issue-backup-codes', 'bob', ...ACT, '--as', 'support', '--action-id', randomUUID()];
    const first = await rekeyJson<Issued>(args, signedInAs(world, world.support));
    const second = await rekeyJson<Issued>(args, signedInAs(world, world.support));
    expect(first.value.codes).toHaveLength(10);
    expect(second).toMatchObject({ status: 0, value: { replayed: true, sequence: first.value.sequence } });
    expect(second.value).not.toHaveProperty('codes');
    expect(await world.database.reader('backup_codes').where({ user_id: id })).toHaveLength(10);
  });

  test('an action id of another user is refused', async () => {
    await addPerson(world.database, { username: 'cid', failedAttempts: 3 });
    await addPerson(world.database, { username: 'dan', failedAttempts: 3 });
    const id = ['--action-id', randomUUID(), '--as', 'support', ...ACT];
    expect((await rekey(['unlock', 'cid', ...id], signedInAs(world, world.support))).status).toBe(0);
    const { status, value } = await rekeyJson<Failure>(
      ['unlock', 'dan', ...id],
      signedInAs(world, world.support),
    );
    expect(status).toBe(1);
    expect(value.error.code).toBe('ACTION_ID_REUSED');
  });

  test('what was done to a user who was deleted since is found by the id', async () => {
    const id = await addPerson(world.database, { username: 'abe', failedAttempts: 3 });
    await rekey(['unlock', 'abe', ...ACT, '--as', 'admin'], signedInAs(world, world.admin));
    await world.database.reader('users').where({ id }).delete();
    const list = ['audit', 'list', '--as', 'admin', '--category', 'action', '--user'];
    const byName = await rekeyJson<Failure>([...list, 'abe'], signedInAs(world, world.admin));
    expect(byName.value.error.code).toBe('USER_NOT_FOUND');
    const byId = await rekeyJson<{ entries: unknown[] }>([...list, `#${id}`], signedInAs(world, world.admin));
    expect(byId.value.entries).toHaveLength(1);
  });

  test('a wrong password is refused, and neither it nor the code is told', async () => {
    const environment: Environment = {
      ...signedInAs(world, world.admin),
      REKEY_PASSWORD: 'a wrong password',
    };
    const { status, value, stdout, stderr } = await rekeyJson<Failure>(
      ['staff', 'list', '--as', 'admin'],
      environment,
    );
    expect(status).toBe(1);
    expect(value.error.code).toBe('WRONG_CREDENTIALS');
    for (const secret of [
      environment.REKEY_PASSWORD,
      environment.REKEY_TOTP,
      environment.REKEY_PLATFORM_KEY,
    ]) {
      expect(stdout + stderr).not.toContain(secret);
    }
  });

  test('without a password and without a terminal it is said how to give one', async () => {
    const { status, stderr } = await rekey(['staff', 'list', '--as', 'admin'], world.environment);
    expect(status).toBe(2);
    expect(stderr).toContain('REKEY_PASSWORD');
  });

  test('a demo name opens nothing here, and the demo is not reset', async () => {
    const { status, value } = await rekeyJson<Failure>(['demo', 'reset'], world.environment);
    expect(status).toBe(1);
    expect(value.error.code).toBe('DEMO_ONLY');
    expect((await rekey(['status', '1', '--as', 'sam'], world.environment)).status).toBe(2);
  });

  describe.skipIf(missing('oathtool'))('codes judged by oathtool', () => {
    const oathtool = (secret: string, now: string) =>
      execFileSync('oathtool', ['--totp', '-b', secret, '--now', now], { encoding: 'utf8' }).trim();

    test('a staff member signs in with the code of their authenticator, once', async () => {
      // The code of now was used for pairing; the next one is good already (RFC 6238, section 5.2).
      const environment = {
        ...world.environment,
        REKEY_PASSWORD: world.admin.password,
        REKEY_TOTP: oathtool(world.admin.secret, '+30 seconds'),
      };
      expect((await rekey(['staff', 'list', '--as', 'admin'], environment)).status).toBe(0);
      const again = await rekeyJson<Failure>(['staff', 'list', '--as', 'admin'], environment);
      expect(again.value.error.code).toBe('WRONG_CREDENTIALS');
    });

    test('check-code knows the right code, also from stdin, and one of a phone whose clock is off', async () => {
      const secret = newSecret();
      await addPerson(world.database, { username: 'eve', secret });
      const check = (code: string, firstLine?: string) =>
        rekey(['check-code', 'eve', code, '--as', 'support'], signedInAs(world, world.support), {
          firstLine,
        });
      const base32 = toBase32(secret);
      const right = await check('-', oathtool(base32, 'now'));
      expect(right).toMatchObject({ status: 0, stdout: 'Right.\n' });
      const off = await check(oathtool(base32, '+5 minutes'));
      expect(off.status).toBe(1);
      expect(off.stdout).toMatch(/^Right, but the clock of the phone is (270|300|330) seconds fast/);
    });
  });

  test('a key that is not the platform\u2019s is named as what is wrong', async () => {
    await addPerson(world.database, { username: 'fay', secret: newSecret() });
    const wrong = { REKEY_PLATFORM_KEY: Buffer.alloc(32, 9).toString('base64') };
    const environment = { ...signedInAs(world, world.support), ...wrong };
    const { status, value, stdout, stderr } = await rekeyJson<Failure>(
      ['check-code', 'fay', '123456', '--as', 'support'],
      environment,
    );
    expect(status).toBe(1);
    expect(value.error.code).toBe('PLATFORM_KEY_WRONG');
    expect(stdout + stderr).not.toContain(wrong.REKEY_PLATFORM_KEY);
  });

  test('audit verify names the first entry that was tampered with', async () => {
    const broken = await openWorld(open);
    const { reader } = broken.database;
    if (kind === 'sqlite') await reader.raw('DROP TRIGGER rekey_audit_no_update');
    await reader('rekey_audit_entries').where({ sequence: 2 }).update({ ticket: 'T-0' });
    const { status, value, stderr } = await rekeyJson<Failure>(
      ['audit', 'verify', '--as', 'admin'],
      signedInAs(broken, broken.admin),
    );
    expect(status).toBe(1);
    expect(value.error).toMatchObject({ code: 'AUDIT_BROKEN', facts: { sequence: 2 } });
    expect(stderr).toContain('entry 2');
  });

  test('a log whose head was set back is told by each command alike, and its verdict needs no sign-in', async () => {
    const broken = await openWorld(open);
    await addPerson(broken.database, { username: 'hugo', failedAttempts: 3 });
    await broken.database.reader('rekey_audit_head').update({ sequence: 0, hash: '0'.repeat(64) });
    const why = /entry \d+ stands beyond its head, which is at 0/;
    const acting = await rekeyJson<Failure>(
      ['unlock', 'hugo', ...ACT, '--as', 'support'],
      signedInAs(broken, broken.support),
    );
    expect(acting.value.error).toMatchObject({
      code: 'AUDIT_UNWRITABLE',
      message: expect.stringMatching(why),
    });
    const verifying = await rekeyJson<Failure>(
      ['audit', 'verify', '--as', 'admin'],
      signedInAs(broken, broken.admin),
    );
    expect(verifying).toMatchObject({
      status: 1,
      value: {
        error: {
          code: 'AUDIT_BROKEN',
          facts: { why: expect.stringMatching(why), unlogged: expect.stringMatching(why) },
        },
      },
    });
    expect(verifying.stderr).toContain('This verdict is not in the log');
    const { value } = await rekeyJson<{ checks: Check[] }>(['doctor'], broken.environment);
    expect(value.checks.find(({ name }) => name === 'audit-log')?.message).toMatch(why);
  });

  test('where the log can not be written nothing is done', async () => {
    const mute = await openWorld(open);
    await addPerson(mute.database, { username: 'gil', failedAttempts: 3 });
    const environment = signedInAs(mute, mute.support);
    await mute.database.reader.schema.renameTable('rekey_audit_entries', 'elsewhere');
    const { status, value } = await rekeyJson<Failure>(
      ['unlock', 'gil', ...ACT, '--as', 'support'],
      environment,
    );
    expect(status).toBe(1);
    expect(value.error.code).toMatch(/^(AUDIT_UNWRITABLE|SCHEMA_MISSING)$/);
    const [row] = await mute.database.reader('users').where({ username: 'gil' });
    expect(row?.failed_attempts).toBe(3);
  });

  test('a database without staff says what to do, and takes a first admin without anybody signed in', async () => {
    const database = await open('all');
    const environment = await environmentFor(database);
    const early = await rekeyJson<Failure>(['status', '1', '--as', 'admin'], environment);
    expect(early.value.error.code).toBe('SETUP_DUE');
    const add = ['staff', 'add', 'first', '--full-name', 'First Admin'];
    // Only an admin, and only the first.
    expect((await rekey([...add, '--role', 'lead'], environment)).status).toBe(1);
    const { status, value } = await rekeyJson<{ member: unknown; firstPassword: string }>(
      [...add, '--role', 'admin'],
      environment,
    );
    expect(status).toBe(0);
    expect(value).toMatchObject({
      member: { name: 'first', role: 'admin' },
      firstPassword: expect.any(String),
    });
    const unpaired = await rekeyJson<Failure>(['staff', 'list', '--as', 'first'], {
      ...environment,
      REKEY_PASSWORD: value.firstPassword,
      REKEY_TOTP: '',
    });
    expect(unpaired.value.error.code).toBe('PAIRING_REQUIRED');
  });

  test('with staff there, nobody becomes admin without signing in', async () => {
    const { status, value } = await rekeyJson<Failure>(
      ['staff', 'add', 'mallory', '--full-name', 'Mallory', '--role', 'admin'],
      world.environment,
    );
    expect(status).toBe(1);
    expect(value.error.code).toBe('SETUP_DONE');
  });

  test('migrate makes the tables once', async () => {
    const environment = await environmentFor(await open('none'));
    const first = await rekeyJson<{ applied: string[] }>(['migrate', '--platform'], environment);
    expect(first.status).toBe(0);
    expect(first.value.applied).toEqual(
      expect.arrayContaining([expect.stringContaining('reference-platform')]),
    );
    const both = await rekeyJson<Failure>(['migrate', '--platform', '--print'], environment);
    expect(both.status).toBe(2);
    const printed = await rekeyJson<{ sql: string } & Failure>(['migrate', '--print'], environment);
    if (kind === 'mysql')
      expect(printed.value.sql).toMatch(/^-- Rekey's own tables\nUSE `.+`;\ncreate table /);
    else expect(printed.value.error.code).toBe('BAD_INPUT');
    const second = await rekeyJson(['migrate', '--platform'], environment);
    expect(second).toMatchObject({ status: 0, value: { applied: [] } });
  });

  test('doctor tells of missing tables, with nobody signed in', async () => {
    const database = await open('none');
    // An SQLite file is there from the first statement on.
    await database.reader.raw('SELECT 1');
    const environment = await environmentFor(database);
    const { status, value, stderr } = await rekeyJson<{ ok: boolean; checks: Check[] }>(
      ['doctor'],
      environment,
    );
    expect(status).toBe(1);
    expect(value.ok).toBe(false);
    const bad = value.checks.filter((check) => check.outcome === 'failed');
    expect(bad.map(({ name }) => name)).toContain('schema');
    for (const { next } of bad) expect(next).toEqual(expect.any(String));
    expect(stderr).toContain('failed');
  });
});

describe('a configuration that does not work', () => {
  const base = { REKEY_DATA_DIR: '/dev/null/nowhere', REKEY_PLATFORM_KEY: '07'.repeat(32) };
  const lookup = ['lookup', 'ann', '--as', 'sam'];

  test.each([
    ['an address of something else', 'ftp://user:hunter2@example.org/x'],
    ['an address without a database', 'mysql://user:hunter2@127.0.0.1'],
  ])('%s is refused without the password in it', async (_name, url) => {
    const { status, value, stdout, stderr } = await rekeyJson<Failure>(lookup, {
      ...base,
      REKEY_DATABASE_URL: url,
    });
    expect(status).toBe(1);
    expect(value.error.code).toBe('CONFIGURATION');
    expect(stdout + stderr).not.toContain('hunter2');
  });

  test('doctor works with it, and names it', async () => {
    const { status, value, stdout } = await rekeyJson<{ checks: { name: string; outcome: string }[] }>(
      ['doctor'],
      {
        ...base,
        REKEY_DATABASE_URL: 'ftp://user:hunter2@example.org/x',
      },
    );
    expect(status).toBe(1);
    expect(value.checks).toContainEqual(
      expect.objectContaining({ name: 'configuration', outcome: 'failed' }),
    );
    expect(stdout).not.toContain('hunter2');
  });

  test('a database that does not answer is named, and doctor says which step failed', async () => {
    // Port 9 (discard) is listened to by nobody.
    const environment = {
      ...(await environmentFor({ target: { kind: 'mysql', url: 'mysql://u:hunter2@127.0.0.1:9/x' } })),
    };
    const { status, value, stderr } = await rekeyJson<Failure>(lookup, environment);
    expect(status).toBe(1);
    expect(value.error.code).toBe('DATABASE_UNREACHABLE');
    expect(stderr).not.toContain('hunter2');
    const doctor = await rekeyJson<{ checks: { name: string; outcome: string }[] }>(['doctor'], environment);
    expect(doctor.status).toBe(1);
    expect(doctor.value.checks).toContainEqual(expect.objectContaining({ name: 'port', outcome: 'failed' }));
  });
});

onMariaDb((open) => {
  test('an account that may only read is told so, and changes nothing', async () => {
    const world = await openWorld(open);
    const id: UserId = await addPerson(world.database, { username: 'hal', failedAttempts: 3 });
    const url = new URL(world.environment.REKEY_DATABASE_URL ?? '');
    const reader = `reader${url.pathname.slice(-12)}`;
    await world.database.reader.raw(`CREATE USER ${reader}@'127.0.0.1' IDENTIFIED BY 'hunter2'`);
    await world.database.reader.raw(`GRANT SELECT ON ${url.pathname.slice(1)}.* TO ${reader}@'127.0.0.1'`);
    url.username = reader;
    url.password = 'hunter2';
    const environment = { ...signedInAs(world, world.support), REKEY_DATABASE_URL: url.href };
    const { status, value, stdout, stderr } = await rekeyJson<Failure>(
      ['unlock', 'hal', ...ACT, '--as', 'support'],
      environment,
    );
    expect(status).toBe(1);
    expect(value.error.code).toMatch(/^(DATABASE_DENIED|AUDIT_UNWRITABLE)$/);
    expect(stdout + stderr).not.toContain('hunter2');
    const [row] = await world.database.reader('users').where({ id });
    expect(row?.failed_attempts).toBe(3);
    await world.database.reader.raw(`DROP USER ${reader}@'127.0.0.1'`);
  });
});
