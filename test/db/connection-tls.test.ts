import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testConnection } from '../../db/connection-test.ts';
import { openDatabase } from '../../db/database.ts';
import { formatMysqlUrl, type MysqlConnection, parseMysqlUrl } from '../../db/mysql.ts';
import { needsOf } from '../../db/needs.ts';
import { find } from '../support/checks.ts';
import { makeAccount } from '../support/database-accounts.ts';
import type { MariaDb } from '../support/mariadb.ts';
import { missing } from '../support/parts.ts';
import { startTlsServer } from '../support/tls-server.ts';

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
    find(await testConnection({ ...target, ...changes }, []), 'tls');

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
      const without = find(await testConnection(account, needsOf('reference')), 'password');
      expect(without).toMatchObject({ outcome: 'failed', next: expect.stringContaining('REQUIRE SSL') });
      const encrypted = find(await testConnection({ ...account, tls: 'required' }, []), 'password');
      expect(encrypted?.outcome).toBe('ok');
    } finally {
      await account.remove();
    }
  });

  it('says that what is made over a network without encryption can be read', async () => {
    // An address of this machine that is not the loopback's own.
    const checks = await testConnection({ ...target, host: '0.0.0.0', password: 'wrong' }, []);
    expect(find(checks, 'tls')).toMatchObject({
      outcome: 'warning',
      message: expect.stringContaining('not encrypted'),
    });
  });
});
