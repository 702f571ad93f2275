/** The first account of a database that has none. There is nobody who could allow it, so it happens once. */
import type { Database, Transaction } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import { insertStaff, lockAllStaff, NO_PASSWORD, type StaffRecord, updateStaff } from '../../../db/staff.ts';
import { type Attempted, refusals } from '../refusals.ts';
import type { AccountInput } from './account.ts';
import { logStaff } from './entries.ts';

export interface FirstStaff extends AccountInput {
  passwordHash: string;
  /** ms UTC; null: its owner chose the password. */
  passwordTemporaryUntil: number | null;
}

/**
 * Two consoles at once: one wins, the other gets SETUP_DONE. With `renew`, an only account that never came as far as
 * pairing is made anew: its owner forgot the password or let it expire, and nobody else is there to help.
 */
export function insertFirstAdmin(
  database: Database,
  account: FirstStaff,
  { now, renew }: { now: number; renew: boolean },
): Promise<StaffRecord> {
  const told: Attempted = { category: 'staff', action: 'first-admin', detail: { member: account.name } };
  return refusals({ database, clock: () => now }).refusable(null, told, () =>
    database.transaction(async (tx) => {
      const staff = await lockAllStaff(tx);
      const [only] = staff;
      const isRenewal = renew && staff.length === 1 && only !== undefined && neverSignedIn(only);
      if (only && !isRenewal) throw new RekeyError('SETUP_DONE');
      const made = await write(tx, account, only ?? null, now);
      await logStaff(tx, {
        time: now,
        by: null,
        action: 'first-admin',
        outcome: 'done',
        after: { name: made.name, fullName: made.fullName, role: made.role },
        detail: { renewed: isRenewal },
      });
      return made;
    }),
  );
}

function neverSignedIn(staff: StaffRecord): boolean {
  return staff.totpConfirmedAt === null && staff.lastSignInAt === null && staff.passwordHash !== NO_PASSWORD;
}

function write(
  tx: Transaction,
  account: FirstStaff,
  former: StaffRecord | null,
  now: number,
): Promise<StaffRecord> {
  const values = { ...account, role: 'admin' };
  if (!former) return insertStaff(tx, { ...values, createdAt: now });
  return updateStaff(tx, former.id, { ...values, failedAttempts: 0, lockedUntil: null, closedAt: null });
}
