/** Kept counts of users by their second factor: of each range of users, of all, and of each day. Times are ms UTC. */
import { type Database, type Reader, rowsOf, type Transaction } from './database.ts';
import { endLease as end, takeLease as take } from './lease.ts';

const RANGES = 'rekey_enrolment_ranges';
const STATE = 'rekey_enrolment_state';
const DAYS = 'rekey_enrolment_days';

/** `counts` is JSON that the caller wrote. */
export interface CountedRange {
  /** The platform's own, opaque. */
  key: string;
  countedAt: number;
  counts: string;
}

export interface EnrolmentState {
  counts: string | null;
  /** Every user was counted at or after it. */
  oldestAt: number | null;
  newestAt: number | null;
  /** How far the platform's own record of changes was read; opaque. Null: it keeps none, or nobody was counted yet. */
  position: string | null;
  /** Who is counting; its lease may be over. */
  runner: string | null;
  leaseUntil: number;
  doneUsers: number;
  allUsers: number;
  failedAt: number | null;
  failure: string | null;
}

export interface EnrolmentDay {
  /** As `2026-11-25`, UTC. */
  day: string;
  users: number;
  on: number;
  pending: number | null;
  estimated: boolean;
}

export async function readEnrolmentState(reader: Reader): Promise<EnrolmentState> {
  const [row] = await rowsOf<Record<string, number | string | null>>(
    reader,
    `SELECT * FROM ${STATE} WHERE id = 1`,
  );
  const time = (name: string) => (row?.[name] == null ? null : Number(row[name]));
  return {
    counts: (row?.counts as string | null) ?? null,
    oldestAt: time('oldest_at'),
    newestAt: time('newest_at'),
    position: (row?.reached as string | null) ?? null,
    runner: (row?.runner as string | null) ?? null,
    leaseUntil: Number(row?.lease_until ?? 0),
    doneUsers: Number(row?.done_users ?? 0),
    allUsers: Number(row?.all_users ?? 0),
    failedAt: time('failed_at'),
    failure: (row?.failure as string | null) ?? null,
  };
}

/** One console counts at a time; see db/lease.ts. */
export async function takeLease(
  database: Database,
  lease: { runner: string; now: number; length: number },
  progress: { doneUsers: number; allUsers: number },
): Promise<boolean> {
  const columns = { done_users: progress.doneUsers, all_users: progress.allUsers };
  return database.transaction((tx) => take(tx, STATE, lease, columns));
}

export function endLease(
  database: Database,
  runner: string,
  failure: { at: number; why: string } | null,
): Promise<void> {
  return end(database, STATE, runner, failure);
}

/** The sum of all ranges, and how far it is true. A failure before it is over. */
export async function writeSum(
  tx: Transaction,
  sum: { counts: string; oldestAt: number; newestAt: number; position: string | null },
): Promise<void> {
  await tx(STATE).where({ id: 1 }).update({
    counts: sum.counts,
    oldest_at: sum.oldestAt,
    newest_at: sum.newestAt,
    reached: sum.position,
    failed_at: null,
    failure: null,
  });
}

export async function readRanges(reader: Reader): Promise<CountedRange[]> {
  const rows: { range_key: string; counted_at: number; counts: string }[] = await reader(RANGES);
  return rows.map((row) => ({
    key: row.range_key,
    countedAt: Number(row.counted_at),
    counts: row.counts,
  }));
}

export async function writeRange(tx: Transaction, range: CountedRange): Promise<void> {
  await tx(RANGES)
    .insert({ range_key: range.key, counted_at: range.countedAt, counts: range.counts })
    .onConflict('range_key')
    .merge(['counted_at', 'counts']);
}

/** Those that a count of everything did not come by any more. */
export async function dropRangesBefore(tx: Transaction, countedAt: number): Promise<void> {
  await tx(RANGES).where('counted_at', '<', countedAt).delete();
}

export async function writeDay(tx: Transaction, day: EnrolmentDay): Promise<void> {
  const { on: enrolled, ...rest } = day;
  await tx(DAYS)
    .insert({ ...rest, enrolled })
    .onConflict('day')
    .merge(['users', 'enrolled', 'pending', 'estimated']);
}

/** A day that was counted is never replaced by an estimate. */
export async function writeEstimates(tx: Transaction, days: readonly EnrolmentDay[]): Promise<void> {
  const counted: { day: string }[] = await tx(DAYS).where({ estimated: false }).select('day');
  const known = new Set(counted.map(({ day }) => day));
  for (const day of days) if (!known.has(day.day)) await writeDay(tx, day);
}

/** Oldest first. */
export async function readDays(reader: Reader): Promise<EnrolmentDay[]> {
  const rows: (Omit<EnrolmentDay, 'on' | 'estimated'> & { enrolled: number; estimated: number })[] =
    await reader(DAYS).orderBy('day');
  return rows.map((row) => ({
    day: row.day,
    users: Number(row.users),
    on: Number(row.enrolled),
    pending: row.pending === null ? null : Number(row.pending),
    estimated: Boolean(row.estimated),
  }));
}
