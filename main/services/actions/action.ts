/** The declaration of an action, and what every action has in common. The one path they go through is perform.ts. */

import type { JsonValue } from '../../../db/audit/entry.ts';
import type { Reader, Transaction } from '../../../db/database.ts';
import type { RekeyError } from '../../../db/errors.ts';
import type { Platform, TwoFactorState, UserId, UserReading } from '../../../db/platforms/contract.ts';
import { visible } from '../../../db/text/visible.ts';
import type { Policy } from '../../contract/policy.ts';
import type { Reason } from '../../contract/reasons.ts';
import type { Caller } from '../caller.ts';
import { lacking } from '../lacking.ts';

/** What every action is asked with. */
export interface ActionRequest {
  /** UUID made before the action starts; unique in the audit log, so that sending it twice does it once. */
  actionId: string;
  userId: UserId;
  /** From the user page. Null: do not compare (the command line, which looks and acts in one go). */
  version: string | null;
  reason: Reason;
  /** Required when the reason is `other`. */
  reasonText: string | null;
  ticket: string | null;
  /** The request ("contact us" case) it was started from. */
  requestId: number | null;
}

/** As it is carried out, agreed and logged: texts without what surrounds them, null for none. */
export function tidied(request: ActionRequest): ActionRequest {
  return {
    ...request,
    reasonText: request.reasonText?.trim() || null,
    ticket: visible(request.ticket ?? '') || null,
  };
}

/** What an action did. `codes` is there once, and not when the same action id is sent again. */
export interface ActionResult {
  /** The audit entry that tells of it. */
  sequence: number;
  /** True: it had been done before, by this same request; nothing was done now. */
  replayed: boolean;
  state: TwoFactorState;
  /** What the user meets at the next login, as things stand after it. */
  nextPage: string;
  caller: Caller;
  codes?: string[];
  /** When the emergency code dies, ms UTC. */
  expiresAt?: number;
  /** Sessions and trusted devices that ended. */
  ended?: number;
  /** False: there is no address on file, so no mail tells the user. */
  mailed: boolean;
  /** The address that the codes go to, when they are not in `codes`. */
  sentTo?: string;
}

/** What an action decides by. */
export interface Situation extends UserReading {
  platform: Platform;
  policy: Policy;
  /** ms UTC. */
  now: number;
}

/** What an action's own writing needs. */
export interface Step<Extra, Prepared, Part> {
  part: Part;
  tx: Transaction;
  id: UserId;
  now: number;
  extra: Extra;
  prepared: Prepared;
}

/** How a user stands before an action and, read again, after it was written. */
export interface Left<Prepared = unknown> {
  platform: Platform;
  before: TwoFactorState;
  after: TwoFactorState;
  prepared: Prepared;
  /** What `apply` returned. */
  detail: Record<string, JsonValue>;
}

export interface Declaration<Extra extends object = object, Prepared = unknown, Part = unknown> {
  /** What of the platform it is done with; undefined: this platform can not, so it is not offered. */
  part(platform: Platform): Part | undefined;
  /** What the platform has not then, after "has no". */
  lacks: string;
  /** Why it makes no sense for this user now; null when it does. `extra` is null when the interface asks what to offer. */
  refuse(situation: Situation, extra: Extra | null): RekeyError | null;
  /** The same by what Rekey itself keeps about the user, asked when `refuse` found nothing. */
  refuseByRecord?(reader: Reader, situation: Situation): Promise<RekeyError | null>;
  /** Slow work without the database, before the transaction begins: making and hashing codes. */
  prepare(part: Part): Promise<Prepared>;
  /** Writes through the part. What it returns goes into the entry's detail, so it holds no secret and no code. */
  apply(step: Step<Extra, Prepared, Part>): Promise<Record<string, JsonValue>>;
  /** What was meant and is not so, read again after it was written, a clause; null: it is as it was meant. */
  amiss(left: Left<Prepared>): string | null;
  /** Whether the user's sessions and trusted devices end with it. */
  endsSessions: boolean;
  /** What the one response carries beside the state. */
  answer(
    prepared: Prepared,
    detail: Record<string, JsonValue>,
  ): Pick<ActionResult, 'codes' | 'expiresAt' | 'ended' | 'sentTo'>;
}

/** For the answer; a platform without sessions has none to end. */
export function endedIn({ ended }: Record<string, JsonValue>): Pick<ActionResult, 'ended'> {
  return ended === undefined ? {} : { ended: Number(ended) };
}

/** @throws RekeyError NOT_SUPPORTED where the platform has no such part */
export function partOf<Part>(
  platform: Platform,
  { part, lacks }: Pick<Declaration<object, unknown, Part>, 'part' | 'lacks'>,
): Part {
  const found = part(platform);
  if (found === undefined) throw lacking(platform, lacks);
  return found;
}
