/** Where a made-up user is signed in, and the devices that need no second factor for a while. */
import type { Person } from './people.ts';
import type { Chance } from './random.ts';
import { DAY, HOUR, MINUTE } from './times.ts';

export interface SessionRow {
  id: string;
  ipAddress: string;
  userAgent: string;
  createdAt: number;
  lastSeenAt: number;
  expiresAt: number;
}

export interface DeviceRow {
  name: string;
  tokenHash: string;
  createdAt: number;
  lastUsedAt: number;
  expiresAt: number;
}

interface Stay {
  /** When the account was made. */
  from: number;
  /** The last login. */
  since: number;
}

const BROWSERS = [
  'Chrome on Windows 11',
  'Edge on Windows 11',
  'Safari on macOS',
  'Firefox on Linux',
  'Chrome on Android',
  'Safari on iPhone',
  'Firefox on Windows 10',
  'Chrome on ChromeOS',
  'Safari on iPad',
];

export function makeSessions(person: Person, { from, since }: Stay, now: number): SessionRow[] {
  const { chance } = person;
  return Array.from({ length: person.situation.sessions }, (_, index) => {
    // The first is the last login's; the others are as old or older.
    const createdAt = Math.max(from + MINUTE, since - index * chance.between(1, 5) * HOUR);
    return {
      id: chance.bytes(32).toString('hex'),
      ipAddress: someAddress(chance),
      userAgent: chance.pick(BROWSERS),
      createdAt,
      lastSeenAt: Math.min(
        now - chance.between(0, 9) * MINUTE,
        createdAt + chance.between(10, 20 * 60) * MINUTE,
      ),
      // Long, so that a demo that is opened again next week still shows them.
      expiresAt: now + chance.between(20, 60) * DAY,
    };
  });
}

export function makeDevices(person: Person, { since }: Stay, now: number): DeviceRow[] {
  const { chance } = person;
  return Array.from({ length: person.situation.devices }, () => ({
    name: chance.pick(BROWSERS),
    tokenHash: chance.bytes(32).toString('hex'),
    createdAt: since,
    lastUsedAt: since,
    expiresAt: now + chance.between(20, 60) * DAY,
  }));
}

/** Addresses that RFC 5737 and RFC 3849 keep for documentation. */
function someAddress(chance: Chance): string {
  if (chance.one(0.2))
    return `2001:db8:${chance.between(1, 0xffff).toString(16)}::${chance.between(1, 0xffff).toString(16)}`;
  return `${chance.pick(['192.0.2', '198.51.100', '203.0.113'])}.${chance.between(1, 254)}`;
}
