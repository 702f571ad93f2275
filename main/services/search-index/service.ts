/** Rekey's own index of users, on platforms that need one: kept up while a console runs, and how far it can be relied on. */
import type { Database } from '../../../db/database.ts';
import type { Platform } from '../../../db/platforms/contract.ts';
import { readWalk, type WalkState } from '../../../db/search-index/store.ts';
import { createTicker } from '../../core/ticker.ts';
import { type Clock, elapsed, MINUTE, SECOND } from '../clock.ts';
import { refusals } from '../refusals.ts';
import type { Actor } from '../session.ts';
import { LEASE, restFor, type WalkDeps, type WalkOutcome, walkNewest, walkOn } from './walk.ts';

/** Times are ms UTC. */
export interface SearchIndexView {
  /** Whoever was there at this time is found, as they were then or later; null: not everybody is found yet. */
  asOf: number | null;
  /** How many users there were; null as above. */
  users: number | null;
  /** Nearly which part of the users the walk that is under way has come by, from 0 to 1; null: none is. */
  walked: number | null;
  /** Whether a console walks just now. */
  walking: boolean;
  /** The last walk was broken off, and none came to its end since. */
  failure: { at: number; why: string } | null;
}

export interface SearchIndexService {
  /** Null: the platform finds its users by indexes of its own. */
  view(actor: Actor): Promise<SearchIndexView | null>;
  /** From now on, as long as a console is open. */
  watch(): void;
  /** Goes on with the walk until its end, without a pause. `busy`: another console does. */
  walkNow(): Promise<WalkOutcome>;
}

/** ms after the end of a walk before the next begins. */
const BETWEEN_WALKS = 10 * MINUTE;

export function createSearchIndexService(deps: {
  database: Database;
  platform: Pick<Platform, 'searchIndex'>;
  clock: Clock;
}): SearchIndexService & { close(): Promise<void> } {
  const { database, clock } = deps;
  const source = deps.platform.searchIndex;
  const { permit } = refusals(deps);
  const abort = new AbortController();
  const { signal } = abort;
  const walk: WalkDeps | null = source
    ? { database, source, clock, rest: (took) => restFor(took, signal) }
    : null;
  const ticker = createTicker(
    async () => {
      if (!walk) return;
      const { startedAt, walked } = await readWalk(database.reader, walk.source.madeOf);
      const due = startedAt !== null || walked === null || elapsed(walked.to, clock()) >= BETWEEN_WALKS;
      await (due ? walkOn(walk, signal) : walkNewest(walk, signal));
    },
    // The window comes first.
    { first: 3 * SECOND, every: MINUTE },
  );
  return {
    async view(actor) {
      await permit(actor, 'user.search');
      return source ? viewOf(await readWalk(database.reader, source.madeOf), clock()) : null;
    },
    watch() {
      if (walk) ticker.start();
    },
    async walkNow() {
      return walk ? walkOn({ ...walk, rest: async () => {} }, signal) : 'finished';
    },
    async close() {
      abort.abort();
      await ticker.stop();
    },
  };
}

function viewOf(state: WalkState, now: number): SearchIndexView {
  const { walked, startedAt, doneUsers, allUsers, failedAt, failure } = state;
  return {
    asOf: walked?.from ?? null,
    users: walked?.users ?? null,
    walked: startedAt === null ? null : allUsers > 0 ? doneUsers / allUsers : 0,
    walking: startedAt !== null && elapsed(state.leaseUntil - LEASE, now) < LEASE,
    failure: failedAt === null ? null : { at: failedAt, why: failure ?? '' },
  };
}
