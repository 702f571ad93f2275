import type { Role } from './permissions.ts';
import type { Actor } from './session.ts';

export interface StaffMember {
  id: number;
  name: string;
  fullName: string;
  email: string | null;
  role: Role;
  status: 'active' | 'invited' | 'locked' | 'closed';
  lockedUntil: number | null;
  createdAt: number;
  lastSignInAt: number | null;
}

/** Staff accounts. Each change is an audit entry in the same transaction; `staff.manage` is required for all but `list`. */
export interface StaffService {
  list(actor: Actor): Promise<StaffMember[]>;
  /** Returns the first password, shown once, good for 72 hours. @throws STAFF_EXISTS, FORBIDDEN */
  add(
    actor: Actor,
    input: { name: string; fullName: string; email: string | null; role: Role },
  ): Promise<{ member: StaffMember; firstPassword: string }>;
  /** @throws LAST_ADMIN, OWN_ACCOUNT */
  setRole(actor: Actor, name: string, role: Role): Promise<StaffMember>;
  /** Closes the account and ends its sessions. @throws LAST_ADMIN, OWN_ACCOUNT */
  close(actor: Actor, name: string): Promise<StaffMember>;
  reopen(actor: Actor, name: string): Promise<StaffMember>;
  /** Clears wrong tries. */
  unlock(actor: Actor, name: string): Promise<StaffMember>;
  /** New first password, authenticator and backup codes removed: for a colleague who lost theirs. @throws OWN_ACCOUNT */
  invite(actor: Actor, name: string): Promise<{ member: StaffMember; firstPassword: string }>;
}
