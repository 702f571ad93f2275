/** "Is this code right?", for a caller whose codes are refused. Changes nothing of the user. */
import { appendAudit } from '../../../db/audit/log.ts';
import { RekeyError } from '../../../db/errors.ts';
import type { Totp, TotpSecret, UserId } from '../../../db/platforms/contract.ts';
import { digitsOf } from '../../../db/text/codes.ts';
import { lacking } from '../lacking.ts';
import { type Attempted, refusals } from '../refusals.ts';
import type { Actor } from '../session.ts';
import { matchCode } from '../totp.ts';
import { userLabel } from '../user-version.ts';
import type { PerformDeps } from './perform.ts';

/** The verdict on a code that the caller read out. */
export type CodeVerdict =
  | { verdict: 'right' }
  /** How far the phone's clock is ahead (+) or behind (−) of what the platform expects of it, in seconds, to within one step of the authenticator. */
  | { verdict: 'right-but-clock-off'; offsetSeconds: number }
  | { verdict: 'wrong' }
  /** It was right and was used to sign in already, or is older than one that was (RFC 6238, 5.2). */
  | { verdict: 'already-used' };

export type CheckCodeResult = CodeVerdict & {
  /** Which pairing it belongs to; null when wrong. */
  authenticator: 'confirmed' | 'pending' | null;
};

/** How far a clock may be off to be told so, in seconds: ±10 minutes. */
const SEARCH = 10 * 60;
const NUMBERS: Record<number, string> = { 6: 'six', 7: 'seven', 8: 'eight' };

export async function checkCode(
  deps: PerformDeps,
  actor: Actor,
  id: UserId,
  code: string,
): Promise<CheckCodeResult> {
  const { database, platform, clock } = deps;
  const { permit, refusable } = refusals(deps);
  const told: Attempted = { category: 'view', action: 'check-code', user: { id, label: '' } };
  await permit(actor, 'user.check-code', told);
  const { totp } = platform;
  if (!totp) throw lacking(platform, 'authenticator whose codes Rekey can check');
  refuseOtherDigits(totp, code);
  return refusable(actor, told, async () => {
    const now = clock();
    const reading = await platform.read(database.reader, id, now);
    if (!reading) throw new RekeyError('USER_NOT_FOUND');
    told.user = { id, label: userLabel(reading.user) };
    const secrets = await totp.readSecrets(database.reader, id);
    if (secrets.length === 0) throw new RekeyError('NO_AUTHENTICATOR', { username: reading.user.username });
    const result = judge(secrets, code, now);
    // Before the answer: an answer that is not in the log could be asked for again and again, to guess codes with.
    const staff = { id: actor.id, name: actor.name };
    await database.transaction((tx) =>
      appendAudit(tx, { ...told, time: now, staff, outcome: 'done', detail: { ...result } }),
    );
    return result;
  });
}

/** What cannot be a code is no try. @throws RekeyError BAD_INPUT */
export function refuseOtherDigits({ digits }: Totp, typed: string): void {
  if (digits.some((count) => digitsOf(typed, count) !== null)) return;
  const numbers = digits.map((count) => NUMBERS[count] ?? String(count)).join(' or ');
  throw new RekeyError('BAD_INPUT', { why: `an authenticator code has ${numbers} digits` });
}

function judge(secrets: readonly TotpSecret[], code: string, now: number): CheckCodeResult {
  for (const secret of secrets) {
    const { key, parameters, drift, tolerance } = secret;
    const match = matchCode(key, code, now, Math.floor(SEARCH / parameters.period), parameters);
    if (!match) continue;
    const authenticator = secret.confirmed ? 'confirmed' : 'pending';
    if (secret.lastUsedStep !== null && match.step <= secret.lastUsedStep) {
      return { verdict: 'already-used', authenticator };
    }
    const offset = match.offsetSteps - drift;
    if (Math.abs(offset) <= tolerance) return { verdict: 'right', authenticator };
    return {
      verdict: 'right-but-clock-off',
      offsetSeconds: offset * parameters.period,
      authenticator,
    };
  }
  return { verdict: 'wrong', authenticator: null };
}
