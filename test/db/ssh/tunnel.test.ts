/** A real MariaDB behind OpenSSH's own server: the way there, what is refused, and what is left when it breaks. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { testConnection } from '../../../db/connection-test.ts';
import { type Database, openDatabase } from '../../../db/database.ts';
import { formatMysqlUrl, type MysqlConnection, parseMysqlUrl } from '../../../db/mysql-address.ts';
import { hopIn } from '../../../db/ssh/hop.ts';
import { acceptHostKey } from '../../../db/ssh/tunnel.ts';
import { translateError } from '../../../db/translate-error.ts';
import { type Bastion, makeKey, startBastion } from '../../support/bastion.ts';
import { onMariaDb, type TestDatabase } from '../../support/databases.ts';
import { find } from '../../support/find.ts';
import type { MariaDb } from '../../support/mariadb.ts';
import { missing } from '../../support/parts.ts';
import { AUTHORITY, startTlsServer } from '../../support/tls-server.ts';

describe.skipIf(missing('bastion'))('through a bastion', () => {
  onMariaDb((open) => {
    let target: TestDatabase;
    let bastion: Bastion;
    const opened: Database[] = [];
    beforeAll(async () => {
      target = await open('none');
      await target.reader.raw('CREATE TABLE notes (id INT PRIMARY KEY)');
    });
    afterEach(async () => {
      for (const one of opened.splice(0)) await one.close();
      await bastion.stop();
    });

    async function start(): Promise<MysqlConnection> {
      bastion = await startBastion();
      if (target.target.kind !== 'mysql') throw new Error('not a server');
      const { ssh, key: sshkey, knownHosts: knownhosts } = bastion;
      return { ...parseMysqlUrl(target.target.url), ssh, sshkey, knownhosts };
    }

    function through(connection: MysqlConnection): Database {
      const database = openDatabase({ kind: 'mysql', url: formatMysqlUrl(connection) });
      opened.push(database);
      return database;
    }

    /** The check that failed, as the connection test tells it. */
    async function failure(connection: MysqlConnection) {
      const checks = await testConnection(connection, null);
      return checks.find(({ outcome }) => outcome === 'failed');
    }

    /** The same, as a console that is open tells it. */
    async function refusal(connection: MysqlConnection) {
      const error = await through(connection)
        .reader.raw('SELECT 1')
        .catch((thrown: unknown) => thrown);
      return translateError(error);
    }

    it('carries several connections in one, and closes it with the last', async () => {
      const database = through(await start());
      const rows = await Promise.all(
        Array.from({ length: 6 }, () => database.reader.raw('SELECT CONNECTION_ID() AS id, SLEEP(0.1)')),
      );
      expect(new Set(rows.map(([[row]]) => row.id)).size).toBeGreaterThan(1);
      expect(bastion.connections()).toBe(1);
      const long = 'x'.repeat(3_000_000);
      const [[{ text }]] = await database.reader.raw('SELECT ? AS text', [long]);
      expect(text).toBe(long);
      await database.close();
      await expect.poll(() => bastion.connections()).toBe(0);
    });

    it('is one more numbered check of the connection test', async () => {
      const checks = await testConnection(await start(), null);
      expect(checks.slice(0, 3)).toMatchObject([
        { name: 'bastion', outcome: 'ok' },
        { name: 'host', outcome: 'ok', message: '"127.0.0.1" is looked up by the bastion.' },
        { name: 'port', outcome: 'ok', message: expect.stringContaining('MariaDB') },
      ]);
      expect(checks.find(({ name }) => name === 'tls')).toMatchObject({
        message: 'Not asked for; the server is on the bastion.',
      });
      await expect.poll(() => bastion.connections()).toBe(0);
      const direct = await testConnection({ ...(await without()) }, null);
      expect(direct[0]?.name).toBe('host');
    });

    it('loses a transaction whole when the bastion goes, and the next one finds the way again', async () => {
      const database = through(await start());
      await expect(
        database.transaction(async (tx) => {
          await tx('notes').insert({ id: 1 });
          bastion.cut();
          await tx('notes').insert({ id: 2 });
        }),
      ).rejects.toSatisfy((error) => translateError(error).code === 'DATABASE_UNREACHABLE');
      await database.transaction((tx) => tx('notes').insert({ id: 3 }));
      expect(await target.reader('notes').orderBy('id').pluck('id')).toEqual([3]);
      expect(bastion.connections()).toBe(1);
    });

    it('refuses a host key that nobody has accepted, and names what to add', async () => {
      const connection = { ...(await start()), knownhosts: join(bastion.folder, 'own', 'known_hosts') };
      const shown = execFileSync(find('ssh-keygen') as string, [
        '-lf',
        join(bastion.folder, 'host.pub'),
      ]).toString();
      const fingerprint = /SHA256:\S+/.exec(shown)?.[0] as string;
      const told = await failure(connection);
      expect(told).toMatchObject({ name: 'bastion', message: expect.stringContaining(fingerprint) });
      expect(told?.next).toContain(`[127.0.0.1]:${bastion.port} ssh-ed25519 `);
      expect(await refusal(connection)).toMatchObject({ code: 'DATABASE_SIGN_IN' });
      expect(existsSync(connection.knownhosts)).toBe(false);

      const hop = hopIn(connection);
      if (!hop) throw new Error('no hop');
      await expect(acceptHostKey(hop, 'SHA256:another')).rejects.toThrow(fingerprint);
      expect(existsSync(connection.knownhosts)).toBe(false);
      await acceptHostKey(hop, fingerprint);
      expect(statSync(connection.knownhosts).mode & 0o777).toBe(0o600);
      expect(await failure(connection)).toBeUndefined();
      const before = readFileSync(connection.knownhosts, 'utf8');
      await acceptHostKey(hop, fingerprint);
      expect(readFileSync(connection.knownhosts, 'utf8')).toBe(before);
      // OpenSSH reads the same of what was written.
      expect(() =>
        execFileSync(find('ssh-keygen') as string, [
          '-F',
          `[127.0.0.1]:${bastion.port}`,
          '-f',
          connection.knownhosts,
        ]),
      ).not.toThrow();
    });

    it('never accepts one that has changed', async () => {
      const connection = await start();
      expect(await failure(connection)).toBeUndefined();
      bastion.changeHostKey();
      const told = await failure(connection);
      expect(told).toMatchObject({ name: 'bastion', message: expect.stringContaining('another host key') });
      const hop = hopIn(connection);
      const fingerprint = /SHA256:\S+\b/.exec(told?.message ?? '')?.[0] ?? '';
      const before = readFileSync(bastion.knownHosts, 'utf8');
      await expect(acceptHostKey(hop as NonNullable<typeof hop>, fingerprint)).rejects.toThrow(
        'another host key',
      );
      expect(readFileSync(bastion.knownHosts, 'utf8')).toBe(before);
      expect((await refusal(connection)).message).toContain('another host key');
    });

    it('knows a host key among hashed names', async () => {
      const connection = await start();
      execFileSync(find('ssh-keygen') as string, ['-H', '-f', bastion.knownHosts], { stdio: 'ignore' });
      expect(readFileSync(bastion.knownHosts, 'utf8')).toMatch(/^\|1\|/);
      expect(await failure(connection)).toBeUndefined();
    });

    it('asks for the kind of key that is known', async () => {
      const connection = await start();
      const rsa = join(bastion.folder, 'rsa');
      makeKey(rsa, '', 'rsa');
      const config = join(bastion.folder, 'sshd_config');
      writeFileSync(config, `HostKey ${rsa}\n${readFileSync(config, 'utf8')}`);
      writeFileSync(bastion.knownHosts, `[127.0.0.1]:${bastion.port} ${readFileSync(`${rsa}.pub`, 'utf8')}`);
      expect(await failure(connection)).toBeUndefined();
    });

    it.each([
      [
        'a key that is not let in',
        (folder: string) => {
          makeKey(join(folder, 'stranger'));
          return { sshkey: join(folder, 'stranger') };
        },
        'does not let',
      ],
      [
        'a key with a passphrase',
        (folder: string) => {
          makeKey(join(folder, 'locked'), 'a passphrase');
          return { sshkey: join(folder, 'locked') };
        },
        'passphrase',
      ],
      [
        'a key that is not there',
        (folder: string) => ({ sshkey: join(folder, 'nothing') }),
        'there is no such file',
      ],
      ['a public key', (folder: string) => ({ sshkey: join(folder, 'user.pub') }), 'no private key'],
      ['an unknown name', () => ({ ssh: 'somebody@bastion.invalid' }), 'no bastion named'],
      ['a port where nobody listens', () => ({ ssh: 'somebody@127.0.0.1:1' }), 'No SSH server listens'],
      ['something that is no bastion', () => ({ ssh: 'somebody' }), 'USER@HOST'],
    ])('says what is wrong with %s', async (_what, change, words) => {
      const connection = await start();
      const told = await failure({ ...connection, ...change(bastion.folder) });
      expect(told).toMatchObject({ name: 'bastion', message: expect.stringContaining(words) });
      expect(told?.next).not.toBe('');
    });

    it('says that there is no agent, and lets in by one that there is', async () => {
      const { sshkey, ...connection } = await start();
      const before = process.env.SSH_AUTH_SOCK;
      try {
        delete process.env.SSH_AUTH_SOCK;
        expect((await failure(connection))?.message).toContain('no SSH agent');
        const socket = join(bastion.folder, 'agent');
        const told = execFileSync(find('ssh-agent') as string, ['-a', socket]).toString();
        const agent = Number(/SSH_AGENT_PID=(\d+)/.exec(told)?.[1]);
        process.env.SSH_AUTH_SOCK = socket;
        try {
          expect((await failure(connection))?.message).toContain('does not let');
          execFileSync(find('ssh-add') as string, [String(sshkey)], { stdio: 'ignore' });
          expect(await failure(connection)).toBeUndefined();
        } finally {
          process.kill(agent);
        }
        expect((await failure(connection))?.name).toBe('bastion');
      } finally {
        if (before === undefined) delete process.env.SSH_AUTH_SOCK;
        else process.env.SSH_AUTH_SOCK = before;
      }
    });

    it('verifies the certificate of the database by its name, through the tunnel', async () => {
      const right = await startTlsServer('localhost');
      const wrong = await startTlsServer('db.example.org');
      try {
        const { ssh, sshkey, knownhosts } = await start();
        const of = (server: MariaDb): MysqlConnection => ({
          ...{ ...parseMysqlUrl(server.url('mysql')), host: 'localhost', tls: 'verify', ca: AUTHORITY },
          ...{ ssh, sshkey, knownhosts },
        });
        const checks = await testConnection(of(right), null);
        expect(checks.find(({ name }) => name === 'tls')).toMatchObject({
          outcome: 'ok',
          message: expect.stringContaining("this server's"),
        });
        const [[row]] = await through(of(right)).reader.raw("SHOW SESSION STATUS LIKE 'Ssl_version'");
        expect(row.Value).toMatch(/^TLS/);
        expect(await failure(of(wrong))).toMatchObject({ name: 'tls' });
        expect(await refusal(of(wrong))).toMatchObject({ code: 'DATABASE_SIGN_IN' });
        expect(await failure({ ...of(right), ca: undefined })).toMatchObject({ name: 'tls' });
      } finally {
        await Promise.all([right.stop(), wrong.stop()]);
      }
    });

    it('says that the bastion may not forward, or does not reach the database', async () => {
      const connection = await start();
      const unreached = await failure({ ...connection, port: 1 });
      expect(unreached).toMatchObject({
        name: 'port',
        message: expect.stringContaining('does not reach port 1'),
      });
      bastion.forward(false);
      expect(await failure(connection)).toMatchObject({
        name: 'port',
        message: expect.stringContaining('forward'),
      });
      expect(await refusal(connection)).toMatchObject({ code: 'DATABASE_SIGN_IN' });
    });

    async function without(): Promise<MysqlConnection> {
      if (target.target.kind !== 'mysql') throw new Error('not a server');
      return parseMysqlUrl(target.target.url);
    }
  });
});
