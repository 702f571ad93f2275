/** E-mail addresses from a database: judged before they come near a header or an SMTP command. */

/** RFC 5321, 4.5.3.1: octets of the part before the @, and of the whole. */
const LOCAL_OCTETS = 64;
const ADDRESS_OCTETS = 254;

/** A dot-atom of RFC 5322 with the letters of RFC 6531; the quoted form, which nobody has, is not taken. */
const LOCAL = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const DOMAIN =
  /^[\p{L}\p{N}]([\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?(\.[\p{L}\p{N}]([\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?)*$/u;

/** Whether mail can be sent there. No address that passes can break out of a header: it holds no space, comma, < or line break. */
export function isMailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || Buffer.byteLength(text) > ADDRESS_OCTETS) return false;
  const local = text.slice(0, at);
  return Buffer.byteLength(local) <= LOCAL_OCTETS && LOCAL.test(local) && DOMAIN.test(text.slice(at + 1));
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
