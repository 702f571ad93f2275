/**
 * rekey_notifications: mails to be sent. A row is written in the transaction of what it tells of; whoever sends it takes
 * a lease on it first, so that of all consoles on this database one sends it. Times are ms UTC.
 */
import type { Reader, Transaction } from './database.ts';

export type NotificationState = 'waiting' | 'sent' | 'failed';

export interface NewNotification {
  /** Names the template. */
  kind: string;
  /** An e-mail address as the platform or the staff list has it; judged when it is sent. */
  to: string;
  userId: string | null;
  userLabel: string | null;
  /** What the template is filled with. Never a code or a secret. */
  variables: Record<string, string>;
  /** The action it tells of. */
  actionId: string | null;
  now: number;
  /** What only the recipient may read, sealed (see services/notifications/sealing.ts). Erased when sent or given up. */
  sealedVariables?: string | null;
}

export interface Notification {
  id: number;
  kind: string;
  to: string;
  userId: string | null;
  userLabel: string | null;
  variables: Record<string, string>;
  sealedVariables: string | null;
  actionId: string | null;
  state: NotificationState;
  /** Of the mail; the same at each attempt, so that a second copy can be recognised. Null before the first attempt. */
  messageId: string | null;
  attempts: number;
  createdAt: number;
  nextAttemptAt: number;
  lastAttemptAt: number | null;
  /** When it is given up if it still fails; null before the first attempt. */
  giveUpAt: number | null;
  sentAt: number | null;
  /** Why the last attempt failed, in words, without a secret. */
  lastError: string | null;
}

const TABLE = 'rekey_notifications';
/** Column widths: text that does not fit is an error on MySQL, and no notice may keep an action from being done. */
const RECIPIENT_LENGTH = 320;
const LABEL_LENGTH = 255;

/** @returns its id */
export async function queueNotification(tx: Transaction, notice: NewNotification): Promise<number> {
  const [id] = await tx(TABLE).insert({
    kind: notice.kind,
    recipient: cut(notice.to, RECIPIENT_LENGTH),
    user_id: notice.userId,
    user_label: notice.userLabel === null ? null : cut(notice.userLabel, LABEL_LENGTH),
    variables: JSON.stringify(notice.variables),
    sealed_variables: notice.sealedVariables ?? null,
    action_id: notice.actionId,
    state: 'waiting',
    created_at: notice.now,
    next_attempt_at: notice.now,
  });
  return Number(id);
}

/** Newest first, with an id below `before`. */
export async function listNotifications(
  reader: Reader,
  filter: { state?: NotificationState | undefined },
  page: { before?: number | undefined; limit: number },
): Promise<Notification[]> {
  const query = reader(TABLE).orderBy('id', 'desc').limit(page.limit);
  if (filter.state !== undefined) query.where({ state: filter.state });
  if (page.before !== undefined) query.where('id', '<', page.before);
  const rows: Row[] = await query;
  return rows.map(fromRow);
}

export async function readNotification(reader: Reader, id: number): Promise<Notification | null> {
  const row: Row | undefined = await reader(TABLE).where({ id }).first();
  return row ? fromRow(row) : null;
}

/** Those that tell of an action, oldest first. */
export async function notificationsOfAction(reader: Reader, actionId: string): Promise<Notification[]> {
  const rows: Row[] = await reader(TABLE).where({ action_id: actionId }).orderBy('id');
  return rows.map(fromRow);
}

/** Those about a user, newest first, queued strictly before `before`. */
export async function notificationsAbout(
  reader: Reader,
  userId: string,
  page: { before: number; limit: number },
): Promise<Notification[]> {
  const rows: Row[] = await reader(TABLE)
    .where({ user_id: userId })
    .where('created_at', '<', page.before)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit);
  return rows.map(fromRow);
}

/** How many are in a state, counted up to `most`. */
export async function countNotifications(
  reader: Reader,
  state: NotificationState,
  most: number,
): Promise<number> {
  const some = reader(TABLE).where({ state }).limit(most).select('id').as('some');
  const row: { count: number | string } | undefined = await reader.from(some).count({ count: '*' }).first();
  return Number(row?.count ?? 0);
}

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
  /** When others may try, if nothing was recorded by then. */
  until: number;
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
    lease_until: lease.until,
    attempts: reader.raw('attempts + 1'),
    last_attempt_at: lease.now,
    message_id: reader.raw('coalesce(message_id, ?)', [lease.messageId]),
    give_up_at: reader.raw('coalesce(give_up_at, ?)', [lease.giveUpAt]),
  });
  return claimed === 1 ? readNotification(reader, id) : null;
}

export type AttemptEnd =
  | { state: 'sent'; sentAt: number }
  | { state: 'waiting'; nextAttemptAt: number; why: string }
  | { state: 'failed'; why: string };

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

/** A failed one is tried again from the start. False when it is not failed. */
export async function reviveNotification(tx: Transaction, id: number, now: number): Promise<boolean> {
  return (await revive(tx, now).where({ id })) === 1;
}

/** Those of `among` kinds that are failed. @returns how many */
export function reviveNotifications(tx: Transaction, kinds: readonly string[], now: number): Promise<number> {
  return revive(tx, now).whereIn('kind', kinds);
}

/** One that waits for its next attempt has it now. False when it does not wait, or is being sent. */
export async function hastenNotification(tx: Transaction, id: number, now: number): Promise<boolean> {
  const hastened = await tx(TABLE)
    .where({ id, state: 'waiting' })
    .where((row) => row.whereNull('lease_until').orWhere('lease_until', '<=', now))
    .update({ next_attempt_at: now });
  return hastened === 1;
}

/** The row as it is now, which nobody else changes until the transaction ends. */
export async function lockNotification(tx: Transaction, id: number): Promise<Notification | null> {
  const row: Row | undefined = await tx(TABLE).where({ id }).forUpdate().first();
  return row ? fromRow(row) : null;
}

function revive(tx: Transaction, now: number) {
  return tx(TABLE)
    .where({ state: 'failed' })
    .update({ state: 'waiting', next_attempt_at: now, give_up_at: null, lease: null, lease_until: null });
}

function free(query: ReturnType<Reader>, now: number): ReturnType<Reader> {
  return query
    .where('state', 'waiting')
    .where('next_attempt_at', '<=', now)
    .where((row) => row.whereNull('lease_until').orWhere('lease_until', '<=', now));
}

function columnsOf(end: AttemptEnd): Record<string, string | number | null> {
  if (end.state === 'sent') return { sent_at: end.sentAt, last_error: null, sealed_variables: null };
  if (end.state === 'failed') return { last_error: end.why, sealed_variables: null };
  return { last_error: end.why, next_attempt_at: end.nextAttemptAt };
}

interface Row {
  id: number | string;
  kind: string;
  recipient: string;
  user_id: string | null;
  user_label: string | null;
  variables: string;
  sealed_variables: string | null;
  action_id: string | null;
  state: NotificationState;
  message_id: string | null;
  attempts: number;
  created_at: number | string;
  next_attempt_at: number | string;
  last_attempt_at: number | string | null;
  give_up_at: number | string | null;
  sent_at: number | string | null;
  last_error: string | null;
}

function fromRow(row: Row): Notification {
  const time = (value: number | string | null) => (value === null ? null : Number(value));
  return {
    id: Number(row.id),
    kind: row.kind,
    to: row.recipient,
    userId: row.user_id,
    userLabel: row.user_label,
    variables: variablesOf(row.variables),
    sealedVariables: row.sealed_variables,
    actionId: row.action_id,
    state: row.state,
    messageId: row.message_id,
    attempts: Number(row.attempts),
    createdAt: Number(row.created_at),
    nextAttemptAt: Number(row.next_attempt_at),
    lastAttemptAt: time(row.last_attempt_at),
    giveUpAt: time(row.give_up_at),
    sentAt: time(row.sent_at),
    lastError: row.last_error,
  };
}

function variablesOf(text: string): Record<string, string> {
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    return {};
  }
}

function cut(text: string, length: number): string {
  return Array.from(text.toWellFormed()).slice(0, length).join('');
}
