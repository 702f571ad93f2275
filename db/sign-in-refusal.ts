/**
 * Why a MySQL or MariaDB server does not let an account in, in words: for the connection test as well as for a console
 * that was let in yesterday.
 */

export interface SignInRefusal {
  /** Which step of signing in it is. */
  step: 'tls' | 'password';
  /** Sentences, with their full stops. */
  why: string;
  next: string;
}

/** MariaDB's own numbers, for which mysql2 has the names of other errors of MySQL 8 (include/mysqld_error.h of each). */
const MARIADB = { blocked: 4150, locked: 4151 };

/** Null: the error is about something else. */
export function signInRefusal(error: unknown): SignInRefusal | null {
  const { code, errno, sqlMessage, message } = (error ?? {}) as {
    code?: string;
    errno?: number;
    sqlMessage?: string;
    message?: string;
  };
  const words = (sqlMessage || message || code || '').replace(/\.$/, '');
  const password = (why: string, next: string): SignInRefusal => ({ step: 'password', why, next });
  const tls = (why: string, next: string): SignInRefusal => ({ step: 'tls', why, next });
  if (errno === MARIADB.locked || code === 'ER_ACCOUNT_HAS_BEEN_LOCKED')
    return password('The database account is locked.', 'Unlock it: ALTER USER ... ACCOUNT UNLOCK.');
  if (errno === MARIADB.blocked || code === 'ER_USER_ACCESS_DENIED_FOR_USER_ACCOUNT_BLOCKED_BY_PASSWORD_LOCK')
    return password(
      'The database account is blocked, because a wrong password was tried too often.',
      'Unblock it (ALTER USER ... ACCOUNT UNLOCK; on MariaDB FLUSH PRIVILEGES), and find out who tried.',
    );
  switch (code) {
    case 'ER_MUST_CHANGE_PASSWORD':
    case 'ER_MUST_CHANGE_PASSWORD_LOGIN':
      return password(
        'The password of the database account has expired.',
        'Set a new one: ALTER USER ... IDENTIFIED BY.',
      );
    case 'ER_ACCESS_DENIED_ERROR':
      return password(
        `The server does not accept this user and password: ${words}.`,
        // Without TLS an account with REQUIRE SSL is refused in the same words as a wrong password.
        "Check both, and that the account may come from this machine ('name'@'host' in MySQL). An account made with REQUIRE SSL needs TLS here.",
      );
    case 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR':
      return password(
        `The server does not let this user sign in with a password over the network: ${words}.`,
        'Make an account of its own for Rekey, identified by a password.',
      );
    case 'ER_HOST_IS_BLOCKED':
      return password(
        'The server blocks this machine, because of too many connections that broke off.',
        'On the server: FLUSH HOSTS (or mysqladmin flush-hosts), and look at what broke them off.',
      );
    case 'ER_HOST_NOT_PRIVILEGED':
      return password(
        'No account of the server may come from this machine.',
        "Make one that may: 'name'@'host' in MySQL.",
      );
    case 'ER_SECURE_TRANSPORT_REQUIRED':
      return tls('The server demands TLS.', 'Choose TLS "verify" or "required".');
    case 'HANDSHAKE_NO_SSL_SUPPORT':
      return tls(
        'The server offers no TLS.',
        'Give the server a certificate (ssl_cert, ssl_key). Choose "off" only where nobody can be between.',
      );
    case 'HANDSHAKE_SSL_ERROR':
      return tlsRefusal(words);
    default:
      return null;
  }
}

const UNTRUSTED =
  /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_UNTRUSTED|CERT_CHAIN|self[- ]signed|unable to (get|verify)|unknown ca/i;

/** mysql2 overwrites the certificate error's code, so its words are what is left to tell these apart. */
function tlsRefusal(words: string): SignInRefusal {
  if (/altnames|does not match/i.test(words)) {
    return {
      step: 'tls',
      why: `The certificate is not this server's: ${words}.`,
      next: 'Use the host name that stands in the certificate, or have one made for this name.',
    };
  }
  if (/expired|not yet valid/i.test(words)) {
    return {
      step: 'tls',
      why: `The certificate is not valid today: ${words}.`,
      next: 'Renew it, and check the clock of this machine.',
    };
  }
  if (UNTRUSTED.test(words)) {
    return {
      step: 'tls',
      why: `This machine does not trust the server's certificate: ${words}.`,
      next: 'Name the file with ca=FILE in the address, or start Rekey with NODE_EXTRA_CA_CERTS=FILE, where FILE holds the certificate of the authority that signed it (PEM).',
    };
  }
  return {
    step: 'tls',
    why: `The TLS handshake failed: ${words}.`,
    next: 'The server must speak TLS 1.2 or later.',
  };
}
