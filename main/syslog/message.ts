/** An audit entry as a syslog message (RFC 5424), framed by counting octets (RFC 6587, RFC 5425). */
import type { AuditEntry } from '../../db/audit/entry.ts';

/** "log audit" (RFC 5424, table 1). */
const FACILITY = 13;
/** Informational, warning, error (RFC 5424, table 2). */
const SEVERITY = { done: 6, refused: 4, failed: 3 } as const;
/** The number that RFC 5612 sets aside for whoever has none of their own. */
const ENTERPRISE = 32473;

export function syslogMessage(entry: AuditEntry, text: string, host: string): string {
  const { sequence, hash, outcome, category, action, staff, user, ticket } = entry;
  const data = structuredData({
    sequence: String(sequence),
    hash,
    outcome,
    category,
    ...(staff ? { staff: staff.name } : {}),
    ...(user ? { userId: user.id } : {}),
    ...(ticket === null ? {} : { ticket }),
  });
  const priority = FACILITY * 8 + SEVERITY[outcome];
  const time = new Date(entry.time).toISOString();
  const head = `<${priority}>1 ${time} ${printable(host, 255)} rekey - ${printable(action, 32)}`;
  // The byte order mark says that the text is UTF-8 (RFC 5424, section 6.4).
  return `${head} ${data} \uFEFF${text}`;
}

/** The length in octets, a space, the message. */
export function framed(message: string): string {
  return `${Buffer.byteLength(message)} ${message}`;
}

function structuredData(values: Record<string, string>): string {
  const parameters = Object.entries(values).map(
    ([name, value]) => ` ${name}="${value.replace(/["\\\]]/g, '\\$&')}"`,
  );
  return `[rekey@${ENTERPRISE}${parameters.join('')}]`;
}

/** A field of the header holds printable ASCII only, and "-" stands for nothing. */
function printable(text: string, length: number): string {
  return text.replace(/[^\x21-\x7e]/g, '_').slice(0, length) || '-';
}
