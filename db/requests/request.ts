/** A contact request as it is stored: somebody who can not get in and wrote, rang or came by. Times are ms UTC. */

export const REQUEST_STATES = ['new', 'in-progress', 'waiting-for-user', 'resolved', 'rejected'] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

export const CHANNELS = ['e-mail', 'phone', 'chat', 'form', 'in-person'] as const;
export type Channel = (typeof CHANNELS)[number];

export const CATEGORIES = [
  'lost-phone',
  'new-phone',
  'no-codes-left',
  'can-not-enrol',
  'code-refused',
  'compromised',
  'other',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** Who wrote, as they said themselves: nothing of it is proved. */
export interface Sender {
  name: string | null;
  email: string | null;
  phone: string | null;
}

export interface RequestRecord {
  id: number;
  state: RequestState;
  channel: Channel;
  category: Category;
  /** The number of the case in another system. */
  ticket: string | null;
  sender: Sender;
  message: string;
  /** Who was signed in on the platform when it was sent; null where nobody was, or the platform does not say. */
  claimedUserId: string | null;
  /** The user it is about, once an agent confirmed that; and how they were called then. */
  user: { id: string; label: string } | null;
  /** Who has it. Null exactly while it is new. */
  assignee: { id: number; name: string } | null;
  receivedAt: number;
  takenAt: number | null;
  closedAt: number | null;
  /** `contact-form`, `import`, `hand`, and what it is called there. */
  source: string;
  sourceRef: string;
  /** Counts up with each change but notes. */
  version: number;
}

export type NewRequest = Pick<
  RequestRecord,
  | 'channel'
  | 'category'
  | 'ticket'
  | 'sender'
  | 'message'
  | 'claimedUserId'
  | 'receivedAt'
  | 'source'
  | 'sourceRef'
>;

/** What a change may touch. */
export type RequestChanges = Partial<
  Pick<
    RequestRecord,
    'state' | 'channel' | 'category' | 'ticket' | 'sender' | 'user' | 'assignee' | 'takenAt' | 'closedAt'
  >
>;

/** Somebody still waits for an end of it. */
export function isOpen(state: RequestState): boolean {
  return state !== 'resolved' && state !== 'rejected';
}
