/** What every route of the sandbox is given, and the one way a page is answered. */
import type { Context } from 'hono';
import { type Clock, MINUTE } from '../services/clock.ts';
import type { SandboxPlatform, Visitor } from '../services/sandbox/platform.ts';
import type { FormTokens } from './guards.ts';
import { type Html, layout } from './pages/layout.ts';
import { type RateLimit, rateLimit } from './rate-limit.ts';

export interface Site {
  platform: SandboxPlatform;
  clock: Clock;
  /** Known once it listens. */
  port: number;
  tokens: FormTokens;
  limits: Limits;
}

export interface Limits {
  /** Wrong passwords, by username. */
  password: RateLimit;
  /** Passwords, of everybody together: one machine is one person. */
  passwords: RateLimit;
  /** Codes and proofs, by whoever is between password and code or signed in. */
  code: RateLimit;
  contact: RateLimit;
  /** Forms of any kind. */
  form: RateLimit;
}

export function limitsFor(clock: Clock): Limits {
  return {
    password: rateLimit(clock, { most: 20, window: 5 * MINUTE }),
    passwords: rateLimit(clock, { most: 100, window: 5 * MINUTE }),
    code: rateLimit(clock, { most: 30, window: 5 * MINUTE }),
    contact: rateLimit(clock, { most: 5, window: 10 * MINUTE }),
    form: rateLimit(clock, { most: 300, window: 5 * MINUTE }),
  };
}

/** `token`: for the forms of the page. */
export interface Answer {
  title: string;
  status?: 200 | 400 | 401 | 403 | 404 | 405 | 413 | 422 | 429 | 500;
  visitor?: Visitor | null;
  main: (token: Html) => Html;
}

export function answer(c: Context, site: Site, { title, status = 200, visitor = null, main }: Answer) {
  const token = site.tokens.issue(c, site.port);
  return c.html(layout({ title, visitor, token, path: c.req.path, main }), status);
}

export type Fields = Record<string, string>;

/** The text fields of a form that was checked already; what is no text, or too long, is empty. */
function fieldsOf(c: Context): Fields {
  return (c.get('fields') as Fields | undefined) ?? {};
}

export function field(c: Context, name: string, most = 200): string {
  const value = fieldsOf(c)[name] ?? '';
  return value.length > most ? '' : value;
}
