/** What can become of a request, and who may do it. The one table. */
import { RekeyError } from '../../../db/errors.ts';
import {
  isOpen,
  REQUEST_STATES,
  type RequestEventKind,
  type RequestRecord,
  type RequestState,
} from '../../../db/requests/index.ts';
import type { Actor } from '../session.ts';

interface Transition {
  /** `anybody` who may work on requests, or only whoever has it. */
  by: 'anybody' | 'holder';
  event: RequestEventKind;
}

const TRANSITIONS: Record<RequestState, Partial<Record<RequestState, Transition>>> = {
  new: {
    'in-progress': { by: 'anybody', event: 'taken' },
    // Advertising and the like need not be taken first.
    rejected: { by: 'anybody', event: 'rejected' },
  },
  'in-progress': {
    new: { by: 'holder', event: 'handed-back' },
    'waiting-for-user': { by: 'holder', event: 'waiting-for-user' },
    resolved: { by: 'holder', event: 'resolved' },
    rejected: { by: 'holder', event: 'rejected' },
  },
  'waiting-for-user': {
    new: { by: 'holder', event: 'handed-back' },
    'in-progress': { by: 'holder', event: 'resumed' },
    resolved: { by: 'holder', event: 'resolved' },
    rejected: { by: 'holder', event: 'rejected' },
  },
  resolved: { 'in-progress': { by: 'anybody', event: 'reopened' } },
  rejected: { 'in-progress': { by: 'anybody', event: 'reopened' } },
};

/** Why this person may not move it there; the transition where they may. */
export function transitionOf(
  request: RequestRecord,
  to: RequestState,
  actor: Pick<Actor, 'id'>,
): Transition | RekeyError {
  const transition = TRANSITIONS[request.state][to];
  if (!transition) {
    // "Taken meanwhile" says more than "can not become in progress".
    const other = request.state === to ? refuseOther(request, actor) : null;
    return other ?? new RekeyError('REQUEST_STATE', { from: wordOf(request.state), to: wordOf(to) });
  }
  return (transition.by === 'holder' ? refuseOther(request, actor) : null) ?? transition;
}

export function movesOf(request: RequestRecord, actor: Pick<Actor, 'id'>): RequestState[] {
  return REQUEST_STATES.filter((to) => !(transitionOf(request, to, actor) instanceof RekeyError));
}

/** Why this person may not touch it, since somebody else has it, or nobody. Null when they have it. */
export function refuseOther(request: RequestRecord, actor: Pick<Actor, 'id'>): RekeyError | null {
  if (request.assignee === null) return new RekeyError('REQUEST_NOT_YOURS');
  return request.assignee.id === actor.id
    ? null
    : new RekeyError('REQUEST_TAKEN', { by: request.assignee.name });
}

export function refuseClosed(request: RequestRecord): RekeyError | null {
  return isOpen(request.state) ? null : new RekeyError('REQUEST_CLOSED', { state: wordOf(request.state) });
}

function wordOf(state: RequestState): string {
  return state.replaceAll('-', ' ');
}
