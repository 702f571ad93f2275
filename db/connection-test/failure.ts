import { type Check, type CheckName, failed } from '../check.ts';

/** Ends a connection test at one step, with what is wrong and what to do about it. */
export class StepFailure extends Error {
  readonly check: Check;

  constructor(name: CheckName, message: string, next: string, options?: { cause?: unknown }) {
    super(message, options);
    this.check = failed(name, message, next);
  }
}

/** What a driver or the operating system said, by code; `errno` is MySQL's number where `code` is not known to the driver. */
export function codeOf(error: unknown): string {
  const { code, errno } = (error ?? {}) as { code?: unknown; errno?: unknown };
  if (typeof code === 'string' && code !== 'UNKNOWN_CODE_PLEASE_REPORT') return code;
  return typeof errno === 'number' ? `error ${errno}` : 'an unknown error';
}

/** The server's own sentence. It may name the account, the host and the database, never the password. */
export function wordsOf(error: unknown): string {
  const { sqlMessage, message } = (error ?? {}) as { sqlMessage?: unknown; message?: unknown };
  if (typeof sqlMessage === 'string' && sqlMessage !== '') return sqlMessage;
  return typeof message === 'string' && message !== '' ? message : codeOf(error);
}

/** Settles with `work`, or rejects with `late` after `milliseconds`. The work itself is ended by whoever owns its socket. */
export async function within<T>(milliseconds: number, work: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), milliseconds);
  });
  // When the deadline wins, the work may still fail later; nobody is left to hear of it.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
