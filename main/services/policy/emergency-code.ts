import { refusePolicy, type Section, wholeNumber } from './section.ts';

/** Minutes that an emergency code lives. */
export interface EmergencyCodePolicy {
  defaultMinutes: number;
  minMinutes: number;
  maxMinutes: number;
  /** Whether agents read the codes out on the telephone: then each lives ten minutes, whatever else is set. */
  readOut: boolean;
}

/** Minutes: less cannot be read out in time. */
const SHORTEST = 10;
/** Minutes: more is a standing password. */
const LONGEST = 60;
/** Minutes: NIST SP 800-63B-4, section 4.2.1.2, for a recovery code that is given by voice. */
const LONGEST_READ_OUT = 10;
/** Minutes: what could be saved before an hour was the most. */
const EARLIER_LONGEST = 24 * 60;

export const emergencyCode: Section<EmergencyCodePolicy> = {
  standard: { defaultMinutes: LONGEST, minMinutes: SHORTEST, maxMinutes: LONGEST, readOut: false },
  // Absent in a policy that was saved before it could be said.
  check({ defaultMinutes, minMinutes, maxMinutes, readOut = false }) {
    if (typeof readOut !== 'boolean') refusePolicy('whether emergency codes are read out is yes or no');
    const minutes = (value: number) =>
      wholeNumber(value, 'the life of an emergency code in minutes', SHORTEST, LONGEST);
    const [usual, min, max] = [minutes(defaultMinutes), minutes(minMinutes), minutes(maxMinutes)];
    if (min > max) refusePolicy('the shortest life of an emergency code is longer than the longest');
    if (usual < min || usual > max) {
      refusePolicy(
        `the usual life of an emergency code (${usual} minutes) is not between ${min} and ${max} minutes`,
      );
    }
    return readOut
      ? { defaultMinutes: LONGEST_READ_OUT, minMinutes: SHORTEST, maxMinutes: LONGEST_READ_OUT, readOut }
      : { defaultMinutes: usual, minMinutes: min, maxMinutes: max, readOut };
  },
  /** A longer life that was saved before is the longest one now. */
  ofEarlier: ({ readOut, ...minutes }) => ({
    readOut,
    defaultMinutes: shortened(minutes.defaultMinutes),
    minMinutes: shortened(minutes.minMinutes),
    maxMinutes: shortened(minutes.maxMinutes),
  }),
};

function shortened(minutes: number): number {
  return minutes > LONGEST && minutes <= EARLIER_LONGEST ? LONGEST : minutes;
}

/** What of the saved lives no longer holds, as a sentence; null: all of it does. */
export function shortenedLife(stored: unknown): string | null {
  const { maxMinutes } = (stored ?? {}) as Partial<EmergencyCodePolicy>;
  if (maxMinutes === undefined || shortened(maxMinutes) === maxMinutes) return null;
  return `An emergency code was allowed to live ${maxMinutes} minutes. ${LONGEST} are the most now, and that is what holds.`;
}
