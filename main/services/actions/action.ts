/** The declaration of an action, and what every action has in common. The one path they go through is perform.ts. */

import type { JsonValue } from '../../../db/audit/entry.ts';
import type { Transaction } from '../../../db/database.ts';
import type {
  PlatformAdapter,
  PlatformCapabilities,
  TwoFactorState,
  UserDetail,
  UserId,
} from '../../../db/platforms/platform.ts';
import type { Permission } from '../permissions.ts';
import type { Policy } from '../settings.ts';

export const REASONS = [
  'lost-phone',
  'new-phone',
  'no-codes-left',
  'can-not-enrol',
  'compromised',
  'other',
] as const;
export type Reason = (typeof REASONS)[number];

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
}

/** What an action did. `codes` is there once, and not when the same action id is sent again. */
export interface ActionResult {
  sequence: number;
  replayed: boolean;
  state: TwoFactorState;
  codes?: string[];
  expiresAt?: number;
  ended?: number;
}

export interface Situation {
  user: UserDetail;
  state: TwoFactorState;
  policy: Policy;
  now: number;
}

export interface Declaration<Extra extends object, Prepared> {
  name: string;
  permission: Permission;
  capability: keyof PlatformCapabilities;
  /** Why it makes no sense for this user now, as an error; null when it does. Asked for the offer and again inside. */
  refuse(situation: Situation, extra: Extra | null): Error | null;
  /** Slow work without the database, before the transaction begins: making and hashing codes. */
  prepare(adapter: PlatformAdapter, extra: Extra, now: number): Promise<Prepared>;
  /** Writes through the adapter; what it returns goes into the entry's detail and must hold no code. */
  apply(step: {
    adapter: PlatformAdapter;
    tx: Transaction;
    id: UserId;
    now: number;
    extra: Extra;
    prepared: Prepared;
  }): Promise<Record<string, JsonValue>>;
  /** Whether sessions and trusted devices end with it. */
  endsSessions: boolean;
  /** What is handed to the caller beside the state. */
  answer(prepared: Prepared, detail: Record<string, JsonValue>): Partial<ActionResult>;
}
