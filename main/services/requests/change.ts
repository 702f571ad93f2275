/** The one way in which a request is changed: lock it, judge, write it with its event, log, commit. */
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
import type { Clock } from '../clock.ts';
import { may, type Permission } from '../permissions.ts';
import type { Actor } from '../session.ts';

export interface ChangeDeps {
  database: Database;
  clock: Clock;
}

export interface Change {
  /** As the log calls it. */
  action: string;
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

/** A refusal is logged as well. @throws RekeyError whatever `decide` throws, and see RequestService */
export async function changeRequest(
  { database, clock }: ChangeDeps,
  actor: Actor,
  id: number,
  change: Change,
): Promise<RequestRecord> {
  const outcome = await database.transaction(async (tx) => {
    const now = clock();
    const judged = await judge(tx, actor, id, change, now);
    if (judged instanceof RekeyError) {
      await log(tx, { actor, now, action: change.action, refused: judged, id });
      return judged;
    }
    const { before, decision } = judged;
    if (decision === null) return before;
    return write(tx, { actor, now, action: change.action, before, decision });
  });
  if (outcome instanceof RekeyError) throw outcome;
  return outcome;
}

type Judged = { before: RequestRecord; decision: Decision | null };

async function judge(
  tx: Transaction,
  actor: Actor,
  id: number,
  change: Change,
  now: number,
): Promise<Judged | RekeyError> {
  if (!may(actor.role, change.permission)) return new RekeyError('FORBIDDEN', { role: actor.role });
  const before = await lockRequest(tx, id);
  if (!before) return new RekeyError('REQUEST_NOT_FOUND');
  try {
    // First what it is now: "Lea has it" says more than "it changed".
    const decision = await change.decide(before, now, tx);
    if (decision && change.version !== null && change.version !== before.version)
      return new RekeyError('REQUEST_CHANGED');
    return { before, decision };
  } catch (error) {
    if (error instanceof RekeyError) return error;
    throw error;
  }
}

interface Scene {
  actor: Actor;
  now: number;
  action: string;
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
  await log(tx, { actor, now, action, id: before.id, before, after, detail: decision.detail ?? {} });
  return after;
}

interface LogInput {
  actor: Actor;
  now: number;
  action: string;
  id: number;
  refused?: RekeyError;
  before?: RequestRecord;
  after?: RequestRecord;
  detail?: Record<string, JsonValue>;
}

function log(tx: Transaction, { actor, now, action, id, refused, before, after, detail }: LogInput) {
  return appendAudit(tx, {
    time: now,
    staff: { id: actor.id, name: actor.name },
    category: 'request',
    action,
    user: after?.user ?? before?.user ?? null,
    ticket: after?.ticket ?? null,
    outcome: refused ? 'refused' : 'done',
    before: before && after !== before ? faceOf(before) : null,
    after: after && after !== before ? faceOf(after) : null,
    detail: { requestId: id, ...(refused ? { code: refused.code } : detail) },
  });
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
