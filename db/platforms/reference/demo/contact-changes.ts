/** Who of the cast got another address or number of late, which is a sign of risk, or long ago, which is none. */
import type { Event } from './rows.ts';
import { DAY, HOUR } from './times.ts';

const CHANGES: Record<string, { kind: 'email-changed' | 'phone-changed'; ago: number }[]> = {
  // Says that a stranger was in the account: what an intruder does first is to take the mailbox out of the way.
  'viktor.dahl': [{ kind: 'email-changed', ago: 5 * HOUR }],
  // Wants 2FA switched off, in a hurry, and is one of three of this name.
  'anna.kovacs': [
    { kind: 'phone-changed', ago: 2 * DAY + 3 * HOUR },
    { kind: 'email-changed', ago: 2 * DAY + 2 * HOUR },
  ],
  // A new phone with a new number, as it says in the request: not every sign means an attack.
  'jonas.weiss': [{ kind: 'phone-changed', ago: 5 * DAY }],
  'robin.meadows': [{ kind: 'email-changed', ago: 20 * DAY }],
};

/** `now`: ms UTC. Every one of the cast who is named here joined the platform before. */
export function contactChangesOf(username: string, now: number): Event[] {
  return (CHANGES[username] ?? []).map(({ kind, ago }) => ({ time: now - ago, kind, detail: null }));
}
