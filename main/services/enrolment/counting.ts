/**
 * Counting. Everybody's second factor is counted range by range in short statements that lock nothing; what the platform
 * changes in between is seen by its own events, and only the ranges that they touch are counted again.
 */
import { randomUUID } from 'node:crypto';
import type { Database } from '../../../db/database.ts';
import {
  dropRangesBefore,
  endLease,
  readEnrolmentState,
  readRanges,
  takeLease,
  writeDay,
  writeEstimates,
  writeRange,
  writeSum,
} from '../../../db/enrolment.ts';
import { RekeyError } from '../../../db/errors.ts';
import type { EnrolmentSource } from '../../../db/platforms/enrolment.ts';
import { translateError } from '../../../db/translate-error.ts';
import { type Clock, MINUTE } from '../clock.ts';
import { addUp, countsOf, type EnrolmentCounts } from './counts.ts';
import { dayOf, estimatedDays } from './history.ts';

/** Users of one range by their number; a statement of that size takes some hundredths of a second. */
export const RANGE = 20_000;
/** Ranges that are counted again at once after the platform changed; the rest waits for the next time. */
const RANGES_AT_ONCE = 50;
const EVENTS_AT_ONCE = 5_000;
/** ms without a sign of life after which another console may count. */
export const LEASE = 1 * MINUTE;

export interface CountingDeps {
  database: Database;
  source: EnrolmentSource;
  clock: Clock;
}

/** `busy`: another console is counting. */
export type CountingOutcome = 'counted' | 'nothing-changed' | 'cancelled' | 'busy';

/** Everybody. What it found so far is kept when it is cancelled or fails. @throws DATABASE_*, after noting it for the page */
export function countAll(deps: CountingDeps, signal: AbortSignal): Promise<CountingOutcome> {
  return withLease(deps, async (renew) => {
    const { database, source, clock } = deps;
    const started = clock();
    // Before the first user is read: what happens while we count is then counted again.
    const position = await source.lastChange(database.reader);
    const last = (await source.last(database.reader)) ?? -1;
    let done = 0;
    let reading = await readNext(deps, 0);
    while (reading) {
      if (signal.aborted) return 'cancelled';
      const { from, counted } = reading;
      const range = await counted;
      // The database counts the next range while this one is kept.
      reading = await readNext(deps, from + RANGE);
      done += await keep(deps, range);
      // How many there are is not known before the end; the numbers passed tell it nearly.
      const passed = Math.min(last + 1, from + RANGE);
      await renew({ doneUsers: done, allUsers: Math.round((done * (last + 1)) / passed) });
    }
    await sumUp(deps, { position, started });
    return 'counted';
  });
}

/** Whom the platform's own events tell of. Does nothing before everybody was counted once. */
export function countChanged(deps: CountingDeps): Promise<CountingOutcome> {
  return withLease(deps, async (renew) => {
    const { database, source } = deps;
    const { position, counts } = await readEnrolmentState(database.reader);
    if (counts === null) return 'nothing-changed';
    const starts = new Set<number>();
    let reached = position;
    for (;;) {
      const changes = await source.changedSince(database.reader, reached, EVENTS_AT_ONCE);
      const next = new Set([...starts, ...changes.users.map(startOf)]);
      // Only as far as it can be counted now, or the rest would be forgotten.
      if (next.size > RANGES_AT_ONCE && starts.size > 0) break;
      for (const start of next) starts.add(start);
      reached = changes.position;
      if (changes.complete || starts.size >= RANGES_AT_ONCE) break;
    }
    if (reached === position) return 'nothing-changed';
    for (const start of starts) {
      await keep(deps, await countRange(deps, start));
      await renew({ doneUsers: 0, allUsers: 0 });
    }
    await sumUp(deps, { position: reached, started: null });
    return 'counted';
  });
}

/** Where the range of this user's number begins. */
export function startOf(number: number): number {
  return Math.floor(number / RANGE) * RANGE;
}

interface Counted {
  first: number;
  countedAt: number;
  counts: EnrolmentCounts;
}

/** Begins to count the range of the next user; null when there is none. */
async function readNext(
  deps: CountingDeps,
  after: number,
): Promise<{ from: number; counted: Promise<Counted> } | null> {
  const first = await deps.source.next(deps.database.reader, after);
  if (first === null) return null;
  const from = startOf(first);
  const counted = countRange(deps, from);
  // A failure is met when it is waited for.
  counted.catch(() => {});
  return { from, counted };
}

async function countRange({ database, source, clock }: CountingDeps, first: number): Promise<Counted> {
  const range = { from: first, to: first + RANGE - 1 };
  const countedAt = clock();
  const [groups, confirmed] = await Promise.all([
    source.count(database.reader, range, countedAt),
    source.countConfirmed(database.reader, range),
  ]);
  return { first, countedAt, counts: countsOf(groups, confirmed) };
}

/** Returns how many users there are in it. */
async function keep({ database }: CountingDeps, { counts, ...range }: Counted): Promise<number> {
  await database.transaction((tx) => writeRange(tx, { ...range, counts: JSON.stringify(counts) }));
  return counts.total.users;
}

/** `started`: when a count of everybody began; ranges that are older have no users any more. */
async function sumUp(
  { database, clock }: CountingDeps,
  { position, started }: { position: number; started: number | null },
): Promise<void> {
  await database.transaction(async (tx) => {
    if (started !== null) await dropRangesBefore(tx, started);
    const ranges = await readRanges(tx);
    const counts = addUp(ranges.map((range) => JSON.parse(range.counts) as EnrolmentCounts));
    const now = clock();
    const times = ranges.map((range) => range.countedAt);
    await writeSum(tx, {
      counts: JSON.stringify(counts),
      oldestAt: times.reduce((oldest, time) => Math.min(oldest, time), now),
      newestAt: times.reduce((newest, time) => Math.max(newest, time), started ?? 0),
      position,
    });
    const { users, enrolled, pending } = counts.total;
    await writeDay(tx, { day: dayOf(now), users, enrolled, pending, estimated: false });
    if (started !== null) await writeEstimates(tx, estimatedDays(counts, now));
  });
}

type Renew = (progress: { doneUsers: number; allUsers: number }) => Promise<void>;

async function withLease(
  { database, clock }: CountingDeps,
  work: (renew: Renew) => Promise<CountingOutcome>,
): Promise<CountingOutcome> {
  const runner = randomUUID();
  const take = (progress: Parameters<Renew>[0]) => {
    return takeLease(database, { runner, now: clock(), length: LEASE }, progress);
  };
  if (!(await take({ doneUsers: 0, allUsers: 0 }))) return 'busy';
  try {
    const outcome = await work(async (progress) => {
      if (!(await take(progress))) throw new RekeyError('COUNT_TAKEN_OVER');
    });
    await endLease(database, runner, null);
    return outcome;
  } catch (error) {
    const known = translateError(error);
    // Where the database is gone the page can not be told either; it shows how old the numbers are.
    await endLease(database, runner, { at: clock(), why: known.message }).catch(() => {});
    throw known;
  }
}
