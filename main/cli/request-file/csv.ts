/** CSV as RFC 4180 has it: quoted fields may hold line breaks. The first line names the columns. */
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { type Fields, type FileRecord, MAX_RECORD } from './records.ts';

interface Parsed {
  record: string[];
  info: { lines: number; records: number };
}

/**
 * Ends at the first record whose end can not be told: what follows may be in the middle of a field.
 * @throws BAD_INPUT when the first line can not be the names of columns
 */
export async function* readCsv(
  text: AsyncIterable<string>,
  checkColumns: (names: string[]) => void,
): AsyncGenerator<FileRecord> {
  let fault: { why: string; recordsBefore: number } | null = null;
  const { delimiter, all } = await guessDelimiter(text, () => fault !== null);
  const source = Readable.from(all);
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    // Counted here: a line with a field too many is one bad line, not the end of the file.
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD,
    record_delimiter: '\n',
    // An error would take the good records before it along, as many as happened to come in the same chunk.
    skip_records_with_error: true,
    on_skip: (error) => {
      fault ??= { why: wordsOf(error?.code), recordsBefore: Number(error?.records ?? 0) };
      return undefined;
    },
  });
  source.on('error', (error) => parser.destroy(error));
  let names: string[] | null = null;
  let lastLine = 0;
  try {
    for await (const { record, info } of source.pipe(parser) as AsyncIterable<Parsed>) {
      const { recordsBefore } = (fault as { recordsBefore: number } | null) ?? {
        recordsBefore: info.records,
      };
      if (info.records > recordsBefore) break;
      lastLine = info.lines;
      if (names === null) {
        names = record.map((name) => name.trim());
        checkColumns(names);
      } else yield toRecord(record, names, startLine(record, info.lines));
    }
    if (fault) yield { kind: 'end', line: lastLine + 1, why: (fault as { why: string }).why };
  } finally {
    source.destroy();
  }
}

function toRecord(record: string[], names: string[], line: number): FileRecord {
  if (record.length !== names.length) {
    return { kind: 'bad', line, why: `it has ${record.length} fields, and the first line ${names.length}` };
  }
  const fields: Fields = Object.fromEntries(names.map((name, index) => [name, record[index]]));
  return { kind: 'fields', line, fields };
}

/** The parser tells the line that a record ends on. */
function startLine(record: readonly string[], end: number): number {
  return end - record.reduce((sum, field) => sum + field.split('\n').length - 1, 0);
}

/** Spreadsheets write semicolons where the comma is the decimal sign. The first line decides. */
async function guessDelimiter(text: AsyncIterable<string>, enough: () => boolean) {
  const chunks = text[Symbol.asyncIterator]();
  let head = '';
  let done = false;
  while (!done && !head.includes('\n') && head.length < MAX_RECORD) {
    const next = await chunks.next();
    done = next.done ?? false;
    if (!next.done) head += next.value;
  }
  const [first = ''] = head.split('\n', 1);
  const count = (sign: string) => first.split(sign).length;
  const delimiter = [',', ';', '\t'].sort((a, b) => count(b) - count(a))[0] as string;
  async function* all() {
    if (head !== '') yield head;
    if (done) return;
    for await (const chunk of { [Symbol.asyncIterator]: () => chunks }) {
      if (enough()) return;
      yield chunk;
    }
  }
  return { delimiter, all: all() };
}

function wordsOf(code: string | undefined): string {
  if (code === 'CSV_MAX_RECORD_SIZE')
    return 'it is longer than 1 MiB; is a quote not closed, or the file no CSV?';
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote is opened and never closed';
  return 'a quote stands where none may stand; inside a quoted field it is written twice ("")';
}
