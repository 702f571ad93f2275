import type { Approval } from '../../db/approvals.ts';
import type { ActionName } from '../contract/actions.ts';
import type { Seat } from '../host.ts';
import type { ActionRequest } from './actions/action.ts';
import type { Order } from './approvals/agreed.ts';
import type { Actor } from './session.ts';

/** An approval as staff see it. `expired`: it was pending or approved, and its time is over. */
export type ApprovalView = Omit<Approval, 'state' | 'version' | 'extra'> & {
  state: Approval['state'] | 'expired';
  /** What is asked for beside the action's name, in words, e.g. "for 60 minutes"; null when nothing. */
  asks: string | null;
  /** Why this staff member may not decide it; null when they may. */
  mayNotDecide: string | null;
};

/**
 * The second person. Whoever asked does the action themselves once it is approved, by sending it again with the same
 * action id: so codes are shown to the one who talks to the user, and to nobody else.
 */
export interface ApprovalService {
  /** @throws APPROVAL_NOT_NEEDED, VERIFICATION_REQUIRED, CHANGED_SINCE, FRESH_CODE_REQUIRED, and what the action itself would be refused with */
  ask(
    name: ActionName,
    by: { actor: Actor; seat: Seat },
    request: ActionRequest,
    extra: Record<string, unknown>,
  ): Promise<ApprovalView>;
  /** How many wait for a decision. */
  pending(actor: Actor): Promise<{ count: number }>;
  /** Newest first. */
  list(
    actor: Actor,
    page: { before?: number | undefined; limit: number },
  ): Promise<{ approvals: ApprovalView[]; before: number | null }>;
  /** What this staff member asked for and was allowed, and has not carried out yet. Newest first. */
  given(actor: Actor): Promise<ApprovalView[]>;
  /** What was approved, for `actions.run`. @throws APPROVAL_NOT_FOUND; FORBIDDEN for what somebody else asked for */
  order(actor: Actor, id: number): Promise<Omit<Order, 'actor'>>;
  /** Null: it was not asked for. */
  find(actor: Actor, actionId: string): Promise<ApprovalView | null>;
  /**
   * `code`: a fresh one of the decider's own authenticator, each time. Null: the sign-in's own code, within a minute of it,
   * for the command line, where each command signs in.
   * @throws APPROVAL_NOT_FOUND, APPROVAL_DECIDED, APPROVAL_EXPIRED, APPROVAL_OWN, OWN_ACCOUNT, FORBIDDEN, CHANGED_SINCE, WRONG_CODE
   */
  decide(
    by: { actor: Actor; seat: Seat },
    id: number,
    decision: { approve: boolean; note: string | null; code: string | null },
  ): Promise<ApprovalView>;
  /** By whoever asked. */
  withdraw(actor: Actor, id: number): Promise<ApprovalView>;
}
