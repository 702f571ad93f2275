/** Changing one user's second factor, row by row as the platform's own code would. */
import { verifySecret } from '../../argon2.ts';
import type { Transaction } from '../../database.ts';
import { savedCode } from '../../text/codes.ts';
import type { PlatformEvent, UserId } from '../contract.ts';

export async function lockUser(tx: Transaction, id: UserId): Promise<boolean> {
  const row = await tx('users').where({ id }).forUpdate().first('id');
  return row !== undefined;
}

export async function replaceBackupCodes(
  tx: Transaction,
  id: UserId,
  hashes: readonly string[],
  now: number,
): Promise<void> {
  // Used ones go too: a platform shows the codes of the present set only.
  await tx('backup_codes').where({ user_id: id }).delete();
  await tx('backup_codes').insert(
    hashes.map((hash) => ({ user_id: id, kind: 'standard', hash, created_at: now })),
  );
  await record(tx, id, 'backup-codes-generated', now);
}

export async function addEmergencyCode(
  tx: Transaction,
  id: UserId,
  hash: string,
  expiresAt: number,
  now: number,
): Promise<void> {
  await tx('backup_codes').insert({
    user_id: id,
    kind: 'emergency',
    hash,
    created_at: now,
    expires_at: expiresAt,
  });
  await record(tx, id, 'emergency-code-issued', now);
}

export async function consumeBackupCode(
  tx: Transaction,
  id: UserId,
  typed: string,
  now: number,
): Promise<boolean> {
  const code = savedCode(typed);
  if (code === null) return false;
  const unused: { id: number; hash: string }[] = await tx('backup_codes')
    .where({ user_id: id, kind: 'standard' })
    .whereNull('used_at')
    .select('id', 'hash');
  for (const row of unused) {
    if (!(await verifySecret(row.hash, code))) continue;
    // The platform may have taken it for a login this moment: who changes no row was second.
    const changed = await tx('backup_codes').where({ id: row.id, used_at: null }).update({ used_at: now });
    if (changed === 0) return false;
    await record(tx, id, 'backup-code-used', now);
    return true;
  }
  return false;
}

export async function resetAuthenticator(tx: Transaction, id: UserId, now: number): Promise<void> {
  await removePairing(tx, id);
  await tx('users').where({ id }).update({ two_factor_required: true });
  await record(tx, id, 'reset', now);
}

export async function disable(tx: Transaction, id: UserId, now: number): Promise<void> {
  await removePairing(tx, id);
  await tx('users').where({ id }).update({ two_factor_required: false });
  await record(tx, id, 'disabled', now);
}

export async function unlock(tx: Transaction, id: UserId, now: number): Promise<void> {
  await tx('users').where({ id }).update({ failed_attempts: 0, locked_until: null });
  await record(tx, id, 'unlocked', now);
}

export async function revokeSessions(tx: Transaction, id: UserId, now: number): Promise<number> {
  const sessions = await tx('sessions').where({ user_id: id }).delete();
  const devices = await tx('trusted_devices').where({ user_id: id }).delete();
  if (sessions + devices > 0) await record(tx, id, 'sessions-revoked', now);
  return sessions + devices;
}

async function removePairing(tx: Transaction, id: UserId): Promise<void> {
  await tx('totp_authenticators').where({ user_id: id }).delete();
  await tx('backup_codes').where({ user_id: id }).delete();
  // Wrong codes of a pairing that is gone must not lock the user out of the new one.
  await tx('users').where({ id }).update({ failed_attempts: 0, locked_until: null });
}

async function record(tx: Transaction, id: UserId, kind: PlatformEvent['kind'], now: number): Promise<void> {
  await tx('two_factor_events').insert({ user_id: id, time: now, kind, detail: 'by support' });
}
