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
  role: string | null;
  /** Of joining, as `2026-11`, UTC. */
  month: string | null;
  enrolment: Enrolment;
  users: number;
  /** A concern that is not in it is one that the platform cannot tell. */
  concerns: Partial<Record<Concern, number>>;
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
  /** Null: those without one. */
  role?: string | null | undefined;
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
  email: string | null;
  fullName: string | null;
  department: string | null;
  role: string | null;
  privileged: boolean;
  enrolment: Enrolment;
  /** Null: the platform does not tell. */
  unusedCodes: number | null;
  /** Null: the platform does not tell. */
  createdAt: number | null;
  confirmedAt: number | null;
  lastUsedAt: number | null;
  pendingSince: number | null;
  lockedUntil: number | null;
  lastLoginAt: number | null;
  /** The concern that the other columns do not tell. */
  changedOutside: boolean;
}

/** What the platform's own tables tell of a row; the audit log decides about `changedOutside`. */
export type EnrolmentFinding = Omit<EnrolmentRow, 'changedOutside'> & {
  /** The pairing or the codes are not as the platform's own records of their changes say. */
  contradicted: boolean;
  /** When staff last changed it, by the platform's own records; null: never since the time that was asked for. */
  staffChangeAt: number | null;
};

/** A part of the users that is counted on its own, and keeps its users for good. */
export interface UserRange {
  /** At most 64 characters. */
  key: string;
  /** From its first user on. */
  from: Cursor;
  /** From the first user after it on. */
  end: Cursor;
}

/** A place in the platform's own order of its users, from which one goes on; opaque, and at most 255 characters. */
export type Cursor = string;

/**
 * The users in an order of the platform's own, in which each has a place for good, cut into ranges. Each method reads one
 * range of the primary key and what belongs to it by index, takes no lock, and reads so little that the platform does not
 * feel it.
 */
export interface EnrolmentSource {
  /** Those that it can tell: only of these does a group have a number, and only by these can be listed. */
  readonly concerns: ReadonlySet<Concern>;
  /**
   * The range of the first user from there on, or of the very first; null when there is none.
   * @throws RekeyError BAD_INPUT for what is no cursor of this platform
   */
  rangeFrom(reader: Reader, cursor: Cursor | null): Promise<UserRange | null>;
  /** Nearly which part of all users stands before it, from 0 to 1. */
  shareBefore(reader: Reader, cursor: Cursor): Promise<number>;
  /** `changed-outside` as far as the platform's own tables tell, without `staffChanges`. */
  count(reader: Reader, range: string, now: number): Promise<UserGroup[]>;
  countConfirmed(reader: Reader, range: string): Promise<ConfirmedGroup[]>;
  /** Whose second factor staff changed after `since`, by the platform's own records; absent: it keeps none. */
  staffChanges?(reader: Reader, range: string, since: number): Promise<StaffChange[]>;
  /**
   * Who fits, from there on, a few hundred users at a time; of `changed-outside` also whoever has a `staffChangeAt`. `next`: from
   * where to go on.
   */
  list(
    reader: Reader,
    filter: EnrolmentFilter,
    from: Cursor,
    options: { limit: number; now: number; staffSince: number },
  ): Promise<{ found: EnrolmentFinding[]; next: Cursor }>;
  /** Absent: the platform does not record what changes, so nobody is counted again before everybody is. */
  changes?: {
    /** The ranges with users whose second factor changed after this position, and how far was read. At most `limit` changes. */
    since(
      reader: Reader,
      position: string,
      limit: number,
    ): Promise<{ ranges: string[]; position: string; complete: boolean }>;
    /** The position from which `since` goes on when all is counted now; at most 255 characters. */
    last(reader: Reader): Promise<string>;
  };
}

export interface StaffChange {
  id: UserId;
  /** The last one's, to the ms: an action of Rekey's bears the same time in the audit log. */
  time: number;
  /** `count` has the user under `changed-outside` already. */
  contradicted: boolean;
}
