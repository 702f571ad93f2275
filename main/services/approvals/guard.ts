import { lockApproval, updateApproval } from '../../../db/approvals.ts';
import type { JsonValue } from '../../../db/audit/entry.ts';
import { RekeyError } from '../../../db/errors.ts';
import type { UserDetail } from '../../../db/platforms/contract.ts';
import { type ActionName, CATALOGUE } from '../../contract/actions.ts';
import type { Policy } from '../../contract/policy.ts';
import type { Guard } from '../actions/perform.ts';
import { userVersion } from '../user-version.ts';
import { refuseUnlessAgreed } from './agreed.ts';

/** Why a second person has to approve this; null when nobody has to. */
export function whyApproval(
  policy: Policy['approvals'],
  user: UserDetail,
  action: ActionName,
): string | null {
  if (policy.privileged && user.privileged && CATALOGUE[action].changesUser)
    return 'the user is privileged on the platform';
  return policy.actions.includes(action) ? `"${action.replaceAll('-', ' ')}" needs it by policy` : null;
}

/** Lets an approved action through, once, as it was agreed, and only if the user's state is still what the approver saw. */
export const approvalGuard: Guard = async ({
  tx,
  attempt,
  before,
  policy,
  now,
}): Promise<Record<string, JsonValue>> => {
  const why = whyApproval(policy.approvals, before.user, attempt.name);
  if (why === null) return {};
  const { request } = attempt;
  const approval = await lockApproval(tx, { actionId: request.actionId });
  if (!approval) throw new RekeyError('APPROVAL_REQUIRED', { why });
  refuseUnlessAgreed(approval, attempt);
  if (approval.state === 'rejected')
    throw new RekeyError('APPROVAL_REJECTED', { name: approval.decidedBy?.name ?? '' });
  if (approval.state === 'withdrawn' || approval.state === 'used') {
    throw new RekeyError('APPROVAL_DECIDED', { state: approval.state });
  }
  if (approval.expiresAt <= now) throw new RekeyError('APPROVAL_EXPIRED');
  if (approval.state === 'pending') throw new RekeyError('APPROVAL_PENDING');
  if (approval.version !== (await userVersion(tx, request.userId, before)))
    throw new RekeyError('CHANGED_SINCE');
  await updateApproval(tx, approval.id, { state: 'used' });
  return { approvalId: approval.id, approvedBy: approval.decidedBy?.name ?? null };
};
