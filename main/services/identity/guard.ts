import type { JsonValue } from '../../../db/audit/entry.ts';
import type { Reader } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import type { Platform, UserDetail } from '../../../db/platforms/contract.ts';
import type { ActionName } from '../../contract/actions.ts';
import type { IdentityKind } from '../../contract/identity.ts';
import type { Policy } from '../../contract/policy.ts';
import type { Guard } from '../actions/perform.ts';
import type { Actor } from '../session.ts';
import { demandMailbox } from './mailbox.ts';
import { readStanding } from './standing.ts';

/** On what an action was done, or asked for, as it stands in the log and before the approver. No code is in it. */
export type EvidenceUsed = {
  kind: IdentityKind;
  weight: number;
  by: string;
  at: number;
  who: string | null;
  note: string | null;
};

/**
 * The evidence that counts for this staff member.
 * @throws RekeyError VERIFICATION_REQUIRED where it weighs too little; for codes by mail, EMAIL_* without a check of the mailbox
 */
export type DemandEvidence = (
  reader: Reader,
  about: { actor: Actor; user: UserDetail; action: ActionName; policy: Policy; now: number },
) => Promise<EvidenceUsed[]>;

export function demandEvidence(platform: Platform): DemandEvidence {
  return async (reader, { action, ...about }) => {
    if (action === 'send-backup-codes') await demandMailbox(reader, about.user, about.now);
    const standing = await readStanding(reader, platform, about);
    const need = standing.need(action);
    if (standing.have < need) throw new RekeyError('VERIFICATION_REQUIRED', { have: standing.have, need });
    return standing.evidence
      .filter((one) => one.doesNotCountBecause === null)
      .map(({ kind, weight, by, at, who, note }) => ({ kind, weight, by, at, who, note }));
  };
}

/** Lets nobody act for a caller of whom too little is known. */
export function identityGuard(platform: Platform): Guard {
  const demand = demandEvidence(platform);
  return async ({ tx, attempt, before, policy, now }): Promise<Record<string, JsonValue>> => {
    const { actor, name: action } = attempt;
    const evidence = await demand(tx, { actor, user: before.user, action, policy, now });
    return evidence.length > 0 ? { evidence } : {};
  };
}
