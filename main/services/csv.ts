/** Lines of CSV (RFC 4180) that are safe to open in a spreadsheet. */

/** Ends with CRLF. Null is an empty cell. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** Most cells have none of it, so that one look is enough. */
const SPECIAL = /^[=+\-@\t\r]|[",\r\n]/;

/** A spreadsheet runs what begins like a formula, so such a text gets an apostrophe before it (OWASP, CSV Injection). */
function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  if (!SPECIAL.test(value)) return value;
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
