/** E-mail addresses, wherever they come from: one judgement for users, staff, senders of requests and the mail server's sender. */
import { domainToASCII, domainToUnicode } from 'node:url';

/** RFC 5321, 4.5.3.1, octets: of the part before the @, of the domain, and of the whole (a path of 256 with its brackets). */
const LOCAL_OCTETS = 64;
const DOMAIN_OCTETS = 255;
export const ADDRESS_OCTETS = 254;

/** A dot-atom of RFC 5322 with the letters of RFC 6531; the quoted form, which nobody has, is not taken. */
const LOCAL = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const DOMAIN = /^[\p{L}\p{M}\p{N}-]+(\.[\p{L}\p{M}\p{N}-]+)*$/u;
/** A domain as a name server knows it (RFC 5890): labels of at most 63, and not an address of numbers. */
const ASCII_DOMAIN =
  /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*(?=[^.]*[a-z-])[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Whether mail can be sent there. No address that passes can break out of a header: it holds no space, comma, < or line
 * break. Lengths are counted as they go over the wire: a domain outside ASCII in its ASCII form.
 */
export function isMailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1) return false;
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  if (!LOCAL.test(local) || !DOMAIN.test(domain)) return false;
  const ascii = domainToASCII(domain);
  const octets = {
    local: Buffer.byteLength(local),
    domain: Math.max(ascii.length, Buffer.byteLength(domain)),
  };
  return (
    ASCII_DOMAIN.test(ascii) &&
    ascii.split('.').every(isLabel) &&
    octets.local <= LOCAL_OCTETS &&
    octets.domain <= DOMAIN_OCTETS &&
    octets.local + 1 + octets.domain <= ADDRESS_OCTETS
  );
}

/** What begins as encoded must be something that was (RFC 5890, 2.3.2.1); not every version of Node looks. */
function isLabel(label: string): boolean {
  return !label.startsWith('xn--') || domainToUnicode(label) !== label;
}

/** A name for a header: one line of at most 120 characters. */
export function headerName(text: string): string {
  return Array.from(oneLine(text)).slice(0, 120).join('');
}

/** Without line breaks, control characters, those that turn the direction of text, and half characters. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
