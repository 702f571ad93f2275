/** Enrolment in words. */

import type { Enrolment } from '../../db/platforms/contract.ts';
import type { EnrolmentCounts, Tally } from '../../main/services/enrolment/counts.ts';
import type { Concern, EnrolmentFilter } from '../../main/services/enrolment/service.ts';
import { calendarDay, calendarMonth } from './time.ts';

/** `list`: after "Users". */
export const ENROLMENT_WORDS: Record<Enrolment, { name: string; list: string; meaning: string }> = {
  on: {
    name: 'On',
    list: 'whose 2FA is on',
    meaning: 'A second factor is set up and confirmed.',
  },
  pending: {
    name: 'Pending',
    list: 'whose 2FA is pending',
    meaning: 'Pairing was begun; the first code never confirmed it.',
  },
  off: { name: 'Off', list: 'whose 2FA is off', meaning: 'No second factor.' },
  'must-enrol': {
    name: 'Must enrol',
    list: 'who must enrol',
    meaning: 'No second factor, and the next login leads to setting one up.',
  },
  broken: {
    name: 'Broken',
    list: 'whose 2FA is broken',
    meaning: 'The platform’s rows contradict each other.',
  },
  unknown: {
    name: 'Unknown',
    list: 'whose 2FA is unknown',
    meaning: 'A factor of a kind that Rekey does not know may count.',
  },
};

/** As addresses and the log had it before: what was logged stays as it was hashed. Null: it is no state. */
export function stateOf(text: string): Enrolment | null {
  const state = FORMER.get(text) ?? text;
  return Object.hasOwn(ENROLMENT_WORDS, state) ? (state as Enrolment) : null;
}

const FORMER = new Map<string, Enrolment>([
  ['enrolled', 'on'],
  ['not-enrolled', 'off'],
]);
const STATES = Object.keys(ENROLMENT_WORDS) as Enrolment[];
/** In which most platforms have no user. */
const RARE = ['must-enrol', 'broken', 'unknown'] as const;

/** Those to be told of: the rare ones only where anybody is in them. */
export function statesIn(tallies: readonly Tally[]): Enrolment[] {
  const isThere = (state: Enrolment) => tallies.some((tally) => usersIn(tally, state) > 0);
  return STATES.filter((state) => !(RARE as readonly string[]).includes(state) || isThere(state));
}

export function usersIn(tally: Tally, state: Enrolment): number {
  if (state !== 'off') return tally[state] ?? 0;
  return RARE.reduce((rest, one) => rest - (tally[one] ?? 0), tally.users - tally.on - tally.pending);
}

/** In the order of how much they press. `list`: the heading of the list. */
export const CONCERN_WORDS: Record<Concern, { name: string; list: string; meaning: string }> = {
  'privileged-without-2fa': {
    name: 'Privileged without 2FA',
    list: 'Privileged users without 2FA',
    meaning: 'Can change other people’s access, and a password alone lets them in.',
  },
  'changed-outside': {
    name: 'Changed outside the console',
    list: 'Users whose 2FA was changed outside the console',
    meaning: 'The pairing or the codes are not as the platform’s events and the audit log tell.',
  },
  locked: {
    name: 'Locked now',
    list: 'Users who are locked now',
    meaning: 'Too many wrong codes; they get in again when the time is over or staff unlock them.',
  },
  'no-backup-codes': {
    name: 'Out of backup codes',
    list: 'Users with 2FA on and no backup code',
    meaning: 'The next lost phone is a call to you.',
  },
  'few-backup-codes': {
    name: 'Two codes or fewer',
    list: 'Users with 2FA on and one or two backup codes left',
    meaning: 'They run out soon.',
  },
  'pending-long': {
    name: 'Pending over 7 days',
    list: 'Users whose pairing is pending for over 7 days',
    meaning: 'They began to pair and did not finish.',
  },
  'never-used': {
    name: 'Never used',
    list: 'Users who never used their authenticator',
    meaning: 'No code was accepted since they paired it.',
  },
  dormant: {
    name: 'No login for 90 days',
    list: 'Users who did not log in for 90 days',
    meaning: 'Or never did.',
  },
};

/** Of `2026-11`. */
export function monthName(month: string | null): string {
  return month === null ? 'Not known' : calendarMonth(month);
}

/** Those that the platform can tell, in that order, with how many users each is true of. */
export function concernsIn(concerns: EnrolmentCounts['concerns']): [Concern, number][] {
  return (Object.keys(CONCERN_WORDS) as Concern[]).flatMap((concern) => {
    const users = concerns[concern];
    return users === undefined ? [] : [[concern, users] as [Concern, number]];
  });
}

/** `68.4 %`; a dash for a share of nothing. */
export function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)} %`;
}

/** Who is in a list, as an auditor reads it on paper. */
export function filterWords(filter: EnrolmentFilter): string {
  const { enrolment, concern, department, role, joinedFrom, joinedBefore, asOf } = filter;
  const parts = [
    enrolment && `two-factor state: ${ENROLMENT_WORDS[enrolment].name.toLowerCase()}`,
    concern && CONCERN_WORDS[concern].list.toLowerCase().replace('2fa', '2FA'),
    department === null && 'without a department',
    department != null && `department: ${department}`,
    role !== undefined && (role === null ? 'without a role' : `role: ${role}`),
    joinedFrom !== undefined && `joined on or after ${utcDay(joinedFrom)}`,
    joinedBefore !== undefined && `joined before ${utcDay(joinedBefore)}`,
    asOf !== undefined && `as it was before ${utcDay(asOf)}, by the dates in today’s records`,
  ].filter((part) => part !== false && part !== undefined);
  const [first, ...rest] = parts;
  if (first === undefined) return 'All users';
  return [first.charAt(0).toUpperCase() + first.slice(1), ...rest].join('; ');
}

function utcDay(time: number): string {
  return `${calendarDay(new Date(time).toISOString().slice(0, 10))} (UTC)`;
}
