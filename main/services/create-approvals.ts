/** Approvals as a service: asking, seeing and deciding. What an approval allows is the guard's to judge. */
import {
  type Approval,
  countPending,
  findApproval,
  insertApproval,
  listApprovals,
  lockApproval,
  updateApproval,
} from '../../db/approvals.ts';
import { appendAudit } from '../../db/audit/log.ts';
import type { Database, Transaction } from '../../db/database.ts';
import { RekeyError } from '../../db/errors.ts';
import type { PlatformAdapter, UserId, UserReading } from '../../db/platforms/platform.ts';
import type { Declaration } from './actions/action.ts';
import { isOwnAccount, refusePerson } from './actions/authorize.ts';
import { ACTIONS } from './actions/index.ts';
import { whyApproval } from './approvals/guard.ts';
import type { ApprovalService, ApprovalView } from './approvals.ts';
import { type Clock, MINUTE } from './clock.ts';
import type { DemandEvidence } from './identity/guard.ts';
import { demand, may } from './permissions.ts';
import type { Policy } from './policy/index.ts';
import type { Actor, SessionService } from './session.ts';
import { userLabel, userVersion } from './user-version.ts';

export interface ApprovalDeps {
  database: Database;
  platform: PlatformAdapter;
  clock: Clock;
  policy: () => Promise<Policy>;
  session: Pick<SessionService, 'requireFreshCode' | 'confirmCode'>;
  /** The evidence of who calls that an approval needs as the action itself would; absent: none is demanded. */
  demandEvidence?: DemandEvidence;
}

export function createApprovalService(deps: ApprovalDeps): ApprovalService {
  const { database, platform, clock } = deps;

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
    async ask(name, { actor, seat }, request, extra) {
      const declaration = ACTIONS[name] as Declaration;
      demand(actor, declaration.permission);
      deps.session.requireFreshCode(seat);
      const policy = await deps.policy();
      return database.transaction(async (tx) => {
        if (!(await platform.lockUser(tx, request.userId))) throw new RekeyError('USER_NOT_FOUND');
        const earlier = await findApproval(tx, { actionId: request.actionId });
        if (earlier) {
          if (earlier.askedBy.id !== actor.id) throw new RekeyError('ACTION_ID_REUSED');
          return view(actor, earlier);
        }
        const now = clock();
        const reading = await read(tx, request.userId);
        const version = await userVersion(tx, request.userId, reading);
        if (request.version !== null && request.version !== version) throw new RekeyError('CHANGED_SINCE');
        const refusal =
          refusePerson(actor, reading.user, declaration) ??
          declaration.refuse({ ...reading, policy, now }, extra);
        if (refusal) throw refusal;
        const why = whyApproval(policy.approvals, reading.user, name);
        if (why === null) throw new RekeyError('APPROVAL_NOT_NEEDED');
        const evidence =
          (await deps.demandEvidence?.(tx, { actor, user: reading.user, action: name, policy, now })) ?? [];
        const { actionId, reason, reasonText, ticket, requestId } = request;
        const user = { id: request.userId, label: userLabel(reading.user) };
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
          action: name,
          askedAt: now,
          expiresAt: now + policy.approvals.minutes * MINUTE,
        });
        await appendAudit(tx, {
          ...{ time: now, staff: askedBy, user, reason, reasonText, ticket },
          category: 'approval',
          action: 'ask-approval',
          outcome: 'done',
          detail: { approvalId: approval.id, action: name, why, actionId },
        });
        return view(actor, approval);
      });
    },

    async pending(actor) {
      demand(actor, 'approvals.read');
      return { count: await countPending(database.reader, clock()) };
    },

    async list(actor, { before, limit }) {
      demand(actor, 'approvals.read');
      const rows = await listApprovals(database.reader, { before, limit: limit + 1 });
      const page = rows.slice(0, limit);
      return {
        approvals: page.map((approval) => view(actor, approval)),
        before: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
      };
    },

    async find(actor, actionId) {
      demand(actor, 'approvals.read');
      const approval = await findApproval(database.reader, { actionId });
      return approval && view(actor, approval);
    },

    async decide({ actor, seat }, id, { approve, note, code }) {
      demand(actor, 'approvals.decide');
      const known = await findApproval(database.reader, { id });
      if (!known) throw new RekeyError('APPROVAL_NOT_FOUND');
      const early = refuseDecider(actor, known);
      if (early) throw early;
      if (code === null) deps.session.requireFreshCode(seat, MINUTE);
      else await deps.session.confirmCode(seat, code);
      return database.transaction(async (tx) => {
        const userThere = await platform.lockUser(tx, known.user.id as UserId);
        const approval = await lockApproval(tx, { id });
        if (!approval) throw new RekeyError('APPROVAL_NOT_FOUND');
        const now = clock();
        if (approval.state !== 'pending') throw new RekeyError('APPROVAL_DECIDED', { state: approval.state });
        if (approval.expiresAt <= now) throw new RekeyError('APPROVAL_EXPIRED');
        if (approve) {
          if (!userThere) throw new RekeyError('USER_NOT_FOUND');
          const reading = await read(tx, approval.user.id as UserId);
          if (isOwnAccount(actor, reading.user)) throw new RekeyError('OWN_ACCOUNT');
          const version = await userVersion(tx, approval.user.id as UserId, reading);
          if (version !== approval.version) throw new RekeyError('CHANGED_SINCE');
        }
        const decidedBy = { id: actor.id, name: actor.name };
        const state = approve ? 'approved' : 'rejected';
        await updateApproval(tx, id, { state, decidedBy, decidedAt: now, note });
        await appendAudit(tx, {
          ...{ time: now, staff: decidedBy, user: approval.user, reasonText: note, ticket: approval.ticket },
          category: 'approval',
          action: approve ? 'approve' : 'reject-approval',
          outcome: 'done',
          detail: {
            approvalId: id,
            action: approval.action,
            askedBy: approval.askedBy.name,
            actionId: approval.actionId,
          },
        });
        return view(actor, { ...approval, state, decidedBy, decidedAt: now, note });
      });
    },

    async withdraw(actor, id) {
      demand(actor, 'approvals.read');
      return database.transaction(async (tx) => {
        const approval = await lockApproval(tx, { id });
        if (!approval) throw new RekeyError('APPROVAL_NOT_FOUND');
        if (approval.askedBy.id !== actor.id) throw new RekeyError('FORBIDDEN', { role: actor.role });
        if (approval.state !== 'pending' && approval.state !== 'approved') {
          throw new RekeyError('APPROVAL_DECIDED', { state: approval.state });
        }
        const now = clock();
        await updateApproval(tx, id, { state: 'withdrawn' });
        await appendAudit(tx, {
          ...{ time: now, staff: approval.askedBy, user: approval.user, ticket: approval.ticket },
          category: 'approval',
          action: 'withdraw-approval',
          outcome: 'done',
          detail: { approvalId: id, action: approval.action, actionId: approval.actionId },
        });
        return view(actor, { ...approval, state: 'withdrawn' });
      });
    },
  };
}

/** Never who asked. That it is not about their own account is judged when they decide, by the account as it is then. */
function refuseDecider(actor: Actor, approval: Pick<Approval, 'askedBy'>): RekeyError | null {
  if (!may(actor.role, 'approvals.decide')) return new RekeyError('FORBIDDEN', { role: actor.role });
  return approval.askedBy.id === actor.id ? new RekeyError('APPROVAL_OWN') : null;
}
