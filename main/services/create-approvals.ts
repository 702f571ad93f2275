/** Approvals as a service: asking, seeing and deciding. What an approval allows is the guard's to judge. */

import {
  type Approval,
  countPending,
  findApproval,
  insertApproval,
  listApprovals,
  listGiven,
  lockApproval,
  updateApproval,
} from '../../db/approvals.ts';
import { appendAudit } from '../../db/audit/log.ts';
import type { Database, Transaction } from '../../db/database.ts';
import { RekeyError } from '../../db/errors.ts';
import type { Platform, UserId, UserReading } from '../../db/platforms/contract.ts';
import { CATALOGUE } from '../contract/actions.ts';
import { may } from '../contract/permissions.ts';
import type { Policy } from '../contract/policy.ts';
import { type Declaration, tidied } from './actions/action.ts';
import { isOwnAccount, whyNot } from './actions/authorize.ts';
import { leftBy } from './actions/foretell.ts';
import { ACTIONS } from './actions/index.ts';
import { orderOf, refuseUnlessAgreed } from './approvals/agreed.ts';
import { whyApproval } from './approvals/guard.ts';
import type { ApprovalService, ApprovalView } from './approvals.ts';
import { type Clock, MINUTE } from './clock.ts';
import type { DemandEvidence } from './identity/guard.ts';
import { demand } from './permissions.ts';
import { type Attempted, refusals } from './refusals.ts';
import type { Actor, SessionService } from './session.ts';
import { userLabel, userVersion } from './user-version.ts';

export interface ApprovalDeps {
  database: Database;
  platform: Platform;
  clock: Clock;
  policy: () => Promise<Policy>;
  session: Pick<SessionService, 'requireFreshCode' | 'confirmCode'>;
  /** The evidence of who calls that an approval needs as the action itself would; absent: none is demanded. */
  demandEvidence?: DemandEvidence;
}

export function createApprovalService(deps: ApprovalDeps): ApprovalService {
  const { database, platform, clock } = deps;
  const { refusable, permit } = refusals(deps);

  function view(actor: Actor, { version: _version, extra, ...approval }: Approval): ApprovalView {
    const over =
      approval.expiresAt <= clock() && (approval.state === 'pending' || approval.state === 'approved');
    const state = over ? 'expired' : approval.state;
    return {
      ...approval,
      state,
      asks: 'minutes' in extra ? `for ${extra.minutes} minutes` : null,
      mayNotDecide:
        state === 'pending' ? (refuseDecider(actor, approval)?.message ?? null) : `It is ${state}.`,
    };
  }

  async function read(tx: Transaction, id: UserId): Promise<UserReading> {
    const reading = await platform.read(tx, id, clock());
    if (!reading) throw new RekeyError('USER_NOT_FOUND');
    return reading;
  }

  return {
    ask(name, { actor, seat }, asked, extra) {
      const declaration = ACTIONS[name] as Declaration;
      const request = tidied(asked);
      const { actionId, userId, reason, reasonText, ticket, requestId } = request;
      const told: Attempted = {
        ...{ category: 'approval', action: 'ask-approval', user: { id: userId, label: '' } },
        ...{ reason, reasonText, ticket },
        detail: { action: name, actionId, ...(requestId === null ? {} : { requestId }) },
      };
      return refusable(actor, told, async () => {
        demand(actor, CATALOGUE[name].permission);
        deps.session.requireFreshCode(seat);
        const policy = await deps.policy();
        return database.transaction(async (tx) => {
          if (!(await platform.lockUser(tx, userId))) throw new RekeyError('USER_NOT_FOUND');
          const now = clock();
          const reading = await read(tx, userId);
          const user = { id: userId, label: userLabel(reading.user) };
          told.user = user;
          const earlier = await findApproval(tx, { actionId });
          if (earlier) {
            refuseUnlessAgreed(earlier, { name, actor, request, extra });
            return view(actor, earlier);
          }
          const version = await userVersion(tx, userId, reading);
          const situation = { platform, ...reading, policy, now };
          const refusal = await whyNot(tx, { name, declaration, actor, request, extra }, situation);
          if (refusal) throw refusal;
          const why = whyApproval(policy.approvals, reading.user, name);
          if (why === null) throw new RekeyError('APPROVAL_NOT_NEEDED');
          const evidence =
            (await deps.demandEvidence?.(tx, { actor, user: reading.user, action: name, policy, now })) ?? [];
          const askedBy = { id: actor.id, name: actor.name };
          const approval = await insertApproval(tx, {
            ...{
              actionId,
              reason,
              reasonText,
              ticket,
              requestId,
              user,
              version,
              why,
              askedBy,
              extra,
              evidence,
            },
            leaves: leftBy(platform, name, reading),
            action: name,
            askedAt: now,
            expiresAt: now + policy.approvals.minutes * MINUTE,
          });
          const detail = { ...told.detail, approvalId: approval.id, why };
          await appendAudit(tx, { ...told, time: now, staff: askedBy, outcome: 'done', detail });
          return view(actor, approval);
        });
      });
    },

    async pending(actor) {
      await permit(actor, 'approvals.read');
      return { count: await countPending(database.reader, clock()) };
    },

    async list(actor, { before, limit }) {
      await permit(actor, 'approvals.read');
      const rows = await listApprovals(database.reader, { before, limit: limit + 1 });
      const page = rows.slice(0, limit);
      return {
        approvals: page.map((approval) => view(actor, approval)),
        before: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
      };
    },

    async given(actor) {
      await permit(actor, 'approvals.read');
      return (await listGiven(database.reader, actor.id, clock())).map((approval) => view(actor, approval));
    },

    order(actor, id) {
      const told: Attempted = {
        category: 'approval',
        action: 'carry-out-approval',
        detail: { approvalId: id },
      };
      return refusable(actor, told, async () => {
        demand(actor, 'approvals.read');
        const approval = await findApproval(database.reader, { id });
        if (!approval) throw new RekeyError('APPROVAL_NOT_FOUND');
        told.user = approval.user;
        if (approval.askedBy.id !== actor.id) throw new RekeyError('FORBIDDEN', { role: actor.role });
        return orderOf(approval);
      });
    },

    async find(actor, actionId) {
      await permit(actor, 'approvals.read');
      const approval = await findApproval(database.reader, { actionId });
      return approval && view(actor, approval);
    },

    decide({ actor, seat }, id, { approve, note, code }) {
      const told: Attempted = {
        category: 'approval',
        action: approve ? 'approve' : 'reject-approval',
        reasonText: note,
        detail: { approvalId: id },
      };
      return refusable(actor, told, async () => {
        demand(actor, 'approvals.decide');
        const known = await findApproval(database.reader, { id });
        if (!known) throw new RekeyError('APPROVAL_NOT_FOUND');
        const { user, ticket, action, askedBy, actionId } = known;
        Object.assign(told, {
          ...{ user, ticket },
          detail: { approvalId: id, action, askedBy: askedBy.name, actionId },
        });
        const early = refuseDecider(actor, known);
        if (early) throw early;
        if (code === null) deps.session.requireFreshCode(seat, MINUTE);
        else await deps.session.confirmCode(seat, code);
        return database.transaction(async (tx) => {
          const userThere = await platform.lockUser(tx, user.id as UserId);
          const approval = await lockApproval(tx, { id });
          if (!approval) throw new RekeyError('APPROVAL_NOT_FOUND');
          const now = clock();
          if (approval.state !== 'pending')
            throw new RekeyError('APPROVAL_DECIDED', { state: approval.state });
          if (approval.expiresAt <= now) throw new RekeyError('APPROVAL_EXPIRED');
          if (approve) {
            if (!userThere) throw new RekeyError('USER_NOT_FOUND');
            const reading = await read(tx, user.id as UserId);
            if (isOwnAccount(actor, reading.user)) throw new RekeyError('OWN_ACCOUNT');
            const version = await userVersion(tx, user.id as UserId, reading);
            if (version !== approval.version) throw new RekeyError('CHANGED_SINCE');
          }
          const decidedBy = { id: actor.id, name: actor.name };
          const state = approve ? 'approved' : 'rejected';
          await updateApproval(tx, id, { state, decidedBy, decidedAt: now, note });
          await appendAudit(tx, { ...told, time: now, staff: decidedBy, outcome: 'done' });
          return view(actor, { ...approval, state, decidedBy, decidedAt: now, note });
        });
      });
    },

    withdraw(actor, id) {
      const told: Attempted = {
        category: 'approval',
        action: 'withdraw-approval',
        detail: { approvalId: id },
      };
      return refusable(actor, told, () => {
        demand(actor, 'approvals.read');
        return database.transaction(async (tx) => {
          const approval = await lockApproval(tx, { id });
          if (!approval) throw new RekeyError('APPROVAL_NOT_FOUND');
          const { user, ticket, action, actionId, askedBy } = approval;
          Object.assign(told, { user, ticket, detail: { approvalId: id, action, actionId } });
          if (askedBy.id !== actor.id) throw new RekeyError('FORBIDDEN', { role: actor.role });
          if (approval.state !== 'pending' && approval.state !== 'approved') {
            throw new RekeyError('APPROVAL_DECIDED', { state: approval.state });
          }
          await updateApproval(tx, id, { state: 'withdrawn' });
          await appendAudit(tx, { ...told, time: clock(), staff: askedBy, outcome: 'done' });
          return view(actor, { ...approval, state: 'withdrawn' });
        });
      });
    },
  };
}

/** Never who asked. That it is not about their own account is judged when they decide, by the account as it is then. */
function refuseDecider(actor: Actor, approval: Pick<Approval, 'askedBy'>): RekeyError | null {
  if (!may(actor.role, 'approvals.decide')) return new RekeyError('FORBIDDEN', { role: actor.role });
  return approval.askedBy.id === actor.id ? new RekeyError('APPROVAL_OWN') : null;
}
