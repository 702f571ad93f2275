/** Running again what failed only because somebody else was at the same rows. */
import { setTimeout as pause } from 'node:timers/promises';

/** ms that anything waits for others in all: locks, conflicts, and the pauses between attempts. */
export const PATIENCE = 10_000;

/** ms of the first pause; each is up to twice as long as the one before. */
const FIRST_PAUSE = 10;
const LONGEST_PAUSE = 500;

/**
 * Runs `attempt` until it succeeds, fails with something else than `isWorthIt`, or `patience` (ms) is used up; an attempt
 * that has begun is not broken off. The pauses grow and are partly chance, so that two do not meet again and again.
 */
export async function retrying<T>(
  attempt: () => T | Promise<T>,
  isWorthIt: (error: unknown) => boolean,
  patience = PATIENCE,
): Promise<T> {
  const end = performance.now() + patience;
  for (let longest = FIRST_PAUSE; ; longest = Math.min(longest * 2, LONGEST_PAUSE)) {
    try {
      return await attempt();
    } catch (error) {
      const rest = longest * (0.5 + Math.random() / 2);
      if (!isWorthIt(error) || performance.now() + rest > end) throw error;
      await pause(rest);
    }
  }
}
