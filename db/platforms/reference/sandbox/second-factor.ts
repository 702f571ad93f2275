/** What the sandbox platform writes of a user's second factor: pairings, codes, events. Times are ms UTC. */
import type { Reader, Transaction } from '../../../database.ts';
import type { PlatformEvent } from '../../contract.ts';
import { makeCodes, SET_SIZE } from '../codes.ts';
import { demandKey, sealSecret } from '../secrets.ts';

/** A new pending pairing in place of one that was never confirmed; a confirmed one stays until this is confirmed. @throws RekeyError PLATFORM_KEY_WRONG */
export async function addPairing(
  tx: Transaction,
  userId: string,
  pairing: { name: string; secret: Uint8Array; key: Buffer; now: number },
): Promise<void> {
  await demandKey(tx, pairing.key);
  await tx('totp_authenticators').where({ user_id: userId, confirmed_at: null }).delete();
  await tx('totp_authenticators').insert({
    user_id: userId,
    name: pairing.name,
    secret: sealSecret(pairing.key, userId, pairing.secret),
    created_at: pairing.now,
  });
  await record(tx, userId, 'pairing-started', pairing.now, pairing.name);
}

/** The pairing is the user's only one from now on. `step`: that of the code that confirmed it. */
export async function confirmPairing(
  tx: Transaction,
  userId: string,
  pairing: { id: string; name: string | null; step: number; now: number },
): Promise<void> {
  await tx('totp_authenticators').where({ user_id: userId }).whereNot({ id: pairing.id }).delete();
  await tx('totp_authenticators')
    .where({ id: pairing.id })
    .update({ confirmed_at: pairing.now, last_used_at: pairing.now, last_used_step: pairing.step });
  await record(tx, userId, 'enrolled', pairing.now, pairing.name);
}

export async function acceptCode(
  tx: Transaction,
  userId: string,
  accepted: { pairingId: string; step: number; now: number },
): Promise<void> {
  await tx('totp_authenticators')
    .where({ id: accepted.pairingId })
    .update({ last_used_at: accepted.now, last_used_step: accepted.step });
  await record(tx, userId, 'code-used', accepted.now, null);
}

/** False: somebody used it first. */
export async function useBackupCode(
  tx: Transaction,
  userId: string,
  code: { id: string; kind: 'standard' | 'emergency' },
  now: number,
): Promise<boolean> {
  const changed = await tx('backup_codes').where({ id: code.id, used_at: null }).update({ used_at: now });
  if (changed === 0) return false;
  await record(tx, userId, 'backup-code-used', now, code.kind === 'emergency' ? 'emergency code' : null);
  return true;
}

/** The form of the codes, and how a set is made: slow on purpose, so before the transaction begins. */
export const makeSet = () => makeCodes(SET_SIZE);
/** The rule of what a user meets at the next login. */
export async function replaceCodes(
  tx: Transaction,
  userId: string,
  hashes: readonly string[],
  now: number,
): Promise<void> {
  await tx('backup_codes').where({ user_id: userId }).delete();
  await tx('backup_codes').insert(
    hashes.map((hash) => ({ user_id: userId, kind: 'standard', hash, created_at: now })),
  );
  await record(tx, userId, 'backup-codes-generated', now, null);
}

export async function removeSecondFactor(tx: Transaction, userId: string, now: number): Promise<void> {
  await tx('totp_authenticators').where({ user_id: userId }).delete();
  await tx('backup_codes').where({ user_id: userId }).delete();
  await record(tx, userId, 'disabled', now, 'by the user');
}

export async function record(
  tx: Transaction,
  userId: string,
  kind: PlatformEvent['kind'],
  now: number,
  detail: string | null,
): Promise<void> {
  await tx('two_factor_events').insert({ user_id: userId, time: now, kind, detail });
}

/** Newest first. */
export async function recentEvents(
  reader: Reader,
  userId: string,
  limit: number,
): Promise<{ time: number; kind: PlatformEvent['kind']; detail: string | null }[]> {
  const rows = await reader('two_factor_events')
    .where({ user_id: userId })
    .orderBy([
      { column: 'time', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(limit);
  return rows.map((row) => ({ time: Number(row.time), kind: row.kind, detail: row.detail }));
}
