import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Seat } from '../host.ts';

/**
 * Who may use the browser host. Reaching the port proves nothing: every program and every web page on this
 * machine can. A browser gets in with a token that only the terminal shows, which works once, and is known
 * by a cookie from then on. Both are 256 random bits; only their SHA-256 is kept.
 */
export interface Entrance {
  /** A new one-time token. The one before it, if nobody used it, dies. */
  issueToken(): string;
  /** The cookie value that the token buys, and the seat it opens; null for a wrong, used or replaced token. */
  exchange(token: string): { cookie: string; seat: Seat } | null;
  /** The seat of a request's Cookie header; null when it has none of ours. */
  seatOf(cookieHeader: string | undefined): Seat | null;
  /** How many browsers were let in. */
  readonly seats: number;
  /** Resolves when the first browser is let in. */
  readonly entered: Promise<void>;
}

/** Cookies ignore ports (RFC 6265, section 8.5), so each instance's cookie carries its own in the name. */
export function openEntrance(cookieName: string): Entrance {
  let liveToken: Buffer | null = null;
  const seats = new Map<string, Seat>();
  let enter = () => {};
  const entered = new Promise<void>((resolve) => {
    enter = resolve;
  });

  return {
    entered,
    issueToken() {
      const token = secret();
      liveToken = digest(token);
      return token;
    },
    exchange(token) {
      if (!liveToken || !timingSafeEqual(liveToken, digest(token))) return null;
      liveToken = null;
      const cookie = secret();
      const seat = randomUUID() as Seat;
      seats.set(digest(cookie).toString('hex'), seat);
      enter();
      return { cookie, seat };
    },
    seatOf(cookieHeader) {
      for (const pair of (cookieHeader ?? '').split(';')) {
        const [name, value] = pair.trim().split('=', 2);
        const seat = name === cookieName && value ? seats.get(digest(value).toString('hex')) : undefined;
        if (seat) return seat;
      }
      return null;
    },
    get seats() {
      return seats.size;
    },
  };
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
