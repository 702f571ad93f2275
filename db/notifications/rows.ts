/** The rows of rekey_notifications as they are stored, and as they are given to the services. Times are ms UTC. */

export const TABLE = 'rekey_notifications';

export type NotificationState = 'waiting' | 'sent' | 'failed';

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

/** Whose fault it is that a mail was not sent: its own, that of the moment, or that of the mail server. */
export type NotificationFault = 'letter' | 'later' | 'server';

export interface Row {
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

export function fromRow(row: Row): Notification {
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
