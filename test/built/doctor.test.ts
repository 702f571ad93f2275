/** What only a process can show: an authority is trusted from its start. */
import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Check } from '../../db/check.ts';
import { find } from '../support/checks.ts';
import { oneValue } from '../support/command-line.ts';
import type { MariaDb } from '../support/mariadb.ts';
import { missing } from '../support/parts.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { AUTHORITY, startTlsServer } from '../support/tls-server.ts';
import { rekey } from './command-line-process.ts';

describe.skipIf(missing('mariadb'))('doctor, with the authority that signed the certificate', () => {
  let server: MariaDb | undefined;
  let folder: string;
  beforeEach(async () => {
    folder = await makeTemporaryFolder('doctor');
  });
  afterEach(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function tlsOf(name: 'localhost' | 'db.example.org'): Promise<Check | undefined> {
    server = await startTlsServer(name);
    const { stdout } = await rekey(['doctor', '--json'], {
      NODE_EXTRA_CA_CERTS: AUTHORITY,
      REKEY_DATA_DIR: folder,
      REKEY_DATABASE_URL: `${server.url('mysql').replace('127.0.0.1', 'localhost')}?tls=verify`,
      REKEY_PLATFORM_KEY: '0'.repeat(64),
    });
    return find(oneValue<{ checks: Check[] }>(stdout).checks, 'tls');
  }

  it("accepts the server's own", async () => {
    expect(await tlsOf('localhost')).toMatchObject({
      outcome: 'ok',
      message: expect.stringContaining("the certificate is this server's"),
    });
  });

  it("refuses another server's, although it is signed as well", async () => {
    expect(await tlsOf('db.example.org')).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining("The certificate is not this server's"),
    });
  });
});
