/** Everyday faults of what the database lies on: each is told as what it is, and nothing was changed. */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, open as openFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from 'mysql2/promise';
import { createConnection } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { appendAudit, readHead } from '../../db/audit/log.ts';
import { checkEmbedded } from '../../db/connection-test/embedded.ts';
import { type Database, openDatabase } from '../../db/database.ts';
import type { RekeyError } from '../../db/errors.ts';
import { migrate } from '../../db/migrate.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { translateError } from '../../db/translate-error.ts';
import { find } from '../support/checks.ts';
import { onMariaDb } from '../support/databases.ts';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts';

async function told(work: Promise<unknown>): Promise<RekeyError> {
  return work.then(
    () => expect.unreachable('it should have failed'),
    (error) => translateError(error),
  );
}

const ENTRY = { time: 0, staff: null, category: 'system', action: 'look', outcome: 'done' } as const;

function append(database: Database, detail = ''): Promise<unknown> {
  return database.transaction((tx) => appendAudit(tx, { ...ENTRY, detail: { detail } }));
}

describe('SQLite', () => {
  let database: Database;
  let path: string;
  let disk: SmallDisk | null = null;

  async function openAt(folder: string): Promise<void> {
    path = join(folder, 'rekey.sqlite');
    database = openDatabase({ kind: 'sqlite', path });
    await migrate(database, referenceKind, { platform: false });
  }
  const newFolder = () => mkdtemp(join(inject('scratch'), 'surroundings-'));

  afterEach(async () => {
    await database?.close();
    disk?.remove();
    disk = null;
  });

  it('says that the disk is full, and goes on when there is space again', async () => {
    await openAt(await newFolder());
    await database.reader.raw('PRAGMA wal_checkpoint');
    const [{ page_count: pages }] = await database.reader.raw('PRAGMA page_count');
    await database.reader.raw(`PRAGMA max_page_count = ${pages}`);
    const before = await readHead(database.reader);
    expect(await told(append(database, 'x'.repeat(50_000)))).toMatchObject({ code: 'DATABASE_FULL' });
    expect(await readHead(database.reader)).toEqual(before);
    await database.reader.raw('PRAGMA max_page_count = 1000000');
    await append(database, 'x'.repeat(50_000));
    expect((await readHead(database.reader)).sequence).toBe(before.sequence + 1);
  });

  it('says so of a disk that really is, and doctor fails', async (test) => {
    disk = mountSmallDisk(4 * 1024 * 1024);
    if (!disk) return test.skip('only root can mount a small disk, on Linux');
    await openAt(disk.folder);
    await writeFile(join(disk.folder, 'others'), Buffer.alloc(8 * 1024 * 1024)).catch(() => {});
    const before = await readHead(database.reader);
    expect(await told(append(database, 'x'.repeat(50_000)))).toMatchObject({ code: 'DATABASE_FULL' });
    expect(await readHead(database.reader)).toEqual(before);
    expect(find(await checkEmbedded(database, referenceKind), 'rights')).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('the disk is full'),
    });
  });

  it('says that the file cannot be opened', async () => {
    const folder = await newFolder();
    database = openDatabase({ kind: 'sqlite', path: join(folder, 'nowhere', 'rekey.sqlite') });
    expect(await told(database.reader.raw('SELECT 1'))).toMatchObject({
      code: 'DATABASE_FILE',
      facts: { why: 'it cannot be opened' },
    });
    await mkdir(join(folder, 'folder.sqlite'));
    const aFolder = openDatabase({ kind: 'sqlite', path: join(folder, 'folder.sqlite') });
    expect(await told(aFolder.reader.raw('SELECT 1'))).toMatchObject({ code: 'DATABASE_FILE' });
    await aFolder.close();
  });

  it('says that the file may not be written', async () => {
    await openAt(await newFolder());
    await database.close();
    database = openDatabase({ kind: 'sqlite', path, readOnly: true });
    expect(await told(append(database))).toMatchObject({
      code: 'DATABASE_FILE',
      facts: { why: 'it may not be written' },
    });
  });

  it('says that the file is no database, or a damaged one', async () => {
    const folder = await newFolder();
    await writeFile(
      join(folder, 'text.sqlite'),
      'not a database, but long enough to look like one'.repeat(200),
    );
    database = openDatabase({ kind: 'sqlite', path: join(folder, 'text.sqlite') });
    expect(await told(database.reader.raw('SELECT * FROM sqlite_master'))).toMatchObject({
      code: 'DATABASE_FILE',
      facts: { why: 'it is not an SQLite database' },
    });
    await database.close();

    await openAt(folder);
    await database.reader.raw('PRAGMA wal_checkpoint(TRUNCATE)');
    await database.close();
    const file = await openFile(path, 'r+');
    const { size } = await file.stat();
    await file.write(randomBytes(size - 4096), 0, size - 4096, 4096);
    await file.close();
    database = openDatabase({ kind: 'sqlite', path });
    expect(await told(append(database))).toMatchObject({
      code: 'DATABASE_DAMAGED',
      facts: { why: 'database disk image is malformed' },
    });
  });

  it.skipIf(process.platform === 'win32')(
    'makes a new file, and what lies beside it, for this account alone',
    async () => {
      await openAt(await newFolder());
      await append(database);
      for (const name of [path, `${path}-wal`, `${path}-shm`]) {
        expect((await stat(name)).mode & 0o777, name).toBe(0o600);
      }
    },
  );

  it('makes no file for a database that is kept in memory', async () => {
    database = openDatabase({ kind: 'sqlite', path: ':memory:' });
    await migrate(database, referenceKind, { platform: false });
    await append(database);
    await expect(stat(':memory:')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

onMariaDb((open) => {
  let database: Database;
  let root: Connection;
  let address: URL;

  beforeAll(async () => {
    const opened = await open('console');
    database = opened;
    if (opened.target.kind !== 'mysql') throw new Error('not MariaDB');
    address = new URL(opened.target.url);
    root = await createConnection(opened.target.url);
  });
  afterAll(() => root.end());

  async function asAccount<T>(
    options: string,
    work: (database: Database, name: string) => Promise<T>,
  ): Promise<T> {
    const name = `rekey_${randomBytes(5).toString('hex')}`;
    await root.query(`CREATE USER ${name}@'%' IDENTIFIED BY 'right' ${options}`);
    await root.query(`GRANT ALL ON ${address.pathname.slice(1)}.* TO ${name}@'%'`);
    const url = new URL(address);
    url.username = name;
    url.password = 'right';
    const theirs = openDatabase({ kind: 'mysql', url: url.href });
    try {
      return await work(theirs, name);
    } finally {
      await theirs.close();
      await root.query(`DROP USER ${name}@'%'`);
    }
  }

  it('says that somebody ended the statement, and nothing was logged', async () => {
    const before = await readHead(database.reader);
    const killed = database.transaction(async (tx) => {
      await appendAudit(tx, ENTRY);
      const [[{ id }]] = await tx.raw('SELECT CONNECTION_ID() AS id');
      const sleeping = tx.raw('SELECT SLEEP(1) FROM information_schema.tables').then((rows: unknown) => rows);
      await root.query('DO SLEEP(0.2)');
      await root.query(`KILL QUERY ${id}`);
      await sleeping;
    });
    expect(await told(killed)).toMatchObject({ code: 'DATABASE_INTERRUPTED' });
    expect(await readHead(database.reader)).toEqual(before);
  });

  it("says that the server's time limit ended it", async () => {
    const limited = database.transaction(async (tx) => {
      await tx.raw('SET STATEMENT max_statement_time = 0.1 FOR SELECT SLEEP(5) FROM rekey_audit_head');
    });
    expect(await told(limited)).toMatchObject({ code: 'DATABASE_INTERRUPTED' });
  });

  it('says that the account is locked', async () => {
    const error = await asAccount('ACCOUNT LOCK', (theirs) => told(theirs.reader.raw('SELECT 1')));
    expect(error).toMatchObject({
      code: 'DATABASE_SIGN_IN',
      message: 'The database does not let Rekey in, so nothing was changed. The database account is locked.',
      next: 'Unlock it: ALTER USER ... ACCOUNT UNLOCK.',
    });
  });

  it('says that its password has expired', async () => {
    const error = await asAccount('PASSWORD EXPIRE', (theirs) => told(theirs.reader('rekey_staff')));
    expect(error).toMatchObject({
      code: 'DATABASE_SIGN_IN',
      message: expect.stringContaining('password of the database account has expired'),
    });
  });

  it('says that the server is read-only, also where an entry was to be logged', async () => {
    await asAccount('', async (theirs) => {
      await root.query('SET GLOBAL read_only = 1');
      try {
        expect(await told(append(theirs))).toMatchObject({ code: 'DATABASE_READ_ONLY' });
      } finally {
        await root.query('SET GLOBAL read_only = 0');
      }
      await append(theirs);
    });
  });

  it('says that a statement is more than the server takes, and keeps the connection', async () => {
    const [[{ bytes }]] = (await root.query('SELECT @@global.max_allowed_packet AS bytes')) as unknown as [
      [{ bytes: number }],
    ];
    await root.query('SET GLOBAL max_allowed_packet = 65536');
    try {
      await asAccount('', async (theirs) => {
        const before = await readHead(theirs.reader);
        const connectionId = async () => (await theirs.reader.raw('SELECT CONNECTION_ID() AS id'))[0][0].id;
        const connection = await connectionId();
        // Quotes are sent with a backslash each.
        for (const detail of ['x'.repeat(66_000), "'".repeat(40_000), 'é'.repeat(40_000)]) {
          expect(await told(append(theirs, detail))).toMatchObject({ code: 'DATABASE_PACKET' });
        }
        expect(await readHead(theirs.reader)).toEqual(before);
        expect(await connectionId()).toBe(connection);
        await append(theirs, 'x'.repeat(20_000));
      });
    } finally {
      await root.query(`SET GLOBAL max_allowed_packet = ${bytes}`);
    }
  });

  it('says that too many are connected as this account', async () => {
    await asAccount('WITH MAX_USER_CONNECTIONS 1', async (theirs) => {
      const second = theirs.transaction(() => theirs.reader.raw('SELECT 1') as Promise<unknown>);
      expect(await told(second)).toMatchObject({
        code: 'DATABASE_UNREACHABLE',
        facts: { why: expect.stringContaining('max_user_connections') },
      });
    });
  });
});
