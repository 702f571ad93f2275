/** Milliseconds since the Unix epoch, UTC. Injected everywhere, so that tests of expiry need not wait. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
