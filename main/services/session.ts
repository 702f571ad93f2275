import type { Permission, Role } from '../contract/permissions.ts';
import type { Seat } from '../host.ts';
import type { Owner, PasswordJudgement } from './passwords.ts';

/** The staff member behind a call, as read from the database within the last two seconds. */
export interface Actor {
  id: number;
  name: string;
  fullName: string;
  email: string | null;
  role: Role;
}

export interface StaffFace {
  name: string;
  fullName: string;
  role: Role;
}

/** What the window needs to know to draw itself. */
export type SessionView =
  | { state: 'setup' }
  | { state: 'signed-out'; demoStaff: StaffFace[] | null }
  | { state: 'pairing'; name: string; passwordChange: boolean }
  | { state: 'locked'; name: string; fullName: string; demoStaff: StaffFace[] | null }
  | {
      state: 'signed-in';
      name: string;
      fullName: string;
      role: Role;
      permissions: Permission[];
      /** Until when actions need no further code; ms UTC. Null: the next action asks for one. */
      freshUntil: number | null;
      /** When the session locks itself if nothing happens; ms UTC. */
      locksAt: number;
    };

export interface Pairing {
  /** otpauth:// URI for the QR code; shown to its owner while pairing and never again. */
  uri: string;
  /** The same secret in Base32, to type. */
  secret: string;
}

export interface Credentials {
  name: string;
  password: string;
  /** A TOTP code, or one of the staff member's own backup codes. */
  code: string;
}

/** Who sits where. Seats live in memory: closing the console signs everybody out. */
export interface SessionService {
  view(seat: Seat): Promise<SessionView>;
  /** Whether anybody works anywhere: not in front of a locked window, nor in one that was left long ago. */
  occupied(): boolean;
  /**
   * Who acts. Counts as activity unless `passive`.
   * @throws SIGNED_OUT, PAIRING_REQUIRED, SESSION_LOCKED, STAFF_DISABLED
   */
  actor(seat: Seat, options?: { passive?: boolean }): Promise<Actor>;
  /** @throws FRESH_CODE_REQUIRED when the last code is older than `within` ms (10 minutes). The demo's one-click session asks none. */
  requireFreshCode(seat: Seat, within?: number): void;
  /** First start: makes the first admin and moves the seat to `pairing`. @throws SETUP_DONE, WEAK_PASSWORD */
  createFirstAdmin(
    seat: Seat,
    input: { name: string; fullName: string; email: string | null; password: string },
  ): Promise<void>;
  /** Whether a password would be taken, for its page; `typed`: whose it will be, where nobody sits there yet. Keeps nothing. */
  judgePassword(seat: Seat, password: string, typed: Owner): Promise<PasswordJudgement>;
  /**
   * Password first, then code; which of them was wrong is not told. `code` may be empty only while the account is not
   * paired yet, then the seat moves to `pairing`.
   * @throws WRONG_CREDENTIALS, STAFF_LOCKED, STAFF_DISABLED, INVITATION_EXPIRED
   */
  signIn(seat: Seat, credentials: Credentials): Promise<void>;
  /** @throws DEMO_ONLY, WRONG_CREDENTIALS for a name that is not demo staff */
  signInDemo(seat: Seat, name: string): Promise<void>;
  /** @throws WRONG_CREDENTIALS, STAFF_LOCKED */
  unlock(seat: Seat, input: { password: string; code: string }): Promise<void>;
  /** Holds at once, even when it can not be logged. A seat that is still pairing is signed out. */
  lock(seat: Seat): Promise<void>;
  signOut(seat: Seat): Promise<void>;
  /** A fresh code for an action. @throws WRONG_CODE, STAFF_LOCKED */
  confirmCode(seat: Seat, code: string): Promise<void>;
  pairing(seat: Seat): Promise<Pairing>;
  /** Confirms the pairing, sets the new password if one is due, signs in, and returns own backup codes, this once. */
  completePairing(
    seat: Seat,
    input: { code: string; newPassword: string | null },
  ): Promise<{ backupCodes: string[] }>;
}
