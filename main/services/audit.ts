import type { AuditEntry, AuditFilter } from '../../db/audit/entry.ts';
import type { Actor } from './session.ts';

export type Verification =
  | { state: 'never' }
  | { state: 'running'; checked: number; total: number; startedAt: number }
  | { state: 'whole'; entries: number; finishedAt: number; headHash: string }
  | { state: 'broken'; sequence: number; why: string; checked: number; finishedAt: number }
  | { state: 'failed'; message: string; finishedAt: number };

export interface AuditService {
  /** Newest first. */
  list(
    actor: Actor,
    filter: AuditFilter,
    options: { limit: number; before?: number | undefined },
  ): Promise<{ entries: AuditEntry[]; before: number | null }>;
  /** @throws ENTRY_NOT_FOUND */
  get(actor: Actor, sequence: number): Promise<AuditEntry>;
  /** Starts in the background, or joins the one that runs. Logged. */
  startVerification(actor: Actor): Promise<Verification>;
  cancelVerification(actor: Actor): Verification;
  verification(actor: Actor): Verification;
}
