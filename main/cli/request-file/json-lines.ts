/** JSON lines: one object a line (jsonlines.org). */
import { MAX_RECORD } from '../../services/delimited/read.ts';
import type { Fields, FileRecord } from './records.ts';

export async function* readJsonLines(text: AsyncIterable<string>): AsyncGenerator<FileRecord> {
  let line = 1;
  let held = '';
  /** The line is too long already, and what is still to come of it is dropped. */
  let skipping = false;
  for await (const chunk of text) {
    const parts = chunk.split('\n');
    for (const [index, part] of parts.entries()) {
      if (index > 0) {
        yield* recordOf(held, skipping, line);
        held = '';
        skipping = false;
        line += 1;
      }
      if (!skipping) held += part;
      if (held.length > MAX_RECORD) {
        held = '';
        skipping = true;
      }
    }
  }
  yield* recordOf(held, skipping, line);
}

function* recordOf(text: string, tooLong: boolean, line: number): Generator<FileRecord> {
  if (tooLong) yield { kind: 'bad', line, why: 'it is longer than 1 MiB' };
  else if (text.trim() !== '') yield parseLine(text, line);
}

function parseLine(text: string, line: number): FileRecord {
  let value: unknown;
  try {
    JSON.parse(text);
    value = JSON.parse(numbersAsText(text));
  } catch {
    return { kind: 'bad', line, why: 'it is not JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { kind: 'bad', line, why: 'it is not a JSON object' };
  return { kind: 'fields', line, fields: value as Fields };
}

/**
 * Every number of valid JSON as a text of its digits as written: a double keeps the first 15 of them, and no zero at the end,
 * so two ids would be one, and ticket 26.10 would be 26.1.
 */
function numbersAsText(json: string): string {
  return json.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
}
