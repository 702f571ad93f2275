/** Counts of enrolment for a terminal. */
import {
  type EnrolmentCounts,
  type NamedTally,
  statesIn,
  type Tally,
  usersIn,
} from '../../services/enrolment/counts.ts';
import { CONCERNS } from '../../services/enrolment/service.ts';
import { table } from '../text.ts';

export const SIDES = { department: 'byDepartment', role: 'byRole', month: 'byMonth' } as const;
export type Side = keyof typeof SIDES;

export function totalFacts(total: Tally): [string, string][] {
  const { users, on } = total;
  return [
    ['users', String(users)],
    ...statesIn([total]).map((state): [string, string] => [
      state.replace('-', ' '),
      state === 'on' ? `${on} (${share(on, users)})` : String(usersIn(total, state)),
    ]),
  ];
}

export function concernFacts({ concerns }: Pick<EnrolmentCounts, 'concerns'>): [string, string][] {
  return CONCERNS.filter((concern) => concerns[concern] !== undefined).map((concern) => [
    concern.replaceAll('-', ' '),
    String(concerns[concern]),
  ]);
}

export function asTable(by: Side, tallies: readonly NamedTally[]): string {
  const states = statesIn(tallies);
  return table(
    [by.toUpperCase(), 'USERS', ...states.map((state) => state.replace('-', ' ').toUpperCase()), 'SHARE'],
    tallies.map((tally) => [
      tally.name ?? '-',
      ...[tally.users, ...states.map((state) => usersIn(tally, state))].map(String),
      share(tally.on, tally.users),
    ]),
  );
}

function share(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((part / whole) * 100).toFixed(1)} %`;
}
