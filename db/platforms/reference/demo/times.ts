/** Milliseconds. */
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** RFC 6238's X. */
export const TIME_STEP = 30 * SECOND;
/** How long the demo's platform has been there. */
export const PLATFORM_AGE = 4 * 365 * DAY;
