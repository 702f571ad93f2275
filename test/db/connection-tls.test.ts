import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testConnection } from '../../db/connection-test.ts';
import { openDatabase, rowsOf } from '../../db/database.ts';
import { formatMysqlUrl, type MysqlConnection, parseMysqlUrl } from '../../db/mysql-address.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { translateError } from '../../db/translate-error.ts';
import { find } from '../support/checks.ts';
import { makeAccount } from '../support/database-accounts.ts';
import type { MariaDb } from '../support/mariadb.ts';
import { missing } from '../support/parts.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { AUTHORITY, CERTIFICATE, KEY, startTlsServer } from '../support/tls-server.ts';

/** That a certificate is accepted when it is right needs an authority from the start of a process: test/built/doctor.test.ts. */
describe.skipIf(missing('mariadb'))('a connection to a server with a certificate', () => {
  let server: MariaDb;
  let target: MysqlConnection;
  beforeAll(async () => {
    server = await startTlsServer('localhost');
    target = parseMysqlUrl(server.url('mysql'));
  });
  afterAll(() => server?.stop());

  const tlsOf = async (changes: Partial<MysqlConnection>) =>
    find(await testConnection({ ...target, ...changes }, null), 'tls');

  it('is encrypted when that is required, with a warning that nobody looked who answers', async () => {
    expect(await tlsOf({ tls: 'required' })).toMatchObject({
      outcome: 'warning',
      message: expect.stringMatching(/encrypted \(TLSv1\.[23]\)/),
      next: expect.stringContaining('verify'),
    });
  });

  it('is refused when the certificate is to be verified and nobody trusts it, by the test and in use', async () => {
    const connection: MysqlConnection = { ...target, host: 'localhost', tls: 'verify' };
    expect(await tlsOf(connection)).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('does not trust'),
      next: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    });
    const database = openDatabase({ kind: 'mysql', url: formatMysqlUrl(connection) });
    await expect(database.reader.raw('SELECT 1')).rejects.toThrow('certificate');
    await database.close();
  });

  it('is verified by the file of certificates that the address names, by the test and in use', async () => {
    const connection: MysqlConnection = { ...target, host: 'localhost', tls: 'verify', ca: AUTHORITY };
    expect(await tlsOf(connection)).toMatchObject({
      outcome: 'ok',
      message: expect.stringContaining("this server's"),
    });
    const database = openDatabase({ kind: 'mysql', url: formatMysqlUrl(connection) });
    expect(await rowsOf(database.reader, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await database.close();
  });

  describe('that asks who the console is', () => {
    const withAccount = async (work: (connection: MysqlConnection) => Promise<void>) => {
      const account = await makeAccount(server.url('mysql'), {
        grants: ['SELECT ON *'],
        requires: 'REQUIRE X509',
      });
      const { host: _host, administer: _administer, remove, ...rest } = account;
      try {
        await work({ ...rest, host: 'localhost', tls: 'verify', ca: AUTHORITY });
      } finally {
        await remove();
      }
    };

    it('lets in who shows a certificate of its authority, by the test and in use, and nobody else', async () => {
      await withAccount(async (connection) => {
        const password = async (changes: Partial<MysqlConnection>) =>
          find(await testConnection({ ...connection, ...changes }, null), 'password');
        expect(await password({})).toMatchObject({ outcome: 'failed' });
        const own = { cert: CERTIFICATE, key: KEY };
        expect(await password(own)).toMatchObject({ outcome: 'ok' });
        const database = openDatabase({ kind: 'mysql', url: formatMysqlUrl({ ...connection, ...own }) });
        expect(await rowsOf(database.reader, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
        await database.close();
      });
    });

    it('is told what is wrong with the files before anything is sent', async () => {
      const folder = await makeTemporaryFolder('own-certificate');
      const write = async (name: string, key: KeyObject, options: object) => {
        await writeFile(join(folder, name), key.export({ type: 'pkcs8', format: 'pem', ...options }));
        return join(folder, name);
      };
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const other = await write('other.pem', privateKey, {});
      const locked = await write('locked.pem', privateKey, { cipher: 'aes-256-cbc', passphrase: 'secret' });
      await withAccount(async (connection) => {
        for (const [cert, key, words] of [
          ['/nowhere/me.pem', KEY, /\/nowhere\/me\.pem cannot be read/],
          [KEY, KEY, /holds no certificate in PEM/],
          [CERTIFICATE, '/nowhere/key.pem', /\/nowhere\/key\.pem cannot be read/],
          [CERTIFICATE, CERTIFICATE, /holds no private key in PEM/],
          [CERTIFICATE, other, /holds another key than that of the certificate/],
          [CERTIFICATE, locked, /opens by a passphrase/],
        ] as const) {
          const own = { ...connection, cert, key };
          expect(find(await testConnection(own, null), 'tls')).toMatchObject({
            outcome: 'failed',
            message: expect.stringMatching(words),
          });
          expect(() => openDatabase({ kind: 'mysql', url: formatMysqlUrl(own) })).toThrow(words);
        }
      });
    });
  });

  it('is refused where that file is of another, is none or is not there', async () => {
    const connection = (ca: string): MysqlConnection => ({ ...target, host: 'localhost', tls: 'verify', ca });
    const another = fileURLToPath(new URL('../support/tls/db.example.org.pem', import.meta.url));
    expect(await tlsOf(connection(another))).toMatchObject({ outcome: 'failed' });
    for (const ca of [
      '/nowhere/ca.pem',
      fileURLToPath(new URL('../support/tls/README.md', import.meta.url)),
    ]) {
      expect(await tlsOf(connection(ca))).toMatchObject({
        outcome: 'failed',
        message: expect.stringContaining(ca),
      });
      expect(() => openDatabase({ kind: 'mysql', url: formatMysqlUrl(connection(ca)) })).toThrow(
        expect.objectContaining({ code: 'CONFIGURATION' }),
      );
    }
  });

  it('goes through the socket that the address names, and is refused by its name where nobody is behind it', async () => {
    const plain = openDatabase({ kind: 'mysql', url: formatMysqlUrl(target) });
    const [found] = await rowsOf<{ socket: string }>(plain.reader, 'SELECT @@socket AS socket');
    const user = 'through';
    await plain.reader.raw("CREATE USER through@localhost IDENTIFIED BY 'a password'");
    await plain.reader.raw('GRANT SELECT ON mysql.* TO through@localhost');
    await plain.close();
    const through = (socket: string): MysqlConnection => ({
      ...target,
      user,
      password: 'a password',
      host: 'localhost',
      port: 3306,
      tls: 'off',
      socket,
    });
    const own = through(found?.socket ?? '');
    const checks = await testConnection(own, null);
    expect(find(checks, 'port')?.message).toContain(`answers on ${own.socket}`);
    for (const name of ['host', 'password', 'database'] as const)
      expect(find(checks, name)?.outcome).toBe('ok');
    const database = openDatabase({ kind: 'mysql', url: formatMysqlUrl(own) });
    const [host] = await rowsOf<{ host: string }>(
      database.reader,
      'SELECT host FROM information_schema.processlist WHERE id = CONNECTION_ID()',
    );
    expect(host?.host).toBe('localhost');
    await database.close();

    expect(find(await testConnection(through('/nowhere/socket'), null), 'port')).toMatchObject({
      outcome: 'failed',
      message: 'The socket /nowhere/socket is not there.',
    });
    const closed = openDatabase({ kind: 'mysql', url: formatMysqlUrl(through('/nowhere/socket')) });
    const error = await closed.reader.raw('SELECT 1').catch((thrown: unknown) => thrown);
    expect(translateError(error)).toMatchObject({ code: 'DATABASE_UNREACHABLE' });
    await closed.close();
  });

  it('is not opened with a certificate to verify and an address in place of a name', () => {
    const connection: MysqlConnection = { ...target, host: '127.0.0.1', tls: 'verify' };
    expect(() => openDatabase({ kind: 'mysql', url: formatMysqlUrl(connection) })).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION',
        message: expect.stringContaining('127.0.0.1 is an address'),
      }),
    );
  });

  it('says of a user who must come encrypted and did not that this may be why', async () => {
    const account = await makeAccount(server.url('mysql'), { requires: 'REQUIRE SSL' });
    try {
      const without = find(await testConnection(account, referenceKind), 'password');
      expect(without).toMatchObject({ outcome: 'failed', next: expect.stringContaining('REQUIRE SSL') });
      const encrypted = find(await testConnection({ ...account, tls: 'required' }, null), 'password');
      expect(encrypted?.outcome).toBe('ok');
    } finally {
      await account.remove();
    }
  });

  it('says that what is made over a network without encryption can be read', async () => {
    // An address of this machine that is not the loopback's own.
    const checks = await testConnection({ ...target, host: '0.0.0.0', password: 'wrong' }, null);
    expect(find(checks, 'tls')).toMatchObject({
      outcome: 'warning',
      message: expect.stringContaining('not encrypted'),
    });
  });
});
