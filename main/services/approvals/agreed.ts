/** What was agreed. An approval allows this one order, word for word as the log will tell it, and no other. */

import type { Approval } from '../../../db/approvals.ts';
import { RekeyError } from '../../../db/errors.ts';
import type { UserId } from '../../../db/platforms/contract.ts';
import type { ActionName } from '../../contract/actions.ts';
import type { Reason } from '../../contract/reasons.ts';
import { type ActionRequest, tidied } from '../actions/action.ts';

/** What somebody wants to do, or wants to have approved. */
export interface Order {
  name: ActionName;
  actor: { id: number };
  request: ActionRequest;
  /** What the action needs beside the request, e.g. how long a code lives. */
  extra: object;
}

/**
 * @throws RekeyError ACTION_ID_REUSED for another action, user or asker; APPROVAL_DIFFERS for anything else that is not as
 *   it was asked
 */
export function refuseUnlessAgreed(approval: Approval, { name, actor, request, extra }: Order): void {
  const sameAction =
    approval.action === name && approval.user.id === request.userId && approval.askedBy.id === actor.id;
  if (!sameAction) throw new RekeyError('ACTION_ID_REUSED');
  const { reason, reasonText, ticket, requestId } = tidied(request);
  const agreed: [what: string, same: boolean][] = [
    ['the reason', approval.reason === reason],
    ['the text of the reason', approval.reasonText === reasonText],
    ['the ticket', approval.ticket === ticket],
    ['the request', approval.requestId === requestId],
    ['what was typed for it', sameExtra(approval.extra, extra)],
  ];
  const [differing] = agreed.find(([, same]) => !same) ?? [];
  if (differing) throw new RekeyError('APPROVAL_DIFFERS', { what: differing, number: approval.id });
}

/** The order that was approved, for whoever asked for it: with the same action id, so that it is done once. */
export function orderOf(approval: Approval): Omit<Order, 'actor'> {
  const { actionId, user, version, reason, reasonText, ticket, requestId, extra } = approval;
  return {
    name: approval.action as ActionName,
    request: {
      ...{ actionId, userId: user.id as UserId, version },
      ...{ reason: reason as Reason, reasonText, ticket, requestId },
    },
    extra,
  };
}

function sameExtra(asked: Record<string, unknown>, done: object): boolean {
  const told = Object.entries(done);
  return told.length === Object.keys(asked).length && told.every(([key, value]) => asked[key] === value);
}
