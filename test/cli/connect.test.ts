/** Connecting to a platform at the terminal: what is asked, what is tried at once, and what is kept at the end. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import { openDatabase } from '../../db/database.ts';
import { consoleGrants } from '../../db/grants.ts';
import { migrate } from '../../db/migrate.ts';
import { formatMysqlUrl, parseMysqlUrl } from '../../db/mysql-address.ts';
import { needsOf } from '../../db/needs.ts';
import { readProfile } from '../../db/platforms/profile.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { readConfiguration } from '../../main/configuration.ts';
import { survey } from '../../main/services/connecting/ask.ts';
import { newSecret } from '../../main/services/totp.ts';
import { startBastion } from '../support/bastion.ts';
import { type Ran, rekey } from '../support/command-line.ts';
import { type Account, makeAccount } from '../support/database-accounts.ts';
import { onMariaDb, type TestDatabase } from '../support/databases.ts';
import { missing } from '../support/parts.ts';
import { addPerson, PLATFORM_KEY } from '../support/people.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const KEY = PLATFORM_KEY.toString('hex');

onMariaDb((open) => {
  let database: TestDatabase;
  let administrator: ReturnType<typeof parseMysqlUrl>;
  let account: Account;
  let folder: string;

  beforeEach(async () => {
    database = await open('none');
    if (database.target.kind !== 'mysql') throw new Error('not a server');
    administrator = parseMysqlUrl(database.target.url);
    account = await makeAccount(database.target.url);
    folder = await makeTemporaryFolder('connect');
  });
  afterEach(() => account.remove());

  const file = () => join(folder, 'rekey.env');

  /** Answers by the beginning of a question; of several the first comes first, and the last stays. Null: Ctrl-D. */
  async function talk(
    answers: Record<string, (string | null)[]>,
    environment = {},
  ): Promise<Ran & { asked: string[] }> {
    const asked: string[] = [];
    const ran = await rekey(
      ['connect'],
      { REKEY_DATA_DIR: folder, ...environment },
      {
        answers: (question) => {
          asked.push(question);
          const [, left] = Object.entries(answers).find(([start]) => question.startsWith(start)) ?? [];
          if (asked.length > 60) throw new Error(`asked for ever: ${asked.slice(-3).join(' / ')}`);
          if (!left) return '';
          return (left.length > 1 ? left.shift() : left[0]) ?? null;
        },
      },
    );
    return { ...ran, asked };
  }

  const there = () => ({
    Server: [administrator.host],
    Port: [String(administrator.port)],
    'TLS (': ['off'],
    'Account that': [administrator.user],
    'Account [': [account.user],
    [`Password of ${account.user}`]: [account.password],
    [`Password of ${administrator.user}`]: [administrator.password],
    Database: [administrator.database],
    REKEY_PLATFORM_KEY: [KEY],
  });

  /** The platform's own tables, with somebody in them, and what the console's account will be allowed. */
  async function platform(): Promise<void> {
    await migrate(database, referenceKind, { platform: true });
    await addPerson(database, { username: 'ann', secret: newSecret(), codes: ['0LD00-00001'] });
    await addPerson(database, { username: 'bob' });
    const grants = consoleGrants(await needsOf(referenceKind, null), administrator.database, {
      user: account.user,
      host: '127.0.0.1',
    });
    await account.administer(...grants);
  }

  it('goes from an address to a configuration that works, and keeps what it found', async () => {
    await platform();
    const { status, stderr } = await talk(there());
    expect(status).toBe(0);
    expect(stderr).toContain('reference: Reference platform');
    expect(stderr).toMatch(/ann +ann@example\.org.* on$/m);
    expect(stderr).toMatch(/bob .* off$/m);
    expect(stderr).toContain('Of all 2 users: ');
    expect(stderr).toMatch(/ok +rights/);
    for (const secret of [account.password, KEY]) expect(stderr).not.toContain(secret);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    const configuration = readConfiguration({ REKEY_DATA_DIR: folder });
    expect(configuration).toMatchObject({
      source: 'environment',
      database: {
        kind: 'mysql',
        url: formatMysqlUrl({ ...administrator, user: account.user, password: account.password, tls: 'off' }),
      },
      platform: { id: 'reference' },
      keys: { REKEY_PLATFORM_KEY: PLATFORM_KEY },
    });
    const opened = openDatabase(configuration.database);
    try {
      expect(await opened.reader('users').select('username').orderBy('id')).toHaveLength(2);
    } finally {
      await opened.close();
    }
  });

  it('keeps what it found in the database, and once only; a console that cannot says so and is connected all the same', async () => {
    await platform();
    const entries = async () =>
      (await listAudit(database.reader, {}, { limit: 5 })).map(({ action, staff, after }) => ({
        action,
        staff,
        after,
      }));
    await account.administer('REVOKE UPDATE ON rekey_audit_head FROM ACCOUNT');
    const refused = await talk(there());
    expect(refused.status).toBe(0);
    expect(refused.stderr).toContain('So the next console asks for the platform again.');
    expect(await readProfile(database.reader)).toBeNull();
    await account.administer('GRANT UPDATE ON rekey_audit_head TO ACCOUNT');
    for (let consoles = 0; consoles < 2; consoles += 1) {
      expect((await talk(there())).status).toBe(0);
      const after = { platform: 'reference', choices: null };
      expect(await readProfile(database.reader)).toEqual(after);
      expect(await entries()).toEqual([{ action: 'connect-platform', staff: null, after }]);
    }
    expect((await survey(administrator)).kept?.id).toBe('reference');
  });

  it('asks again for what is wrong, with what failed in words, and for a key until it opens what is stored', async () => {
    await platform();
    const { status, stderr } = await talk({
      ...there(),
      Port: ['abc', '0', '1', String(administrator.port)],
      [`Password of ${account.user}`]: ['wrong', account.password],
      REKEY_PLATFORM_KEY: ['nonsense', 'f'.repeat(64), KEY],
    });
    expect(status).toBe(0);
    expect(stderr).toMatch(/FAILED +port/);
    expect(stderr).toContain('That does not have its form.');
    expect(stderr).toContain("REKEY_PLATFORM_KEY: not the platform's");
  });

  it('sends no password to another account than the one it was typed for', async () => {
    await platform();
    const { status, stderr } = await talk({
      ...there(),
      'Account [': ['nobody_of_us', account.user, null],
      'Password of nobody_of_us': [account.password],
      [`Password of ${account.user}`]: [''],
    });
    expect(status).toBe(2);
    expect(stderr.match(/FAILED +password/g)).toHaveLength(2);
    expect(existsSync(file())).toBe(false);
  });

  it('goes on with a key that opens some of what is stored, and says so', async () => {
    await platform();
    const id = await addPerson(database, { username: 'cas', secret: newSecret() });
    const [other] = await database.reader('totp_authenticators').whereNot({ user_id: id }).select('secret');
    // Bound to another user, so that no key opens it here.
    await database.reader('totp_authenticators').where({ user_id: id }).update({ secret: other.secret });
    const { status, stderr } = await talk(there());
    expect(status).toBe(0);
    expect(stderr).toContain('opens some of the newest stored values and not others');
  });

  it("makes Rekey's own tables by an account that is used once, after one that may not", async () => {
    await platform();
    const [rows] = await database.reader.raw<[Record<string, string>[], unknown]>(
      "SHOW TABLES LIKE 'rekey\\_%'",
    );
    await database.reader.raw('SET FOREIGN_KEY_CHECKS = 0');
    for (const row of rows) await database.reader.raw('DROP TABLE ??', [String(Object.values(row)[0])]);
    const { status, stderr } = await talk({ ...there(), 'Account that': [account.user, administrator.user] });
    expect(status).toBe(0);
    expect(stderr).toMatch(/\d+ steps were applied/);
    expect(await database.reader.schema.hasTable('rekey_staff')).toBe(true);
    const kept = readFileSync(file(), 'utf8');
    expect(kept).toContain(account.user);
    expect(kept).not.toContain(`//${administrator.user}:`);
  });

  it.skipIf(missing('bastion'))(
    'finds its way through a bastion, once somebody has compared its fingerprint',
    async () => {
      await platform();
      const bastion = await startBastion();
      const home = process.env.HOME;
      process.env.HOME = folder;
      try {
        const answers = {
          ...there(),
          'Bastion (SSH)': [bastion.ssh],
          'File with your SSH key': [bastion.key],
        };
        const refused = await talk({ ...answers, 'Is SHA256:': ['no'], Server: [administrator.host, null] });
        expect(refused.status).not.toBe(0);
        expect(existsSync(join(folder, '.ssh'))).toBe(false);
        expect(existsSync(file())).toBe(false);

        const { status, asked } = await talk({ ...answers, 'Is SHA256:': ['yes'] });
        expect(status).toBe(0);
        expect(asked.filter((question) => question.startsWith('Is SHA256:'))).toHaveLength(1);
        expect(asked.filter((question) => question.startsWith('Server'))).toHaveLength(1);
        const known = readFileSync(join(folder, '.ssh', 'known_hosts'), 'utf8');
        expect(known).toMatch(new RegExp(`^\\[127\\.0\\.0\\.1\\]:${bastion.port} ssh-ed25519 \\S+\\n$`));
        const kept = readConfiguration({ REKEY_DATA_DIR: folder }).database;
        expect(kept).toMatchObject({ kind: 'mysql' });
        expect(parseMysqlUrl(kept.kind === 'mysql' ? kept.url : '')).toMatchObject({
          ssh: bastion.ssh,
          sshkey: bastion.key,
        });
      } finally {
        if (home === undefined) delete process.env.HOME;
        else process.env.HOME = home;
        await bastion.stop();
      }
    },
  );

  it('leaves the tables to an administrator, with the statements for it', async () => {
    await platform();
    await database.reader.schema.dropTable('rekey_migrations');
    const { status, stderr } = await talk({ ...there(), 'Account that': ['-'] });
    expect(status).toBe(0);
    expect(stderr).toContain(`GRANT SELECT`);
    expect(stderr).toContain('rekey migrate');
    expect(await database.reader.schema.hasTable('rekey_migrations')).toBe(false);
  });

  it('says that nothing it knows stands there, and goes on to another database', async () => {
    const { status, stderr } = await talk({
      ...there(),
      'Account [': [administrator.user],
      Database: [administrator.database, null],
    });
    expect(status).toBe(2);
    expect(stderr).toContain('the tables of no platform that Rekey knows');
    expect(existsSync(file())).toBe(false);
  });

  it.each(['Server', 'Password of', 'REKEY_PLATFORM_KEY'])(
    'keeps nothing where %s is not answered',
    async (start) => {
      await platform();
      const answers: Record<string, (string | null)[]> = there();
      for (const question of Object.keys(answers)) if (question.startsWith(start)) answers[question] = [null];
      const { status, stderr } = await talk(answers);
      expect(status).toBe(2);
      expect(stderr).toContain('Nothing was kept');
      expect(existsSync(file())).toBe(false);
    },
  );

  it('leaves the other lines of rekey.env as they are, and takes the place of its own', async () => {
    await platform();
    writeFileSync(
      file(),
      `# of ours\nREKEY_PLATFORM=reference\nREKEY_SMTP_URL=smtp://mail.example.org:25?from=a@example.org\n`,
      { mode: 0o600 },
    );
    expect((await talk(there())).status).toBe(0);
    const lines = readFileSync(file(), 'utf8').trimEnd().split('\n');
    expect(lines.slice(0, 2)).toEqual([
      '# of ours',
      'REKEY_SMTP_URL=smtp://mail.example.org:25?from=a@example.org',
    ]);
    expect(lines.slice(2).map((line) => line.split('=')[0])).toEqual([
      'REKEY_DATABASE_URL',
      'REKEY_PLATFORM',
      'REKEY_PLATFORM_KEY',
    ]);
    expect((await talk(there())).status).toBe(0);
    expect(readFileSync(file(), 'utf8').trimEnd().split('\n')).toEqual(lines);
  });

  it('is refused where the environment decides, and asks nothing', async () => {
    const { status, stderr, asked } = await talk(there(), { REKEY_DATABASE_URL: 'mysql://a:b@h/d' });
    expect([status, asked]).toEqual([2, []]);
    expect(stderr).toContain('REKEY_DATABASE_URL is set');
  });
});
