/** Changing one user's second factor, row by row as the platform's own code would. */
import type { Transaction } from '../../database.ts';
import type { PlatformEvent, UserId } from '../contract.ts';

export async function lockUser(tx: Transaction, id: UserId): Promise<boolean> {
  const row = await tx('users').where({ id }).forUpdate().first('id');
  return row !== undefined;
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

export async function endSessions(tx: Transaction, id: UserId, now: number): Promise<number> {
  return revoke(tx, 'sessions', id, now);
}

export async function forgetDevices(tx: Transaction, id: UserId, now: number): Promise<number> {
  return revoke(tx, 'trusted_devices', id, now);
}

/** One event tells of both, where they end at the same time. */
async function revoke(
  tx: Transaction,
  table: 'sessions' | 'trusted_devices',
  id: UserId,
  now: number,
): Promise<number> {
  const ended = await tx(table).where({ user_id: id }).delete();
  if (ended === 0) return 0;
  const event = { user_id: id, time: now, kind: 'sessions-revoked' };
  if (!(await tx('two_factor_events').where(event).first('id')))
    await record(tx, id, 'sessions-revoked', now);
  return ended;
}

async function removePairing(tx: Transaction, id: UserId): Promise<void> {
  await tx('totp_authenticators').where({ user_id: id }).delete();
  await tx('backup_codes').where({ user_id: id }).delete();
  // Wrong codes of a pairing that is gone must not lock the user out of the new one.
  await tx('users').where({ id }).update({ failed_attempts: 0, locked_until: null });
}

export async function record(
  tx: Transaction,
  id: UserId,
  kind: PlatformEvent['kind'],
  now: number,
): Promise<void> {
  await tx('two_factor_events').insert({ user_id: id, time: now, kind, detail: 'by support' });
}
