/** The users behind a number. The kept counts say which ranges have none of them, so those are not read. */
import type { Database } from '../../../db/database.ts';
import { readRanges } from '../../../db/enrolment.ts';
import type { EnrolmentFilter, EnrolmentRow, EnrolmentSource } from '../../../db/platforms/enrolment.ts';
import type { Clock } from '../clock.ts';
import { RANGE, startOf } from './counting.ts';
import type { EnrolmentCounts, NamedTally } from './counts.ts';

/** Users' numbers that one statement reads: so few that their rows are gone before the memory for the long-lived is asked for. */
export const STEP = 500;

export interface Walk {
  users: EnrolmentRow[];
  /** The number after which to go on; null at the end. */
  next: number | null;
}

/**
 * Users after the number `after` until `limit` are found, or `patience` (ms) is over: where hardly anybody fits, the
 * caller shows what there is and asks on.
 */
export async function walk(
  deps: { database: Database; source: EnrolmentSource; clock: Clock },
  filter: EnrolmentFilter,
  {
    empty,
    after,
    limit,
    patience,
  }: { empty: ReadonlySet<number>; after: number; limit: number; patience: number },
): Promise<Walk> {
  const { database, source, clock } = deps;
  const { reader } = database;
  const deadline = clock() + patience;
  const users: EnrolmentRow[] = [];
  let from = after + 1;
  for (;;) {
    const first = await source.next(reader, from);
    if (first === null) return { users, next: null };
    let start = startOf(first);
    while (empty.has(start)) start += RANGE;
    if (start > first) {
      from = start;
      continue;
    }
    const to = Math.min(start + RANGE, first + STEP) - 1;
    const wanted = limit - users.length;
    const found = await source.list(reader, filter, { from: first, to }, { limit: wanted, now: clock() });
    users.push(...found);
    if (found.length === wanted) return { users, next: Number(found.at(-1)?.id) };
    from = to + 1;
    if (clock() > deadline) return { users, next: to };
  }
}

/** Where the ranges begin in which nobody fits, as far as it was counted. */
export async function emptyRanges(database: Database, filter: EnrolmentFilter): Promise<Set<number>> {
  const ranges = await readRanges(database.reader);
  return new Set(
    ranges
      .filter(({ counts }) => !mayHave(JSON.parse(counts) as EnrolmentCounts, filter))
      .map(({ first }) => first),
  );
}

function mayHave(counts: EnrolmentCounts, filter: EnrolmentFilter): boolean {
  const { total, concerns } = counts;
  if (filter.concern && concerns[filter.concern] === 0) return false;
  if (filter.role !== undefined && !has(counts.byRole, filter.role)) return false;
  if (filter.department !== undefined && !has(counts.byDepartment, filter.department)) return false;
  if (filter.enrolment === 'enrolled') return total.enrolled > 0;
  // Who had no 2FA then may be enrolled today.
  if (filter.enrolment === undefined || filter.asOf !== undefined) return true;
  return filter.enrolment === 'pending' ? total.pending > 0 : total.users > total.enrolled + total.pending;
}

function has(tallies: readonly NamedTally[], name: string | null): boolean {
  return tallies.some((tally) => tally.name === name);
}
