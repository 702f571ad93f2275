/** What happened to a request, in its own order. Nothing here is changed or deleted. */
import type { JsonValue } from '../audit/entry.ts';
import type { Reader, Transaction } from '../database.ts';

export type RequestEventKind =
  | 'received'
  | 'taken'
  | 'handed-back'
  | 'reassigned'
  | 'waiting-for-user'
  | 'resumed'
  | 'resolved'
  | 'rejected'
  | 'reopened'
  | 'edited'
  | 'user-confirmed'
  | 'user-unset'
  | 'note'
  | 'action';

export interface RequestEvent {
  id: number;
  time: number;
  /** Null: nobody of the staff; it arrived by itself. */
  staff: { id: number; name: string } | null;
  kind: RequestEventKind;
  note: string | null;
  detail: Record<string, JsonValue>;
  /** The action that was done for it. */
  actionId: string | null;
}

export interface NewRequestEvent extends Omit<RequestEvent, 'id' | 'detail' | 'note' | 'actionId'> {
  requestId: number;
  note?: string | null;
  detail?: Record<string, JsonValue>;
  actionId?: string | null;
}

const EVENTS = 'rekey_request_events';

export async function addRequestEvents(tx: Transaction, events: readonly NewRequestEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx(EVENTS).insert(
    events.map((event) => ({
      request_id: event.requestId,
      time: event.time,
      staff_id: event.staff?.id ?? null,
      staff_name: event.staff?.name ?? null,
      kind: event.kind,
      note: event.note ?? null,
      detail: JSON.stringify(event.detail ?? {}),
      action_id: event.actionId ?? null,
    })),
  );
}

/** Oldest first: a case is read from its beginning. The latest `limit` of them. */
export async function listRequestEvents(
  reader: Reader,
  requestId: number,
  limit: number,
): Promise<RequestEvent[]> {
  const rows = await reader(EVENTS).where({ request_id: requestId }).orderBy('id', 'desc').limit(limit);
  return rows.reverse().map((row) => ({
    id: Number(row.id),
    time: Number(row.time),
    staff: row.staff_id === null ? null : { id: Number(row.staff_id), name: row.staff_name ?? '' },
    kind: row.kind,
    note: row.note,
    detail: JSON.parse(row.detail),
    actionId: row.action_id,
  }));
}
