/** How the evidence about a caller stands: what counts, what it weighs, what an action needs. */

import type { Reader } from '../../../db/database.ts';
import { hashAddress, type IdentityCheck, passedChecks } from '../../../db/identity-checks.ts';
import type { Platform, UserDetail } from '../../../db/platforms/contract.ts';
import type { ActionName } from '../../contract/actions.ts';
import { IDENTITY_KINDS, type IdentityKind, isAttested } from '../../contract/identity.ts';
import type { Policy, UserClass } from '../../contract/policy.ts';
import { MINUTE } from '../clock.ts';
import type { Actor } from '../session.ts';
import type { Evidence, RiskSign } from './service.ts';
import { riskSigns } from './signs.ts';

export interface Standing {
  have: number;
  /** Newest first. */
  evidence: Evidence[];
  signs: RiskSign[];
  need(action: ActionName): number;
}

export async function readStanding(
  reader: Reader,
  platform: Platform,
  about: { actor: Actor; user: UserDetail; policy: Policy; now: number },
): Promise<Standing> {
  const { actor, user, now } = about;
  const policy = about.policy.verification;
  // Strictly within: what was given exactly so long ago counts no more.
  const checks = await passedChecks(reader, user.id, now - policy.validMinutes * MINUTE + 1);
  const signs = await riskSigns(reader, platform, { user, policy: policy.signs, now });
  const evidence = checks.flatMap((check) => weigh(check, actor, user, policy)).reverse();
  return {
    have: sumOfKinds(evidence),
    evidence,
    signs,
    need: (action) => needOf(policy, classOf(user), action, signs.length),
  };
}

export function classOf(user: Pick<UserDetail, 'privileged'>): UserClass {
  return user.privileged ? 'privileged' : 'ordinary';
}

function needOf(
  policy: Policy['verification'],
  userClass: UserClass,
  action: ActionName,
  signs: number,
): number {
  const threshold = policy.thresholds[userClass][action];
  return threshold === 0 ? 0 : threshold + signs * policy.riskRaise;
}

/** A kind counts once, however often it was done. */
function sumOfKinds(evidence: readonly Evidence[]): number {
  const kinds = new Map<IdentityKind, number>();
  for (const { kind, weight, doesNotCountBecause } of evidence) {
    if (doesNotCountBecause === null) kinds.set(kind, weight);
  }
  return [...kinds.values()].reduce((sum, weight) => sum + weight, 0);
}

function weigh(
  check: IdentityCheck,
  actor: Actor,
  user: UserDetail,
  policy: Policy['verification'],
): Evidence | [] {
  const kind = IDENTITY_KINDS.find((known) => known === check.kind);
  if (!kind) return [];
  return {
    id: check.id,
    kind,
    weight: policy.weights[kind],
    by: check.staff.name,
    at: check.passedAt ?? check.createdAt,
    who: check.who,
    note: check.note,
    doesNotCountBecause: refuse(check, kind, actor, user),
  };
}

/**
 * What Rekey proved itself counts for every agent: a call that is handed over need not begin anew. What an agent saw or
 * heard counts for that agent only, because it holds for the caller on their own line, and nobody acts on another's word.
 */
function refuse(check: IdentityCheck, kind: IdentityKind, actor: Actor, user: UserDetail): string | null {
  if (isAttested(kind) && check.staff.id !== actor.id) {
    return `${check.staff.name} saw or heard it, so it counts for ${check.staff.name} only`;
  }
  if (kind === 'email-code' && check.addressHash !== hashAddress(user.email)) {
    return 'the address on file is another one by now';
  }
  return null;
}
