/** What the user still has: a code of their authenticator, or one of their backup codes. */
import type { Transaction } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import { countChecks, insertIdentityCheck, lastTotpStep } from '../../../db/identity-checks.ts';
import { queueNotification } from '../../../db/notifications.ts';
import type { TotpSecret, UserDetail } from '../../../db/platforms/contract.ts';
import { sixDigits } from '../../../db/text/codes.ts';
import { HOUR } from '../clock.ts';
import { timeInMail } from '../notifications/follow-up.ts';
import type { Actor } from '../session.ts';
import { matchCode } from '../totp.ts';
import { userLabel } from '../user-version.ts';
import type { ProvedKind } from './kinds.ts';
import type { About } from './service.ts';
import { type IdentityDeps, type Outcome, type StepMoment, takeStep } from './step.ts';

/** `why` it proves nothing, or the time step that is taken with it. */
type Proof = { why: string } | { totpStep?: number };

/** What the platform's own login tolerates, in steps of 30 s. */
const TOLERATED_STEPS = 1;
const WRONG_ONES_AN_HOUR = 5;

export async function checkTotpCode(
  deps: IdentityDeps,
  actor: Actor,
  about: About,
  typed: string,
): Promise<void> {
  if (sixDigits(typed) === null)
    throw new RekeyError('BAD_INPUT', { why: 'an authenticator code has six digits' });
  const { totp } = deps.platform;
  if (!totp) throw new RekeyError('NOT_SUPPORTED', { platform: deps.platform.label });
  await takeStep(deps, { actor, about, action: 'check-totp' }, async (moment) => {
    const secrets = (await totp.readSecrets(moment.tx, about.userId)).filter((one) => one.confirmed);
    if (secrets.length === 0) return notProved('the user has no confirmed authenticator');
    return provedOnce(moment, 'totp', async ({ tx, now }): Promise<Proof> => {
      const taken = await lastTotpStep(tx, about.userId);
      const step = newestStep(secrets, typed, now);
      if (step === null) return { why: 'the code is not right' };
      const used = secrets.some((one) => one.lastUsedStep !== null && step <= one.lastUsedStep);
      if (used || (taken !== null && step <= taken)) return { why: 'that code was used already' };
      return { totpStep: step };
    });
  });
}

export async function takeBackupCode(
  deps: IdentityDeps,
  actor: Actor,
  about: About,
  typed: string,
): Promise<void> {
  const { codes } = deps.platform;
  if (!codes) throw new RekeyError('NOT_SUPPORTED', { platform: deps.platform.label });
  if (!codes.canBeCode(typed)) {
    throw new RekeyError('BAD_INPUT', { why: 'it has not the form of a backup code' });
  }
  await takeStep(deps, { actor, about, action: 'check-backup-code' }, async (moment) => {
    if (moment.reading.state.backupCodes.unused === 0) return notProved('the user has no backup code left');
    return provedOnce(moment, 'backup-code', async ({ tx, now, reading }): Promise<Proof> => {
      const taken = await codes.consume(tx, about.userId, typed, now);
      if (!taken) return { why: 'it is none of the unused backup codes' };
      await tellUser(tx, reading.user, now);
      return {};
    });
  });
}

/** A code less is a change of their account, whoever it was that read it out. */
async function tellUser(tx: Transaction, user: UserDetail, now: number): Promise<void> {
  await queueNotification(tx, {
    kind: 'backup-code-taken',
    to: user.email,
    userId: user.id,
    userLabel: userLabel(user),
    variables: { name: user.fullName, username: user.username, when: timeInMail(now) },
    actionId: null,
    now,
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

function newestStep(secrets: readonly TotpSecret[], typed: string, now: number): number | null {
  const steps = secrets.flatMap((one) => matchCode(one.key, typed, now, TOLERATED_STEPS)?.step ?? []);
  return steps.length === 0 ? null : Math.max(...steps);
}
