/** Counting a platform's users by their second factor, and listing those behind a number. Times are ms UTC. */
import type { Reader } from '../database.ts';
import type { Enrolment, UserId } from './user.ts';

/** What an admin acts on. A user can have several. */
export const CONCERNS = [
  'changed-outside',
  'privileged-without-2fa',
  'no-backup-codes',
  'few-backup-codes',
  'never-used',
  'pending-long',
  'locked',
  'dormant',
] as const;
export type Concern = (typeof CONCERNS)[number];

/** What the platform records a moment after it changed something still belongs to it. */
export const RECORDED_WITHIN = 5 * 60 * 1000;
/** How far back what staff did is looked for in the audit log: older entries may be in an archive. */
export const SUPPORT_WITHIN = 30 * 24 * 60 * 60 * 1000;
/** At or below so many unused backup codes somebody runs out soon. */
export const FEW_CODES = 2;
const DAY = 24 * 60 * 60 * 1000;
/** A pairing that was begun and not confirmed for longer than this is stuck. */
export const PENDING_LONG = 7 * DAY;
/** Without a login for this long, or ever. */
export const DORMANT = 90 * DAY;

/** Users that have all of this in common. */
export interface UserGroup {
  /** As written, without spaces around it: Zürich and Zurich are two on every database. Null: none. */
  department: string | null;
  role: string;
  /** Of joining, as `2026-11`, UTC. */
  month: string;
  enrolment: Enrolment;
  users: number;
  concerns: Record<Concern, number>;
}

/** Users by the month in which their present pairing was confirmed. */
export interface ConfirmedGroup {
  month: string;
  users: number;
}

/** Who is listed; what is left out does not matter. */
export interface EnrolmentFilter {
  enrolment?: Enrolment | undefined;
  concern?: Concern | undefined;
  /** Null: those without one. */
  department?: string | null | undefined;
  role?: string | undefined;
  /** Joined at or after, and before. */
  joinedFrom?: number | undefined;
  joinedBefore?: number | undefined;
  /**
   * Who had joined before this time, with `enrolment` as it was then: by the dates that today's records bear. Who left
   * since is not among them, and who paired anew counts from then on.
   */
  asOf?: number | undefined;
}

export interface EnrolmentRow {
  id: UserId;
  username: string;
  email: string;
  fullName: string;
  department: string | null;
  role: string;
  privileged: boolean;
  enrolment: Enrolment;
  unusedCodes: number;
  createdAt: number;
  confirmedAt: number | null;
  lastUsedAt: number | null;
  pendingSince: number | null;
  lockedUntil: number | null;
  lastLoginAt: number | null;
  /** The concern that the other columns do not tell. */
  changedOutside: boolean;
}

/**
 * The users in the order of a whole number each has for good, cut into ranges. Each method reads one range of the primary
 * key and what belongs to it by index, takes no lock, and is never asked for a range so long that the platform feels it.
 */
export interface EnrolmentSource {
  /** The lowest number that is not below `from`; null when there is none. */
  next(reader: Reader, from: number): Promise<number | null>;
  /** The highest number; null when there are no users. */
  last(reader: Reader): Promise<number | null>;
  /** `from` and `to` belong to the range. */
  count(reader: Reader, range: Range, now: number): Promise<UserGroup[]>;
  countConfirmed(reader: Reader, range: Range): Promise<ConfirmedGroup[]>;
  list(
    reader: Reader,
    filter: EnrolmentFilter,
    range: Range,
    options: { limit: number; now: number },
  ): Promise<EnrolmentRow[]>;
  /** Who had an event of their second factor after this position, and how far was read. At most `limit` events. */
  changedSince(
    reader: Reader,
    position: number,
    limit: number,
  ): Promise<{ users: number[]; position: number; complete: boolean }>;
  /** The position that `changedSince` goes on from when all is counted now. */
  lastChange(reader: Reader): Promise<number>;
}

export interface Range {
  from: number;
  to: number;
}
