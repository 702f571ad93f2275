/** An audit entry as a syslog message (RFC 5424), framed by counting octets (RFC 6587, RFC 5425). */
import type { AuditEntry } from '../../db/audit/entry.ts';
import { LEAVABLE, shortLineOf } from '../services/audit/export-format.ts';

/** "log audit" (RFC 5424, table 1). */
const FACILITY = 13;
/** Informational, warning, error (RFC 5424, table 2). */
const SEVERITY = { done: 6, refused: 4, failed: 3 } as const;
/** The number that RFC 5612 sets aside for whoever has none of their own. */
const ENTERPRISE = 32473;
/** Octets of a message without its frame. What every receiver over TLS should take (RFC 5425, 4.3.1); many cut or hang up beyond. */
const LONGEST = 8_192;
/** Octets of one value in the structured data. No name or ticket that Rekey takes is longer. */
const LONGEST_VALUE = 255;

/**
 * `text`: the entry's line of JSON. Where the message would be longer than 8,192 octets, the longest parts of the entry are
 * left out of it, and `leftOut` in the structured data names them; `sequence` and `hash` always stand there, to look it up.
 */
export function syslogMessage(entry: AuditEntry, text: string, host: string): string {
  const whole = messageOf(entry, text, host, []);
  const tooLong = Buffer.byteLength(whole) - LONGEST;
  if (tooLong <= 0) return whole;
  // Each name that is left out stands in the message as well: once more, with room for all of them.
  const room =
    Buffer.byteLength(text) - tooLong - Buffer.byteLength(LEAVABLE.join(' ')) - ' leftOut=""'.length;
  const short = shortLineOf(entry, room);
  return messageOf(entry, short.line, host, short.leftOut);
}

/** Nothing but the place and the hash of an entry, for a collector that does not take the entry itself. */
export function syslogReference(entry: AuditEntry, host: string): string {
  const { line, leftOut } = shortLineOf(entry, 0);
  return messageOf({ ...entry, staff: null, user: null, ticket: null }, line, host, leftOut);
}

/** The length in octets, a space, the message. */
export function framed(message: string): string {
  return `${Buffer.byteLength(message)} ${message}`;
}

function messageOf(entry: AuditEntry, text: string, host: string, leftOut: readonly string[]): string {
  const { sequence, hash, outcome, category, action, staff, user, ticket } = entry;
  const data = structuredData({
    sequence: String(sequence),
    hash,
    outcome,
    category,
    ...(staff ? { staff: staff.name } : {}),
    ...(user ? { userId: user.id } : {}),
    ...(ticket === null ? {} : { ticket }),
    ...(leftOut.length === 0 ? {} : { leftOut: leftOut.join(' ') }),
  });
  // Of an entry that somebody wrote by hand: it is to be seen, not to stop what comes after it.
  const priority = FACILITY * 8 + (SEVERITY[outcome] ?? SEVERITY.failed);
  const date = new Date(entry.time);
  const time = Number.isNaN(date.getTime()) ? '-' : date.toISOString();
  const head = `<${priority}>1 ${time} ${printable(host, 255)} rekey - ${printable(action, 32)}`;
  // The byte order mark says that the text is UTF-8 (RFC 5424, section 6.4).
  return `${head} ${data} \uFEFF${text}`;
}

function structuredData(values: Record<string, string>): string {
  const parameters = Object.entries(values).map(
    ([name, value]) => ` ${name}="${cut(value).replace(/["\\\]]/g, '\\$&')}"`,
  );
  return `[rekey@${ENTERPRISE}${parameters.join('')}]`;
}

/** At most LONGEST_VALUE octets, whole characters; that something is missing shows. */
function cut(value: string): string {
  if (Buffer.byteLength(value) <= LONGEST_VALUE) return value;
  let octets = Buffer.byteLength('…');
  let kept = '';
  for (const character of value) {
    octets += Buffer.byteLength(character);
    if (octets > LONGEST_VALUE) break;
    kept += character;
  }
  return `${kept}…`;
}

/** A field of the header holds printable ASCII only, and "-" stands for nothing. */
function printable(text: string, length: number): string {
  return text.replace(/[^\x21-\x7e]/g, '_').slice(0, length) || '-';
}
