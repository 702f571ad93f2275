/** What the sandbox refuses before it looks at anything: other hosts' names, other sites' forms, forms of another time. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { senderOf } from '../hosts/http-guards.ts';
import { POLICY_HEADERS } from '../hosts/page-policy.ts';
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
  ...POLICY_HEADERS,
  'Content-Security-Policy': SANDBOX_POLICY,
  // Not no-referrer, with which a browser sends `Origin: null` with our own forms.
  'Referrer-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
};

/** Null, or why not. A form must come from a page of ours, and the token in it proves it (see formTokens). */
export function refusalOf(c: Context, port: number): 'foreign-host' | 'foreign-form' | null {
  const sender = senderOf(c.req.header(), port);
  if (sender === 'another-host') return 'foreign-host';
  return sender === 'own-page' || c.req.method === 'GET' || c.req.method === 'HEAD' ? null : 'foreign-form';
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
