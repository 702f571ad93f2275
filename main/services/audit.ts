import type { StoredCheckpoint } from '../../db/audit/checkpoints.ts';
import { AUDIT_CATEGORIES, AUDIT_OUTCOMES, type AuditEntry, type AuditFilter } from '../../db/audit/entry.ts';
import type { Archived, ArchiveOptions } from './audit/archiving.ts';
import type { SignedCheckpoint } from './audit/checkpoint.ts';
import type { ExportFormat } from './audit/export-format.ts';
import type { LogPiece } from './audit/exporting.ts';
import type { KeptLog } from './audit/kept.ts';
import type { AuditKey } from './audit/signing-key.ts';
import type { Actor } from './session.ts';

/** What the api and the command line know of the log. */
export { AUDIT_CATEGORIES, AUDIT_OUTCOMES };

export type Verification =
  | { state: 'never' }
  | { state: 'running'; checked: number; total: number; startedAt: number }
  | ({ state: 'whole'; entries: number; finishedAt: number; headHash: string } & Proof & Unlogged)
  /** `agreeing`: nothing up to this entry was changed, by the last checkpoint that agrees; null: none does. */
  | ({
      state: 'broken';
      sequence: number;
      why: string;
      checked: number;
      finishedAt: number;
      agreeing: number | null;
    } & Unlogged)
  | { state: 'failed'; message: string; finishedAt: number };

/** Only where the verdict could not be logged, and so is known to this console alone: why, as a part of a sentence. */
interface Unlogged {
  unlogged?: string;
}

export interface Proof {
  /** The last checkpoint that the log agrees with; null: there was none to hold it against. */
  against: { sequence: number; time: number; keyId: string; from: 'file' | 'database' } | null;
  /** One sentence on what this verification can not prove. */
  unproven: string;
}

export interface MadeCheckpoint {
  checkpoint: SignedCheckpoint;
  /** The file: one line of JSON, see audit/checkpoint.ts. */
  text: string;
}

export interface AuditService {
  /** Newest first. `takenWhole`: a word of the text that so many begin with that it was not matched by its beginning. */
  list(
    actor: Actor,
    filter: AuditFilter,
    options: { limit: number; before?: number | undefined },
  ): Promise<{ entries: AuditEntry[]; before: number | null; takenWhole: string | null }>;
  /** The sequences of the first and the last entry that there are; null for an empty log. */
  span(actor: Actor): Promise<{ first: number; last: number } | null>;
  /** The sequence of the first entry that is as new as `time` (ms UTC); null when none is. */
  since(actor: Actor, time: number): Promise<number | null>;
  /** @throws ENTRY_NOT_FOUND */
  get(actor: Actor, sequence: number): Promise<AuditEntry>;
  /**
   * Starts in the background, or joins the one that runs. Logged, or the verdict says why not. `actor` null: nobody could sign
   * in, because the log cannot be written; whoever holds the database's account may read it anyway. `checkpoint`: the text of a checkpoint's file, which the
   * log is held against beside those in the database, and for which one that runs without it does not do.
   * @throws CHECKPOINT_BAD, CHECKPOINT_FOREIGN, VERIFICATION_BUSY
   */
  startVerification(
    actor: Actor | null,
    options?: { checkpoint?: string | undefined },
  ): Promise<Verification>;
  cancelVerification(actor: Actor): Promise<Verification>;
  /** The one that runs, or the last: of this console, or of another that was logged. `actor` null: as above. */
  verification(actor: Actor | null): Promise<Verification>;
  /** Signs what the last entry is now, stores that and logs it. @throws AUDIT_KEY, AUDIT_BROKEN */
  makeCheckpoint(actor: Actor): Promise<MadeCheckpoint>;
  /** Newest first. */
  checkpoints(actor: Actor, limit: number): Promise<StoredCheckpoint[]>;
  /** The checkpoint that fixes this entry, the first of them; null: none does yet. */
  covering(actor: Actor, sequence: number): Promise<StoredCheckpoint | null>;
  /** Oldest first: public halves only. */
  keys(actor: Actor): Promise<AuditKey[]>;
  /** Logged. @throws AUDIT_KEY */
  rotateKey(actor: Actor): Promise<AuditKey>;
  /**
   * Promises every entry that fits, in the order of the log, up to a checkpoint that is made for it. Logged.
   * @throws AUDIT_KEY, EXPORT_BUSY
   */
  startExport(
    actor: Actor,
    filter: AuditFilter,
    format: ExportFormat,
  ): Promise<{ exportId: string; upTo: number }>;
  /** The next piece of text; `entries` so far. @throws EXPORT_GONE */
  nextOfExport(actor: Actor, exportId: string): Promise<LogPiece>;
  /** No more of it is wanted; another may begin in its place. */
  stopExport(actor: Actor, exportId: string): Promise<void>;
  /**
   * For forwarding, which whoever holds the database's account may do without signing in: entries after that one, oldest
   * first; the last there is; and the entry that says where they go.
   */
  entriesAfter(after: number, limit: number): Promise<AuditEntry[]>;
  lastSequence(): Promise<number>;
  logFollowing(to: string, from: number): Promise<void>;
  /** Moves old entries into a signed file and removes them. Logged. See audit/archiving.ts for what it throws. */
  archive(actor: Actor, options: ArchiveOptions & { before: number }): Promise<Archived>;
  /**
   * As much of that as the retention says, which may be nothing. Null: by a timer, which nobody signs in for; whoever
   * holds the account for maintenance may remove more than this does.
   */
  archiveDue(
    actor: Actor | null,
    options: ArchiveOptions,
  ): Promise<{ keptDays: number | null; archives: Archived[] }>;
  /** In days; null: entries are kept for ever, which is so until somebody sets it. */
  retention(actor: Actor): Promise<number | null>;
  /** That, what is due by it, and the archives that were made. */
  kept(actor: Actor): Promise<KeptLog>;
  /** Logged, refused or not. @throws BAD_INPUT for less than a year */
  setRetention(actor: Actor, days: number | null): Promise<void>;
  /** From now on, until the console closes, a checkpoint a day. */
  watch(): void;
}
