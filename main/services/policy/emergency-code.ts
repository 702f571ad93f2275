import { refusePolicy, type Section, wholeNumber } from './section.ts';

/** Minutes that an emergency code lives. */
export interface EmergencyCodePolicy {
  defaultMinutes: number;
  minMinutes: number;
  maxMinutes: number;
}

/** Minutes that no policy goes beyond: less can not be read out in time, more is a standing password. */
const SHORTEST = 10;
const LONGEST = 24 * 60;

export const emergencyCode: Section<EmergencyCodePolicy> = {
  standard: { defaultMinutes: 60, minMinutes: SHORTEST, maxMinutes: LONGEST },
  check({ defaultMinutes, minMinutes, maxMinutes }) {
    const minutes = (value: number) =>
      wholeNumber(value, 'the life of an emergency code in minutes', SHORTEST, LONGEST);
    const [usual, min, max] = [minutes(defaultMinutes), minutes(minMinutes), minutes(maxMinutes)];
    if (min > max) refusePolicy('the shortest life of an emergency code is longer than the longest');
    if (usual < min || usual > max) {
      refusePolicy(
        `the usual life of an emergency code (${usual} minutes) is not between ${min} and ${max} minutes`,
      );
    }
    return { defaultMinutes: usual, minMinutes: min, maxMinutes: max };
  },
};
