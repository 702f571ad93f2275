/** Planning: the dry run of a list is made and written down. */

import { insertBulkJob } from '../../../db/bulk/jobs.ts';
import { BULK_VERDICTS, type BulkVerdict, insertBulkLines } from '../../../db/bulk/lines.ts';
import { RekeyError } from '../../../db/errors.ts';
import { isBulkAction } from '../../contract/actions.ts';
import { partOf } from '../actions/action.ts';
import { ACTIONS } from '../actions/index.ts';
import { demand } from '../permissions.ts';
import type { Actor } from '../session.ts';
import type { CarryOutDeps } from './carry-out.ts';
import { logBulk } from './entries.ts';
import { judgeList } from './judge.ts';
import { type ListLine, readList, unpackList } from './list.ts';
import { planExpires } from './moves.ts';
import type { BulkAbout, BulkPlan } from './service.ts';

type PlanDeps = Pick<CarryOutDeps, 'database' | 'platform' | 'policy' | 'clock'>;

/** Sentences that are kept: where each user has one of their own, nobody reads them all. */
const LEAVES = 20;

/** @returns its number. @throws FORBIDDEN, BAD_INPUT, NOT_SUPPORTED, DATABASE_* */
export async function planList(deps: PlanDeps, actor: Actor, { list, ...plan }: BulkPlan): Promise<number> {
  return planLines(deps, actor, plan, async (most) => readList(await unpackList(list), most, plan.column));
}

/** `gather`: the lines, at most `most`; asked only when all else is well. The same errors as planList. */
export async function planLines(
  deps: PlanDeps,
  actor: Actor,
  { action, reason, column = null, ...told }: BulkAbout & Pick<Partial<BulkPlan>, 'column'>,
  gather: (most: number) => Promise<ListLine[]>,
): Promise<number> {
  const { database, platform, clock } = deps;
  demand(actor, 'bulk.plan');
  if (!isBulkAction(action)) throw new RekeyError('BAD_INPUT', { why: `"${action}" is not done in bulk` });
  partOf<unknown>(platform, ACTIONS[action]);
  const about = {
    ...{ action, reason, fileName: blankIsNull(told.fileName) },
    reasonText: blankIsNull(told.reasonText),
    ticket: blankIsNull(told.ticket),
  };
  if (reason === 'other' && about.reasonText === null) {
    throw new RekeyError('BAD_INPUT', { why: 'reason "other" needs a text that says which' });
  }
  const policy = await deps.policy();
  const list = await gather(policy.bulk.maxLines);
  const now = clock();
  const left = new Map<string, number>();
  const lines = await judgeList({ database, platform, action, actor, policy, now, leaves: left }, list);
  const leaves = [...left]
    .map(([says, users]) => ({ says, users }))
    .sort((a, b) => b.users - a.users)
    .slice(0, LEAVES);
  const verdicts = countVerdicts(lines);
  const plannedBy = { id: actor.id, name: actor.name };
  return database.transaction(async (tx) => {
    const plannedAt = clock();
    const job = { ...about, verdicts, leaves, plannedBy, plannedAt, expiresAt: planExpires(plannedAt) };
    const id = await insertBulkJob(tx, job);
    await insertBulkLines(tx, id, lines);
    const detail = {
      ...{ lines: lines.length, verdicts, fileName: about.fileName },
      ...(column !== null && { column }),
    };
    await logBulk(tx, 'plan', { job: { ...about, id }, by: actor, now: plannedAt, detail });
    return id;
  });
}

function blankIsNull(text: string | null): string | null {
  return text === null || text.trim() === '' ? null : text.trim();
}

function countVerdicts(lines: readonly { verdict: BulkVerdict }[]): Partial<Record<BulkVerdict, number>> {
  const count = (verdict: BulkVerdict) => lines.filter((line) => line.verdict === verdict).length;
  return Object.fromEntries(
    BULK_VERDICTS.map((verdict): [BulkVerdict, number] => [verdict, count(verdict)]).filter(
      ([, number]) => number > 0,
    ),
  );
}
