import type { JsonValue } from '../../../db/audit/entry.ts';
import { NO_PASSWORD, type StaffRecord } from '../../../db/staff.ts';
import type { Role } from '../../contract/permissions.ts';
import type { StaffMember } from '../staff.ts';

export function toMember(staff: StaffRecord, now: number): StaffMember {
  const { id, name, fullName, email, createdAt, lastSignInAt } = staff;
  const status = statusOf(staff, now);
  const lockedUntil = status === 'locked' ? staff.lockedUntil : null;
  return {
    id,
    name,
    fullName,
    email,
    role: staff.role as Role,
    status,
    lockedUntil,
    createdAt,
    lastSignInAt,
  };
}

/** What the log says about an account before and after a change. */
export function faceOf(staff: StaffRecord, now: number): JsonValue {
  const { name, fullName, email, role } = staff;
  return { name, fullName, email, role, status: statusOf(staff, now) };
}

/** An invited admin may never come: who can not sign in does not keep the others from being locked out. */
export function canSignIn(staff: StaffRecord): boolean {
  return staff.closedAt === null && (staff.totpConfirmedAt !== null || staff.passwordHash === NO_PASSWORD);
}

function statusOf(staff: StaffRecord, now: number): StaffMember['status'] {
  if (staff.closedAt !== null) return 'closed';
  if (staff.lockedUntil !== null && staff.lockedUntil > now) return 'locked';
  return canSignIn(staff) ? 'active' : 'invited';
}
