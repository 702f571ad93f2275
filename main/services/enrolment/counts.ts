/** Counts of users by their second factor, small enough to keep one for each range of users and to add them up. */
import {
  CONCERNS,
  type Concern,
  type ConfirmedGroup,
  type UserGroup,
} from '../../../db/platforms/enrolment.ts';
import { ENROLMENTS, type Enrolment } from '../../../db/platforms/user.ts';
import type { Known } from './known.ts';

/** The states that most platforms have no user in: counted only where there is one. */
const RARE = ['must-enrol', 'broken', 'unknown'] as const;

/** The others' second factor is off. */
export interface Tally extends Partial<Record<(typeof RARE)[number], number>> {
  users: number;
  on: number;
  pending: number;
}

/** How many of them are in this state. */
export function usersIn(tally: Tally, state: Enrolment): number {
  if (state !== 'off') return tally[state] ?? 0;
  return RARE.reduce((rest, one) => rest - (tally[one] ?? 0), tally.users - tally.on - tally.pending);
}

/** Those to be told of: the rare ones only where anybody is in them. */
export function statesIn(tallies: readonly Tally[]): Enrolment[] {
  return ENROLMENTS.filter((state) => !isRare(state) || tallies.some((tally) => usersIn(tally, state) > 0));
}

function isRare(state: Enrolment): boolean {
  return (RARE as readonly string[]).includes(state);
}

export function countIn(tally: Tally, state: Enrolment, users: number): void {
  tally.users += users;
  if (state !== 'off') tally[state] = (tally[state] ?? 0) + users;
}

export interface NamedTally extends Tally {
  /** Null: users without one. */
  name: string | null;
}

export interface EnrolmentCounts {
  total: Tally;
  /** Null, here and below: the platform does not know it of anybody. */
  byDepartment: NamedTally[] | null;
  byRole: NamedTally[] | null;
  /** By month of joining, as `2026-11`, UTC. */
  byMonth: NamedTally[] | null;
  /** One that is not in it the platform cannot tell. */
  concerns: Partial<Record<Concern, number>>;
  /** Users by the month in which their present pairing was confirmed. */
  confirmed: ConfirmedGroup[];
}

/** What each is cut by. */
const SIDES = { byDepartment: 'department', byRole: 'role', byMonth: 'createdAt' } as const;
type Side = keyof typeof SIDES;

export function countsOf(
  groups: readonly UserGroup[],
  confirmed: readonly ConfirmedGroup[],
  known: Known,
): EnrolmentCounts {
  return addUp(
    groups.map((group) => {
      const tally: Tally = { users: 0, on: 0, pending: 0 };
      countIn(tally, group.enrolment, group.users);
      return {
        total: tally,
        byDepartment: [{ name: group.department, ...tally }],
        byRole: [{ name: group.role, ...tally }],
        byMonth: [{ name: group.month, ...tally }],
        concerns: group.concerns,
        confirmed: [],
      };
    }),
    known,
    confirmed,
  );
}

/** The largest department and role first, the earliest month first. */
export function addUp(
  parts: Iterable<EnrolmentCounts>,
  known: Known,
  confirmed: readonly ConfirmedGroup[] = [],
): EnrolmentCounts {
  const sum: EnrolmentCounts = {
    total: { users: 0, on: 0, pending: 0 },
    ...{ byDepartment: null, byRole: null, byMonth: null },
    concerns: Object.fromEntries(CONCERNS.filter((one) => known.has(one)).map((one) => [one, 0])),
    confirmed: [],
  };
  const sides = (Object.keys(SIDES) as Side[])
    .filter((side) => known.has(SIDES[side]))
    .map((side) => ({ side, tallies: new Map<string | null, NamedTally>() }));
  const months = new Map<string, number>();
  const addMonths = (groups: readonly ConfirmedGroup[]) => {
    for (const { month, users } of groups) months.set(month, (months.get(month) ?? 0) + users);
  };
  addMonths(confirmed);
  for (const part of parts) {
    addTally(sum.total, part.total);
    for (const concern of CONCERNS) add(sum.concerns, concern, part.concerns[concern] ?? 0);
    addMonths(part.confirmed);
    for (const { side, tallies } of sides) {
      for (const tally of part[side] ?? []) {
        const before = tallies.get(tally.name);
        if (before) addTally(before, tally);
        else tallies.set(tally.name, { ...tally });
      }
    }
  }
  for (const { side, tallies } of sides) {
    const bySize = (a: NamedTally, b: NamedTally) => b.users - a.users || compare(a.name, b.name);
    const inOrder = (a: NamedTally, b: NamedTally) => compare(a.name, b.name);
    sum[side] = [...tallies.values()].sort(side === 'byMonth' ? inOrder : bySize);
  }
  sum.confirmed = [...months]
    .map(([month, users]) => ({ month, users }))
    .sort((a, b) => compare(a.month, b.month));
  return sum;
}

/** To a number that is there: what the platform cannot tell stays absent. */
export function add(concerns: EnrolmentCounts['concerns'], concern: Concern, users: number): void {
  const before = concerns[concern];
  if (before !== undefined) concerns[concern] = before + users;
}

function addTally(sum: Tally, part: Tally): void {
  sum.users += part.users;
  sum.on += part.on;
  sum.pending += part.pending;
  for (const state of RARE) if (part[state]) sum[state] = (sum[state] ?? 0) + part[state];
}

/** By code unit, so that the order is the same on every machine; no name comes last. */
function compare(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
