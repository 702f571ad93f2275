import type { EnrolmentDay } from '../../../db/enrolment.ts';
import {
  CONCERNS,
  type Concern,
  type EnrolmentFilter,
  type EnrolmentRow,
} from '../../../db/platforms/enrolment.ts';
import { ENROLMENTS, type Enrolment } from '../../../db/platforms/user.ts';
import type { Actor } from '../session.ts';
import type { EnrolmentCounts } from './counts.ts';

export type { Concern, Enrolment, EnrolmentDay, EnrolmentFilter, EnrolmentRow };
/** What the api, the command line and the window know of the counting below. */
export { CONCERNS, ENROLMENTS };

export const LIST_FORMATS = ['csv', 'jsonl'] as const;
export type ListFormat = (typeof LIST_FORMATS)[number];

/** Times are ms UTC. */
export interface EnrolmentOverview {
  /** Null: nobody was counted yet. */
  counts: EnrolmentCounts | null;
  /** Hex SHA-256 of the counts' canonical JSON (RFC 8785): two reports with the same one say the same. */
  hash: string | null;
  /** Every user was counted at or after it. */
  oldestAt: number | null;
  newestAt: number | null;
  /** Oldest first; what was not counted on its day is marked as estimated. */
  trend: EnrolmentDay[];
  counting: Counting | null;
  /** The last count failed, and none succeeded since. */
  failure: { at: number; why: string } | null;
}

export interface Counting {
  doneUsers: number;
  /** Nearly; how many there are is known at the end. */
  allUsers: number;
}

/** Who is enrolled, from kept counts that say how old they are, and the users behind each number. */
export interface EnrolmentService {
  overview(actor: Actor): Promise<EnrolmentOverview>;
  /** Counts everybody in the background; joins a count that is under way. @throws FORBIDDEN, NOT_SUPPORTED */
  startCount(actor: Actor): Promise<void>;
  /** The same, and resolves when it is over: for the command line. */
  countNow(actor: Actor): Promise<void>;
  /** What this console counts; what it found so far is kept. */
  cancelCount(actor: Actor): Promise<void>;
  /** In the order of their ids. The look is logged. A page can be short, or empty, without being the last. */
  list(
    actor: Actor,
    filter: EnrolmentFilter,
    page: { cursor: string | null; limit: number },
  ): Promise<{ users: EnrolmentRow[]; nextCursor: string | null }>;
  /** Logged. @throws EXPORT_BUSY */
  startExport(actor: Actor, filter: EnrolmentFilter, format: ListFormat): Promise<{ exportId: string }>;
  /** The next piece. @throws EXPORT_GONE for one that is over, was left for ten minutes, or is somebody else's */
  nextOfExport(actor: Actor, exportId: string): Promise<ExportPiece>;
  /** No more of it is wanted; another may begin in its place. */
  stopExport(actor: Actor, exportId: string): Promise<void>;
  /** The numbers of a list and the hash of it, for paper. @throws EXPORT_BUSY */
  startReport(actor: Actor, filter: EnrolmentFilter): Promise<{ reportId: string }>;
  /** How far it is; the report at the end, which is logged with its hash before it is given. @throws EXPORT_GONE as above */
  nextOfReport(actor: Actor, reportId: string): Promise<ReportPiece>;
  stopReport(actor: Actor, reportId: string): Promise<void>;
  /** Counts from now on, as long as a console is open. */
  watch(): void;
}

export interface ExportPiece {
  text: string;
  users: number;
  done: boolean;
  /** Hex SHA-256 of the whole text; null before the end. */
  hash: string | null;
}

export interface ReportPiece {
  /** Read so far. */
  users: number;
  done: boolean;
  /** Null before the end. */
  report: ListReport | null;
}

/** All of it from one walk through the list. Times are ms UTC. */
export interface ListReport {
  filter: EnrolmentFilter;
  startedAt: number;
  finishedAt: number;
  /** Of those who fit. */
  counts: Omit<EnrolmentCounts, 'confirmed'>;
  /** Null: the platform does not tell who is. */
  privileged: number | null;
  /** The first of them, in the order of the list. */
  named: EnrolmentRow[];
  /** Hex SHA-256 of the list as CSV, as it would have been exported in this walk. */
  sha256: string;
}
