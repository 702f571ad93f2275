/**
 * Proof of who one is: password and code, or in a session that had both before, a code. The slow comparing is done
 * outside; what it means is decided, counted and logged inside one transaction that holds the account's row. So however
 * many tries come at once, an answer other than "locked" is given five times at most, and a code is accepted once.
 */

import { randomUUID } from 'node:crypto';
import { hashSecret } from '../../../db/argon2.ts';
import type { AuditAction } from '../../../db/audit/actions.ts';
import type { JsonValue } from '../../../db/audit/entry.ts';
import type { Transaction } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import { openSealed, staffContext } from '../../../db/sealed-texts.ts';
import {
  findStaff,
  lockStaff,
  NO_PASSWORD,
  type StaffRecord,
  takeBackupCode,
  takeStep,
  unusedBackupCodes,
  updateStaff,
} from '../../../db/staff.ts';
import { plainCode, sixDigits } from '../../../db/text/codes.ts';
import { MINUTE, SECOND } from '../clock.ts';
import { verifyPassword } from '../passwords.ts';
import { logStaff } from '../staff/entries.ts';
import { matchCode, STEP_SECONDS, stepAt } from '../totp.ts';
import type { SessionDeps } from './deps.ts';
import { matchBackupCode, ownCode } from './own-codes.ts';
import { afterWrongTry, createUnknownNames, isLocked } from './wrong-tries.ts';

/** RFC 6238, section 5.2: one step for the time that typing and the network take. */
export const WINDOW_STEPS = 1;
/** Of an unknown name, how much is logged: enough to see a pattern, too little when it was a password typed in the wrong field. */
const LOGGED_NAME_LENGTH = 4;

export type Purpose = 'sign-in' | 'unlock' | 'confirm-code';

const DONE: Record<Purpose, AuditAction> = {
  'sign-in': 'sign-in',
  unlock: 'session-unlocked',
  'confirm-code': 'code-confirmed',
};
const FAILED: Record<Purpose, AuditAction> = {
  'sign-in': 'sign-in-failed',
  unlock: 'unlock-failed',
  'confirm-code': 'code-failed',
};

export interface Claim {
  purpose: Purpose;
  /** A name as it was typed, folded; or the account of a session. */
  who: { name: string } | { id: number };
  /** Null: given before, in this session. */
  password: string | null;
  code: string;
}

/** What the slow comparing found. It is told to nobody before the account's tries were counted. */
interface Findings {
  /** The hash the password opens; null when it opens none. */
  openedHash: string | null;
  backupCodeId: number | null;
}

type Decision = { staff: StaffRecord } | { refusal: RekeyError };
type Code =
  | { method: 'authenticator'; step: number }
  | { method: 'backup-code'; id: number }
  | { method: 'password-only' };

export interface Prover {
  /**
   * @throws BAD_INPUT, WRONG_CREDENTIALS (WRONG_CODE for `confirm-code`), CLOCK_WENT_BACK, STAFF_LOCKED, STAFF_DISABLED,
   *   INVITATION_EXPIRED; CONSOLE_KEY_WRONG, which is no try
   */
  prove(claim: Claim): Promise<StaffRecord>;
}

export function createProver(deps: SessionDeps): Prover {
  const unknownNames = createUnknownNames(deps.clock);
  const decoy = hashSecret(randomUUID());
  return {
    async prove(claim) {
      refuseWhatIsNoCode(claim);
      const known = await findStaff(deps.database.reader, claim.who);
      const findings = await compare(deps, known, claim, await decoy);
      const decision = await deps.database.transaction(async (tx) => {
        const staff = known && (await lockStaff(tx, known.id));
        return staff ? decide(deps, tx, { staff, claim, findings }) : null;
      });
      const verdict =
        decision ?? (await refuseUnknown(deps, claim, unknownNames.wrongTry(JSON.stringify(claim.who))));
      if ('refusal' in verdict) throw verdict.refusal;
      return verdict.staff;
    },
  };
}

/**
 * A slip of the finger is no try. It is refused before anybody is looked up, so it tells nothing of an account. Nothing at all
 * is left to be judged: before an authenticator is paired there is no code, and whether one is paired is not to be told.
 */
function refuseWhatIsNoCode({ purpose, code }: Claim): void {
  if (sixDigits(code) !== null || ownCode(code) !== null) return;
  if (plainCode(code) === '' && purpose !== 'confirm-code') return;
  throw new RekeyError('BAD_INPUT', {
    why: 'a code has the six digits of your authenticator, or the letters and digits of one of your backup codes',
  });
}

/** As slow for a name that is no account, and for an account that no password opens. */
async function compare(
  deps: SessionDeps,
  known: StaffRecord | null,
  claim: Claim,
  decoy: string,
): Promise<Findings> {
  const hash = known && known.passwordHash !== NO_PASSWORD ? known.passwordHash : null;
  const opens = claim.password !== null && (await verifyPassword(hash ?? decoy, claim.password));
  const code = ownCode(claim.code);
  const unused = code !== null && known ? await unusedBackupCodes(deps.database.reader, known.id) : [];
  const backupCodeId = code === null ? null : await matchBackupCode(unused, code, decoy);
  return { openedHash: opens ? hash : null, backupCodeId };
}

async function decide(
  deps: SessionDeps,
  tx: Transaction,
  { staff, claim, findings }: { staff: StaffRecord; claim: Claim; findings: Findings },
): Promise<Decision> {
  const now = deps.clock();
  if (isLocked(staff, now)) return refuse(tx, staff, claim, now, locked(staff.lockedUntil as number));
  const code = rightCode(deps, staff, claim, findings, now);
  const passwordIsRight = claim.password === null || findings.openedHash === staff.passwordHash;
  if (!passwordIsRight || !code) return countWrongTry(tx, staff, claim, now);
  if (staff.closedAt !== null) return refuse(tx, staff, claim, now, new RekeyError('STAFF_DISABLED'));
  if (
    code.method === 'password-only' &&
    staff.passwordTemporaryUntil !== null &&
    staff.passwordTemporaryUntil <= now
  ) {
    return refuse(tx, staff, claim, now, new RekeyError('INVITATION_EXPIRED'));
  }
  const back = clockWentBack(staff, code, now);
  if (back) return refuse(tx, staff, claim, now, back);
  if (!(await takeCode(tx, staff, code, now))) return countWrongTry(tx, staff, claim, now);
  const updated = await updateStaff(tx, staff.id, {
    failedAttempts: 0,
    lockedUntil: null,
    ...(claim.purpose === 'sign-in' && code.method !== 'password-only' ? { lastSignInAt: now } : {}),
  });
  const detail: Record<string, JsonValue> = { method: code.method };
  if (code.method === 'backup-code') detail.backupCodesLeft = (await unusedBackupCodes(tx, staff.id)).length;
  const action = code.method === 'password-only' ? 'pairing-started' : DONE[claim.purpose];
  await logStaff(tx, { time: now, by: staff, action, outcome: 'done', detail });
  return { staff: updated };
}

/** The code, if it is right; used up it is only when everything else is right as well. */
function rightCode(
  deps: SessionDeps,
  staff: StaffRecord,
  claim: Claim,
  findings: Findings,
  now: number,
): Code | null {
  if (staff.totpConfirmedAt === null || staff.totpSecret === null) {
    return claim.purpose === 'sign-in' ? { method: 'password-only' } : null;
  }
  const key = openSealed(deps.consoleKey, staff.totpSecret, staffContext(staff.id));
  const match = matchCode(key, claim.code, now, WINDOW_STEPS);
  if (match) return { method: 'authenticator', step: match.step };
  return findings.backupCodeId === null ? null : { method: 'backup-code', id: findings.backupCodeId };
}

/** A right code of a time that the account's last one is ahead of (RFC 6238, 5.2): no fault of who typed it, and no try. */
function clockWentBack(staff: StaffRecord, code: Code, now: number): RekeyError | null {
  if (code.method !== 'authenticator' || staff.totpLastStep === null) return null;
  if (staff.totpLastStep <= stepAt(now) + WINDOW_STEPS) return null;
  const until = (staff.totpLastStep + 1) * STEP_SECONDS * SECOND;
  return new RekeyError('CLOCK_WENT_BACK', {
    until: timeOfDay(until),
    minutes: Math.ceil((until - now) / MINUTE),
  });
}

async function takeCode(tx: Transaction, staff: StaffRecord, code: Code, now: number): Promise<boolean> {
  if (code.method === 'authenticator') return takeStep(tx, staff.id, code.step);
  if (code.method === 'backup-code') return takeBackupCode(tx, { id: code.id, staffId: staff.id }, now);
  return true;
}

async function countWrongTry(
  tx: Transaction,
  staff: StaffRecord,
  claim: Claim,
  now: number,
): Promise<Decision> {
  const tries = afterWrongTry(staff, now);
  await updateStaff(tx, staff.id, tries);
  const decision = await refuse(tx, staff, claim, now, answer(claim, tries.lockedUntil));
  if (tries.lockedUntil !== null) {
    await logStaff(tx, {
      time: now,
      by: staff,
      action: 'account-locked',
      outcome: 'done',
      detail: { until: tries.lockedUntil },
    });
  }
  return decision;
}

/** Which of the three was wrong is not in the log either: a reader of the log could guess one factor by it. */
async function refuse(
  tx: Transaction,
  staff: StaffRecord,
  claim: Claim,
  now: number,
  refusal: RekeyError,
): Promise<Decision> {
  await logStaff(tx, {
    time: now,
    by: staff,
    action: FAILED[claim.purpose],
    outcome: 'refused',
    detail: { code: refusal.code },
  });
  return { refusal };
}

async function refuseUnknown(deps: SessionDeps, claim: Claim, lockedUntil: number | null): Promise<Decision> {
  const refusal = answer(claim, lockedUntil);
  const name =
    'name' in claim.who ? `${Array.from(claim.who.name).slice(0, LOGGED_NAME_LENGTH).join('')}…` : null;
  await deps.database.transaction((tx) =>
    logStaff(tx, {
      time: deps.clock(),
      by: null,
      action: FAILED[claim.purpose],
      outcome: 'refused',
      detail: { code: refusal.code, unknownName: name },
    }),
  );
  return { refusal };
}

function answer(claim: Claim, lockedUntil: number | null): RekeyError {
  if (lockedUntil !== null) return locked(lockedUntil);
  return new RekeyError(claim.purpose === 'confirm-code' ? 'WRONG_CODE' : 'WRONG_CREDENTIALS');
}

function locked(until: number): RekeyError {
  return new RekeyError('STAFF_LOCKED', { until: timeOfDay(until) });
}

/** Where the console runs. */
function timeOfDay(time: number): string {
  return new Date(time).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}
