/** Approvals: what one staff member asked to do and another has to allow. Times are ms UTC. */
import type { Reader, Transaction } from './database.ts';

/** `used`: approved, and then done. `expired` is not stored: the clock says it. */
export type ApprovalState = 'pending' | 'approved' | 'rejected' | 'withdrawn' | 'used';

/** One piece of evidence that the caller was the user, as it stood when the approval was asked for. */
export interface ApprovalEvidence {
  kind: string;
  weight: number;
  /** Name of the staff member. */
  by: string;
  at: number;
  who: string | null;
  note: string | null;
}

export interface Approval {
  id: number;
  actionId: string;
  action: string;
  extra: Record<string, unknown>;
  user: { id: string; label: string };
  /** The user's state that it was asked for; an approval holds for this state and no other. */
  version: string;
  /** Why it needs a second person. */
  why: string;
  reason: string;
  reasonText: string | null;
  ticket: string | null;
  /** Newest first. */
  evidence: ApprovalEvidence[];
  /** What the action leaves behind, a sentence each, as it was said to whoever asked. */
  leaves: string[];
  requestId: number | null;
  askedBy: { id: number; name: string };
  askedAt: number;
  expiresAt: number;
  state: ApprovalState;
  decidedBy: { id: number; name: string } | null;
  decidedAt: number | null;
  note: string | null;
}

const TABLE = 'rekey_approvals';
/** More than one person has open at a time. */
const MOST_GIVEN = 100;

export async function insertApproval(
  tx: Transaction,
  approval: Omit<Approval, 'id' | 'state' | 'decidedBy' | 'decidedAt' | 'note'>,
): Promise<Approval> {
  await tx(TABLE).insert({
    action_id: approval.actionId,
    action: approval.action,
    extra: JSON.stringify(approval.extra),
    user_id: approval.user.id,
    user_label: approval.user.label,
    version: approval.version,
    why: approval.why,
    reason: approval.reason,
    reason_text: approval.reasonText,
    ticket: approval.ticket,
    evidence: JSON.stringify(approval.evidence),
    leaves: JSON.stringify(approval.leaves),
    request_id: approval.requestId,
    asked_by_id: approval.askedBy.id,
    asked_by_name: approval.askedBy.name,
    asked_at: approval.askedAt,
    expires_at: approval.expiresAt,
    state: 'pending',
  });
  const row = await tx(TABLE).where({ action_id: approval.actionId }).first();
  return fromRow(row);
}

/** By its number, or by the id of the action it is for. */
export type ApprovalKey = { id: number } | { actionId: string };

export async function findApproval(reader: Reader, key: ApprovalKey): Promise<Approval | null> {
  const row = await reader(TABLE).where(whereOf(key)).first();
  return row ? fromRow(row) : null;
}

/** Nobody else decides or uses it until the transaction ends. */
export async function lockApproval(tx: Transaction, key: ApprovalKey): Promise<Approval | null> {
  const row = await tx(TABLE).where(whereOf(key)).forUpdate().first();
  return row ? fromRow(row) : null;
}

export async function updateApproval(
  tx: Transaction,
  id: number,
  change: {
    state: ApprovalState;
    decidedBy?: { id: number; name: string };
    decidedAt?: number;
    note?: string | null;
  },
): Promise<void> {
  await tx(TABLE)
    .where({ id })
    .update({
      state: change.state,
      ...(change.decidedBy
        ? { decided_by_id: change.decidedBy.id, decided_by_name: change.decidedBy.name }
        : {}),
      ...(change.decidedAt === undefined ? {} : { decided_at: change.decidedAt }),
      ...(change.note === undefined ? {} : { note: change.note }),
    });
}

export async function countPending(reader: Reader, now: number): Promise<number> {
  const row = await reader(TABLE)
    .where({ state: 'pending' })
    .where('expires_at', '>', now)
    .count({ count: '*' })
    .first();
  return Number(row?.count ?? 0);
}

/** What this staff member asked for and was allowed, and has not done yet; newest first. */
export async function listGiven(reader: Reader, staffId: number, now: number): Promise<Approval[]> {
  const rows = await reader(TABLE)
    .where({ state: 'approved', asked_by_id: staffId })
    .where('expires_at', '>', now)
    .orderBy('id', 'desc')
    .limit(MOST_GIVEN);
  return rows.map(fromRow);
}

/** Newest first, with an id below `before`. */
export async function listApprovals(
  reader: Reader,
  page: { before?: number | undefined; limit: number },
): Promise<Approval[]> {
  const query = reader(TABLE).orderBy('id', 'desc').limit(page.limit);
  if (page.before !== undefined) query.where('id', '<', page.before);
  return (await query).map(fromRow);
}

function whereOf(key: ApprovalKey): Record<string, string | number> {
  return 'id' in key ? { id: key.id } : { action_id: key.actionId };
}

// biome-ignore lint/suspicious/noExplicitAny: a row as the driver gives it
function fromRow(row: any): Approval {
  return {
    id: Number(row.id),
    actionId: row.action_id,
    action: row.action,
    extra: JSON.parse(row.extra),
    user: { id: row.user_id, label: row.user_label },
    version: row.version,
    why: row.why,
    reason: row.reason,
    reasonText: row.reason_text,
    ticket: row.ticket,
    // Those asked for before evidence was demanded have none.
    evidence: row.evidence === null ? [] : JSON.parse(row.evidence),
    leaves: row.leaves === null ? [] : JSON.parse(row.leaves),
    requestId: row.request_id === null ? null : Number(row.request_id),
    askedBy: { id: Number(row.asked_by_id), name: row.asked_by_name },
    askedAt: Number(row.asked_at),
    expiresAt: Number(row.expires_at),
    state: row.state,
    decidedBy:
      row.decided_by_id === null ? null : { id: Number(row.decided_by_id), name: row.decided_by_name },
    decidedAt: row.decided_at === null ? null : Number(row.decided_at),
    note: row.note,
  };
}
