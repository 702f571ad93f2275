/** Every failure the page can meet, in the same three parts the console itself answers with. */
import type { AnswerError } from '../main/host.ts';

export class Problem extends Error implements AnswerError {
  override readonly name = 'Problem';
  readonly code: string;
  readonly next: string;

  constructor(error: AnswerError) {
    super(error.message);
    this.code = error.code;
    this.next = error.next;
  }

  /** No answer came: the console may or may not have done what was asked. */
  static unreachable(): Problem {
    return new Problem({
      code: 'CONSOLE_UNREACHABLE',
      message: 'Rekey does not answer. If you were changing something, it is uncertain whether it was done.',
      next: 'Check that the Rekey program still runs, then try again: the same attempt is never done twice.',
    });
  }

  /** The browser host does not know this window, for instance after it was started anew. */
  static shutOut(): Problem {
    return new Problem({
      code: 'SHUT_OUT',
      message: 'This window no longer belongs to the running Rekey.',
      next: 'Close it and open the address that Rekey shows when it starts.',
    });
  }
}

/** What to show for anything that was thrown; tRPC wraps the original as the cause. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Error && error.cause instanceof Problem) return error.cause;
  return new Problem({
    code: 'WINDOW',
    message: 'Something went wrong in this window.',
    next: 'Reload it (Ctrl+R). What was done already is in the audit log.',
  });
}

/** The seat is not signed in as this page believes: the session must be looked at anew. */
export function endsSession(code: string): boolean {
  return SESSION_CODES.has(code);
}

/** No answer came, or none for this window. */
export function isAway(code: string): boolean {
  return code === 'CONSOLE_UNREACHABLE' || code === 'SHUT_OUT';
}

const SESSION_CODES = new Set([
  'SIGNED_OUT',
  'SESSION_LOCKED',
  'PAIRING_REQUIRED',
  'STAFF_DISABLED',
  'SHUT_OUT',
]);

/** Sending the very same attempt again makes sense: it was not refused, it went astray or was too early. */
export function worthRetrying(code: string): boolean {
  return RETRY_CODES.has(code);
}

const RETRY_CODES = new Set([
  'CONSOLE_UNREACHABLE',
  'DATABASE_UNREACHABLE',
  'DATABASE_BUSY',
  'DATABASE_READ_ONLY',
  'DATABASE_DENIED',
  'DATABASE_SIGN_IN',
  'DATABASE_FULL',
  'DATABASE_FILE',
  'DATABASE_INTERRUPTED',
  'AUDIT_UNWRITABLE',
  'SCHEMA_MISSING',
  'INTERNAL',
  'WINDOW',
]);
