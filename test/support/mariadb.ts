/** Private MariaDB servers: own data directory, socket, loopback port and password; nothing of the machine's own server. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { find } from './find.ts';
import { type Keeper, startKeeper } from './keeper.ts';

export interface MariaDb {
  /** `mysql://…/schema` for an account that may do everything. */
  url(schema: string): string;
  port: number;
  /** SIGKILL, as a power cut would: what was committed is still there after `restart`. */
  kill(): Promise<void>;
  /** Starts the server again on the same data and port. */
  restart(): Promise<void>;
  /** Kills the server and removes its directory. */
  stop(): Promise<void>;
}

/** ms; starting takes one second on a machine that has nothing else to do. */
const START_TIMEOUT = 60_000;

interface Options {
  /** Bytes it will need, if more than an empty server and some tests do. */
  room?: number;
  /** More of mariadbd's own options, e.g. `--ssl-cert=…`. */
  flags?: readonly string[];
}

/**
 * @throws when the server does not answer within a minute; the message ends with the last lines of its log.
 */
export async function startMariaDb(options: Options = {}): Promise<MariaDb> {
  const keeper = await startKeeper('mariadb', options.room);
  try {
    return await startIn(keeper, options.flags ?? []);
  } catch (error) {
    await keeper.release();
    throw error;
  }
}

async function startIn(keeper: Keeper, flags: readonly string[]): Promise<MariaDb> {
  const password = randomBytes(16).toString('hex');
  const settings = { password, flags };
  await install(keeper.folder, password);
  let { server, port } = await serveOnFreePort(keeper, settings);
  const gone = () => (server.exitCode ?? server.signalCode) !== null;
  return {
    url: (schema) => `mysql://tests:${password}@127.0.0.1:${port}/${schema}`,
    port,
    kill: async () => {
      if (gone()) return;
      server.kill('SIGKILL');
      await once(server, 'exit');
    },
    restart: async () => {
      if (!gone()) throw new Error('The server still runs; kill it first.');
      server = await serve(keeper, port, settings);
    },
    stop: () => keeper.release(),
  };
}

async function install(directory: string, password: string): Promise<void> {
  const installer = find('mariadb-install-db');
  if (!installer) throw new Error('mariadb-install-db is not installed');
  await promisify(execFile)(installer, [
    '--no-defaults',
    '--auth-root-authentication-method=socket',
    '--skip-test-db',
    `--datadir=${join(directory, 'data')}`,
    ...asRoot(),
  ]);
  // By address: the server looks up no names.
  await writeFile(
    join(directory, 'account.sql'),
    `CREATE OR REPLACE USER tests@'127.0.0.1' IDENTIFIED BY '${password}';\nGRANT ALL ON *.* TO tests@'127.0.0.1' WITH GRANT OPTION;\n`,
    { mode: 0o600 },
  );
}

interface Settings {
  password: string;
  flags: readonly string[];
}

/** Between finding a free port and taking it, somebody else may take it. */
async function serveOnFreePort(
  keeper: Keeper,
  settings: Settings,
): Promise<{ server: ChildProcess; port: number }> {
  for (let left = 2; ; left -= 1) {
    const port = await freePort();
    try {
      return { server: await serve(keeper, port, settings), port };
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

async function serve(keeper: Keeper, port: number, { password, flags }: Settings): Promise<ChildProcess> {
  const directory = keeper.folder;
  const program = find('mariadbd');
  if (!program) throw new Error('mariadbd is not installed');
  const log = join(directory, 'log');
  const server = spawn(
    program,
    [
      '--no-defaults',
      `--datadir=${join(directory, 'data')}`,
      // A server deletes what it takes for old temporary tables there when it starts: other servers' live ones too.
      `--tmpdir=${directory}`,
      `--socket=${join(directory, 'socket')}`,
      `--log-error=${log}`,
      `--init-file=${join(directory, 'account.sql')}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--skip-name-resolve',
      '--skip-log-bin',
      '--innodb-flush-log-at-trx-commit=2',
      '--innodb-buffer-pool-size=64M',
      '--max-connections=300',
      ...asRoot(),
      ...flags,
    ],
    { stdio: 'ignore', detached: true },
  );
  server.on('error', () => {});
  keeper.watch(server);
  const deadline = Date.now() + START_TIMEOUT;
  while (!(await answers(port, password))) {
    if (server.exitCode !== null || server.pid === undefined || Date.now() > deadline) {
      server.kill('SIGKILL');
      const lines = (await readFile(log, 'utf8').catch(() => 'no log')).trim().split('\n');
      throw new Error(`MariaDB did not start:\n${lines.slice(-15).join('\n')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return server;
}

async function answers(port: number, password: string): Promise<boolean> {
  try {
    const connection = await createConnection({
      host: '127.0.0.1',
      port,
      user: 'tests',
      password,
      connectTimeout: 2000,
    });
    await connection.end();
    return true;
  } catch {
    return false;
  }
}

/** mariadbd refuses to run as root unless told so by name. */
function asRoot(): string[] {
  return process.getuid?.() === 0 ? [`--user=${userInfo().username}`] : [];
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
