/** Sending what waits: whose turn it is, the lease on it, what came of the attempt, and giving it up. Times are ms UTC. */
import type { Reader } from '../database.ts';
import { unheld } from '../lease.ts';
import { fromRow, type Notification, type NotificationFault, type Row, TABLE } from './rows.ts';

/** ms that an attempt may take before others may try, if nothing was recorded by then. */
const LEASE = 10 * 60_000;

/** Ids of those whose turn it is and that nobody has a lease on, the longest due first. */
export async function dueNotifications(reader: Reader, now: number, limit: number): Promise<number[]> {
  const rows: { id: number | string }[] = await free(reader(TABLE), now)
    .orderBy('next_attempt_at')
    .orderBy('id')
    .limit(limit)
    .select('id');
  return rows.map((row) => Number(row.id));
}

export interface Lease {
  /** Random; whoever knows it may record what came of the attempt. */
  token: string;
  messageId: string;
  giveUpAt: number;
  now: number;
}

/** Takes it for one attempt; null when somebody else did, or when it is not due any more. */
export async function claimNotification(
  reader: Reader,
  id: number,
  lease: Lease,
): Promise<Notification | null> {
  const claimed = await free(reader(TABLE).where({ id }), lease.now).update({
    lease: lease.token,
    lease_until: lease.now + LEASE,
    attempts: reader.raw('attempts + 1'),
    last_attempt_at: lease.now,
    message_id: reader.raw('coalesce(message_id, ?)', [lease.messageId]),
    give_up_at: reader.raw('coalesce(give_up_at, ?)', [lease.giveUpAt]),
  });
  if (claimed !== 1) return null;
  const row: Row | undefined = await reader(TABLE).where({ id }).first();
  return row ? fromRow(row) : null;
}

export type AttemptEnd =
  | { state: 'sent'; sentAt: number }
  | { state: 'waiting'; nextAttemptAt: number; why: string; fault: NotificationFault }
  | { state: 'failed'; why: string; fault: NotificationFault };

/** False when the lease is no longer ours: somebody else tries it now, or did. */
export async function recordAttempt(
  reader: Reader,
  id: number,
  token: string,
  end: AttemptEnd,
): Promise<boolean> {
  const recorded = await reader(TABLE)
    .where({ id, lease: token, state: 'waiting' })
    .update({ state: end.state, lease: null, lease_until: null, ...columnsOf(end) });
  return recorded === 1;
}

/**
 * Gives up those that hold sealed variables and still wait, and erases these: of one user, whoever sends them at this
 * moment; or those queued at or before `createdBefore` that nobody has a lease on.
 */
export async function abandonSealed(
  reader: Reader,
  which: { userId: string } | { createdBefore: number; now: number },
  why: string,
): Promise<void> {
  const query = reader(TABLE).where({ state: 'waiting' }).whereNotNull('sealed_variables');
  if ('userId' in which) query.where({ user_id: which.userId });
  else unleased(query.where('created_at', '<=', which.createdBefore), which.now);
  const end: AttemptEnd = { state: 'failed', why, fault: 'later' };
  await query.update({ state: end.state, lease: null, lease_until: null, ...columnsOf(end) });
}

function free(query: ReturnType<Reader>, now: number): ReturnType<Reader> {
  return unleased(query.where('state', 'waiting').where('next_attempt_at', '<=', now), now);
}

function unleased(query: ReturnType<Reader>, now: number): ReturnType<Reader> {
  return query.where((row) => unheld(row, { now, length: LEASE }));
}

function columnsOf(end: AttemptEnd): Record<string, string | number | null> {
  if (end.state === 'sent')
    return { sent_at: end.sentAt, last_error: null, last_fault: null, sealed_variables: null };
  const why = { last_error: end.why, last_fault: end.fault };
  return end.state === 'failed'
    ? { ...why, sealed_variables: null }
    : { ...why, next_attempt_at: end.nextAttemptAt };
}

/**
 * Why mails wait that the mail server did not let through, by the one that was tried last; null when none does, or when one
 * was sent since. `waiting`: how many, counted up to `most`.
 */
export async function heldUpBy(
  reader: Reader,
  most: number,
): Promise<{ why: string; since: number; waiting: number } | null> {
  const held = () => reader(TABLE).where({ state: 'waiting', last_fault: 'server' });
  const last: Row | undefined = await held().orderBy('last_attempt_at', 'desc').first();
  if (!last) return null;
  const since = Number(last.last_attempt_at);
  // By an index: those queued last are as good as those sent last.
  const sent: Row[] = await reader(TABLE).where({ state: 'sent' }).orderBy('id', 'desc').limit(50);
  if (sent.some(({ sent_at }) => Number(sent_at) > since)) return null;
  const some = await held().limit(most).select('id');
  return { why: last.last_error ?? '', since, waiting: some.length };
}
