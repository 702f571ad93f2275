/** How often something may be tried, in memory: this server is the only one, and what it forgets at its end is its own. */
import type { Clock } from '../services/clock.ts';

export interface RateLimit {
  /** Counts one try. False: there were too many lately, and this one is not to be made. */
  allows(key: string): boolean;
  /** It went well: what was counted is forgotten. */
  forget(key: string): void;
}

/** Keys that are remembered at once: somebody who invents usernames fills no memory. */
const MOST_KEYS = 10_000;

/** At most `most` tries of one key within `window` ms. */
export function rateLimit(clock: Clock, { most, window }: { most: number; window: number }): RateLimit {
  const tries = new Map<string, number[]>();
  return {
    forget: (key) => void tries.delete(key),
    allows(key) {
      const now = clock();
      const recent = (tries.get(key) ?? []).filter((time) => now - time < window);
      if (recent.length >= most) return false;
      // Last again in the order of the map: the first is the one that was tried longest ago.
      tries.delete(key);
      tries.set(key, [...recent, now]);
      const [oldest] = tries.keys();
      if (tries.size > MOST_KEYS && oldest !== undefined) tries.delete(oldest);
      return true;
    },
  };
}
