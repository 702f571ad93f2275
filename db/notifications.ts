/**
 * rekey_notifications: mails to be sent. A row is written in the transaction of what it tells of; whoever sends it takes
 * a lease on it first, so that of all consoles on this database one sends it. Times are ms UTC.
 */
import type { Reader, Transaction } from './database.ts';
import { fromRow, type Notification, type NotificationState, type Row, TABLE } from './notifications/rows.ts';

export type { Notification, NotificationState } from './notifications/rows.ts';
export {
  type AttemptEnd,
  abandonSealed,
  claimNotification,
  dueNotifications,
  heldUpBy,
  recordAttempt,
} from './notifications/sending.ts';

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

/** When one of this kind about the user was queued last, whatever became of it; null when none was. ms UTC. */
export async function lastNotification(reader: Reader, userId: string, kind: string): Promise<number | null> {
  const row: { created_at: number | string } | undefined = await reader(TABLE)
    .where({ user_id: userId, kind })
    .orderBy('created_at', 'desc')
    .first('created_at');
  return row ? Number(row.created_at) : null;
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
  return tx(TABLE).where({ state: 'failed' }).update({
    state: 'waiting',
    next_attempt_at: now,
    give_up_at: null,
    last_fault: null,
    lease: null,
    lease_until: null,
  });
}

function cut(text: string, length: number): string {
  return Array.from(text.toWellFormed()).slice(0, length).join('');
}
