/** The queue of contact requests, from the first message to the closed case. */
import type { UserId, UserSummary } from '../../db/platforms/contract.ts';
import {
  CATEGORIES,
  type Category,
  CHANNELS,
  type Channel,
  type QueueCounts,
  type QueueFilter,
  REQUEST_STATES,
  type RequestEvent,
  type RequestRecord,
  type RequestState,
  type Sender,
} from '../../db/requests/index.ts';
import type { Actor } from './session.ts';

export type { Category, Channel, QueueCounts, RequestEvent, RequestRecord, RequestState, Sender };
/** What the api and the command line know of the tables below. */
export { CATEGORIES, CHANNELS, REQUEST_STATES };

export interface RequestFilter extends Omit<QueueFilter, 'assigneeId'> {
  /** Only those that the asker has. */
  mine: boolean;
  /** By the beginning of a ticket, a sender's name, e-mail address or phone number; `#12` by number. Empty: all. */
  query: string;
}

/** A line of the queue: `message` holds its beginning only. */
export type RequestSummary = RequestRecord;

export interface RequestPage {
  request: RequestRecord;
  /** Oldest first; `sequence`: the audit entry of an action that was done for it. */
  events: (RequestEvent & { sequence: number | null })[];
  /** The confirmed user as they are now; null when none is confirmed, or the account is gone. */
  user: UserSummary | null;
  /** Whom the sender seems to be. Null when a user is confirmed already, or nobody fits. */
  suggestion: { user: UserSummary; because: 'signed-in' | 'e-mail' } | null;
  /** What the asker may move it to now. */
  moves: RequestState[];
  /** Whether the asker may edit it and confirm its user now. */
  editable: boolean;
}

export interface NewRequestInput {
  /** UUID made before it is sent: sending it twice makes one request. */
  key: string;
  channel: Channel;
  category: Category;
  ticket: string | null;
  sender: Sender;
  message: string;
  /** The maker has it at once: the caller is on the phone. */
  take: boolean;
}

export interface ImportRow {
  /** What the request is called where it comes from; the same key is the same request. */
  key: string;
  channel: Channel;
  category: Category;
  ticket: string | null;
  sender: Sender;
  message: string;
  /** ms UTC; null: not known, so now. */
  receivedAt: number | null;
}

export interface RequestEdit {
  category?: Category | undefined;
  channel?: Channel | undefined;
  ticket?: string | null | undefined;
  sender?: Sender | undefined;
}

/**
 * Reading requires `requests.read`, the rest `requests.work`, reassigning `requests.reassign`. Each change is an audit
 * entry in the same transaction, each refusal one of its own. All that change one request
 * @throws REQUEST_NOT_FOUND, REQUEST_TAKEN, REQUEST_NOT_YOURS, REQUEST_CHANGED, REQUEST_STATE, REQUEST_CLOSED, FORBIDDEN
 */
export interface RequestService {
  /** A search is logged: one entry per search, when the typing settles (see search-log.ts). */
  list(
    actor: Actor,
    filter: RequestFilter,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<{ requests: RequestSummary[]; nextCursor: string | null }>;
  /** Counts stop at 1,000. `longest`: who waits longest for us. */
  summary(
    actor: Actor,
  ): Promise<{ counts: QueueCounts; longest: { id: number; sender: Sender; receivedAt: number } | null }>;
  /** Logged before it is answered. */
  view(actor: Actor, id: number): Promise<RequestPage>;
  /** @throws BAD_INPUT without a message, or without anything of the sender */
  create(actor: Actor, input: NewRequestInput): Promise<RequestRecord>;
  /** Of two at once, one gets it, and the other is told who. What one has already, one still has. */
  take(actor: Actor, id: number): Promise<RequestRecord>;
  /** Along transitions.ts only. @throws BAD_INPUT when it is rejected without a note that says why */
  move(
    actor: Actor,
    id: number,
    change: { version: number; to: RequestState; note: string | null },
  ): Promise<RequestRecord>;
  /** @throws STAFF_NOT_FOUND, NOTHING_TO_DO; BAD_INPUT for somebody who may not work on requests */
  reassign(
    actor: Actor,
    id: number,
    change: { version: number; to: string; note: string | null },
  ): Promise<RequestRecord>;
  edit(actor: Actor, id: number, change: { version: number } & RequestEdit): Promise<RequestRecord>;
  /** Which user it is about, by an agent's judgement; null: not known after all. @throws USER_NOT_FOUND */
  confirmUser(
    actor: Actor,
    id: number,
    change: { version: number; userId: UserId | null },
  ): Promise<RequestRecord>;
  /** By anybody who may work on requests, also when a colleague has it, or it is closed. @throws BAD_INPUT */
  note(actor: Actor, id: number, text: string): Promise<RequestRecord>;
  /** All of these rows or none, at most 200. `origin` keeps the keys of two systems apart. */
  importRows(
    actor: Actor,
    input: { origin: string; rows: ImportRow[]; dryRun: boolean },
  ): Promise<{ added: number; known: number }>;
  /** Fetches what came through the platform's contact form; how many requests were made of it. */
  pickUp(actor: Actor): Promise<number>;
  /** Picks up now and every 15 seconds from then on, while a window is open. What fails is tried again the next time. */
  watch(): void;
}
