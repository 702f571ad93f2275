/** Staff accounts and their own backup codes. Times are ms UTC. Names come folded to lower case. */
import type { Reader, Transaction } from './database.ts';

export interface StaffRecord {
  id: number;
  name: string;
  fullName: string;
  email: string | null;
  role: string;
  passwordHash: string;
  /** Until when a first password works, which its owner has to replace; null: they chose it themselves. */
  passwordTemporaryUntil: number | null;
  /** Sealed, see secret-box.ts. */
  totpSecret: string | null;
  totpConfirmedAt: number | null;
  /** A code of this time step or an earlier one is a replay. */
  totpLastStep: number | null;
  failedAttempts: number;
  lockedUntil: number | null;
  closedAt: number | null;
  createdAt: number;
  lastSignInAt: number | null;
}

export type NewStaff = Pick<
  StaffRecord,
  'name' | 'fullName' | 'email' | 'role' | 'passwordHash' | 'passwordTemporaryUntil' | 'createdAt'
>;
export type StaffChanges = Partial<Omit<StaffRecord, 'id' | 'createdAt'>>;

/** In place of a hash: no password opens it. The demo's staff have it, who sign in with one click. */
export const NO_PASSWORD = '!';

const TABLE = 'rekey_staff';
const CODES = 'rekey_staff_backup_codes';

const COLUMNS = {
  id: 'id',
  name: 'name',
  fullName: 'full_name',
  email: 'email',
  role: 'role',
  passwordHash: 'password_hash',
  passwordTemporaryUntil: 'password_temporary_until',
  totpSecret: 'totp_secret',
  totpConfirmedAt: 'totp_confirmed_at',
  totpLastStep: 'totp_last_step',
  failedAttempts: 'failed_attempts',
  lockedUntil: 'locked_until',
  closedAt: 'closed_at',
  createdAt: 'created_at',
  lastSignInAt: 'last_sign_in_at',
} as const satisfies Record<keyof StaffRecord, string>;

export async function hasStaff(reader: Reader): Promise<boolean> {
  return (await reader(TABLE).first('id')) !== undefined;
}

export function listStaff(reader: Reader): Promise<StaffRecord[]> {
  return reader(TABLE).select(COLUMNS).orderBy('name');
}

/** Leads with an e-mail address who can sign in, for what leads are told. */
export function listLeads(reader: Reader): Promise<{ email: string; fullName: string }[]> {
  return reader(TABLE)
    .where({ role: 'lead', closed_at: null })
    .whereNotNull('email')
    .select({ email: 'email', fullName: 'full_name' });
}

export async function findStaff(
  reader: Reader,
  by: { id: number } | { name: string },
): Promise<StaffRecord | null> {
  return (await reader(TABLE).where(by).first(COLUMNS)) ?? null;
}

/** The row as it is now, which nobody else changes until the transaction ends. */
export async function lockStaff(tx: Transaction, id: number): Promise<StaffRecord | null> {
  return (await tx(TABLE).where({ id }).forUpdate().first(COLUMNS)) ?? null;
}

/**
 * Locks what a decision about an account rests on: who acts, whom it is about, and every admin. Always in the order of
 * the ids, so that two decisions wait for each other and never for a deadlock.
 */
export function lockForDecision(
  tx: Transaction,
  about: { actorId: number; name: string },
): Promise<StaffRecord[]> {
  return tx(TABLE)
    .where({ id: about.actorId })
    .orWhere({ name: about.name })
    .orWhere({ role: 'admin' })
    .orderBy('id')
    .forUpdate()
    .select(COLUMNS);
}

/**
 * Everybody, while nobody else can begin with an empty table: an empty table has no row to lock, so the audit log's
 * head stands for it, which each change of staff locks sooner or later.
 */
export async function lockAllStaff(tx: Transaction): Promise<StaffRecord[]> {
  await tx('rekey_audit_head').where({ id: 1 }).forUpdate().first('id');
  return listStaff(tx);
}

/** A name that is taken is thrown as the driver has it, see isDuplicate. */
export async function insertStaff(tx: Transaction, staff: NewStaff): Promise<StaffRecord> {
  await tx(TABLE).insert(toRow(staff));
  return (await findStaff(tx, { name: staff.name })) as StaffRecord;
}

export async function updateStaff(tx: Transaction, id: number, changes: StaffChanges): Promise<StaffRecord> {
  await tx(TABLE).where({ id }).update(toRow(changes));
  return (await findStaff(tx, { id })) as StaffRecord;
}

/** Takes a time step, once: false when a code of it, or of a later one, was accepted before (RFC 6238, section 5.2). */
export async function takeStep(tx: Transaction, id: number, step: number): Promise<boolean> {
  const taken = await tx(TABLE)
    .where({ id })
    .where((row) => row.whereNull(COLUMNS.totpLastStep).orWhere(COLUMNS.totpLastStep, '<', step))
    .update({ [COLUMNS.totpLastStep]: step });
  return taken === 1;
}

export function unusedBackupCodes(reader: Reader, staffId: number): Promise<{ id: number; hash: string }[]> {
  return reader(CODES).where({ staff_id: staffId }).whereNull('used_at').orderBy('id').select('id', 'hash');
}

/** Uses a backup code up, once: false when it was used or removed before. */
export async function takeBackupCode(
  tx: Transaction,
  code: { id: number; staffId: number },
  now: number,
): Promise<boolean> {
  const taken = await tx(CODES)
    .where({ id: code.id, staff_id: code.staffId })
    .whereNull('used_at')
    .update({ used_at: now });
  return taken === 1;
}

/** The earlier ones go, used or not; no hashes: none are left. */
export async function replaceStaffBackupCodes(
  tx: Transaction,
  staffId: number,
  hashes: readonly string[],
): Promise<void> {
  await tx(CODES).where({ staff_id: staffId }).delete();
  if (hashes.length > 0)
    await tx(CODES).insert(hashes.map((hash) => ({ staff_id: staffId, hash, used_at: null })));
}

function toRow(fields: StaffChanges | NewStaff): Record<string, string | number | null> {
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [COLUMNS[field as keyof StaffRecord], value]),
  );
}
