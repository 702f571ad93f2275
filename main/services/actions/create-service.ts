/** The actions as a service: checks before the work begins, the work, and what is done when the answer gets lost. */

import { type AuditEntry, hashEntry } from '../../../db/audit/entry.ts';
import { findAction } from '../../../db/audit/log.ts';
import { RekeyError } from '../../../db/errors.ts';
import { isUnreachable, translateError } from '../../../db/translate-error.ts';
import { CATALOGUE } from '../../contract/actions.ts';
import { may } from '../../contract/permissions.ts';
import { MINUTE } from '../clock.ts';
import { tellLeads } from '../limits/tell-leads.ts';
import { demand } from '../permissions.ts';
import { tellRefusal } from '../refusals.ts';
import type { SessionService } from '../session.ts';
import { type ActionResult, type Declaration, partOf, tidied } from './action.ts';
import { whyNot } from './authorize.ts';
import { checkCode } from './check-code.ts';
import { ACTIONS } from './index.ts';
import { endLateSessions } from './late-sessions.ts';
import { type Attempt, about, type PerformDeps, perform, replay } from './perform.ts';
import type { ActionService } from './service.ts';

export interface ActionDeps extends PerformDeps {
  session: Pick<SessionService, 'requireFreshCode'>;
}

/** How long an attempt with an unknown end is remembered, ms: long enough to press "Try again" when the database is back. */
const UNCERTAIN_FOR = 15 * MINUTE;

export function createActionService(deps: ActionDeps): ActionService {
  /** Attempts whose commit got no answer, by action id: only they can still show their codes. */
  const uncertain = new Map<string, { attempt: Attempt; until: number }>();

  async function run(attempt: Attempt): Promise<ActionResult> {
    try {
      const known = await precheck(deps, attempt);
      if (known) return known;
      attempt.prepared = await attempt.declaration.prepare(partOf(deps.platform, attempt.declaration));
      return await perform(deps, attempt);
    } catch (error) {
      if (isUnreachable(error)) return settle(attempt, error);
      throw await logRefusal(deps, attempt, translateError(error));
    }
  }

  /** The connection was lost: find out whether it happened. Under the user's lock, so after whatever still runs. */
  async function settle(attempt: Attempt, error: unknown): Promise<ActionResult> {
    const now = deps.clock();
    for (const [id, { until }] of uncertain) if (until < now) uncertain.delete(id);
    if (attempt.entry) uncertain.set(attempt.request.actionId, { attempt, until: now + UNCERTAIN_FOR });
    try {
      const done = await deps.database.transaction(async (tx) => {
        await deps.platform.lockUser(tx, attempt.request.userId);
        return findAction(tx, attempt.request.actionId);
      });
      if (!done) return await perform(deps, attempt);
      return recall(attempt.request.actionId, done) ?? (await replayOf(attempt));
    } catch {
      throw translateError(error);
    }
  }

  async function replayOf(attempt: Attempt): Promise<ActionResult> {
    const done = await findAction(deps.database.reader, attempt.request.actionId);
    const reading = await deps.platform.read(deps.database.reader, attempt.request.userId, deps.clock());
    if (!done || !reading) throw new RekeyError('USER_NOT_FOUND');
    return replay(deps, done, attempt, reading, deps.clock());
  }

  /** The answer of the attempt that made this very entry, if it was lost and not given yet. */
  function recall(actionId: string, { hash, previousHash }: AuditEntry): ActionResult | null {
    const known = uncertain.get(actionId);
    uncertain.delete(actionId);
    if (!known?.attempt.entry || known.until <= deps.clock()) return null;
    return hashEntry({ ...known.attempt.entry, previousHash }) === hash ? known.attempt.result : null;
  }

  async function withLate(attempt: Attempt, result: ActionResult): Promise<ActionResult> {
    if (result.replayed) return result;
    const late = await endLateSessions(deps, [attempt]);
    return result.ended === undefined ? result : { ...result, ended: result.ended + late };
  }

  return {
    async run(name, { actor, seat }, request, extra) {
      const attempt: Attempt = {
        name,
        declaration: ACTIONS[name] as Declaration,
        actor,
        request: tidied(request),
        extra,
        ...{ prepared: null, found: null },
        entry: null,
        result: null,
      };
      const lost = uncertain.get(request.actionId);
      if (lost && lost.attempt.actor.id === actor.id) {
        const done = await findAction(deps.database.reader, request.actionId).catch((error) => {
          throw translateError(error);
        });
        const answer = done && recall(request.actionId, done);
        if (answer) return withLate(lost.attempt, answer);
      }
      if (may(actor.role, CATALOGUE[name].permission)) deps.session.requireFreshCode(seat);
      return withLate(attempt, await run(attempt));
    },
    checkCode: (actor, id, code) => checkCode(deps, actor, id, code),
  };
}

/** Refuses what can be refused without a lock, so that no codes are made for nothing; answers what was done before. */
async function precheck(deps: ActionDeps, attempt: Attempt): Promise<ActionResult | null> {
  const { request, actor, declaration } = attempt;
  demand(actor, CATALOGUE[attempt.name].permission);
  partOf(deps.platform, declaration);
  if (request.reason === 'other' && request.reasonText === null) {
    throw new RekeyError('BAD_INPUT', { why: 'reason "other" needs a text that says which' });
  }
  const { reader } = deps.database;
  const reading = await deps.platform.read(reader, request.userId, deps.clock());
  if (!reading) throw new RekeyError('USER_NOT_FOUND');
  const earlier = await findAction(reader, request.actionId);
  if (earlier) return replay(deps, earlier, attempt, reading, deps.clock());
  const situation = { platform: deps.platform, ...reading, policy: await deps.policy(), now: deps.clock() };
  const refusal = await whyNot(reader, attempt, situation);
  if (refusal) throw refusal;
  return null;
}

/** A refused attempt changes nothing but the log. Returns the error to throw. */
async function logRefusal(deps: ActionDeps, attempt: Attempt, error: RekeyError): Promise<RekeyError> {
  const { actor, request } = attempt;
  const reading = await deps.platform
    .read(deps.database.reader, request.userId, deps.clock())
    .catch(() => null);
  const attempted = { ...about(attempt, reading), detail: { attemptedActionId: request.actionId } };
  return tellRefusal(deps, actor, attempted, error, (tx) => tellLeads(tx, actor, error, deps.clock()));
}
