import { afterEach, describe, expect, it } from 'vitest';
import type { Check, CheckName } from '../../db/check.ts';
import { judgeVersion } from '../../db/connection-test/server.ts';
import { testConnection } from '../../db/connection-test.ts';
import type { MysqlConnection } from '../../db/mysql-address.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { greeting, type Impostor, packet, refusal, startImpostor } from '../support/impostors.ts';

const STEPS: CheckName[] = [
  'host',
  'port',
  'tls',
  'password',
  'version',
  'database',
  'charset',
  'rights',
  'schema',
];
const PASSWORD = 'correct horse battery';
const TARGET: MysqlConnection = {
  host: '127.0.0.1',
  port: 1,
  user: 'rekey',
  password: PASSWORD,
  database: 'platform',
  tls: 'off',
};
/** ms for each step, of servers that never answer. */
const SOON = 300;

/** Also that all steps are there in order, that what follows a failure was not tried, and that the password is nowhere. */
async function failureOf(target: Partial<MysqlConnection>): Promise<Check> {
  const checks = await testConnection({ ...TARGET, ...target }, referenceKind, { timeout: SOON });
  expect(checks.map(({ name }) => name)).toEqual(STEPS);
  expect(JSON.stringify(checks)).not.toContain(PASSWORD);
  const at = checks.findIndex(({ outcome }) => outcome === 'failed');
  for (const after of checks.slice(at + 1)) expect(after.outcome, after.name).toBe('skipped');
  const failure = checks[at];
  if (!failure) throw new Error('nothing failed');
  expect(failure.next).not.toBeNull();
  return failure;
}

describe('a connection test', () => {
  let impostor: Impostor | undefined;
  afterEach(async () => {
    await impostor?.close();
    impostor = undefined;
  });

  it.each([
    'no-such-machine.invalid',
    'two words',
    '',
    ' ',
    'mysql://db.example.org',
    'db.example.org:3306',
    'user@db',
    '../../etc/passwd',
    '\0',
    'a\nb',
    'ü'.repeat(300),
    'x'.repeat(5000),

    '%00',
    '٣',
  ])('names the host when it is none: %j', async (host) => {
    expect(await failureOf({ host })).toMatchObject({ name: 'host' });
  });

  it('names the port when nothing listens there', async () => {
    const failure = await failureOf({ port: 1 });
    expect(failure.name).toBe('port');
    expect(failure.message).toContain('Nothing listens on port 1');
  });

  it.each([
    ['a web server, which waits to be asked', () => undefined],
    ['a web server that answers at once', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['a secure shell', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['a mail server', '220 mail.example.org ESMTP\r\n'],
    ["MySQL's other protocol (port 33060)", Buffer.from([5, 0, 0, 0, 0x0b, 8, 5, 0x1a, 0])],
    ['noise', Buffer.alloc(2000, 0xa5)],
    ['a greeting that never ends', packet(0, Buffer.from([0x0a, 56, 46, 48]))],
    ['one byte', Buffer.from([1])],
  ])('names the port when it is %s', async (_what, greet) => {
    impostor = await startImpostor((socket) => {
      if (typeof greet !== 'function') socket.write(greet);
    });
    const failure = await failureOf({ port: impostor.port });
    expect(failure.name).toBe('port');
    expect(failure.message).toContain('does not greet as a MySQL or MariaDB server');
  });

  it('names the port when whoever listens hangs up', async () => {
    impostor = await startImpostor((socket) => socket.destroy());
    expect((await failureOf({ port: impostor.port })).name).toBe('port');
  });

  it("tells in the server's words that it turns this machine away", async () => {
    const words = "Host '192.0.2.7' is not allowed to connect to this MariaDB server";
    impostor = await startImpostor((socket) => socket.end(refusal(1130, words)));
    const failure = await failureOf({ port: impostor.port });
    expect(failure.name).toBe('port');
    expect(failure.message).toContain(words);
    expect(failure.next).toContain('CREATE USER');
  });

  it('names TLS when the server offers none', async () => {
    impostor = await startImpostor((socket) => socket.write(greeting('8.0.36')));
    const failure = await failureOf({ port: impostor.port, tls: 'required' });
    expect(failure).toMatchObject({ name: 'tls', message: 'The server offers no TLS.' });
  });

  it('does not check a certificate against an address, since it stands for a name', async () => {
    impostor = await startImpostor((socket) => socket.write(greeting('8.0.36')));
    const failure = await failureOf({ port: impostor.port, tls: 'verify' });
    expect(failure.name).toBe('tls');
    expect(failure.message).toContain('127.0.0.1 is an address');
  });

  it('gives up on a server that greets and then says nothing', async () => {
    impostor = await startImpostor((socket) => socket.write(greeting('8.0.36')));
    const failure = await failureOf({ port: impostor.port });
    expect(failure.name).toBe('password');
    expect(failure.message).toContain('did not answer the sign-in');
  });

  it('gives up on a server that answers the sign-in with noise', async () => {
    impostor = await startImpostor((socket) => {
      socket.write(greeting('8.0.36'));
      socket.once('data', () => socket.write(packet(2, Buffer.alloc(500, 0x5a))));
    });
    expect((await failureOf({ port: impostor.port })).name).toBe('password');
  });

  it('is one connection for the server, not an aborted one more that counts towards blocking this machine', async () => {
    let connections = 0;
    impostor = await startImpostor((socket) => {
      connections += 1;
      socket.write(greeting('8.0.36'));
    });
    await failureOf({ port: impostor.port });
    expect(connections).toBe(1);
  });
});

describe('the version of a server', () => {
  it.each([
    '8.0.11',
    '8.0.36-0ubuntu0.22.04.1',
    '8.4.0',
    '9.1.0',
    '8.0.11-TiDB-v7.5.0',
    '8.0.30-Vitess',
    '10.6.0-MariaDB',
    '10.11.6-MariaDB-0+deb12u1',
    '11.4.2-MariaDB-log',
  ])('is new enough: %s', (version) => {
    expect(judgeVersion(version).outcome).toBe('ok');
  });

  it.each(['5.7.44', '5.5.62-log', '10.5.23-MariaDB', '10.0.38-MariaDB-0', '5.5.5-10.3.39-MariaDB'])(
    'is too old: %s',
    (version) => {
      expect(() => judgeVersion(version)).toThrow(/needs (MySQL 8\.0|MariaDB 10\.6)/);
    },
  );

  it('is only warned of when it is not understood', () => {
    expect(judgeVersion('main-build').outcome).toBe('warning');
  });
});
