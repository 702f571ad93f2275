import type { Role } from '../contract/permissions.ts';
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

/**
 * Staff accounts. Each change is an audit entry in the same transaction, each refusal one of its own. `list` requires
 * `staff.read`, the rest `staff.manage`, which is looked up inside the transaction, not taken from the session.
 * All but `list` and `addFirst` @throws FORBIDDEN, STAFF_DISABLED; all that name an account STAFF_NOT_FOUND,
 * NOTHING_TO_DO, OWN_ACCOUNT.
 */
export interface StaffService {
  list(actor: Actor): Promise<StaffMember[]>;
  /** Returns the first password, shown once, good for 72 hours. @throws STAFF_EXISTS, BAD_INPUT */
  add(
    actor: Actor,
    input: { name: string; fullName: string; email: string | null; role: Role },
  ): Promise<{ member: StaffMember; firstPassword: string }>;
  /**
   * The first admin of a database without staff, from the command line; nobody has to be signed in. Also makes an only
   * account anew that never came as far as pairing an authenticator. @throws SETUP_DONE, BAD_INPUT
   */
  addFirst(input: {
    name: string;
    fullName: string;
    email: string | null;
  }): Promise<{ member: StaffMember; firstPassword: string }>;
  /** @throws LAST_ADMIN */
  setRole(actor: Actor, name: string, role: Role): Promise<StaffMember>;
  /** Closes the account and ends its sessions, within two seconds in every console. @throws LAST_ADMIN */
  close(actor: Actor, name: string): Promise<StaffMember>;
  reopen(actor: Actor, name: string): Promise<StaffMember>;
  /** Clears wrong tries. */
  unlock(actor: Actor, name: string): Promise<StaffMember>;
  /** New first password; authenticator, backup codes and sessions end: for a colleague who lost theirs. @throws LAST_ADMIN */
  invite(actor: Actor, name: string): Promise<{ member: StaffMember; firstPassword: string }>;
}
