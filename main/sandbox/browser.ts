/** What a request says about the browser that sent it. */
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Device, Ticket } from '../services/sandbox/platform.ts';

/** Cookies ignore ports (RFC 6265, section 8.5), so each name carries its own. */
export type CookieName = 'session' | 'login' | 'form';

export function readCookie(c: Context, port: number, name: CookieName): Ticket | null {
  return getCookie(c, `platform-${name}-${port}`) ?? null;
}

/** Until the browser ends. Null takes it away. Not `Secure`: the sandbox has no TLS, and leaves this machine never. */
export function writeCookie(c: Context, port: number, name: CookieName, value: Ticket | null): void {
  setCookie(c, `platform-${name}-${port}`, value ?? '', {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    ...(value === null && { maxAge: 0 }),
  });
}

export function deviceOf(c: Context): Device {
  return { device: describe(c.req.header('user-agent') ?? ''), address: '127.0.0.1' };
}

/** "Firefox on Linux". The order counts: every browser claims to be some of the others. */
function describe(userAgent: string): string {
  const browser = BROWSERS.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'A browser';
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1];
  return system ? `${browser} on ${system}` : browser;
}

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/(Chrome|Chromium|HeadlessChrome)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];
