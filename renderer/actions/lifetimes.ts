import type { Policy } from '../../main/contract/policy.ts';

const USUAL = [10, 15, 20, 30, 45, 60];

/** Minutes to choose from: the usual ones within the policy, its limits and its default. Ascending. */
export function lifetimesWithin({ emergencyCode }: Policy): number[] {
  const { minMinutes, maxMinutes, defaultMinutes } = emergencyCode;
  const usual = USUAL.filter((minutes) => minutes > minMinutes && minutes < maxMinutes);
  return [...new Set([minMinutes, ...usual, maxMinutes, defaultMinutes])].sort((a, b) => a - b);
}
