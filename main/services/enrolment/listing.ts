/** The users behind a number. The kept counts say which ranges have none of them, so those are not read. */
import type { Database } from '../../../db/database.ts';
import { readRanges } from '../../../db/enrolment.ts';
import type {
  Cursor,
  EnrolmentFilter,
  EnrolmentRow,
  EnrolmentSource,
} from '../../../db/platforms/enrolment.ts';
import type { Clock } from '../clock.ts';
import { type EnrolmentCounts, type NamedTally, usersIn } from './counts.ts';
import { pastTheLog, staffSince } from './outside.ts';

export interface Walk {
  users: EnrolmentRow[];
  /** From where to go on; null at the end. */
  next: Cursor | null;
}

interface WalkDeps {
  database: Database;
  source: EnrolmentSource;
  clock: Clock;
}

/**
 * Users from `cursor` on, or from the first, until `limit` are found, or `patience` (ms) is over: where hardly anybody fits,
 * the caller shows what there is and asks on. `empty`: the ranges that are passed over.
 */
export async function walk(
  deps: WalkDeps,
  filter: EnrolmentFilter,
  {
    empty,
    cursor,
    limit,
    patience,
  }: { empty: ReadonlySet<string>; cursor: Cursor | null; limit: number; patience: number },
): Promise<Walk> {
  const { database, source, clock } = deps;
  const deadline = clock() + patience;
  const users: EnrolmentRow[] = [];
  let at = cursor;
  for (;;) {
    const range = await source.rangeFrom(database.reader, at);
    if (range === null) return { users, next: null };
    if (empty.has(range.key)) {
      at = range.end;
      continue;
    }
    const { found, next } = await readSome(deps, filter, range.from, limit - users.length);
    users.push(...found);
    if (users.length === limit || clock() > deadline) return { users, next };
    at = next;
  }
}

async function readSome(
  { database, source, clock }: WalkDeps,
  filter: EnrolmentFilter,
  from: Cursor,
  limit: number,
): Promise<{ found: EnrolmentRow[]; next: Cursor }> {
  const { reader } = database;
  const now = clock();
  const { found, next } = await source.list(reader, filter, from, {
    ...{ limit, now, staffSince: staffSince(now) },
  });
  const changes = found.flatMap(({ id, staffChangeAt: time }) => (time === null ? [] : [{ id, time }]));
  const unlogged = new Set((await pastTheLog(reader, changes)).map(({ id }) => id));
  const rows = found.map(({ contradicted, staffChangeAt, ...row }) => ({
    ...row,
    changedOutside: contradicted || unlogged.has(row.id),
  }));
  const wanted = filter.concern === 'changed-outside' ? rows.filter((row) => row.changedOutside) : rows;
  return { found: wanted, next };
}

/** Keys of the ranges in which nobody fits, as far as it was counted. */
export async function emptyRanges(database: Database, filter: EnrolmentFilter): Promise<Set<string>> {
  const ranges = await readRanges(database.reader);
  return new Set(
    ranges
      .filter(({ counts }) => !mayHave(JSON.parse(counts) as EnrolmentCounts, filter))
      .map(({ key }) => key),
  );
}

function mayHave(counts: EnrolmentCounts, filter: EnrolmentFilter): boolean {
  const { total, concerns } = counts;
  if (filter.concern && concerns[filter.concern] === 0) return false;
  if (filter.role !== undefined && !has(counts.byRole, filter.role)) return false;
  if (filter.department !== undefined && !has(counts.byDepartment, filter.department)) return false;
  if (filter.enrolment === 'on') return total.on > 0;
  // Who had no 2FA then may be enrolled today.
  if (filter.enrolment === undefined || filter.asOf !== undefined) return true;
  return usersIn(total, filter.enrolment) > 0;
}

function has(tallies: readonly NamedTally[] | null, name: string | null): boolean {
  return tallies === null || tallies.some((tally) => (tally.name || null) === name);
}
