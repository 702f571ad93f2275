/** Plain text for people: columns that line up, times that say their zone, and nothing that can drive a terminal. */
import stringWidth from 'string-width';

/**
 * Control characters and those that turn the direction of text are shown, not obeyed: a user who is named with an
 * escape sequence must not repaint an agent's terminal, nor swap the ends of a line. Line breaks and tabs stay.
 */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]|[\u2028-\u202e\u2066-\u2069]/gu, (character) => {
    const hex = character.codePointAt(0)?.toString(16).padStart(2, '0');
    return `\\u{${hex}}`;
  });
}

/** One line of it: line breaks and tabs are shown as well. */
export function printableLine(text: string): string {
  return printable(text).replace(/\n/g, '\\n').replace(/\t/g, '\\t');
}

/** The same for JSON, whose own escapes JSON.stringify uses for the first 32 characters only. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** `2026-02-03 04:05:06 UTC`; `never` for null. */
export function when(time: number | null): string {
  if (time === null) return 'never';
  return new Date(time)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}

/** After what a mail would have told the user of. */
export const UNTOLD = 'The user is not told by mail: no e-mail address is on file.';

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** Rows under a header, each column as wide as its widest cell; a trailing line break. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return columns([header, ...rows]);
}

/** Names and values, one a line. */
export function facts(pairs: readonly (readonly [name: string, value: string])[]): string {
  return columns(pairs);
}

function columns(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(printableLine));
  const widths: number[] = [];
  for (const row of cells) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, stringWidth(cell));
    });
  }
  return cells.map((row) => `${line(row, widths)}\n`).join('');
}

function line(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - stringWidth(cell)))
    .join('  ')
    .trimEnd();
}
