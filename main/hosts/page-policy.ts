/** What the page may do, the same in both hosts: run and style itself, call the console, nothing else. */

/** `unsafe-inline` for styles only: Mantine sets custom properties in style attributes. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const POLICY_HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
};

/** Only files named by a hash of their content are kept; answers and pages are about people and never are. */
export function headersFor(contentType: string, immutable = false): Record<string, string> {
  return {
    ...POLICY_HEADERS,
    'Content-Type': contentType,
    'Cache-Control': immutable ? 'private, max-age=31536000, immutable' : 'no-store',
  };
}
