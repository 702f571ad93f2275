/** Identity checks as a service. What an action demands of them is the guard's to judge: identity/guard.ts. */

import { RekeyError } from '../../db/errors.ts';
import { waitingCode } from '../../db/identity-checks.ts';
import type { UserId, UserReading } from '../../db/platforms/contract.ts';
import { isMailAddress } from '../../db/text/mail-address.ts';
import type { ActionName } from '../contract/actions.ts';
import type { IdentityKind } from '../contract/identity.ts';
import { refusePerson } from './actions/authorize.ts';
import { actionsOf } from './actions/index.ts';
import { confirmEmailCode, sendEmailCode, TRIES } from './identity/email-code.ts';
import { kindsOf } from './identity/kinds.ts';
import { checkTotpCode, mayHaveCode, takeBackupCode } from './identity/own-codes.ts';
import { recordSeen } from './identity/seen.ts';
import type { About, IdentityService, IdentityView } from './identity/service.ts';
import { classOf, readStanding } from './identity/standing.ts';
import type { IdentityDeps } from './identity/step.ts';
import { createLooks, type LogLook, lookAt } from './looks.ts';
import { refusals } from './refusals.ts';
import type { Actor } from './session.ts';

/** `look`: shared with the user's page, so that one look is one entry. */
export function createIdentityService(deps: IdentityDeps & { look?: LogLook }): IdentityService {
  const { database, platform, clock } = deps;
  const { reader } = database;
  const { permit } = refusals(deps);
  const look = deps.look ?? createLooks(deps);

  async function read(id: UserId): Promise<UserReading> {
    const reading = await platform.read(reader, id, clock());
    if (!reading) throw new RekeyError('USER_NOT_FOUND');
    return reading;
  }

  async function viewOf(actor: Actor, reading: UserReading): Promise<IdentityView> {
    const now = clock();
    const policy = await deps.policy();
    const { user } = reading;
    const { id } = user;
    const { have, evidence, signs, need } = await readStanding(reader, platform, {
      actor,
      user,
      policy,
      now,
    });
    const waiting = await waitingCode(reader, id);
    const kinds = kindsOf(platform).map((kind) => ({
      kind,
      weight: policy.verification.weights[kind],
      refusedBecause: refuseKind(kind, actor, reading),
    }));
    const given = new Set(evidence.filter((one) => one.doesNotCountBecause === null).map(({ kind }) => kind));
    const offered = (name: ActionName) => name !== 'send-backup-codes' || policy.backupCodes.byMail;
    return {
      ...{ have, evidence, signs },
      needs: actionsOf(platform)
        .filter(offered)
        .map((action) => ({ action, need: need(action) })),
      demanded: deps.demanded,
      userClass: classOf(user),
      riskRaise: policy.verification.riskRaise,
      validMinutes: policy.verification.validMinutes,
      kinds,
      reachable: kinds
        .filter(({ kind, refusedBecause }) => refusedBecause === null && !given.has(kind))
        .reduce((sum, { weight }) => sum + weight, have),
      hasAddress: user.email !== null,
      waiting:
        waiting?.expiresAt != null && waiting.expiresAt > now && user.email !== null
          ? {
              to: user.email,
              by: waiting.staff.name,
              phrase: waiting.staff.id === actor.id ? waiting.phrase : null,
              expiresAt: waiting.expiresAt,
              triesLeft: TRIES - waiting.tries,
            }
          : null,
    };
  }

  /** The step, and then how it stands. */
  const stepping =
    <More extends unknown[]>(
      step: (deps: IdentityDeps, actor: Actor, about: About, ...more: More) => Promise<void>,
    ) =>
    async (actor: Actor, about: About, ...more: More): Promise<IdentityView> => {
      await step(deps, actor, about, ...more);
      return viewOf(actor, await read(about.userId));
    };

  return {
    async view(actor, id) {
      await permit(actor, 'user.view', lookAt(id, null));
      const reading = await read(id);
      await look(actor, lookAt(id, reading.user));
      return viewOf(actor, reading);
    },
    sendCode: stepping(sendEmailCode),
    confirmCode: stepping(confirmEmailCode),
    checkTotp: stepping(checkTotpCode),
    useBackupCode: stepping(takeBackupCode),
    record: stepping(recordSeen),
  };
}

function refuseKind(kind: IdentityKind, actor: Actor, { user, state }: UserReading): string | null {
  const refusal = refusePerson(actor, user, 'identity.check');
  if (refusal) return refusal.message;
  if (kind === 'totp' && !state.authenticator?.confirmed) return 'There is no confirmed authenticator.';
  if (kind === 'backup-code' && !mayHaveCode(state)) return 'There is no backup code left.';
  if (kind === 'email-code' && !isMailAddress(user.email ?? '')) return 'There is no e-mail address on file.';
  if (kind === 'call-back' && user.phone === null) return 'There is no phone number on file.';
  return null;
}
