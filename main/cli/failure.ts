/** What a command that did not succeed tells: to scripts as one JSON value, to people in two sentences. */
import type { ErrorFacts } from '../../db/errors.ts';
import { rekeyErrorOf } from '../api/errors.ts';
import type { Report } from './report.ts';

/** The command line itself is wrong: exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly next: string;

  constructor(message: string, next = 'Run `rekey --help`.') {
    super(message);
    this.next = next;
  }
}

export interface FailureValue {
  error: {
    /** A code of db/errors.ts, or USAGE. */
    code: string;
    message: string;
    next: string;
    /** What the message was filled with, e.g. the number of the first bad audit entry. */
    facts: ErrorFacts;
  };
}

export function failureReport(error: unknown): Report {
  if (error instanceof UsageError) return usageReport(error.message, error.next);
  const { code, message, next, facts } = rekeyErrorOf(error);
  return {
    value: { error: { code, message, next, facts } } satisfies FailureValue,
    text: '',
    note: `${message} [${code}]\n${next}`,
    exit: 1,
  };
}

export function usageReport(message: string, next: string): Report {
  return {
    value: { error: { code: 'USAGE', message, next, facts: {} } } satisfies FailureValue,
    text: '',
    note: `${message}\n${next}`,
    exit: 2,
  };
}
