/** Tries a connection step by step and says at which one it fails, in words a person can act on. Changes nothing. */
import type { Duplex } from 'node:stream';
import type { Connection } from 'mysql2/promise';
import { type Check, type CheckName, failed, ok, skipped } from './check.ts';
import { codeOf, StepFailure, within, wordsOf } from './connection-test/failure.ts';
import { findHost, knock } from './connection-test/knock.ts';
import { tellOthers } from './connection-test/other-platform.ts';
import { checkCharset, checkVersion, useDatabase } from './connection-test/server.ts';
import { signIn, tlsBeforePassword } from './connection-test/sign-in.ts';
import { checkTables } from './connection-test/tables.ts';
import { type Database, openDatabase } from './database.ts';
import { formatMysqlUrl, type MysqlConnection } from './mysql-address.ts';
import { needsOf } from './needs.ts';
import type { PlatformKind } from './platforms/kind.ts';
import { kinds } from './platforms/registry.ts';
import { TunnelFailure } from './ssh/failure.ts';
import { hopIn } from './ssh/hop.ts';
import { Tunnel } from './ssh/tunnel.ts';
import type { TableNeed } from './table-need.ts';

const STEPS = [
  'bastion',
  'host',
  'port',
  'tls',
  'password',
  'version',
  'database',
  'charset',
  'rights',
  'schema',
] as const satisfies CheckName[];

/**
 * One check for each of STEPS, in that order (`bastion` only where the way goes through one); after the first that failed the rest are `skipped`. `kind`: whose tables are to be
 * there; null: that is still to be found out, so rights and tables are not tried. `known`: whose else may stand there.
 * Never throws, never holds the password. `timeout`: ms for each step.
 */
export async function testConnection(
  target: MysqlConnection,
  kind: PlatformKind | null,
  { timeout = 5_000, known = kinds() }: { timeout?: number; known?: readonly PlatformKind[] } = {},
): Promise<Check[]> {
  const test = new ConnectionTest(target, { kind, timeout, known });
  await test.run();
  const brokenOff = test.done.some(({ outcome }) => outcome === 'failed');
  const why = brokenOff
    ? 'Not tried, because of what failed before.'
    : 'Not tried: no platform is chosen yet.';
  const steps = STEPS.filter((name) => name !== 'bastion' || target.ssh !== undefined);
  return steps.map((name) => test.done.find((check) => check.name === name) ?? skipped(name, why));
}

interface Tried {
  kind: PlatformKind | null;
  timeout: number;
  known: readonly PlatformKind[];
}

class ConnectionTest {
  readonly done: Check[] = [];
  private readonly target: MysqlConnection;
  private readonly tried: Tried;
  private readonly timeout: number;
  private tunnel: Tunnel | null = null;
  private socket: Duplex | null = null;
  private connection: Connection | null = null;
  /** For whoever reads the tables of a platform: it connects when it is asked, beside the connection that is tried. */
  private database: Database | null = null;

  constructor(target: MysqlConnection, tried: Tried) {
    this.target = target;
    this.tried = tried;
    this.timeout = tried.timeout;
  }

  async run(): Promise<void> {
    try {
      if (this.target.ssh !== undefined) await this.step('bastion', () => this.enterBastion());
      await this.step('host', async () => [await findHost(this.target, this.timeout)]);
      await this.step('port', () => this.reach());
      await this.step('password', () => this.enter());
      await this.step('version', async () => [await checkVersion(this.open())]);
      await this.step('database', async () => [await useDatabase(this.open(), this.target.database)]);
      if (this.tried.kind) await this.lookAtTables(this.tried.kind);
    } catch {
      // The failed step is in `done`.
    } finally {
      this.connection?.destroy();
      this.socket?.destroy();
      await this.database?.close();
      await this.tunnel?.close();
    }
  }

  private async enterBastion(): Promise<Check[]> {
    const hop = hopIn(this.target);
    if (!hop)
      throw new StepFailure(
        'bastion',
        'The bastion is not of the form USER@HOST or USER@HOST:PORT.',
        'Write it so.',
      );
    this.tunnel = new Tunnel(hop);
    try {
      await this.tunnel.try();
      return [ok('bastion', `${hop.host} lets ${hop.user} in, and shows the host key that is known.`)];
    } catch (error) {
      if (!(error instanceof TunnelFailure)) throw error;
      const failure = new StepFailure('bastion', error.message, error.next, { cause: error });
      if (error.hostKey?.verdict === 'unknown') failure.check.hostKey = error.hostKey.fingerprint;
      throw failure;
    }
  }

  private async lookAtTables(kind: PlatformKind): Promise<void> {
    let needs: TableNeed[] = [];
    await this.step('charset', async () => {
      this.database = openDatabase({ kind: 'mysql', url: formatMysqlUrl(this.target) });
      needs = await needsOf(kind, this.database.reader);
      const tables = needs.map(({ table }) => table);
      return [await checkCharset(this.open(), tables)];
    });
    await this.step('rights', async () => {
      const checks = await checkTables(this.open(), kind, needs);
      return Promise.all(checks.map((check) => this.tellOthers(check, kind)));
    });
  }

  /** Tables that are missing may be another platform's instead. */
  private async tellOthers(check: Check, kind: PlatformKind): Promise<Check> {
    if (!this.database || check.name !== 'schema' || check.outcome !== 'failed') return check;
    return tellOthers(check, this.database, kind, this.tried.known);
  }

  /** A step has its own errors for what is foreseen; whatever else happens is still told as this step's failure. */
  private async step(name: CheckName, work: () => Promise<Check[]>): Promise<void> {
    try {
      // Twice, since a step that waits itself says better what it waited for.
      const checks = await within(
        this.timeout * 2 + 500,
        work(),
        () =>
          new StepFailure(
            name,
            'The server did not answer in time.',
            "Try again; if it stays so, look at the server's load and locks.",
          ),
      );
      this.done.push(...checks);
    } catch (error) {
      this.done.push(
        error instanceof StepFailure
          ? error.check
          : failed(
              name,
              `${wordsOf(error)} (${codeOf(error)}).`,
              "Try again; the server's error log says more.",
            ),
      );
      throw error;
    }
    if (this.done.some((check) => check.outcome === 'failed')) throw new Error('a step failed');
  }

  private async reach(): Promise<Check[]> {
    const { check, socket } = await knock(this.target, this.tunnel, this.timeout);
    this.socket = socket;
    return [check];
  }

  private async enter(): Promise<Check[]> {
    try {
      const { checks, connection } = await signIn(this.target, this.socket as Duplex, this.timeout);
      this.connection = connection;
      return checks;
    } catch (error) {
      if (error instanceof StepFailure && error.check.name === 'password')
        this.done.push(tlsBeforePassword(this.target));
      throw error;
    }
  }

  private open(): Connection {
    if (!this.connection) throw new Error('not signed in');
    return this.connection;
  }
}
