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
  /** The cookie that the token buys; null for a wrong, used or replaced token. */
  exchange(token: string): string | null;
  /** The seat that a cookie opens; null for none, and for one of somebody else. */
  seatOf(cookie: string | undefined): Seat | null;
  /** How many browsers were let in. */
  readonly seats: number;
  /** Resolves when the first browser is let in. */
  readonly entered: Promise<void>;
}

export function openEntrance(): Entrance {
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
      seats.set(digest(cookie).toString('hex'), randomUUID() as Seat);
      enter();
      return cookie;
    },
    seatOf(cookie) {
      return seats.get(digest(cookie ?? '').toString('hex')) ?? null;
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
