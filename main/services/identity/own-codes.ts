/** What the user still has: a code of their authenticator, or one of their backup codes. */

import { RekeyError } from '../../../db/errors.ts';
import { countChecks, insertIdentityCheck, lastTotpStep } from '../../../db/identity-checks.ts';
import type { TotpSecret, TwoFactorState, UsedStep } from '../../../db/platforms/contract.ts';
import type { ProvedKind } from '../../contract/identity.ts';
import { refuseOtherDigits } from '../actions/check-code.ts';
import { HOUR, SECOND } from '../clock.ts';
import { lacking } from '../lacking.ts';
import { timeInMail } from '../notifications/follow-up.ts';
import { mailUser } from '../notifications/to-user.ts';
import type { Actor } from '../session.ts';
import { matchCode, STEP_SECONDS } from '../totp.ts';
import { NEEDS } from './kinds.ts';
import type { About } from './service.ts';
import { type IdentityDeps, type Outcome, type StepMoment, takeStep } from './step.ts';

/** `why` it proves nothing, or the time step that is taken with it. */
type Proof = { why: string } | { totpStep?: number };

const WRONG_ONES_AN_HOUR = 5;
const USED = 'that code was used already';

export async function checkTotpCode(
  deps: IdentityDeps,
  actor: Actor,
  about: About,
  typed: string,
): Promise<void> {
  const { totp } = deps.platform;
  if (!totp) throw lacking(deps.platform, NEEDS.totp.lacks);
  refuseOtherDigits(totp, typed);
  await takeStep(deps, { actor, about, action: 'check-totp' }, async (moment) => {
    const secrets = (await totp.readSecrets(moment.tx, about.userId)).filter((one) => one.confirmed);
    if (secrets.length === 0) return notProved('the user has no confirmed authenticator');
    return provedOnce(moment, 'totp', async ({ tx, now }): Promise<Proof> => {
      const taken = await lastTotpStep(tx, about.userId);
      const matches = secrets.flatMap((secret) => match(secret, typed, now) ?? []);
      if (matches.length === 0) return { why: 'the code is not right' };
      const used = matches.some((one) => one.used);
      const newest = Math.max(...matches.map((one) => one.step));
      if (used || (taken !== null && newest <= taken)) return { why: USED };
      for (const { uses } of matches) {
        if (totp.consume && !(await totp.consume(tx, uses, now))) return { why: USED };
      }
      return { totpStep: newest };
    });
  });
}

/** How many are unused is not told by every platform. */
export function mayHaveCode({ backupCodes }: TwoFactorState): boolean {
  return backupCodes !== null && backupCodes.unused !== 0;
}

export async function takeBackupCode(
  deps: IdentityDeps,
  actor: Actor,
  about: About,
  typed: string,
): Promise<void> {
  const { codes } = deps.platform;
  if (!codes) throw lacking(deps.platform, NEEDS['backup-code'].lacks);
  if (!codes.canBeCode(typed)) {
    throw new RekeyError('BAD_INPUT', { why: 'it has not the form of a backup code' });
  }
  await takeStep(deps, { actor, about, action: 'check-backup-code' }, async (moment) => {
    if (!mayHaveCode(moment.reading.state)) return notProved('the user has no backup code left');
    return provedOnce(moment, 'backup-code', async ({ tx, now, reading }): Promise<Proof> => {
      const taken = await codes.consume(tx, about.userId, typed, now);
      if (!taken) return { why: 'it is none of the unused backup codes' };
      // A code less is a change of their account, whoever it was that read it out.
      await mailUser(tx, reading.user, {
        kind: 'backup-code-taken',
        variables: { when: timeInMail(now) },
        actionId: null,
        now,
      });
      return {};
    });
  });
}

/** A wrong one is kept as a row, so that it can be counted: nobody guesses on and on. */
async function provedOnce(
  moment: StepMoment,
  kind: ProvedKind,
  prove: (moment: StepMoment) => Promise<Proof>,
): Promise<Outcome> {
  const { tx, now, row } = moment;
  const wrong = await countChecks(tx, row.userId, { kind, states: ['failed'], since: now - HOUR });
  if (wrong >= WRONG_ONES_AN_HOUR) {
    return {
      refusal: new RekeyError('IDENTITY_TRIES', { why: `there were ${wrong} wrong tries within an hour` }),
    };
  }
  const proof = await prove(moment);
  if ('why' in proof) {
    await insertIdentityCheck(tx, { ...row, kind, state: 'failed' });
    return notProved(proof.why);
  }
  await insertIdentityCheck(tx, { ...row, kind, state: 'passed', ...proof });
  return {};
}

/** By itself no try: where there is no code, there is none to guess. */
function notProved(why: string): Outcome {
  return { refusal: new RekeyError('IDENTITY_NOT_PROVED', { why }) };
}

/**
 * Whether it is a code of this authenticator that its platform would take now. `step`: when its step begins, in steps of 30 s since
 * the Unix epoch, so that what was taken can be compared whatever the period of each authenticator.
 */
function match(
  secret: TotpSecret,
  typed: string,
  now: number,
): { step: number; used: boolean; uses: UsedStep } | null {
  const { authenticatorId, key, parameters, tolerance, drift, lastUsedStep } = secret;
  const { period, t0 } = parameters;
  const found = matchCode(key, typed, now + drift * period * SECOND, tolerance, parameters);
  if (!found) return null;
  return {
    step: Math.floor((t0 + found.step * period) / STEP_SECONDS),
    used: lastUsedStep !== null && found.step <= lastUsedStep,
    uses: { authenticatorId, step: found.step, drift: drift + found.offsetSteps },
  };
}
