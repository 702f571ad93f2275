/** Carries an approved list out, line after line, until it is done, paused, or something is in the way. */
import { setImmediate } from 'node:timers/promises';
import { lockBulkJob, updateBulkJob } from '../../../db/bulk/jobs.ts';
import { type BulkLine, listBulkLines } from '../../../db/bulk/lines.ts';
import type { Transaction } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import type { FoundSessions, UserId } from '../../../db/platforms/contract.ts';
import { translateError } from '../../../db/translate-error.ts';
import { ACTIONS } from '../actions/index.ts';
import { endLateSessions } from '../actions/late-sessions.ts';
import type { Attempt } from '../actions/perform.ts';
import { attemptOf, type BulkOrder, type CarryOutDeps, carryOut } from './carry-out.ts';
import { logBulk } from './entries.ts';
import { refuseUnlessRunning } from './guard.ts';

export interface RunnerDeps extends CarryOutDeps {
  /** Between tries to write down that it is paused, ms. */
  wait(milliseconds: number): Promise<void>;
}

export interface RunHooks {
  /** Asked before each line: the console is closing. */
  isStopping(): boolean;
  onSettled(): void;
}

/** Lines that are read together, and for whom the platform is asked together whose its sessions are. */
const TOGETHER = 1_000;
/** Lines that fail one after the other until the fault is taken for one of the run. */
const FAILURES_IN_A_ROW = 3;
/** ms between the tries to write down that it is paused; the lease of a run that could not ends by itself. */
const TRIES = [0, 1_000, 2_000, 4_000, 8_000];

/** Never throws: what stopped it is written down where it can be. */
export async function runBulk(deps: RunnerDeps, order: BulkOrder, hooks: RunHooks): Promise<void> {
  try {
    const stopped = await runLines(deps, order, hooks);
    if (stopped === null) await finish(deps, order);
    else await pause(deps, order, stopped, hooks);
  } catch (error) {
    await pause(deps, order, translateError(error), hooks);
  }
}

/** Null when no line is left. @throws RekeyError that ends the run */
async function runLines(deps: RunnerDeps, order: BulkOrder, hooks: RunHooks): Promise<RekeyError | null> {
  let failures = 0;
  for (let after = 0; ; ) {
    const lines = await listBulkLines(
      deps.database.reader,
      order.id,
      { outcome: 'none' },
      { after, limit: TOGETHER },
    );
    if (lines.length === 0) return null;
    const policy = await deps.policy();
    const found = await findSessions(deps, order, lines);
    const done: Attempt[] = [];
    try {
      for (const line of lines) {
        if (hooks.isStopping()) return new RekeyError('BULK_CLOSED');
        const attempt = attemptOf(order, line, found);
        const failure = await carryOut({ ...deps, policy: async () => policy }, order, { line, attempt });
        failures = failure === null ? 0 : failures + 1;
        if (failure !== null && failures === FAILURES_IN_A_ROW) return failure;
        if (failure === null && attempt.result?.replayed === false) done.push(attempt);
        hooks.onSettled();
        after = line.line;
        // The embedded database answers without ever waiting: the window must get its turn between two users.
        await setImmediate();
      }
    } finally {
      await endLateSessions(deps, done);
    }
  }
}

/** Once for all of these lines. Where none of them would be carried out, nobody looks. */
async function findSessions(
  { database, platform, policy, clock }: RunnerDeps,
  order: BulkOrder,
  lines: readonly BulkLine[],
): Promise<FoundSessions | null> {
  const { sessions } = platform;
  if (!sessions?.find || !ACTIONS[order.action].endsSessions) return null;
  for (const line of lines) {
    const { declaration, extra, request } = attemptOf(order, line, null);
    const reading = await platform.read(database.reader, request.userId, clock());
    const situation = reading && { platform, ...reading, policy: await policy(), now: clock() };
    if (!situation || declaration.refuse(situation, extra)) continue;
    const ids = lines.map(({ userId }) => String(userId) as UserId);
    return sessions.find(database.reader, ids, clock());
  }
  return { keys: new Map(), unreadable: 0 };
}

async function finish({ database, clock }: RunnerDeps, order: BulkOrder): Promise<void> {
  await database.transaction(async (tx) => {
    const job = await lockBulkJob(tx, order.id);
    if (!job) throw new RekeyError('BULK_NOT_FOUND');
    const now = clock();
    refuseUnlessRunning(job, order, now);
    await updateBulkJob(tx, order.id, { state: 'done', endedAt: now, runner: null, stoppedBecause: null });
    await logBulk(tx, 'finish', { job, by: order.actor, now, detail: { ...job.outcomes } });
  });
}

/** As long as it is ours: whoever paused it, or took it over, has written that down already. */
async function pause(deps: RunnerDeps, order: BulkOrder, why: RekeyError, hooks: RunHooks): Promise<void> {
  for (const milliseconds of TRIES) {
    if (milliseconds > 0 && hooks.isStopping()) return;
    await deps.wait(milliseconds);
    try {
      await deps.database
        .transaction((tx) => pauseInside(deps, tx, order, why, true))
        .catch((error: unknown) => {
          if (translateError(error).code !== 'AUDIT_UNWRITABLE') throw error;
          // A pause changes no user: better unlogged than not at all.
          return deps.database.transaction((tx) => pauseInside(deps, tx, order, why, false));
        });
      return;
    } catch {
      // The database is still away.
    }
  }
}

async function pauseInside(
  { clock }: RunnerDeps,
  tx: Transaction,
  order: BulkOrder,
  why: RekeyError,
  logged: boolean,
): Promise<void> {
  const job = await lockBulkJob(tx, order.id);
  if (job?.state !== 'running' || job.runner !== order.runner) return;
  const stoppedBecause = `${why.message} ${why.next}`.slice(0, 500);
  await updateBulkJob(tx, order.id, { state: 'paused', runner: null, stoppedBecause });
  if (logged) {
    const detail = {
      code: why.code,
      settled: Object.values(job.outcomes).reduce((sum, one) => sum + one, 0),
    };
    await logBulk(tx, 'pause', { job, by: order.actor, now: clock(), detail });
  }
}
