/**
 * Walking through a platform's users, so that Rekey's index finds them: the newest first, in small batches of plain reads, each
 * written with how far it came. Where a walk ends or was killed, the next goes on. What is as it was when it was indexed is skipped.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Transaction } from '../../../db/database.ts';
import { endLease, takeLease } from '../../../db/lease.ts';
import type { SearchSource } from '../../../db/platforms/search-source.ts';
import { blocksOf, changedBlocks } from '../../../db/search-index/blocks.ts';
import {
  compareTerms,
  countIndexed,
  dropTerms,
  indexedAfter,
  readWalk,
  type WalkState,
  writeTerms,
} from '../../../db/search-index/store.ts';
import { STATE } from '../../../db/search-index/tables.ts';
import { translateError } from '../../../db/translate-error.ts';
import { type Clock, MINUTE, SECOND } from '../clock.ts';

export interface WalkDeps {
  database: Database;
  source: SearchSource;
  clock: Clock;
  /** The pause after a batch that took `took` ms, so that the platform does not feel the walk. */
  rest(took: number): Promise<unknown>;
  /** Users in a batch, at most. */
  batch?: number;
}

/** Reading, folding and writing so many keeps the window waiting for less than a tenth of a second. */
const BATCH = 2_000;
/** Users that are looked at for who is new, at once. */
const NEWEST = 500;
/** ms without a sign of life after which another console may go on. */
export const LEASE = 1 * MINUTE;
/** ms after which who is new is looked for again, in the middle of a walk. */
const NEWEST_EVERY = 1 * MINUTE;

const LONGEST_REST = 5 * SECOND;

/** `busy`: another console walks, or has taken it over. */
export type WalkOutcome = 'finished' | 'cancelled' | 'busy';

/** The platform has four fifths of the time for itself. `signal`: ends it at once. */
export async function restFor(took: number, signal: AbortSignal): Promise<void> {
  await pause(Math.min(4 * took, LONGEST_REST), undefined, { signal }).catch(() => {});
}

/** To its end, from where the last one was left. @throws DATABASE_*, after noting it */
export function walkOn(deps: WalkDeps, signal: AbortSignal): Promise<WalkOutcome> {
  return withLease(deps, async (step) => {
    const { database, source, clock, rest } = deps;
    let state = await readWalk(database.reader, source.madeOf);
    if (state.startedAt === null) state = { ...state, ...BEGINNING, startedAt: clock() };
    let looked = Number.NEGATIVE_INFINITY;
    for (;;) {
      if (signal.aborted) return 'cancelled';
      const begun = performance.now();
      if (clock() - looked >= NEWEST_EVERY && state.reached !== null) {
        looked = clock();
        await takeIn(deps, step, signal);
      }
      const next = await batch(deps, state);
      await step(next.write, { ...columnsOf(next.state), made_of: source.madeOf });
      state = next.state;
      if (state.startedAt === null) return 'finished';
      await rest(performance.now() - begun);
    }
  });
}

/** Only those who are new, whom the index does not know yet. */
export function walkNewest(deps: WalkDeps, signal: AbortSignal): Promise<WalkOutcome> {
  return withLease(deps, async (step) => {
    await takeIn(deps, step, signal);
    return signal.aborted ? 'cancelled' : 'finished';
  });
}

const BEGINNING = { phase: 'users', reached: null, doneUsers: 0, allUsers: 0 } as const;

/** The batch that comes next, and the state after it. `startedAt` is null where the walk is over by then. */
async function batch(
  { database: { reader }, source, clock, batch = BATCH }: WalkDeps,
  state: WalkState,
): Promise<{ state: WalkState; write(tx: Transaction): Promise<void> }> {
  if (state.phase === 'gone') {
    // Everybody who was walked by has rows, so as many are the same.
    const nobody = state.reached === null && (await countIndexed(reader)) === state.doneUsers;
    const ids = nobody ? [] : await indexedAfter(reader, state.reached, batch);
    const there = new Set((await source.current(reader, ids)).map(({ id }) => id));
    const over = ids.length < batch && state.startedAt !== null;
    const walked = { from: state.startedAt ?? 0, to: clock(), users: state.doneUsers };
    return {
      state: over
        ? { ...state, startedAt: null, walked, failedAt: null, failure: null }
        : { ...state, reached: ids.at(-1) ?? null },
      write: (tx) =>
        dropTerms(
          tx,
          ids.filter((id) => !there.has(id)),
        ),
    };
  }
  const page = await source.page(reader, state.reached, batch);
  const over = page.length < batch;
  const blocks = blocksOf(page, state.reached, source.madeOf);
  // A block that goes on behind the page comes whole with the next one.
  if (!over && blocks.length > 1 && blocks.at(-1)?.digest === null) blocks.pop();
  const users = blocks.flatMap((block) => block.users);
  const changes = await compareTerms(reader, await changedBlocks(reader, blocks));
  const write = (tx: Transaction) => writeTerms(tx, changes);
  const doneUsers = state.doneUsers + users.length;
  const last = users.at(-1);
  if (over || !last)
    return { state: { ...state, phase: 'gone', reached: null, doneUsers, allUsers: doneUsers }, write };
  // How many there are is not known before the end.
  const share = await source.shareUpTo(reader, last.id);
  const allUsers = share > 0 ? Math.max(doneUsers, Math.round(doneUsers / share)) : doneUsers;
  return { state: { ...state, reached: last.id, doneUsers, allUsers }, write };
}

/** From the newest user on, until a batch has nobody whom the index does not know. The others are for the walk, which knows the blocks. */
async function takeIn(
  { database: { reader }, source, rest }: WalkDeps,
  step: Step,
  signal: AbortSignal,
): Promise<void> {
  for (let after: WalkState['reached'] = null; !signal.aborted; ) {
    const begun = performance.now();
    const users = await source.page(reader, after, NEWEST);
    const { unknown } = await compareTerms(reader, [{ users, digest: null }]);
    await step((tx) => writeTerms(tx, { unknown, changed: [] }));
    after = users.at(-1)?.id ?? null;
    if (unknown.length === 0 || users.length < NEWEST) return;
    await rest(performance.now() - begun);
  }
}

function columnsOf(state: WalkState): Record<string, string | number | null> {
  return {
    started_at: state.startedAt,
    phase: state.phase,
    reached: state.reached,
    done_users: state.doneUsers,
    all_users: state.allUsers,
    walked_from: state.walked?.from ?? null,
    walked_to: state.walked?.to ?? null,
    walked_users: state.walked?.users ?? null,
    failed_at: state.failedAt,
    failure: state.failure,
  };
}

/** One transaction: the lease, the columns of the state, and what `write` writes, or nothing of it. */
type Step = (
  write: (tx: Transaction) => Promise<void>,
  columns?: Record<string, string | number | null>,
) => Promise<void>;

class TakenOver extends Error {}

async function withLease(
  { database, clock }: WalkDeps,
  work: (step: Step) => Promise<WalkOutcome>,
): Promise<WalkOutcome> {
  const lease = { runner: randomUUID(), length: LEASE };
  const step: Step = (write, columns = {}) =>
    database.transaction(async (tx) => {
      // First, so that no other console's walk is between the two.
      if (!(await takeLease(tx, STATE, { ...lease, now: clock() }, columns))) throw new TakenOver();
      await write(tx);
    });
  try {
    await step(async () => {});
    const outcome = await work(step);
    await endLease(database, STATE, lease.runner, null);
    return outcome;
  } catch (error) {
    if (error instanceof TakenOver) return 'busy';
    const known = translateError(error);
    // Where the database is gone nobody can be told; the age tells by itself.
    await endLease(database, STATE, lease.runner, { at: clock(), why: known.message }).catch(() => {});
    throw known;
  }
}
