/** What the sandbox refuses before it looks at anything: other hosts' names, other sites' forms, forms of another time. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { readCookie, writeCookie } from './browser.ts';

/** No script at all: what the pages do, they do with links and forms. */
const SANDBOX_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: Record<string, string> = {
  'Content-Security-Policy': SANDBOX_POLICY,
  'X-Content-Type-Options': 'nosniff',
  // Not no-referrer, with which a browser sends `Origin: null` with our own forms.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
  'Cache-Control': 'no-store',
};

export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
};

/**
 * Null, or why not. `Host` must name this very server (DNS rebinding). A form must come from a page of ours: `Origin` and,
 * where the browser tells it, `Sec-Fetch-Site` say so, and the token in the form proves it (see formToken).
 */
export function refusalOf(c: Context, port: number): 'foreign-host' | 'foreign-form' | null {
  const host = c.req.header('host');
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return 'foreign-host';
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return null;
  const site = c.req.header('sec-fetch-site');
  const ours = c.req.header('origin') === `http://${host}` && (site === undefined || site === 'same-origin');
  return ours ? null : 'foreign-form';
}

export interface FormTokens {
  /** For a form of this page; gives the browser the cookie that it goes with. */
  issue(c: Context, port: number): string;
  isRight(c: Context, port: number, token: unknown): boolean;
}

/**
 * An HMAC over a cookie that no other site can read or guess, and over who is signed in: a form that was open before
 * somebody signed in or out is of no use after it.
 */
export function formTokens(): FormTokens {
  const key = randomBytes(32);
  const tokenFor = (c: Context, port: number, form: string) =>
    createHmac('sha256', key)
      .update([form, readCookie(c, port, 'session'), readCookie(c, port, 'login')].join('\n'))
      .digest();
  return {
    issue(c, port) {
      let form = readCookie(c, port, 'form');
      if (form === null) {
        form = randomBytes(32).toString('base64url');
        writeCookie(c, port, 'form', form);
      }
      return tokenFor(c, port, form).toString('base64url');
    },
    isRight(c, port, token) {
      const form = readCookie(c, port, 'form');
      if (form === null || typeof token !== 'string') return false;
      const given = Buffer.from(token, 'base64url');
      const right = tokenFor(c, port, form);
      return given.length === right.length && timingSafeEqual(given, right);
    },
  };
}
