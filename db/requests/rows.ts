/** Between a request and its row in rekey_requests. */
import type { Category, Channel, RequestChanges, RequestRecord, RequestState } from './request.ts';
import { isOpen } from './request.ts';

export const REQUESTS = 'rekey_requests';

export interface RequestRow {
  id: number | string;
  state: string;
  channel: string;
  category: string;
  ticket: string | null;
  sender_name: string | null;
  sender_email: string | null;
  sender_phone: string | null;
  message: string;
  claimed_user_id: string | null;
  user_id: string | null;
  user_label: string | null;
  assignee_id: number | null;
  assignee_name: string | null;
  received_at: number | string;
  taken_at: number | string | null;
  closed_at: number | string | null;
  source: string;
  source_ref: string;
  version: number;
}

export const REQUEST_COLUMNS = [
  'id',
  'state',
  'channel',
  'category',
  'ticket',
  'sender_name',
  'sender_email',
  'sender_phone',
  'message',
  'claimed_user_id',
  'user_id',
  'user_label',
  'assignee_id',
  'assignee_name',
  'received_at',
  'taken_at',
  'closed_at',
  'source',
  'source_ref',
  'version',
] as const satisfies (keyof RequestRow)[];

export function fromRow(row: RequestRow): RequestRecord {
  return {
    id: Number(row.id),
    state: row.state as RequestState,
    channel: row.channel as Channel,
    category: row.category as Category,
    ticket: row.ticket,
    sender: { name: row.sender_name, email: row.sender_email, phone: row.sender_phone },
    message: row.message,
    claimedUserId: row.claimed_user_id,
    user: row.user_id === null ? null : { id: row.user_id, label: row.user_label ?? '' },
    assignee:
      row.assignee_id === null ? null : { id: Number(row.assignee_id), name: row.assignee_name ?? '' },
    receivedAt: Number(row.received_at),
    takenAt: row.taken_at === null ? null : Number(row.taken_at),
    closedAt: row.closed_at === null ? null : Number(row.closed_at),
    source: row.source,
    sourceRef: row.source_ref,
    version: Number(row.version),
  };
}

type Columns = Record<string, string | number | null>;

/** The columns that a change sets; what it leaves out stays as it is. */
export function toColumns(changes: RequestChanges): Columns {
  const columns: Columns = {};
  if (changes.state !== undefined)
    Object.assign(columns, { state: changes.state, open: isOpen(changes.state) ? 1 : 0 });
  if (changes.channel !== undefined) columns.channel = changes.channel;
  if (changes.category !== undefined) columns.category = changes.category;
  if (changes.ticket !== undefined) columns.ticket = changes.ticket;
  if (changes.takenAt !== undefined) columns.taken_at = changes.takenAt;
  if (changes.closedAt !== undefined) columns.closed_at = changes.closedAt;
  if (changes.sender !== undefined) {
    const { name, email, phone } = changes.sender;
    Object.assign(columns, { sender_name: name, sender_email: email, sender_phone: phone });
  }
  if (changes.user !== undefined)
    Object.assign(columns, { user_id: changes.user?.id ?? null, user_label: changes.user?.label ?? null });
  if (changes.assignee !== undefined) {
    const { id = null, name = null } = changes.assignee ?? {};
    Object.assign(columns, { assignee_id: id, assignee_name: name });
  }
  return columns;
}
