/** Steps `tls` and `password`: one sign-in does both, so an error of it is told apart by its code. */
import type { Duplex } from 'node:stream';
import type { Connection, ConnectionOptions } from 'mysql2/promise';
import { type Check, ok, skipped, warning } from '../check.ts';
import { RekeyError } from '../errors.ts';
import { driverOptions, lacksNameToVerify } from '../mysql.ts';
import type { MysqlConnection } from '../mysql-address.ts';
import { signInRefusal } from '../sign-in-refusal.ts';
import { isThisMachine } from '../text/this-machine.ts';
import { codeOf, StepFailure, within, wordsOf } from './failure.ts';

/** `socket` is connected and its greeting is unread. The database is not asked for yet: that is a step of its own. */
export async function signIn(
  target: MysqlConnection,
  socket: Duplex,
  timeout: number,
): Promise<{ checks: Check[]; connection: Connection }> {
  try {
    if (lacksNameToVerify(target)) throw nameless(target);
    const { database: _later, ...options } = driverOptions(target, null);
    // Loaded when it is needed: the embedded database starts without it.
    const { createConnection } = await import('mysql2/promise');
    const connection = await within(
      timeout,
      createConnection({ ...(options as ConnectionOptions), stream: socket }),
      () => Object.assign(new Error(), { code: 'ETIMEDOUT' }),
    );
    connection.on('error', () => undefined);
    return {
      checks: [await tlsCheck(target, connection), ok('password', `${target.user} is signed in.`)],
      connection,
    };
  } catch (error) {
    socket.destroy();
    if (error instanceof StepFailure) throw error;
    // Of a file of certificates: nothing was sent.
    if (error instanceof RekeyError)
      throw new StepFailure('tls', error.message, 'Check the files that are named for TLS.');
    throw refused(error);
  }
}

/** What held for the TLS step when the password was refused: the credentials travel only after it. */
export function tlsBeforePassword(target: MysqlConnection): Check {
  return target.tls === 'off' ? withoutTls(target) : ok('tls', 'The connection is encrypted.');
}

async function tlsCheck(target: MysqlConnection, connection: Connection): Promise<Check> {
  if (target.tls === 'off') return withoutTls(target);
  const [rows] = await connection.query("SHOW SESSION STATUS LIKE 'Ssl_version'");
  const version = (rows as { Value?: string }[])[0]?.Value || 'TLS';
  if (target.tls === 'required') {
    return warning(
      'tls',
      `The connection is encrypted (${version}), but who the server is was not checked.`,
      'Choose "verify", so that nobody between can pass for the server.',
    );
  }
  return ok('tls', `The connection is encrypted (${version}) and the certificate is this server's.`);
}

function withoutTls(target: MysqlConnection): Check {
  if (isThisMachine(target.host)) {
    const where = target.ssh === undefined ? 'on this machine' : 'on the bastion';
    return skipped('tls', `Not asked for; the server is ${where}.`);
  }
  if (target.ssh !== undefined) {
    return warning(
      'tls',
      'From here to the bastion the connection is encrypted, from there to the database it is not: whoever is between can read user data and change it.',
      'Choose TLS "verify", or "required" where the server has no certificate that this machine trusts.',
    );
  }
  return warning(
    'tls',
    'The connection is not encrypted: whoever is between can read user data and change it.',
    'Choose TLS "verify", or "required" where the server has no certificate that this machine trusts.',
  );
}

function refused(error: unknown): StepFailure {
  const cause = { cause: error };
  const refusal = signInRefusal(error);
  if (refusal) return new StepFailure(refusal.step, refusal.why, refusal.next, cause);
  if (codeOf(error) === 'ETIMEDOUT') {
    return new StepFailure(
      'password',
      'The server greeted, then did not answer the sign-in.',
      "Try again; if it stays so, look at the server's load and error log.",
      cause,
    );
  }
  return new StepFailure(
    'password',
    `The sign-in failed: ${wordsOf(error)} (${codeOf(error)}).`,
    "Check the account; the server's error log says more.",
    cause,
  );
}

function nameless({ host }: MysqlConnection): StepFailure {
  return new StepFailure(
    'tls',
    `A certificate can be checked against a name only, and ${host} is an address.`,
    'Connect by the name that stands in the certificate, or choose TLS "required".',
  );
}
