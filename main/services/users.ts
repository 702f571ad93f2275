import type {
  TwoFactorState,
  UserDetail,
  UserId,
  UserSession,
  UserSummary,
} from '../../db/platforms/contract.ts';
import type { ActionName } from '../contract/actions.ts';
import type { Caller } from './caller.ts';
import type { Actor } from './session.ts';

export interface TimelineItem {
  id: string;
  time: number;
  source: 'platform' | 'staff';
  /** A kind of platform event, an action's name, or `notice`: a mail to the user. */
  kind: string;
  /** One line in plain words, e.g. "Backup codes issued by Ada Osei". */
  title: string;
  detail: string | null;
  outcome: 'done' | 'refused' | 'failed' | null;
  /** The audit entry behind it, for those who may read the log. */
  sequence: number | null;
}

export interface ActionOffer {
  action: ActionName;
  /** Null: may be done now. Else why not, for a tooltip. */
  refusedBecause: string | null;
  /** What the platform asks afterwards and what is left behind, a sentence each, said before it happens. */
  leaves: string[];
}

export interface UserPage {
  user: UserDetail;
  state: TwoFactorState;
  /** To be sent back with an action, so that it is refused when the user changed meanwhile. */
  version: string;
  /** The state in one sentence that can be read to the caller. */
  sentence: string;
  /** What the user meets at the next login, once the password is right. */
  nextPage: string;
  caller: Caller;
  /** Null: the platform has none that Rekey can see. */
  sessions: UserSession[] | null;
  /** Trusted devices, likewise. */
  devices: UserSession[] | null;
  offers: ActionOffer[];
  /** Near a limit of this staff member or of all, or at it: what to tell; else null. */
  limitNotice: string | null;
  /** What to offer first for the commonest call ("I do not have my phone"); null when nothing fits. */
  suggested: ActionName | null;
  /** What Rekey cannot see or do on this platform, a sentence each. */
  limits: string[];
  /** Of what is not an action: what of the platform's second factor there is to be shown. */
  capabilities: { /** Null: there are no backup codes. */ codesPerSet: number | null; checkCode: boolean };
}

export interface UserService {
  /** Logged: one entry per search, when the typing settles (see search-log.ts). */
  search(
    actor: Actor,
    query: string,
    options: { limit: number; cursor?: string | undefined },
  ): Promise<{ users: UserSummary[]; nextCursor: string | null }>;
  /** The users this staff member looked at last, newest first. */
  recent(actor: Actor): Promise<UserSummary[]>;
  /** Logged before it is answered. @throws USER_NOT_FOUND */
  view(actor: Actor, id: UserId): Promise<UserPage>;
  timeline(
    actor: Actor,
    id: UserId,
    options: { before?: number | undefined; limit: number },
  ): Promise<{ items: TimelineItem[]; before: number | null }>;
  /** For the command line: id, username or e-mail. @throws USER_NOT_FOUND, AMBIGUOUS_USER */
  resolve(actor: Actor, reference: string): Promise<UserId>;
}
