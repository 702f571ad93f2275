/** Bulk changes as a service. What lets a line through is the guard's to judge: bulk/guard.ts. */

import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type BulkJob, countPlannedBulk, findBulkJob, listBulkJobs } from '../../db/bulk/jobs.ts';
import { listBulkLines } from '../../db/bulk/lines.ts';
import type { Transaction } from '../../db/database.ts';
import { RekeyError } from '../../db/errors.ts';
import type { BulkActionName } from '../contract/actions.ts';
import type { Reason } from '../contract/reasons.ts';
import type { CarryOutDeps } from './bulk/carry-out.ts';
import { logBulk, type Move } from './bulk/entries.ts';
import { stateAt } from './bulk/lease.ts';
import { columnsOfList, type ListLine, MAX_SHOWN, type MeantUser, unpackList } from './bulk/list.ts';
import { cancelBulk, decideBulk, pauseBulk, refuseBulkDecider, settledOf, startBulk } from './bulk/moves.ts';
import { planLines, planList } from './bulk/plan.ts';
import { reportOf, withSequences } from './bulk/report.ts';
import { runBulk } from './bulk/runner.ts';
import type { BulkAbout, BulkService, BulkView } from './bulk/service.ts';
import { MINUTE } from './clock.ts';
import { demand } from './permissions.ts';
import { type Attempted, refusals } from './refusals.ts';
import type { Actor, SessionService } from './session.ts';

export interface BulkDeps extends CarryOutDeps {
  session: Pick<SessionService, 'requireFreshCode' | 'confirmCode'>;
  /** Replaced by tests, which do not sleep. */
  wait?: (milliseconds: number) => Promise<void>;
}

interface Run {
  ended: Promise<void>;
  listeners: Set<() => void>;
}

export function createBulkService(deps: BulkDeps): BulkService {
  const { database, clock, session } = deps;
  const { reader } = database;
  const { refusable, permit } = refusals(deps);
  const wait = deps.wait ?? ((milliseconds: number) => setTimeout(milliseconds));
  /** What runs in this console, by job. */
  const runs = new Map<number, Run>();
  let closing = false;

  async function known(id: number): Promise<BulkJob> {
    const job = await findBulkJob(reader, id);
    if (!job) throw new RekeyError('BULK_NOT_FOUND');
    return job;
  }

  function view(actor: Actor, { runner: _runner, ...job }: BulkJob): BulkView {
    const state = stateAt(job as BulkJob, clock());
    return {
      ...job,
      state,
      ready: job.verdicts.ready ?? 0,
      settled: settledOf(job),
      lines: Object.values(job.verdicts).reduce((sum, count) => sum + count, 0),
      mayNotDecide:
        state === 'planned' ? (refuseBulkDecider(actor, job)?.message ?? null) : `It is ${state}.`,
    };
  }

  /** One step in a transaction of its own, and the job as it is afterwards. */
  async function move<T>(
    actor: Actor,
    id: number,
    work: (step: { tx: Transaction; id: number; actor: Actor; now: number }) => Promise<T>,
  ): Promise<BulkView> {
    await database.transaction((tx) => work({ tx, id, actor, now: clock() }));
    return view(actor, await known(id));
  }

  /** What a move that is refused tells. */
  const moving = (move: Move, id: number): Attempted => ({
    category: 'bulk',
    action: `${move}-bulk`,
    detail: { bulkId: id },
  });

  const planning = ({ action, reason, reasonText, ticket }: BulkAbout): Attempted => ({
    ...{ category: 'bulk', action: 'plan-bulk', reason, reasonText, ticket },
    detail: { action },
  });

  function launch(actor: Actor, job: BulkJob, runner: string): void {
    const { id, reason, reasonText, ticket } = job;
    const listeners = new Set<() => void>();
    const order = { id, reasonText, ticket, runner, actor, reason: reason as Reason };
    const run: Run = {
      listeners,
      ended: runBulk(
        { ...deps, wait },
        { ...order, action: job.action as BulkActionName },
        {
          isStopping: () => closing,
          onSettled: () => {
            for (const listener of listeners) listener();
          },
        },
      ).finally(() => {
        if (runs.get(id) === run) runs.delete(id);
      }),
    };
    runs.set(id, run);
  }

  return {
    async columns(actor, list) {
      await permit(actor, 'bulk.plan');
      return columnsOfList(await unpackList(list));
    },

    plan: (actor, plan) =>
      refusable(actor, planning(plan), async () =>
        view(actor, await known(await planList(deps, actor, plan))),
      ),

    planUsers: (actor, about, gather) =>
      refusable(actor, planning(about), async () => {
        const id = await planLines(deps, actor, about, async (most) => (await gather(most)).map(toLine));
        return view(actor, await known(id));
      }),

    async pending(actor) {
      await permit(actor, 'bulk.read');
      return { count: await countPlannedBulk(reader, clock()) };
    },

    async list(actor, { before, limit }) {
      await permit(actor, 'bulk.read');
      const rows = await listBulkJobs(reader, { before, limit: limit + 1 });
      const page = rows.slice(0, limit);
      return {
        jobs: page.map((job) => view(actor, job)),
        before: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
      };
    },

    async view(actor, id) {
      await permit(actor, 'bulk.read');
      return view(actor, await known(id));
    },

    async lines(actor, id, filter, { after, limit }) {
      await permit(actor, 'bulk.read');
      await known(id);
      const rows = await listBulkLines(reader, id, filter, { after, limit: limit + 1 });
      const page = await withSequences(reader, rows.slice(0, limit));
      return {
        lines: page.map(({ actionId: _actionId, version: _version, ...line }) => line),
        after: rows.length > limit ? (page.at(-1)?.line ?? null) : null,
      };
    },

    decide: ({ actor, seat }, id, { approve, note, code }) =>
      refusable(actor, moving(approve ? 'approve' : 'reject', id), async () => {
        demand(actor, 'bulk.decide');
        const early = refuseBulkDecider(actor, await known(id));
        if (early) throw early;
        if (code === null) session.requireFreshCode(seat, MINUTE);
        else await session.confirmCode(seat, code);
        const { minutes } = (await deps.policy()).approvals;
        return move(actor, id, (step) => decideBulk(step, { approve, note, minutes }));
      }),

    run: ({ actor, seat }, id) =>
      refusable(actor, moving('start', id), async () => {
        demand(actor, 'bulk.run');
        session.requireFreshCode(seat);
        const policy = await deps.policy();
        const runner = randomUUID();
        const answer = await move(actor, id, (step) => startBulk(step, runner, policy));
        launch(actor, await known(id), runner);
        return answer;
      }),

    pause: (actor, id) =>
      refusable(actor, moving('pause', id), () => {
        demand(actor, 'bulk.run');
        return move(actor, id, pauseBulk);
      }),

    cancel: (actor, id) =>
      refusable(actor, moving('cancel', id), () => {
        demand(actor, 'bulk.run');
        return move(actor, id, cancelBulk);
      }),

    report: (actor, id) =>
      refusable(actor, moving('report', id), async () => {
        demand(actor, 'bulk.read');
        const job = await known(id);
        const csv = await reportOf(reader, job);
        await database.transaction((tx) => logBulk(tx, 'report', { job, by: actor, now: clock() }));
        return { fileName: `rekey-bulk-${id}.csv`, csv };
      }),

    async ended(id, onProgress) {
      const run = runs.get(id);
      if (!run) return;
      let settled = 0;
      if (onProgress) run.listeners.add(() => onProgress(++settled));
      await run.ended;
    },

    async close() {
      closing = true;
      await Promise.all([...runs.values()].map((run) => run.ended));
    },
  };
}

function toLine(user: MeantUser, index: number): ListLine {
  return {
    line: index + 1,
    text: Array.from(user.username).slice(0, MAX_SHOWN).join(''),
    references: [],
    name: null,
    fault: null,
    user,
  };
}
