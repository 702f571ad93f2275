/** What the caller meets on the platform, and what to say about it: the platform's words, with the times in the reader's. */
import type { Problem } from '../../db/platforms/contract.ts';
import type { UserPage } from '../../main/services/users.ts';
import { until } from './time.ts';

export const PROBLEM_WORDS: Record<Problem, string> = {
  'lost-phone': 'Lost phone',
  'new-phone': 'New phone',
  'no-codes': 'No backup codes',
  clock: 'Code refused',
  'can-not-scan': 'Can not scan the QR code',
  'switch-apps': 'Wants another app',
};

export const PROBLEMS = Object.keys(PROBLEM_WORDS) as Problem[];

/** A sentence of the platform with the times of this user in it, as they are said at `now`. */
export function withTimes(
  sentence: string,
  { lockedUntil, emergencyCodes }: UserPage['state'],
  now: number,
): string {
  const [emergency] = emergencyCodes;
  return sentence
    .replace('{lockEnds}', lockedUntil === null ? 'the lock ends' : until(lockedUntil, now))
    .replace('{emergencyEnds}', emergency ? until(emergency.expiresAt, now) : 'its end');
}
