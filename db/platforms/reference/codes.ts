/**
 * Backup and emergency codes of the reference platform: made here, stored as argon2id hashes of their characters without the
 * dashes, used up row by row as the platform's own code would.
 */
import { hashSecret, verifySecret } from '../../argon2.ts';
import type { Transaction } from '../../database.ts';
import { newCodes } from '../../new-codes.ts';
import { type CodeFormat, CROCKFORD, readCode, writtenCode } from '../../text/codes.ts';
import type { NewCodes, UserId } from '../contract.ts';
import { record } from './writing.ts';

/**
 * 13 characters, 65 bits: NIST SP 800-63B-4, section 4.2.1.1, asks for 64. They are read out in fours, as card numbers are,
 * which a listener holds without asking back; the one group of five comes last, and tells that the code is over.
 */
const CODE_FORMAT: CodeFormat = { alphabet: CROCKFORD, groups: [4, 4, 5], earlierLengths: [10] };
/** How many make a set. */
export const SET_SIZE = 10;

/** The code that was typed as it is hashed; null: it cannot be one. */
export function savedCode(typed: string): string | null {
  return readCode(CODE_FORMAT, typed);
}

/** argon2id of each, slow on purpose: before the transaction begins. */
export async function makeCodes(count: number): Promise<NewCodes> {
  const made = newCodes(CODE_FORMAT, count);
  const stored = await Promise.all(made.map((code) => hashSecret(code)));
  return { shown: made.map((code) => writtenCode(CODE_FORMAT, code)), stored };
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
