/** The one way in which a request is changed: lock it, judge, write it with its event, log, commit. */

import type { AuditAction } from '../../../db/audit/actions.ts';
import type { JsonValue } from '../../../db/audit/entry.ts';
import { appendAudit } from '../../../db/audit/log.ts';
import type { Database, Transaction } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import {
  addRequestEvents,
  lockRequest,
  type RequestChanges,
  type RequestEventKind,
  type RequestRecord,
  updateRequest,
} from '../../../db/requests/index.ts';
import type { Permission } from '../../contract/permissions.ts';
import type { Clock } from '../clock.ts';
import { demand } from '../permissions.ts';
import { type Attempted, refusals } from '../refusals.ts';
import type { Actor } from '../session.ts';

export interface ChangeDeps {
  database: Database;
  clock: Clock;
}

export interface Change {
  /** As the log calls it. */
  action: AuditAction;
  permission: Permission;
  /** As the changer saw it; null: whatever it is now. */
  version: number | null;
  /** Decides under the lock. `null`: there is nothing to do, and that is well. */
  decide(request: RequestRecord, now: number, tx: Transaction): Promise<Decision | null> | Decision | null;
}

export interface Decision {
  /** Empty: the request itself stays as it is, and so does its version. */
  changes: RequestChanges;
  event: RequestEventKind;
  note?: string | null;
  detail?: Record<string, JsonValue>;
}

/** @throws RekeyError whatever `decide` throws, and see RequestService; each is logged */
export function changeRequest(
  deps: ChangeDeps,
  actor: Actor,
  id: number,
  change: Change,
): Promise<RequestRecord> {
  const { action, permission, version } = change;
  const told: Attempted = { category: 'request', action, detail: { requestId: id } };
  return refusals(deps).refusable(actor, told, () =>
    deps.database.transaction(async (tx) => {
      const now = deps.clock();
      demand(actor, permission);
      const before = await lockRequest(tx, id);
      if (!before) throw new RekeyError('REQUEST_NOT_FOUND');
      told.user = before.user;
      // First what it is now: "Lea has it" says more than "it changed".
      const decision = await change.decide(before, now, tx);
      if (decision === null) return before;
      if (version !== null && version !== before.version) throw new RekeyError('REQUEST_CHANGED');
      return write(tx, { actor, now, action, before, decision });
    }),
  );
}

interface Scene {
  actor: Actor;
  now: number;
  action: AuditAction;
  before: RequestRecord;
  decision: Decision;
}

async function write(tx: Transaction, scene: Scene): Promise<RequestRecord> {
  const { actor, now, action, before, decision } = scene;
  const changesRow = Object.keys(decision.changes).length > 0;
  const after = changesRow ? await updateRequest(tx, before, decision.changes) : before;
  // The lock makes this impossible, where locks hold: not on each of a cluster's nodes.
  if (!after) throw new RekeyError('REQUEST_CHANGED');
  const staff = { id: actor.id, name: actor.name };
  await addRequestEvents(tx, [
    {
      requestId: before.id,
      time: now,
      staff,
      kind: decision.event,
      note: decision.note ?? null,
      detail: decision.detail ?? {},
    },
  ]);
  const changed = after !== before;
  await appendAudit(tx, {
    ...{ time: now, staff, action },
    category: 'request',
    user: after.user ?? before.user,
    ticket: after.ticket,
    outcome: 'done',
    before: changed ? faceOf(before) : null,
    after: changed ? faceOf(after) : null,
    detail: { requestId: before.id, ...decision.detail },
  });
  return after;
}

/** What the log says of a request: neither the message nor the notes, which are for the case and not for ever. */
function faceOf(request: RequestRecord): JsonValue {
  return {
    state: request.state,
    assignee: request.assignee?.name ?? null,
    channel: request.channel,
    category: request.category,
    userId: request.user?.id ?? null,
  };
}
