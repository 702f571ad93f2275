/** Sessions that began while a platform was asked whose its sessions are (Sessions.find): looked for once more after the commit. */
import { appendAudit } from '../../../db/audit/log.ts';
import type { Transaction } from '../../../db/database.ts';
import type { FoundSessions } from '../../../db/platforms/contract.ts';
import { translateError } from '../../../db/translate-error.ts';
import { type Attempt, about, type PerformDeps } from './perform.ts';

type LateDeps = Pick<PerformDeps, 'database' | 'platform' | 'clock'>;

const ACTION = 'end-late-sessions';

/**
 * One look for all of these attempts, which were carried out. What it finds is ended, each user's in a transaction with an entry of
 * its own. Never throws, since the actions themselves stand: where it fails, that is logged if anything can be. Returns how many ended.
 */
export async function endLateSessions(deps: LateDeps, attempts: readonly Attempt[]): Promise<number> {
  const { database, platform, clock } = deps;
  const done = attempts.filter(({ declaration }) => declaration.endsSessions);
  if (!platform.sessions?.find || done.length === 0) return 0;
  let ended = 0;
  let left = done;
  try {
    const ids = done.map(({ request }) => request.userId);
    const found = await platform.sessions.find(database.reader, ids, clock());
    for (const attempt of done) {
      if (found.keys.has(attempt.request.userId))
        ended += await database.transaction((tx) => endOf(deps, tx, attempt, found));
      left = left.slice(1);
    }
  } catch (error) {
    const { code } = translateError(error);
    await database
      .transaction(async (tx) => {
        for (const attempt of left) await log(deps, tx, attempt, { outcome: 'failed', detail: { code } });
      })
      .catch(() => {});
  }
  return ended;
}

async function endOf(
  deps: LateDeps,
  tx: Transaction,
  attempt: Attempt,
  found: FoundSessions,
): Promise<number> {
  const { platform, clock } = deps;
  const { userId } = attempt.request;
  if (!(await platform.lockUser(tx, userId))) return 0;
  const ended = (await platform.sessions?.end(tx, userId, clock(), found)) ?? 0;
  if (ended > 0) await log(deps, tx, attempt, { outcome: 'done', detail: { ended } });
  return ended;
}

async function log(
  { platform, clock }: LateDeps,
  tx: Transaction,
  attempt: Attempt,
  told: { outcome: 'done' | 'failed'; detail: { ended: number } | { code: string } },
): Promise<void> {
  const now = clock();
  const reading = await platform.read(tx, attempt.request.userId, now);
  await appendAudit(tx, {
    ...about(attempt, reading),
    ...{ action: ACTION, time: now, outcome: told.outcome },
    detail: { ...told.detail, after: attempt.name, afterActionId: attempt.request.actionId },
  });
}
