/** How many wrong tries an account bears, and the same for names that are no account. */
import { type Clock, MINUTE } from '../clock.ts';

/** NIST SP 800-63B-4, section 3.2.2, asks for a limit and leaves its height open, up to 100. */
const WRONG_TRIES = 5;
/** ms */
const LOCK_TIME = 15 * MINUTE;

export interface Tries {
  failedAttempts: number;
  /** ms UTC. */
  lockedUntil: number | null;
}

/** What one more wrong try makes of it. The lock takes the place of the count, so that after it there are five again. */
export function afterWrongTry(tries: Tries, now: number): Tries {
  const failedAttempts = tries.failedAttempts + 1;
  if (failedAttempts < WRONG_TRIES) return { failedAttempts, lockedUntil: null };
  return { failedAttempts: 0, lockedUntil: now + LOCK_TIME };
}

export function isLocked(tries: Tries, now: number): boolean {
  return tries.lockedUntil !== null && tries.lockedUntil > now;
}

/** So many unknown names are remembered; then the one that was tried first is forgotten. */
const REMEMBERED = 1000;

export interface UnknownNames {
  /** Until when the name would be locked if it were an account; ms UTC, null: not locked. */
  wrongTry(name: string): number | null;
}

/**
 * Wrong tries with names that are no account, counted in memory only: if just real accounts locked, five tries would
 * tell which names are real.
 */
export function createUnknownNames(clock: Clock): UnknownNames {
  const tries = new Map<string, Tries>();
  return {
    wrongTry(name) {
      const now = clock();
      const before = tries.get(name) ?? { failedAttempts: 0, lockedUntil: null };
      const after = isLocked(before, now) ? before : afterWrongTry(before, now);
      tries.set(name, after);
      const [first] = tries.keys();
      if (tries.size > REMEMBERED && first !== undefined) tries.delete(first);
      return after.lockedUntil;
    },
  };
}
