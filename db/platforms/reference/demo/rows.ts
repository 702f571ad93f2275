/** What a made-up user's story is written down as, before it is inserted. Times are ms UTC. */
import type { PlatformEvent } from '../../contract.ts';
import type { DeviceRow, SessionRow } from './devices.ts';

export interface Story {
  createdAt: number;
  lastLoginAt: number | null;
  required: boolean;
  lockedUntil: number | null;
  authenticator: Authenticator | null;
  codes: CodeRow[];
  sessions: SessionRow[];
  devices: DeviceRow[];
  /** In the order they happened. */
  events: Event[];
}

export interface Authenticator {
  name: string | null;
  createdAt: number;
  confirmedAt: number | null;
  lastUsedAt: number | null;
  lastUsedStep: number | null;
}

export interface CodeRow {
  kind: 'standard' | 'emergency';
  createdAt: number;
  usedAt: number | null;
  expiresAt: number | null;
}

export interface Event {
  time: number;
  kind: PlatformEvent['kind'];
  detail: string | null;
}
