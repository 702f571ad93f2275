/** Who sits where, in memory: closing the console signs everybody out. The rules of time for a seat are here. */
import type { StaffRecord } from '../../../db/staff.ts';
import type { Seat } from '../../host.ts';
import { elapsed, MINUTE } from '../clock.ts';

/** ms without activity until a session locks. */
export const IDLE_TIME = 10 * MINUTE;
/** ms for which an accepted code is fresh enough for actions. */
const FRESH_TIME = 10 * MINUTE;

interface Taken {
  staffId: number;
  /** See `markOf`: when it changes, the session ends. */
  mark: string;
  /** ms UTC. */
  lastActivityAt: number;
}

/** The password was right, and the authenticator is yet to be paired. */
export interface PairingSeat extends Taken {
  phase: 'pairing';
  /** The new authenticator's key: kept nowhere else until a code of it confirmed the pairing. */
  key: Uint8Array;
}

export interface SignedInSeat extends Taken {
  phase: 'signed-in';
  name: string;
  fullName: string;
  /** Demo staff who came by one click: they have no password and no phone, so neither is asked again. */
  oneClick: boolean;
  /** When a code was last accepted; ms UTC. */
  lastCodeAt: number;
  locked: boolean;
}

export type TakenSeat = PairingSeat | SignedInSeat;
export type Seats = Map<Seat, TakenSeat>;

/** What a session rests on: with another password or another pairing, who signed in with the former ones is out. */
export function markOf(staff: StaffRecord): string {
  return `${staff.passwordHash} ${staff.totpConfirmedAt}`;
}

export function isIdle(taken: TakenSeat, now: number): boolean {
  return elapsed(taken.lastActivityAt, now) >= IDLE_TIME;
}

export function isFresh(taken: SignedInSeat, now: number, within = FRESH_TIME): boolean {
  return taken.oneClick || elapsed(taken.lastCodeAt, now) <= within;
}

/** Until when actions need no further code, ms UTC; null when the next one does. */
export function freshUntil(taken: SignedInSeat, now: number): number | null {
  if (!isFresh(taken, now)) return null;
  return taken.oneClick ? taken.lastActivityAt + IDLE_TIME : taken.lastCodeAt + FRESH_TIME;
}
