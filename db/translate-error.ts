/** What a driver says, as a RekeyError: a code a caller can tell apart and text a person can act on. */
import { type ErrorCode, RekeyError } from './errors.ts';
import { signInRefusal } from './sign-in-refusal.ts';
import { TunnelFailure } from './ssh/failure.ts';

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
  'ER_TOO_MANY_USER_CONNECTIONS',
  'ER_USER_LIMIT_REACHED',
  'ER_CLIENT_INTERACTION_TIMEOUT',
]);
const DENIED = new Set([
  'ER_DBACCESS_DENIED_ERROR',
  'ER_TABLEACCESS_DENIED_ERROR',
  'ER_COLUMNACCESS_DENIED_ERROR',
  'ER_SPECIFIC_ACCESS_DENIED_ERROR',
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
const FULL = new Set(['SQLITE_FULL', 'ER_DISK_FULL', 'ER_DISK_FULL_NOWAIT', 'ER_RECORD_FILE_FULL']);
const DAMAGED = new Set([
  'ER_NOT_KEYFILE',
  'ER_CRASHED_ON_USAGE',
  'ER_CRASHED_ON_REPAIR',
  'ER_TABLE_CORRUPT',
  'ER_INDEX_CORRUPT',
]);
/** A row that goes is one that a foreign key of another table means. SQLite may say so only at the commit, and takes it back. */
const STILL_MEANT = new Set([
  'ER_ROW_IS_REFERENCED',
  'ER_ROW_IS_REFERENCED_2',
  'SQLITE_CONSTRAINT_FOREIGNKEY',
]);
/** An administrator's KILL QUERY, or a limit of the server. */
const INTERRUPTED = new Set(['ER_QUERY_INTERRUPTED', 'ER_QUERY_TIMEOUT', 'SQLITE_INTERRUPT']);
/** MariaDB's number of its own limit, max_statement_time; mysql2 has no name for it. */
const STATEMENT_TIMEOUT = 1969;
const BUSY = new Set([
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  // NOWAIT: MySQL's answer; MariaDB's is the one above.
  'ER_LOCK_NOWAIT',
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
  if (error instanceof TunnelFailure) return error.passing;
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

/** What the tables lie on is at fault and not what is in them; the statement had no effect. */
export function isOfSurroundings(error: unknown): boolean {
  return SURROUNDING.has(translateError(error).code);
}

const SURROUNDING = new Set<ErrorCode>([
  'DATABASE_READ_ONLY',
  'DATABASE_FULL',
  'DATABASE_FILE',
  'DATABASE_DAMAGED',
  'DATABASE_INTERRUPTED',
  'DATABASE_PACKET',
]);

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
  if (error instanceof TunnelFailure) {
    const facts = { why: asPart(error.message), advice: asPart(error.next) };
    return new RekeyError(error.passing ? 'DATABASE_UNREACHABLE' : 'DATABASE_SIGN_IN', facts, cause);
  }
  if (isUnreachable(error)) return new RekeyError('DATABASE_UNREACHABLE', { why: reason(error) }, cause);
  if (isRetryable(error)) return new RekeyError('DATABASE_BUSY', {}, cause);
  if (STILL_MEANT.has(code)) return new RekeyError('ROWS_STILL_MEANT', {}, cause);
  const refusal = signInRefusal(error);
  if (refusal)
    return new RekeyError(
      'DATABASE_SIGN_IN',
      { why: asPart(refusal.why), advice: asPart(refusal.next) },
      cause,
    );
  if (DENIED.has(code)) return new RekeyError('DATABASE_DENIED', { why: reason(error) }, cause);
  if (READ_ONLY.has(code)) return new RekeyError('DATABASE_READ_ONLY', {}, cause);
  if (FULL.has(code) || isNoSpace(error)) return new RekeyError('DATABASE_FULL', {}, cause);
  if (DAMAGED.has(code) || code.startsWith('SQLITE_CORRUPT'))
    return new RekeyError('DATABASE_DAMAGED', { why: reason(error) }, cause);
  if (INTERRUPTED.has(code) || (error as DriverError | null)?.errno === STATEMENT_TIMEOUT)
    return new RekeyError('DATABASE_INTERRUPTED', { why: reason(error) }, cause);
  if (code === 'ER_NET_PACKET_TOO_LARGE') return new RekeyError('DATABASE_PACKET', {}, cause);
  if (MISSING.has(code) || isMissingInSqlite(error))
    return new RekeyError('SCHEMA_MISSING', { why: reason(error) }, cause);
  const file = fileFault(code);
  if (file) return new RekeyError('DATABASE_FILE', { why: file }, cause);
  return new RekeyError('INTERNAL', {}, cause);
}

/** The server writes on another disk than its log or its temporary files; each fails in words of its own. */
function isNoSpace(error: unknown): boolean {
  return /\b(?:Errcode: 28|No space left on device)\b/i.test((error as DriverError | null)?.message ?? '');
}

/** Of SQLite: what is wrong with the file or with what it lies on; null when nothing is. */
function fileFault(code: string): string | null {
  if (code.startsWith('SQLITE_CANTOPEN')) return 'it cannot be opened';
  if (code === 'SQLITE_NOTADB') return 'it is not an SQLite database';
  if (code.startsWith('SQLITE_READONLY') || code === 'SQLITE_PERM') return 'it may not be written';
  if (code.startsWith('SQLITE_IOERR')) return `the system could not read or write it, ${code}`;
  return null;
}

function codeOf(error: unknown): string {
  const { code, message = '' } = (error ?? {}) as DriverError;
  if (code) return code;
  // libsql tells why a file was not opened in its sentence only, by SQLite's own number.
  const [, number] = /^ConnectionFailed\(.*: (\d+)"\)$/s.exec(message) ?? [];
  return number === undefined ? '' : (OPENING[number] ?? 'SQLITE_CANTOPEN');
}

/** Result codes of SQLite (sqlite3.h) that opening a file can end with. */
const OPENING: Record<string, string> = {
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  26: 'SQLITE_NOTADB',
};

function isMissingInSqlite(error: unknown): boolean {
  return /no such (table|column)/.test((error as DriverError)?.message ?? '');
}

/** Without its full stop, which the sentence around it has. */
function asPart(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

/** The server's own words without the statement, which knex puts before " - ". */
function reason(error: unknown): string {
  const { sqlMessage, message = '', code } = error as DriverError;
  const known = /no such (?:table|column): [\w.]+|database disk image is malformed/.exec(message);
  return sqlMessage ?? known?.[0] ?? code ?? 'no answer';
}
