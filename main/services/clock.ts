/** Milliseconds since the Unix epoch, UTC. Injected everywhere, so that tests of expiry need not wait. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** ms by which clocks are corrected in passing. */
const TOLERANCE = MINUTE;

/** ms. What seems to lie ahead is from before the clock was set back and counts as long ago: nothing lives longer for that. */
export function elapsed(since: number, now: number): number {
  return since - now > TOLERANCE ? Number.POSITIVE_INFINITY : Math.max(0, now - since);
}
