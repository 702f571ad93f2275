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
import type { Cursor, EnrolmentSource } from '../../../db/platforms/enrolment.ts';
import { translateError } from '../../../db/translate-error.ts';
import { type Clock, MINUTE } from '../clock.ts';
import { add, addUp, countsOf, type EnrolmentCounts } from './counts.ts';
import { dayOf, estimatedDays } from './history.ts';
import type { Known } from './known.ts';
import { pastTheLog, staffSince } from './outside.ts';

/** Ranges that are counted again at once after the platform changed; the rest waits for the next time. */
const RANGES_AT_ONCE = 50;
const EVENTS_AT_ONCE = 5_000;
/** ms without a sign of life after which another console may count. */
export const LEASE = 1 * MINUTE;

export interface CountingDeps {
  database: Database;
  source: EnrolmentSource;
  known: Known;
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
    const position = (await source.changes?.last(database.reader)) ?? null;
    let done = 0;
    let reading = await readNext(deps, null);
    while (reading) {
      if (signal.aborted) return 'cancelled';
      const { end, counted } = reading;
      const range = await counted;
      // The database counts the next range while this one is kept.
      reading = await readNext(deps, end);
      done += await keep(deps, range);
      // How many there are is not known before the end.
      const share = await source.shareBefore(database.reader, end);
      await renew({ doneUsers: done, allUsers: share > 0 ? Math.round(done / share) : done });
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
    if (counts === null || position === null || !source.changes) return 'nothing-changed';
    const ranges = new Set<string>();
    let reached = position;
    for (;;) {
      const changes = await source.changes.since(database.reader, reached, EVENTS_AT_ONCE);
      const next = new Set([...ranges, ...changes.ranges]);
      // Only as far as it can be counted now, or the rest would be forgotten.
      if (next.size > RANGES_AT_ONCE && ranges.size > 0) break;
      for (const range of next) ranges.add(range);
      reached = changes.position;
      if (changes.complete || ranges.size >= RANGES_AT_ONCE) break;
    }
    if (reached === position) return 'nothing-changed';
    for (const range of ranges) {
      await keep(deps, await countRange(deps, range));
      await renew({ doneUsers: 0, allUsers: 0 });
    }
    await sumUp(deps, { position: reached, started: null });
    return 'counted';
  });
}

interface Counted {
  key: string;
  countedAt: number;
  counts: EnrolmentCounts;
}

/** Begins to count the range of the next user from there on; null when there is none. */
async function readNext(
  deps: CountingDeps,
  cursor: Cursor | null,
): Promise<{ end: Cursor; counted: Promise<Counted> } | null> {
  const range = await deps.source.rangeFrom(deps.database.reader, cursor);
  if (range === null) return null;
  const counted = countRange(deps, range.key);
  // A failure is met when it is waited for.
  counted.catch(() => {});
  return { end: range.end, counted };
}

async function countRange({ database, source, known, clock }: CountingDeps, key: string): Promise<Counted> {
  const { reader } = database;
  const countedAt = clock();
  const [groups, confirmed, unlogged] = await Promise.all([
    source.count(reader, key, countedAt),
    source.countConfirmed(reader, key),
    source.staffChanges?.(reader, key, staffSince(countedAt)).then((changes) =>
      pastTheLog(
        reader,
        changes.filter(({ contradicted }) => !contradicted),
      ),
    ),
  ]);
  const counts = countsOf(groups, confirmed, known);
  add(counts.concerns, 'changed-outside', unlogged?.length ?? 0);
  return { key, countedAt, counts };
}

/** Returns how many users there are in it. */
async function keep({ database }: CountingDeps, { counts, ...range }: Counted): Promise<number> {
  await database.transaction((tx) => writeRange(tx, { ...range, counts: JSON.stringify(counts) }));
  return counts.total.users;
}

/** `started`: when a count of everybody began; ranges that are older have no users any more. */
async function sumUp(
  { database, known, clock }: CountingDeps,
  { position, started }: { position: string | null; started: number | null },
): Promise<void> {
  await database.transaction(async (tx) => {
    if (started !== null) await dropRangesBefore(tx, started);
    const ranges = await readRanges(tx);
    const counts = addUp(
      ranges.map((range) => JSON.parse(range.counts) as EnrolmentCounts),
      known,
    );
    const now = clock();
    const times = ranges.map((range) => range.countedAt);
    await writeSum(tx, {
      counts: JSON.stringify(counts),
      oldestAt: times.reduce((oldest, time) => Math.min(oldest, time), now),
      newestAt: times.reduce((newest, time) => Math.max(newest, time), started ?? 0),
      position,
    });
    const { users, on, pending } = counts.total;
    await writeDay(tx, { day: dayOf(now), users, on, pending, estimated: false });
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
