/** What ties an action to the request it was started from, in the action's own transaction. */
import type { JsonValue } from '../../../db/audit/entry.ts';
import { RekeyError } from '../../../db/errors.ts';
import { addRequestEvents, lockRequest } from '../../../db/requests/index.ts';
import type { FollowUp, Guard } from '../actions/perform.ts';
import { refuseClosed, refuseOther } from './transitions.ts';

/** An action is done for a request by whoever has it, on the user it is about, while it is open. */
export const requestGuard: Guard = async ({ tx, attempt }): Promise<Record<string, JsonValue>> => {
  const { requestId, userId } = attempt.request;
  if (requestId === null) return {};
  const request = await lockRequest(tx, requestId);
  if (!request) throw new RekeyError('REQUEST_NOT_FOUND');
  const refusal = refuseClosed(request) ?? refuseOther(request, attempt.actor);
  if (refusal) throw refusal;
  if (request.user === null)
    throw new RekeyError('REQUEST_USER', {
      why: `nobody confirmed which user request ${requestId} is about`,
    });
  if (request.user.id !== userId)
    throw new RekeyError('REQUEST_USER', { why: `request ${requestId} is about another user` });
  return { requestId };
};

/** The request's timeline tells of the action; its audit entry is found by the action id. */
export const requestFollowUp: FollowUp = async ({ tx, attempt, now }) => {
  const { requestId, actionId, reason } = attempt.request;
  if (requestId === null) return;
  await addRequestEvents(tx, [
    {
      requestId,
      time: now,
      staff: { id: attempt.actor.id, name: attempt.actor.name },
      kind: 'action',
      detail: { action: attempt.name, reason },
      actionId,
    },
  ]);
};
