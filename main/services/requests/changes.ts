/** Each change of a request, as a small declaration. */

import { RekeyError } from '../../../db/errors.ts';
import { isOpen, type RequestState } from '../../../db/requests/index.ts';
import { findStaff } from '../../../db/staff.ts';
import { nameKey } from '../../../db/text/visible.ts';
import { may, type Role } from '../../contract/permissions.ts';
import type { RequestEdit } from '../requests.ts';
import type { Actor } from '../session.ts';
import type { Change } from './change.ts';
import { blankIsNull, readNote, readSender } from './text.ts';
import { refuseClosed, refuseOther, transitionOf } from './transitions.ts';

export function taking(actor: Actor): Change {
  return {
    action: 'take-request',
    permission: 'requests.work',
    version: null,
    decide(request, now) {
      raise(refuseClosed(request));
      if (request.assignee?.id === actor.id) return null;
      if (request.assignee) throw new RekeyError('REQUEST_TAKEN', { by: request.assignee.name });
      return {
        changes: { state: 'in-progress', assignee: seatOf(actor), takenAt: now },
        event: 'taken',
      };
    },
  };
}

export function moving(
  actor: Actor,
  { version, to, note }: { version: number; to: RequestState; note: string | null },
): Change {
  return {
    action: 'move-request',
    permission: 'requests.work',
    version,
    decide(request, now) {
      const transition = transitionOf(request, to, actor);
      if (transition instanceof RekeyError) throw transition;
      const said = blankIsNull(note) === null ? null : readNote(note as string);
      if (to === 'rejected' && said === null)
        throw new RekeyError('BAD_INPUT', { why: 'a request is rejected with a note that says why' });
      const newHolder = !request.assignee || !isOpen(request.state);
      return {
        changes: {
          state: to,
          closedAt: isOpen(to) ? null : now,
          ...(to === 'new' ? { assignee: null, takenAt: null } : {}),
          ...(to !== 'new' && newHolder ? { assignee: seatOf(actor), takenAt: now } : {}),
        },
        event: transition.event,
        note: said,
        detail: { from: request.state, to },
      };
    },
  };
}

export function reassigning({
  version,
  to,
  note,
}: {
  version: number;
  to: string;
  note: string | null;
}): Change {
  return {
    action: 'reassign-request',
    permission: 'requests.reassign',
    version,
    async decide(request, now, tx) {
      raise(refuseClosed(request));
      const name = nameKey(to);
      const staff = await findStaff(tx, { name });
      if (!staff || staff.closedAt !== null) throw new RekeyError('STAFF_NOT_FOUND', { name });
      if (!may(staff.role as Role, 'requests.work'))
        throw new RekeyError('BAD_INPUT', { why: `${name} may not work on requests` });
      if (request.assignee?.id === staff.id)
        throw new RekeyError('NOTHING_TO_DO', { why: `${name} has this request already` });
      return {
        changes: {
          assignee: { id: staff.id, name: staff.name },
          takenAt: now,
          ...(request.state === 'new' ? { state: 'in-progress' as const } : {}),
        },
        event: 'reassigned',
        note: blankIsNull(note) === null ? null : readNote(note as string),
        detail: { from: request.assignee?.name ?? null, to: staff.name },
      };
    },
  };
}

export function editing(actor: Actor, { version, ...edit }: { version: number } & RequestEdit): Change {
  return {
    action: 'edit-request',
    permission: 'requests.work',
    version,
    decide(request) {
      raise(refuseClosed(request));
      // What nobody has yet, anybody may set right.
      if (request.assignee) raise(refuseOther(request, actor));
      const wanted = {
        category: edit.category ?? request.category,
        channel: edit.channel ?? request.channel,
        ticket: edit.ticket === undefined ? request.ticket : blankIsNull(edit.ticket),
        sender: edit.sender === undefined ? request.sender : readSender(edit.sender),
      };
      const changed = (Object.keys(wanted) as (keyof typeof wanted)[]).filter(
        (field) => JSON.stringify(wanted[field]) !== JSON.stringify(request[field]),
      );
      if (changed.length === 0) return null;
      return {
        changes: Object.fromEntries(changed.map((field) => [field, wanted[field]])),
        event: 'edited',
        detail: { changed },
      };
    },
  };
}

export function confirming(
  actor: Actor,
  { version, user }: { version: number; user: { id: string; label: string } | null },
): Change {
  return {
    action: user ? 'confirm-request-user' : 'unset-request-user',
    permission: 'requests.work',
    version,
    decide(request) {
      raise(refuseClosed(request));
      raise(refuseOther(request, actor));
      if (request.user?.id === user?.id) return null;
      return {
        changes: { user },
        event: user ? 'user-confirmed' : 'user-unset',
        detail: { user: user?.label ?? request.user?.label ?? null },
      };
    },
  };
}

export function noting(text: string): Change {
  return {
    action: 'note-on-request',
    permission: 'requests.work',
    version: null,
    decide: () => ({ changes: {}, event: 'note', note: readNote(text) }),
  };
}

function seatOf({ id, name }: Actor): { id: number; name: string } {
  return { id, name };
}

function raise(refusal: RekeyError | null): void {
  if (refusal) throw refusal;
}
