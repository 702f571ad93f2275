/** Counts of enrolment for a terminal. */
import type { EnrolmentCounts, NamedTally, Tally } from '../../services/enrolment/counts.ts';
import { CONCERNS } from '../../services/enrolment/service.ts';
import { table } from '../text.ts';

export const SIDES = { department: 'byDepartment', role: 'byRole', month: 'byMonth' } as const;
export type Side = keyof typeof SIDES;

export function totalFacts({ users, enrolled, pending }: Tally): [string, string][] {
  return [
    ['users', String(users)],
    ['enrolled', `${enrolled} (${share(enrolled, users)})`],
    ['pending', String(pending)],
    ['not enrolled', String(users - enrolled - pending)],
  ];
}

export function concernFacts({ concerns }: Pick<EnrolmentCounts, 'concerns'>): [string, string][] {
  return CONCERNS.filter((concern) => concerns[concern] !== undefined).map((concern) => [
    concern.replaceAll('-', ' '),
    String(concerns[concern]),
  ]);
}

export function asTable(by: Side, tallies: readonly NamedTally[]): string {
  return table(
    [by.toUpperCase(), 'USERS', 'ENROLLED', 'PENDING', 'NOT ENROLLED', 'SHARE'],
    tallies.map(({ name, users, enrolled, pending }) => [
      name ?? '-',
      ...[users, enrolled, pending, users - enrolled - pending].map(String),
      share(enrolled, users),
    ]),
  );
}

function share(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((part / whole) * 100).toFixed(1)} %`;
}
