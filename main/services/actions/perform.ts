/** The one path by which a user is changed. Every action of index.ts goes through here, and nothing else writes to a user. */

import type { AuditEntry, JsonValue, LoggedEntry } from '../../../db/audit/entry.ts';
import { appendAudit, findAction } from '../../../db/audit/log.ts';
import type { Database, Transaction } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import type { FoundSessions, Platform, UserReading } from '../../../db/platforms/contract.ts';
import { demandOpened } from '../../../db/platforms/keys.ts';
import type { ActionName } from '../../contract/actions.ts';
import type { Policy } from '../../contract/policy.ts';
import { callerOf } from '../caller.ts';
import type { Clock } from '../clock.ts';
import type { Actor } from '../session.ts';
import { userLabel } from '../user-version.ts';
import { type ActionRequest, type ActionResult, type Declaration, type Left, partOf } from './action.ts';
import { whyNot } from './authorize.ts';

export interface PerformDeps {
  database: Database;
  platform: Platform;
  clock: Clock;
  policy: () => Promise<Policy>;
  /** In this order, under the user's lock, before anything is written. */
  guards: readonly Guard[];
  /** In this order, after the change and before its audit entry, in the same transaction. */
  followUps: readonly FollowUp[];
}

/** What guards and follow-ups are shown. */
export interface Moment {
  tx: Transaction;
  attempt: Attempt;
  before: UserReading;
  policy: Policy;
  now: number;
}

/** Refuses an action by throwing; what it returns goes into the entry's detail: on what evidence, approved by whom. */
export type Guard = (moment: Moment) => Promise<Record<string, JsonValue>>;

/** Writes what else must stand or fall with the action: the notice to the user, the link to a request. */
export type FollowUp = (
  moment: Moment & { after: UserReading; detail: Record<string, JsonValue> },
) => Promise<void>;

/** One attempt at one action. What it prepared is kept, so that it can be answered when only the answer was lost. */
export interface Attempt {
  name: ActionName;
  declaration: Declaration;
  actor: Actor;
  request: ActionRequest;
  extra: object;
  prepared: unknown;
  /** The sessions that were looked for, for this user among others. Null: they were not, or need not be. */
  found: FoundSessions | null;
  /** The entry as it was appended, before the commit. */
  entry: LoggedEntry | null;
  result: ActionResult | null;
}

/**
 * look for sessions, where that takes long → begin → lock the user's row → read the state before → check everything again under the lock →
 * guards (verification, approval, limits) → apply through the platform's part (what that encrypts, only with keys that were proved) → end sessions, where it has any → read the state after, which
 * must be what was meant → follow-ups (notice, request) → append to the audit log → commit. Then whoever called looks for sessions once
 * more (late-sessions.ts), where they had to be looked for.
 */
export async function perform(deps: PerformDeps, attempt: Attempt): Promise<ActionResult> {
  const policy = await deps.policy();
  attempt.found ??= await findSessions(deps, attempt);
  return deps.database.transaction((tx) => performInside(deps, attempt, policy, tx));
}

/** Before the transaction: a platform may have to read all of them to tell which are the user's. */
async function findSessions({ database, platform, clock }: PerformDeps, attempt: Attempt) {
  if (!attempt.declaration.endsSessions) return null;
  return (await platform.sessions?.find?.(database.reader, [attempt.request.userId], clock())) ?? null;
}

async function performInside(
  deps: PerformDeps,
  attempt: Attempt,
  policy: Policy,
  tx: Transaction,
): Promise<ActionResult> {
  const { platform, clock } = deps;
  const { declaration, request, found } = attempt;
  if (!(await platform.lockUser(tx, request.userId))) throw new RekeyError('USER_NOT_FOUND');
  const earlier = await findAction(tx, request.actionId);
  const now = clock();
  const before = await readUser(deps, tx, attempt, now);
  if (earlier) return replay(deps, earlier, attempt, before, now);

  const situation = { platform, ...before, policy, now };
  const refusal =
    (await whyNot(tx, attempt, situation)) ?? (await declaration.refuseByRecord?.(tx, situation));
  if (refusal) throw refusal;

  const moment: Moment = { tx, attempt, before, policy, now };
  const detail: Record<string, JsonValue> = {};
  for (const guard of deps.guards) Object.assign(detail, await guard(moment));
  const part = partOf(platform, declaration);
  if (part === platform.codes && platform.codes?.storedAs === 'encrypted' && platform.proveKeys)
    demandOpened(await platform.proveKeys(tx));
  const step = {
    part,
    tx,
    id: request.userId,
    now,
    extra: attempt.extra,
    prepared: attempt.prepared,
  };
  Object.assign(detail, await declaration.apply(step));
  if (declaration.endsSessions) {
    for (const part of [platform.sessions, platform.devices]) {
      if (part) detail.ended = Number(detail.ended ?? 0) + (await part.end(tx, request.userId, now, found));
    }
    if (found?.unreadable) detail.unreadableSessions = found.unreadable;
  }
  const after = await readUser(deps, tx, attempt, now);
  const left = { platform, before: before.state, after: after.state, prepared: attempt.prepared, detail };
  const why = declaration.amiss(left) ?? (declaration.endsSessions ? stillOpen(left) : null);
  if (why !== null) throw new RekeyError('NOT_AS_MEANT', { platform: platform.label, why });
  for (const followUp of deps.followUps) await followUp({ ...moment, after, detail });
  // Two sendings of one action id on different users' rows, at once: its unique index decides, the second is told.
  attempt.entry = await appendAudit(tx, {
    ...about(attempt, before),
    time: now,
    outcome: 'done',
    before: { ...before.state } as unknown as JsonValue,
    after: { ...after.state } as unknown as JsonValue,
    detail,
    actionId: request.actionId,
  });
  attempt.result = {
    sequence: attempt.entry.sequence,
    replayed: false,
    state: after.state,
    mailed: before.user.email !== null,
    ...nextOf(platform, after, now),
    ...declaration.answer(attempt.prepared, detail),
  };
  return attempt.result;
}

/** Where the platform cannot tell how many there are, nothing can be said against it. */
function stillOpen({ platform, after }: Left): string | null {
  if (platform.sessions && after.sessions) return 'sessions are still open';
  return platform.devices && after.trustedDevices ? 'devices are still trusted' : null;
}

/** The same action id again: it is answered what was done, and the codes are not there a second time. */
export function replay(
  { platform }: Pick<PerformDeps, 'platform'>,
  earlier: AuditEntry,
  attempt: Attempt,
  reading: UserReading,
  now: number,
): ActionResult {
  const same =
    earlier.action === attempt.name &&
    earlier.user?.id === attempt.request.userId &&
    earlier.staff?.id === attempt.actor.id;
  if (!same) throw new RekeyError('ACTION_ID_REUSED');
  const { codes: _shownOnce, ...answer } = attempt.declaration.answer(
    { shown: undefined },
    earlier.detail as Record<string, JsonValue>,
  );
  return {
    ...{ sequence: earlier.sequence, replayed: true, mailed: reading.user.email !== null },
    ...{ state: reading.state, ...nextOf(platform, reading, now), ...answer },
  };
}

function nextOf(platform: Platform, reading: UserReading, now: number) {
  const caller = callerOf(platform, reading, now);
  return { nextPage: caller.next.name, caller };
}

/** The parts of an entry that do not depend on how it went. */
export function about(attempt: Attempt, reading: UserReading | null) {
  const { actor, request } = attempt;
  return {
    staff: { id: actor.id, name: actor.name },
    category: 'action' as const,
    action: attempt.name,
    user: { id: request.userId, label: reading ? userLabel(reading.user) : '' },
    reason: request.reason,
    reasonText: request.reasonText,
    ticket: request.ticket,
  };
}

async function readUser(
  { platform }: PerformDeps,
  tx: Transaction,
  attempt: Attempt,
  now: number,
): Promise<UserReading> {
  const reading = await platform.read(tx, attempt.request.userId, now);
  if (!reading) throw new RekeyError('USER_NOT_FOUND');
  return reading;
}
