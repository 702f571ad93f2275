/** A whole file into the queue, 200 requests at a time: whatever its size, it is never in memory as a whole. */
import { RekeyError } from '../../../db/errors.ts';
import type { ImportRow } from '../../services/requests.ts';
import { readCsv } from './csv.ts';
import { readJsonLines } from './json-lines.ts';
import type { FileRecord } from './records.ts';
import { type Chosen, type Defaults, judgeColumns, toRow } from './row.ts';
import { textOfFile } from './text.ts';

export type FileFormat = 'csv' | 'json-lines';

export interface ImportOptions {
  path: string;
  format: FileFormat;
  defaults: Defaults;
  chosen: Chosen;
  /** ms UTC. */
  now: number;
  /** Takes the rows, all or none. */
  send(rows: ImportRow[]): Promise<{ added: number; known: number }>;
  onProgress(bytes: number): void;
}

export interface ImportOutcome {
  added: number;
  /** There before, or twice in the file. */
  known: number;
  badLines: number;
  /** The first thousand of them. */
  bad: { line: number; why: string }[];
  /** Where the reading ended before the file did. */
  stopped: { line: number; why: string } | null;
  unreadColumns: string[];
}

const ROWS_AT_ONCE = 200;
const MAX_BAD = 1_000;

/** @throws BAD_INPUT for columns that can not be requests, FILE_NOT_READ, and what `send` throws */
export async function importFile(options: ImportOptions): Promise<ImportOutcome> {
  const outcome: ImportOutcome = {
    added: 0,
    known: 0,
    badLines: 0,
    bad: [],
    stopped: null,
    unreadColumns: [],
  };
  let rows: ImportRow[] = [];
  const send = async () => {
    if (rows.length === 0) return;
    const { added, known } = await options.send(rows);
    outcome.added += added;
    outcome.known += known;
    rows = [];
  };
  const refuse = (line: number, why: string) => {
    outcome.badLines += 1;
    if (outcome.bad.length < MAX_BAD) outcome.bad.push({ line, why });
  };
  for await (const record of recordsOf(options, outcome)) {
    if (record.kind === 'end') {
      outcome.stopped = { line: record.line, why: record.why };
      break;
    }
    if (record.kind === 'bad') {
      refuse(record.line, record.why);
      continue;
    }
    const read = toRow(record.fields, options);
    if ('why' in read) refuse(record.line, read.why);
    else if (rows.push(read.row) === ROWS_AT_ONCE) await send();
  }
  await send();
  return outcome;
}

function recordsOf(options: ImportOptions, outcome: ImportOutcome): AsyncIterable<FileRecord> {
  const text = textOfFile(options.path, options.onProgress);
  if (options.format === 'json-lines') return readJsonLines(text);
  return readCsv(text, (names) => {
    const { fault, unread } = judgeColumns(names, options.chosen);
    if (fault !== null) throw new RekeyError('BAD_INPUT', { why: fault });
    outcome.unreadColumns = unread;
  });
}
