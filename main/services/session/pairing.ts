/** Pairing one's own authenticator: the key shown, the first code demanded, backup codes given. */
import { RekeyError } from '../../../db/errors.ts';
import { staffContext } from '../../../db/sealed-texts.ts';
import { seal } from '../../../db/secret-box.ts';
import { lockStaff, replaceStaffBackupCodes, type StaffRecord, updateStaff } from '../../../db/staff.ts';
import { assertStrongPassword, hashPassword, verifyPassword } from '../passwords.ts';
import type { Pairing } from '../session.ts';
import { logStaff } from '../staff/entries.ts';
import { matchCode, otpauthUri, toBase32 } from '../totp.ts';
import type { SessionDeps } from './deps.ts';
import { makeOwnCodes, OWN_BACKUP_CODES } from './own-codes.ts';
import { WINDOW_STEPS } from './proof.ts';
import { markOf, type PairingSeat } from './seats.ts';

/** How the console is called in staff's authenticator apps. */
const ISSUER = 'Rekey';

export function showPairing(staff: StaffRecord, key: Uint8Array): Pairing {
  return { uri: otpauthUri({ issuer: ISSUER, account: staff.name, key }), secret: toBase32(key) };
}

/**
 * @throws WRONG_CODE; WEAK_PASSWORD; BAD_INPUT when a new password is due and missing, or given and not due;
 *   SIGNED_OUT when the account was paired or changed elsewhere meanwhile
 */
export async function pair(
  deps: SessionDeps,
  { seat, staff }: { seat: PairingSeat; staff: StaffRecord },
  input: { code: string; newPassword: string | null },
): Promise<{ staff: StaffRecord; backupCodes: string[] }> {
  const now = deps.clock();
  await checkNewPassword(staff, input.newPassword);
  const match = matchCode(seat.key, input.code, now, WINDOW_STEPS);
  if (!match) {
    await logRefusal(deps, staff, now);
    throw new RekeyError('WRONG_CODE');
  }
  const newHash = input.newPassword === null ? {} : { passwordHash: await hashPassword(input.newPassword) };
  const { codes, hashes } = await makeOwnCodes();
  const paired = await deps.database.transaction(async (tx) => {
    const current = await lockStaff(tx, staff.id);
    if (!current || current.closedAt !== null || markOf(current) !== seat.mark) return null;
    const updated = await updateStaff(tx, staff.id, {
      ...newHash,
      passwordTemporaryUntil: null,
      totpSecret: seal(deps.consoleKey, seat.key, staffContext(staff.id)),
      totpConfirmedAt: now,
      totpLastStep: match.step,
      failedAttempts: 0,
      lockedUntil: null,
      lastSignInAt: now,
    });
    await replaceStaffBackupCodes(tx, staff.id, hashes);
    const entry = { time: now, by: staff, outcome: 'done' as const };
    await logStaff(tx, {
      ...entry,
      action: 'authenticator-paired',
      detail: { backupCodes: OWN_BACKUP_CODES, passwordChanged: input.newPassword !== null },
    });
    await logStaff(tx, { ...entry, action: 'sign-in', detail: { method: 'authenticator' } });
    return updated;
  });
  if (!paired) throw new RekeyError('SIGNED_OUT');
  return { staff: paired, backupCodes: codes };
}

async function checkNewPassword(staff: StaffRecord, newPassword: string | null): Promise<void> {
  const due = staff.passwordTemporaryUntil !== null;
  if (due && newPassword === null)
    throw new RekeyError('BAD_INPUT', { why: 'a new password of your own is due' });
  if (!due && newPassword !== null) throw new RekeyError('BAD_INPUT', { why: 'no new password is due' });
  if (newPassword === null) return;
  await assertStrongPassword(newPassword, staff);
  if (await verifyPassword(staff.passwordHash, newPassword)) {
    throw new RekeyError('WEAK_PASSWORD', { why: 'it is the first password, which others have seen' });
  }
}

async function logRefusal(deps: SessionDeps, staff: StaffRecord, now: number): Promise<void> {
  await deps.database.transaction((tx) =>
    logStaff(tx, {
      time: now,
      by: staff,
      action: 'pairing-failed',
      outcome: 'refused',
      detail: { code: 'WRONG_CODE' },
    }),
  );
}
