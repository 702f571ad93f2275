/**
 * CSV (RFC 4180) that is safe to open in a spreadsheet: the one writer of it, and the way back for the one reader
 * (delimited/read.ts).
 */

/** Without it Excel takes UTF-8 for the code page of its machine. Every CSV file begins with it; it is part of what is hashed. */
const BYTE_ORDER_MARK = '\uFEFF';

/** The beginning of a file: the names of its columns. */
export function csvHead(names: readonly string[]): string {
  return BYTE_ORDER_MARK + csvLine(names);
}

/** Ends with CRLF. Null is an empty cell. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = neutralised(value);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What nobody sees before a formula, but for the characters that begin a cell. docs/verify_audit_export.py has the same. */
const UNSEEN =
  '[\\0-\\x08\\v\\f\\x0e- \\x7f-\\xa0\\xad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f' +
  '\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb\\u{e0000}-\\u{e0fff}]';
/** OWASP, CSV Injection: = + - @, the same in full width, and at the start of a text a tab, CR or LF as well. */
const RUN = `${UNSEEN}*[=+\\-@＝＋－＠]`;
/** A list separator of some country, a tab or a quote in the middle of a text can begin a cell too. */
const WITHIN = '(?<=[;,|\\t\\r\\n"])';

const LIVE = new RegExp(`(?:^(?='*(?:[\\t\\r\\n]|${RUN}))|${WITHIN}(?='*${RUN}))`, 'gu');
const NEUTRALISED = new RegExp(`(?:^'(?='*(?:[\\t\\r\\n]|${RUN}))|${WITHIN}'(?='*${RUN}))`, 'gu');
/** Most cells have none of it, so that one look is enough. */
const SUSPECT = /[=+\-@＝＋－＠\t\r\n]/;

/** With an apostrophe before whatever a spreadsheet would run: it then shows it as text. `original` takes them away again. */
export function neutralised(text: string): string {
  return SUSPECT.test(text) ? text.replace(LIVE, "'") : text;
}

/** What `neutralised` made this of. */
export function original(text: string): string {
  return SUSPECT.test(text) ? text.replace(NEUTRALISED, '') : text;
}
