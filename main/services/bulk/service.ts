import type { BulkJob, BulkState } from '../../../db/bulk/jobs.ts';
import type { BulkLine, BulkLineFilter } from '../../../db/bulk/lines.ts';
import type { BulkActionName } from '../../contract/actions.ts';
import type { Reason } from '../../contract/reasons.ts';
import type { Seat } from '../../host.ts';
import type { Actor } from '../session.ts';
import type { ListColumns, MeantUser } from './list.ts';

/** A bulk change as staff see it. */
export type BulkView = Omit<BulkJob, 'state' | 'runner'> & {
  /**
   * `expired`: its next step was not taken in time. `stopped`: it was running, and the console that ran it gives no sign of
   * life any more; it can be resumed.
   */
  state: BulkState | 'expired' | 'stopped';
  /** Lines that are, or were, to be carried out. */
  ready: number;
  /** Lines of those that have an outcome. */
  settled: number;
  /** Lines of the list, duplicates and unreadable ones among them. */
  lines: number;
  /** Why this staff member may not decide it; null when they may. */
  mayNotDecide: string | null;
};

export type BulkLineView = Omit<BulkLine, 'actionId' | 'version'>;

/** What is planned, but for whom. */
export interface BulkAbout {
  action: BulkActionName;
  reason: Reason;
  /** Required when the reason is `other`. */
  reasonText: string | null;
  ticket: string | null;
  /** What the list is called, or how it came about. */
  fileName: string | null;
}

export interface BulkPlan extends BulkAbout {
  /** Base64 of the gzipped list: CSV or plain lines, at most 8 MiB. */
  list: string;
  /** The name or number (from 1) of the only column that is read. Null: those that are known to name users. */
  column: string | null;
}

interface By {
  actor: Actor;
  seat: Seat;
}

/**
 * One action on a whole list: planned by a lead, approved by another, carried out one user after the other, each through
 * the same path as a single action.
 */
export interface BulkService {
  /** What the columns of a list are, and which are read. `list`: as for `plan`. @throws FORBIDDEN, BAD_INPUT */
  columns(actor: Actor, list: string): Promise<ListColumns>;
  /** The dry run: changes no user. @throws FORBIDDEN, BAD_INPUT, NOT_SUPPORTED, POLICY, DATABASE_* */
  plan(actor: Actor, plan: BulkPlan): Promise<BulkView>;
  /**
   * The same for users who are known already. `gather` is told how many lines the policy allows, and asked only when all
   * else is well.
   */
  planUsers(
    actor: Actor,
    about: BulkAbout,
    gather: (most: number) => Promise<readonly MeantUser[]>,
  ): Promise<BulkView>;
  /** How many wait for a decision. */
  pending(actor: Actor): Promise<{ count: number }>;
  /** Newest first. */
  list(
    actor: Actor,
    page: { before?: number | undefined; limit: number },
  ): Promise<{ jobs: BulkView[]; before: number | null }>;
  /** @throws BULK_NOT_FOUND */
  view(actor: Actor, id: number): Promise<BulkView>;
  /** In the order of the list, after the line `after`. */
  lines(
    actor: Actor,
    id: number,
    filter: BulkLineFilter,
    page: { after: number; limit: number },
  ): Promise<{ lines: BulkLineView[]; after: number | null }>;
  /**
   * `code`: a fresh one of the decider's own authenticator. Null: the sign-in's own, within a minute of it, for the command
   * line.
   * @throws FORBIDDEN, BULK_NOT_FOUND, BULK_OWN, BULK_STATE, BULK_EXPIRED, NOTHING_TO_DO, WRONG_CODE, FRESH_CODE_REQUIRED
   */
  decide(
    by: By,
    id: number,
    decision: { approve: boolean; note: string | null; code: string | null },
  ): Promise<BulkView>;
  /**
   * Starts it once it is approved, or goes on where it was paused or its console died. Answers when it runs; it goes on by
   * itself, see `ended`.
   * @throws FORBIDDEN, FRESH_CODE_REQUIRED, BULK_NOT_FOUND, BULK_STATE, BULK_EXPIRED, BULK_RUNNING, BULK_LIMIT
   */
  run(by: By, id: number): Promise<BulkView>;
  /** Takes effect after the user whose turn it is. @throws BULK_STATE */
  pause(actor: Actor, id: number): Promise<BulkView>;
  /** For good: what is not done stays undone. Not while it runs. @throws BULK_STATE, BULK_RUNNING */
  cancel(actor: Actor, id: number): Promise<BulkView>;
  /** Each line and what became of it, as CSV in UTF-8. Logged. */
  report(actor: Actor, id: number): Promise<{ fileName: string; csv: string }>;
  /** When this console runs it no more. `onProgress` is told after each line how many have an outcome. */
  ended(id: number, onProgress?: (settled: number) => void): Promise<void>;
  /** Pauses what runs here, and waits for the user whose turn it is. */
  close(): Promise<void>;
}
