/** What doctor says of the mail server, against servers that do what it says. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Check } from '../../db/check.ts';
import { openDatabase } from '../../db/database.ts';
import { migrate } from '../../db/migrate.ts';
import { queueNotification } from '../../db/notifications.ts';
import { DEMO_KEY, seedDemo } from '../../db/platforms/reference/demo/index.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { runDoctor } from '../../main/doctor.ts';
import { checkMail } from '../../main/services/doctor/mail.ts';
import { parseMailUrl } from '../../main/services/notifications/mail-server.ts';
import { writeSavedMailServer } from '../../main/services/notifications/saved-mail-server.ts';
import { find } from '../support/checks.ts';
import { keychain } from '../support/keychain.ts';
import { type MailServerOptions, type MailServerUnderTest, startMailServer } from '../support/mail-server.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const ACCOUNT = { user: 'rekey', password: 's3cret-pw' };

let folder: string;
const servers: MailServerUnderTest[] = [];
beforeEach(async () => {
  folder = await makeTemporaryFolder('doctor');
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function mailServer(options?: MailServerOptions): Promise<MailServerUnderTest> {
  const server = await startMailServer(options);
  servers.push(server);
  return server;
}

async function mailOf(url?: string): Promise<Check | undefined> {
  return find(
    await runDoctor({ REKEY_DATA_DIR: folder, ...(url === undefined ? {} : { REKEY_SMTP_URL: url }) }),
    'mail',
  );
}

describe('doctor, asked about mail,', () => {
  it('warns where no mail server is set, and says where to set one', async () => {
    expect(await mailOf()).toMatchObject({
      outcome: 'warning',
      message: expect.stringContaining('No mail server is set'),
      next: expect.stringContaining('REKEY_SMTP_URL'),
    });
  });

  it('is content with a server that answers and lets it sign in, and sends nothing', async () => {
    const server = await mailServer({ account: ACCOUNT });
    const check = await mailOf(server.url);
    expect(check).toMatchObject({ outcome: 'ok', next: null });
    expect(check?.message).toContain(`127.0.0.1:${server.port}`);
    expect(check?.message).toContain('support@example.org');
    expect(server.signIns).toEqual([ACCOUNT]);
    expect(server.mails).toEqual([]);
  });

  it('names a password that the server refuses, and does not repeat it', async () => {
    const server = await mailServer({ account: { ...ACCOUNT, password: 'another' } });
    const check = await mailOf(server.url.replace('another', ACCOUNT.password));
    expect(check).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('refused user or password'),
      next: expect.stringContaining('REKEY_SMTP_URL'),
    });
    expect(JSON.stringify(check)).not.toContain(ACCOUNT.password);
  });

  it('fails where a user and a password are set and the server offers no sign-in', async () => {
    const server = await mailServer({ withoutAuth: true });
    const check = await mailOf(server.url.replace('smtp://', `smtp://${ACCOUNT.user}:${ACCOUNT.password}@`));
    expect(check).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('offers no sign-in (AUTH)'),
    });
    expect(JSON.stringify(check)).not.toContain(ACCOUNT.password);
    expect((await mailOf(server.url))?.outcome).toBe('ok');
  });

  it('fails where mails wait that the server does not pass on, though it answers', async () => {
    const server = await mailServer();
    const database = openDatabase({ kind: 'sqlite', path: join(folder, 'demo.sqlite') });
    await migrate(database, referenceKind, { platform: true });
    await seedDemo(database, { key: DEMO_KEY, now: Date.now() });
    await database.transaction((tx) =>
      queueNotification(tx, {
        ...{ kind: 'unlock', to: 'anna@example.org', userId: null, userLabel: null },
        ...{ variables: {}, actionId: null, now: 0 },
      }),
    );
    const held = {
      last_fault: 'server',
      last_error: 'it relays nothing (554 5.7.1)',
      last_attempt_at: Date.now(),
    };
    await database.reader('rekey_notifications').where({ recipient: 'anna@example.org' }).update(held);
    await database.close();
    expect(await mailOf(server.url)).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('1 mail waits to be sent: it relays nothing (554 5.7.1)'),
      next: expect.stringContaining('24 hours'),
    });
  });

  it('names a server that does not answer', async () => {
    const server = await mailServer();
    await server.stop();
    expect(await mailOf(server.url)).toMatchObject({
      outcome: 'failed',
      message: expect.stringMatching(/^Nothing answers at 127\.0\.0\.1/),
      next: expect.stringContaining('mail server runs'),
    });
  });

  it('names a certificate that nobody signed', async () => {
    const server = await mailServer({ secure: true });
    expect(await mailOf(server.url)).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('certificate'),
    });
  });

  it('names a server without TLS where TLS is asked for', async () => {
    const server = await mailServer({ withoutTls: true });
    expect(await mailOf(`${server.url}&tls=required`)).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('offers no TLS'),
    });
  });

  it('says of an address that is none that the configuration is wrong, and tries nothing', async () => {
    const checks = await runDoctor({ REKEY_DATA_DIR: folder, REKEY_SMTP_URL: 'smtp://rekey:s3cret-pw@' });
    expect(find(checks, 'configuration')?.outcome).toBe('failed');
    expect(find(checks, 'mail')?.outcome).toBe('skipped');
    expect(JSON.stringify(checks)).not.toContain(ACCOUNT.password);
  });

  it('reads the server that was saved in Settings, and names its file when it is damaged', async () => {
    const server = await mailServer();
    writeSavedMailServer(folder, null, parseMailUrl(server.url));
    expect((await mailOf())?.outcome).toBe('ok');
    await writeFile(join(folder, 'mail.json'), '{"version": 1, "serv');
    expect(await mailOf()).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining(join(folder, 'mail.json')),
    });
  });

  it('tries all but the sign-in where a saved password opens in the window only', async () => {
    const server = await mailServer({ account: ACCOUNT });
    writeSavedMailServer(folder, keychain(), parseMailUrl(server.url));
    expect(await mailOf()).toMatchObject({
      outcome: 'warning',
      message: expect.stringContaining('desktop window only'),
      next: expect.stringContaining('test mail'),
    });
    expect(server.signIns).toEqual([]);
    await server.stop();
    expect(await mailOf()).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('Nothing answers'),
    });
  });

  it('does not break when trying breaks', async () => {
    const smtp = parseMailUrl('smtp://127.0.0.1?from=a@example.org');
    const configuration = { dataDirectory: folder, smtp } as Parameters<typeof checkMail>[0];
    const knock = async () => {
      throw new TypeError('s3cret-pw');
    };
    const check = await checkMail(configuration, { knock, secretStore: null });
    expect(check.outcome).toBe('failed');
    expect(JSON.stringify(check)).not.toContain('s3cret-pw');
  });
});
