/** Steps `tls` and `password`: one sign-in does both, so an error of it is told apart by its code. */
import { isIP, type Socket } from 'node:net';
import type { Connection, ConnectionOptions } from 'mysql2/promise';
import { type Check, ok, skipped, warning } from '../check.ts';
import { driverOptions, lacksNameToVerify, type MysqlConnection } from '../mysql.ts';
import { codeOf, StepFailure, within, wordsOf } from './failure.ts';

/** `socket` is connected and its greeting is unread. The database is not asked for yet: that is a step of its own. */
export async function signIn(
  target: MysqlConnection,
  socket: Socket,
  timeout: number,
): Promise<{ checks: Check[]; connection: Connection }> {
  try {
    if (lacksNameToVerify(target)) throw nameless(target);
    const { database: _later, ...options } = driverOptions(target);
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
    throw error instanceof StepFailure ? error : refused(target, error);
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
  if (isThisMachine(target.host)) return skipped('tls', 'Not asked for; the server is on this machine.');
  return warning(
    'tls',
    'The connection is not encrypted: whoever is between can read user data and change it.',
    'Choose TLS "verify", or "required" where the server has no certificate that this machine trusts.',
  );
}

function isThisMachine(host: string): boolean {
  return (
    host === 'localhost' ||
    host === '[::1]' ||
    host === '::1' ||
    (isIP(host) === 4 && host.startsWith('127.'))
  );
}

const UNTRUSTED = /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_UNTRUSTED|CERT_CHAIN/;

function refused(target: MysqlConnection, error: unknown): StepFailure {
  const code = codeOf(error);
  const words = wordsOf(error);
  const cause = { cause: error };
  switch (code) {
    case 'HANDSHAKE_NO_SSL_SUPPORT':
      return new StepFailure(
        'tls',
        'The server offers no TLS.',
        'Give the server a certificate (ssl_cert, ssl_key). Choose "off" only where nobody can be between.',
        cause,
      );
    case 'HANDSHAKE_SSL_ERROR':
      return tlsRefused(words, cause);
    case 'ER_SECURE_TRANSPORT_REQUIRED':
      return new StepFailure('tls', 'The server demands TLS.', 'Choose TLS "verify" or "required".', cause);
    case 'ER_ACCESS_DENIED_ERROR':
      return new StepFailure(
        'password',
        `The server does not accept this user and password: ${words}.`,
        // Without TLS an account with REQUIRE SSL is refused in the same words as a wrong password.
        `Check both, and that the account may come from this machine ('name'@'host' in MySQL).${target.tls === 'off' ? ' An account made with REQUIRE SSL needs TLS here.' : ''}`,
        cause,
      );
    case 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR':
      return new StepFailure(
        'password',
        `The server does not let this user sign in with a password over the network: ${words}.`,
        'Make an account of its own for Rekey, identified by a password.',
        cause,
      );
    case 'ER_ACCOUNT_HAS_BEEN_LOCKED':
    case 'error 4151':
      return new StepFailure(
        'password',
        `The database account is locked: ${words}.`,
        'Unlock it: ALTER USER ... ACCOUNT UNLOCK.',
        cause,
      );
    case 'ER_MUST_CHANGE_PASSWORD':
    case 'ER_MUST_CHANGE_PASSWORD_LOGIN':
      return new StepFailure(
        'password',
        'The password of the database account has expired.',
        'Set a new one: ALTER USER ... IDENTIFIED BY.',
        cause,
      );
    case 'ETIMEDOUT':
      return new StepFailure(
        'password',
        'The server greeted, then did not answer the sign-in.',
        "Try again; if it stays so, look at the server's load and error log.",
        cause,
      );
    default:
      return new StepFailure(
        'password',
        `The sign-in failed: ${words} (${code}).`,
        "Check the account; the server's error log says more.",
        cause,
      );
  }
}

function nameless({ host }: MysqlConnection): StepFailure {
  return new StepFailure(
    'tls',
    `A certificate can be checked against a name only, and ${host} is an address.`,
    'Connect by the name that stands in the certificate, or choose TLS "required".',
  );
}

/** mysql2 overwrites the certificate error's code, so its words are what is left to tell these apart. */
function tlsRefused(words: string, cause: { cause: unknown }): StepFailure {
  if (/altnames|does not match/i.test(words)) {
    return new StepFailure(
      'tls',
      `The certificate is not this server's: ${words}.`,
      'Use the host name that stands in the certificate, or have one made for this name.',
      cause,
    );
  }
  if (/expired|not yet valid/i.test(words)) {
    return new StepFailure(
      'tls',
      `The certificate is not valid today: ${words}.`,
      'Renew it, and check the clock of this machine.',
      cause,
    );
  }
  if (UNTRUSTED.test(words) || /self[- ]signed|unable to (get|verify)|unknown ca/i.test(words)) {
    return new StepFailure(
      'tls',
      `This machine does not trust the server's certificate: ${words}.`,
      'Start Rekey with NODE_EXTRA_CA_CERTS=FILE, where FILE holds the certificate of the authority that signed it (PEM).',
      cause,
    );
  }
  return new StepFailure(
    'tls',
    `The TLS handshake failed: ${words}.`,
    'The server must speak TLS 1.2 or later.',
    cause,
  );
}
