/**
 * The rules of the platform's own two-factor side, as docs/2fa-guide.txt tells them to users: who gets in with what, and how
 * far. Pure functions, and the reference for what a platform adapter must leave behind: after each action of Rekey's,
 * these must say of the user's rows what the action promised. Times are ms UTC.
 */
import { verifySecret } from '../../../db/argon2.ts';
import { otherEnd } from '../../../db/platforms/registry.ts';
import { sixDigits } from '../../../db/text/codes.ts';
import { DAY, MINUTE } from '../clock.ts';
import { matchCode } from '../totp.ts';

/** Steps of 30 s that a phone's clock may be ahead or behind (RFC 6238, section 5.2, recommends one at most). */
const DRIFT_STEPS = 1;
/** Wrong codes in a row that lock, and for how long (NIST SP 800-63B-4, section 3.2.2, wants guessing limited). */
export const FAILURES_TO_LOCK = 5;
const LOCK = 30 * MINUTE;
/** Who waits the lock out and goes on guessing is locked until support unlocks, or for this long. */
const FAILURES_TO_LOCK_LONG = 10;
const LONG_LOCK = 30 * DAY;
/** With so few backup codes left, or fewer, the user is warned. */
const FEW_CODES = 2;
/** How long after the first code the completed page may generate codes without asking for anything again. */
const COMPLETION = 15 * MINUTE;
/** How long a login with a backup code may pair a new app with the password alone: its old app is gone. */
const RESCUE = 30 * MINUTE;

export interface Account {
  status: 'active' | 'suspended';
  /** True: without an authenticator, the next login leads to pairing one. */
  required: boolean;
  failedAttempts: number;
  lockedUntil: number | null;
}

export interface StoredCode {
  id: string;
  kind: 'standard' | 'emergency';
  hash: string;
  usedAt: number | null;
  expiresAt: number | null;
}

export type CodeJudgement =
  | { accepted: true; step: number }
  /** `used`: right, but of the step of the last accepted code or an earlier one. */
  | { accepted: false; because: 'not-a-code' | 'wrong' | 'used' };

/**
 * Whether a code of the authenticator opens. Whoever accepts it stores `step` as the last used one in the same
 * transaction, under the lock of the user's row: each code opens once (RFC 6238, section 5.2).
 */
export function judgeCode(
  pairing: { key: Uint8Array; lastUsedStep: number | null },
  typed: string,
  now: number,
): CodeJudgement {
  if (sixDigits(typed) === null) return { accepted: false, because: 'not-a-code' };
  const match = matchCode(pairing.key, typed, now, DRIFT_STEPS);
  if (!match) return { accepted: false, because: 'wrong' };
  if (pairing.lastUsedStep !== null && match.step <= pairing.lastUsedStep)
    return { accepted: false, because: 'used' };
  return { accepted: true, step: match.step };
}

/** Whether a backup or emergency code still opens anything: unused, and before its end. */
export function codeStands(code: Pick<StoredCode, 'usedAt' | 'expiresAt'>, now: number): boolean {
  return code.usedAt === null && (code.expiresAt === null || code.expiresAt > now);
}

/**
 * The backup or emergency code that was typed (db/text/codes.ts says what of it does not matter), or null. Whoever accepts it marks it used with `WHERE id = ? AND used_at IS NULL`; who changes no row was second.
 */
export async function findBackupCode(
  codes: readonly StoredCode[],
  typed: string,
  now: number,
): Promise<StoredCode | null> {
  const canonical = otherEnd.savedCode(typed);
  if (canonical === null) return null;
  for (const code of codes)
    if (codeStands(code, now) && (await verifySecret(code.hash, canonical))) return code;
  return null;
}

/** How many of the set of backup codes still work; an emergency code is not one of them. */
export function codesLeft(codes: readonly StoredCode[], now: number): number {
  return codes.filter((code) => code.kind === 'standard' && codeStands(code, now)).length;
}

export function areFew(left: number): boolean {
  return left <= FEW_CODES;
}

export function isLocked({ lockedUntil }: Pick<Account, 'lockedUntil'>, now: number): boolean {
  return lockedUntil !== null && lockedUntil > now;
}

/** What a wrong code does to the account. A right one sets both to nothing. */
export function afterWrongCode(
  account: Pick<Account, 'failedAttempts' | 'lockedUntil'>,
  now: number,
): Pick<Account, 'failedAttempts' | 'lockedUntil'> {
  const failedAttempts = account.failedAttempts + 1;
  if (failedAttempts >= FAILURES_TO_LOCK_LONG) return { failedAttempts, lockedUntil: now + LONG_LOCK };
  if (failedAttempts >= FAILURES_TO_LOCK && failedAttempts % FAILURES_TO_LOCK === 0)
    return { failedAttempts, lockedUntil: now + LOCK };
  return { failedAttempts, lockedUntil: account.lockedUntil };
}

/** The parts of the platform, by who may see them. `profile` is the Profile area, with Account security in it. */
export type Area = 'public' | 'profile' | 'inside';

/**
 * The gate. "Without enabling 2FA you can only access your Profile area", and contact, which is open to everybody.
 * `enrolled`: an authenticator is paired and confirmed; a pending one opens nothing.
 */
export function passesGate(area: Area, visitor: { signedIn: boolean; enrolled: boolean }): boolean {
  if (area === 'public') return true;
  if (!visitor.signedIn) return false;
  return area === 'profile' || visitor.enrolled;
}

/** "Show Codes" on the completed page: once, right after the pairing, as long as there are no codes. */
export function mayShowFirstCodes(
  confirmedAt: number | null,
  codes: readonly StoredCode[],
  now: number,
): boolean {
  return confirmedAt !== null && now - confirmedAt < COMPLETION && codes.every(isEmergency);
}

/** Whether a session that was opened with a backup code may pair another app with the password alone. */
export function mayPairWithoutCode(
  session: { openedWith: 'password' | 'code' | 'backup-code'; createdAt: number },
  now: number,
): boolean {
  return session.openedWith === 'backup-code' && now - session.createdAt < RESCUE;
}

function isEmergency({ kind }: StoredCode): boolean {
  return kind === 'emergency';
}
