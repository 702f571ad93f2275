/** What a driver says, as a RekeyError: a code a caller can tell apart and text a person can act on. */
import { RekeyError } from './errors.ts';

interface DriverError {
  code?: string;
  /** What the operating system was asked for. */
  syscall?: string;
  /** Of mysql2: the connection is over. */
  fatal?: boolean;
  errno?: number;
  message?: string;
  sqlMessage?: string;
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ER_SERVER_SHUTDOWN',
  'ER_CONNECTION_KILLED',
  'ER_NORMAL_SHUTDOWN',
  'ER_NEW_ABORTING_CONNECTION',
  'ER_CON_COUNT_ERROR',
  'ER_CLIENT_INTERACTION_TIMEOUT',
]);
const DENIED = new Set([
  'ER_ACCESS_DENIED_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
  'ER_TABLEACCESS_DENIED_ERROR',
  'ER_COLUMNACCESS_DENIED_ERROR',
  'ER_SPECIFIC_ACCESS_DENIED_ERROR',
  'ER_ACCESS_DENIED_NO_PASSWORD_ERROR',
  'HANDSHAKE_SSL_ERROR',
  'HANDSHAKE_NO_SSL_SUPPORT',
]);
const MISSING = new Set([
  'ER_NO_SUCH_TABLE',
  'ER_BAD_FIELD_ERROR',
  'ER_BAD_DB_ERROR',
  'ER_NO_SUCH_TABLE_IN_ENGINE',
]);
const READ_ONLY = new Set([
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION',
  'ER_READ_ONLY_MODE',
  'ER_OPEN_AS_READONLY',
]);
const BUSY = new Set([
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_CHECKREAD',
  // Group Replication's certification failure.
  'ER_TRANSACTION_ROLLBACK_DURING_COMMIT',
]);

/** True when the transaction is rolled back for certain, and may simply run again. */
export function isRetryable(error: unknown): boolean {
  const code = codeOf(error);
  const { message = '' } = (error ?? {}) as DriverError;
  return (
    BUSY.has(code) ||
    /^SQLITE_(BUSY|LOCKED)/.test(code) ||
    // A Galera node that has lost the others, or is still joining them: it takes no statement.
    (code === 'ER_UNKNOWN_COM_ERROR' && message.includes('WSREP')) ||
    // A deadlock (149) that was found while committing. Other failures of a commit leave it uncertain.
    (code === 'ER_ERROR_DURING_COMMIT' && /error 149\b/.test(message))
  );
}

export function isUnreachable(error: unknown): boolean {
  if (error instanceof RekeyError) return error.code === 'DATABASE_UNREACHABLE';
  const { message = '', fatal, syscall } = (error ?? {}) as DriverError;
  if (codeOf(error) === 'ER_ERROR_DURING_COMMIT') return !isRetryable(error);
  // The socket of a mail server or a collector fails in the same words: the driver's mark is what makes it the database's.
  if (syscall !== undefined && !fatal) return false;
  return (
    syscall !== undefined ||
    UNREACHABLE.has(codeOf(error)) ||
    /closed state|Connection lost|connection is in closed|Timeout acquiring a connection|Unable to acquire a connection/i.test(
      message,
    )
  );
}

/** A second row with a value that must be unique. */
export function isDuplicate(error: unknown): boolean {
  const code = codeOf(error);
  return (
    code === 'ER_DUP_ENTRY' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY' || code === 'SQLITE_CONSTRAINT_UNIQUE'
  );
}

/** Never carries the statement or its values: they may hold what must not be seen. */
export function translateError(error: unknown): RekeyError {
  if (error instanceof RekeyError) return error;
  const code = codeOf(error);
  const cause = { cause: error };
  if (isUnreachable(error)) return new RekeyError('DATABASE_UNREACHABLE', { why: reason(error) }, cause);
  if (isRetryable(error)) return new RekeyError('DATABASE_BUSY', {}, cause);
  if (DENIED.has(code)) return new RekeyError('DATABASE_DENIED', { why: reason(error) }, cause);
  if (READ_ONLY.has(code) || code.startsWith('SQLITE_READONLY'))
    return new RekeyError('DATABASE_READ_ONLY', {}, cause);
  if (MISSING.has(code) || isMissingInSqlite(error))
    return new RekeyError('SCHEMA_MISSING', { why: reason(error) }, cause);
  if (code === 'SQLITE_CANTOPEN' || code === 'SQLITE_NOTADB') {
    return new RekeyError(
      'DATABASE_UNREACHABLE',
      { why: code === 'SQLITE_NOTADB' ? 'the file is not an SQLite database' : 'the file can not be opened' },
      cause,
    );
  }
  return new RekeyError('INTERNAL', {}, cause);
}

function codeOf(error: unknown): string {
  return (error as DriverError | null)?.code ?? '';
}

function isMissingInSqlite(error: unknown): boolean {
  return /no such (table|column)/.test((error as DriverError)?.message ?? '');
}

/** The server's own words without the statement, which knex puts before " - ". */
function reason(error: unknown): string {
  const { sqlMessage, message = '', code } = error as DriverError;
  const missing = /no such (?:table|column): [\w.]+/.exec(message);
  return sqlMessage ?? missing?.[0] ?? code ?? 'no answer';
}
