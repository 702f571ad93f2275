/** A file of columns as records. The first row names the columns. */
import { readDelimited } from '../../services/delimited/read.ts';
import type { FileRecord } from './records.ts';

/** @throws BAD_INPUT when the first row can not be the names of columns */
export async function* readCsv(
  text: AsyncIterable<string>,
  checkColumns: (names: string[]) => void,
): AsyncGenerator<FileRecord> {
  let names: string[] | null = null;
  for await (const record of readDelimited(text)) {
    if (record.kind !== 'row') yield record;
    else if (names === null) {
      names = record.cells.map((name) => name.trim());
      checkColumns(names);
    } else {
      const { line, cells } = record;
      yield { kind: 'fields', line, fields: Object.fromEntries(names.map((name, at) => [name, cells[at]])) };
    }
  }
}
