/** The one reader of files with columns: CSV (RFC 4180) with whatever stands between cells, and plain lines. */
import { Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import { original } from '../csv.ts';
import { kindOf } from './columns.ts';

/** What a file holds, each with the line that it begins on. The first row may be the names of the columns. */
export type FileLine =
  | { kind: 'row'; line: number; cells: string[] }
  /** This one can not be read; what follows can. */
  | { kind: 'bad'; line: number; why: string }
  /** Where what follows begins can not be told any more: it may be in the middle of a cell. */
  | { kind: 'end'; line: number; why: string };

/** Characters of one row: a longer one is an unclosed quote, or a file of another kind. */
export const MAX_RECORD = 1024 * 1024;
const DELIMITERS = [',', ';', '\t', '|'];

/**
 * Blank lines are left out, and so is what spreadsheets, PowerShell and Entra write above the columns ("sep=;", "#TYPE …", "version:v1.0"). Each row has
 * as many cells as the first, as they are but for the apostrophes of our own export (csv.ts).
 */
export async function* readDelimited(text: AsyncIterable<string>): AsyncGenerator<FileLine> {
  const { skipped, delimiter, rest } = await readBeginning(text);
  let width: number | null = null;
  for await (const record of delimiter === null ? plain(rest) : csv(rest, delimiter)) {
    const line = record.line + skipped;
    if (record.kind !== 'row') {
      yield { ...record, line };
      continue;
    }
    const cells = withoutBlankEnd(record.cells.map(original), width ?? 1);
    width ??= cells.length;
    if (cells.length === width) yield { kind: 'row', line, cells };
    else yield { kind: 'bad', line, why: `it has ${cells.length} fields, and the first line ${width}` };
  }
}

interface Beginning {
  /** Lines above `rest`. */
  skipped: number;
  /** Null: plain lines. */
  delimiter: string | null;
  /** From the first row on. */
  rest: AsyncGenerator<string>;
}

async function readBeginning(text: AsyncIterable<string>): Promise<Beginning> {
  const chunks = text[Symbol.asyncIterator]();
  let head = '';
  let done = false;
  let above = splitAbove(head);
  while (!done && above.first === null && head.length < MAX_RECORD) {
    const next = await chunks.next();
    done = next.done ?? false;
    if (!next.done) head += next.value;
    above = splitAbove(head);
  }
  async function* rest() {
    if (above.rest !== '') yield above.rest;
    while (!done) {
      const next = await chunks.next();
      if (next.done) return;
      yield next.value;
    }
  }
  return {
    skipped: above.skipped,
    delimiter: above.separator ?? delimiterOf(above.first ?? above.rest.split('\n', 1)[0] ?? ''),
    rest: rest(),
  };
}

/** `first`: the first row, which may be of several lines; null as long as its end is not there. */
function splitAbove(head: string) {
  let start = 0;
  let skipped = 0;
  let separator: string | null = null;
  for (let end = head.indexOf('\n'); end !== -1; end = head.indexOf('\n', start)) {
    const line = head.slice(start, end);
    const named = /^"?sep=([^\p{L}\p{N}])"?[;,|\s]*$/iu.exec(line)?.[1];
    const isBlank = /^[\s;,|]*$/.test(line.replaceAll('""', ''));
    if (named === undefined && !isBlank && !/^"?(?:#TYPE\b|version:v[\d.]+)/i.test(line)) break;
    separator ??= named ?? null;
    skipped += 1;
    start = end + 1;
  }
  const rest = head.slice(start);
  const end = endOfRow(rest);
  return { rest, separator, skipped, first: end === -1 ? null : rest.slice(0, end) };
}

/** The first line feed outside of quotes; -1: it is not there. */
function endOfRow(text: string): number {
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') quoted = !quoted;
    else if (text[at] === '\n' && !quoted) return at;
  }
  return -1;
}

/** By which most columns are known by name, else which is there most often. Null: none is there. */
function delimiterOf(first: string): string | null {
  const outsideQuotes = first.replace(/"[^"]*"/g, '');
  const judged = DELIMITERS.filter((sign) => outsideQuotes.includes(sign)).map((sign) => ({
    sign,
    // A comma in words has a space behind it.
    count: outsideQuotes.split(sign).filter((part) => !part.startsWith(' ')).length,
    known: cellsOf(first, sign).filter((name) => kindOf(name) !== null).length,
  }));
  return judged.sort((a, b) => b.known - a.known || b.count - a.count)[0]?.sign ?? null;
}

function cellsOf(row: string, delimiter: string): string[] {
  const rows: string[][] = parseAtOnce(row, { delimiter, relax_quotes: true, relax_column_count: true });
  return rows[0] ?? [];
}

async function* plain(text: AsyncIterable<string>): AsyncGenerator<FileLine> {
  let line = 1;
  let held = '';
  const row = (): FileLine => {
    const quoted = /^\s*"(.*)"\s*$/.exec(held)?.[1];
    return { kind: 'row', line, cells: [quoted === undefined ? held : quoted.replaceAll('""', '"')] };
  };
  for await (const chunk of text) {
    for (const [index, part] of chunk.split('\n').entries()) {
      if (index > 0) {
        if (held.trim() !== '') yield row();
        held = '';
        line += 1;
      }
      held += part;
    }
    if (held.length > MAX_RECORD) {
      yield { kind: 'end', line, why: wordsOf('CSV_MAX_RECORD_SIZE') };
      return;
    }
  }
  if (held.trim() !== '') yield row();
}

async function* csv(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<FileLine> {
  const faults: { why: string; recordsBefore: number }[] = [];
  const source = Readable.from(untilFault(text, () => faults.length > 0));
  const parser = parse({
    delimiter,
    info: true,
    // Counted by the caller: a line with a cell too many is one bad line, not the end of the file.
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    max_record_size: MAX_RECORD,
    record_delimiter: '\n',
    // An error would take the good rows before it along, as many as happened to come in the same chunk.
    skip_records_with_error: true,
    on_skip: (error?: CsvError) => {
      faults.push({ why: wordsOf(error?.code), recordsBefore: Number(error?.records ?? 0) });
      return undefined;
    },
  });
  source.on('error', (error) => parser.destroy(error));
  let lastLine = 0;
  try {
    for await (const { record, info } of source.pipe(parser) as AsyncIterable<Parsed>) {
      if (info.records > (faults[0]?.recordsBefore ?? info.records)) break;
      lastLine = info.lines;
      yield { kind: 'row', line: startLine(record, info.lines), cells: record };
    }
    const [fault] = faults;
    if (fault) yield { kind: 'end', line: lastLine + 1, why: fault.why };
  } finally {
    source.destroy();
  }
}

interface Parsed {
  record: string[];
  info: { lines: number; records: number };
}

async function* untilFault(text: AsyncIterable<string>, isOver: () => boolean): AsyncGenerator<string> {
  for await (const chunk of text) {
    if (isOver()) return;
    yield chunk;
  }
}

/** The parser tells the line that a row ends on. */
function startLine(record: readonly string[], end: number): number {
  return end - record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
}

/** Spreadsheets write separators behind the last column as far as another row goes. */
function withoutBlankEnd(cells: string[], width: number): string[] {
  let length = cells.length;
  while (length > width && cells[length - 1]?.trim() === '') length -= 1;
  return cells.slice(0, length);
}

function wordsOf(code: string | undefined): string {
  if (code === 'CSV_MAX_RECORD_SIZE')
    return 'it is longer than 1 MiB; is a quote not closed, or the file no CSV?';
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote is opened and never closed';
  return 'a quote stands where none may stand; inside a quoted field it is written twice ("")';
}
