/** A list as a person uploads it: CSV or plain lines, of which one column says who is meant. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { RekeyError } from '../../../db/errors.ts';
import type { UserSummary } from '../../../db/platforms/platform.ts';

/** Bytes of a list. A hundred thousand lines of e-mail addresses are half of it. */
export const MAX_LIST = 8 * 1024 * 1024;
/** Characters of an id, a username or an e-mail address. */
export const MAX_REFERENCE = 190;
/** A column of this name is the one that is read, else the first. */
const NAMES = ['user', 'username', 'user name', 'email', 'e-mail', 'mail', 'id', 'user id', 'user_id'];

/** A user who is known already, and need not be looked up. */
export type MeantUser = Pick<UserSummary, 'id' | 'username' | 'email' | 'privileged'>;

export interface ListLine {
  /** From 1, as an editor counts. */
  line: number;
  /** What names the user, trimmed and at most 190 characters. */
  text: string;
  /** Why it can not be read; null when it can. */
  fault: string | null;
  /** Whom it means, where that is known. */
  user?: MeantUser;
}

/** `packed`: base64 of the gzipped file. @throws BAD_INPUT for what is neither, or too long when unpacked */
export async function unpackList(packed: string): Promise<Buffer> {
  try {
    return await promisify(gunzip)(Buffer.from(packed, 'base64'), { maxOutputLength: MAX_LIST });
  } catch (cause) {
    const tooLong = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const why = tooLong ? 'the list is longer than 8 MiB' : 'the list did not arrive whole';
    throw new RekeyError('BAD_INPUT', { why }, { cause });
  }
}

/** Blank lines are no lines. @throws BAD_INPUT for a list that can not be read as a whole, or has more than `most` lines */
export function readList(bytes: Buffer, most: number): ListLine[] {
  const mark = bytes.length >= 2 ? bytes.readUInt16BE(0) : 0;
  if (mark === 0xfffe || mark === 0xfeff) throw bad('the list is UTF-16; save it as UTF-8');
  if (bytes.includes(0)) throw bad('the list is no text; is it a spreadsheet? Save it as CSV');
  const text = new TextDecoder('utf-8').decode(bytes).replace(/\r\n?/g, '\n');
  const delimiter = delimiterOf(text);
  const records = delimiter === null ? plain(text) : csv(text, delimiter);
  const column = columnOf(records[0]?.fields ?? []);
  const lines = (column === null ? records : records.slice(1)).map(({ line, fields }) =>
    toLine(line, fields[column ?? 0] ?? ''),
  );
  if (lines.length === 0) throw bad('the list has no line that names a user');
  if (lines.length > most) throw bad(`the list has ${lines.length} lines, and at most ${most} are allowed`);
  return lines;
}

interface ListRecord {
  line: number;
  fields: string[];
}

/** Null: plain lines. The first line that is not blank decides. */
function delimiterOf(text: string): string | null {
  const first = /^[^\S\n]*\S.*$/m.exec(text)?.[0] ?? '';
  const [sign, count] = [',', ';', '\t']
    .map((one): [string, number] => [one, first.split(one).length - 1])
    .sort(([, a], [, b]) => b - a)[0] as [string, number];
  return count > 0 ? sign : null;
}

function plain(text: string): ListRecord[] {
  return text
    .split('\n')
    .map((line, index) => ({ line: index + 1, fields: [line.replace(/^\s*"(.*)"\s*$/, '$1')] }))
    .filter(({ fields }) => fields[0]?.trim() !== '');
}

function csv(text: string, delimiter: string): ListRecord[] {
  try {
    const rows = parse(text, {
      delimiter,
      info: true,
      record_delimiter: '\n',
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return rows.map(({ record, info }) => ({ line: startOf(record, info.lines), fields: record }));
  } catch (cause) {
    const { code, lines } = cause as { code?: string; lines?: number };
    const why =
      code === 'CSV_QUOTE_NOT_CLOSED'
        ? 'a quote is opened and never closed'
        : `line ${lines ?? '?'} is no CSV`;
    throw new RekeyError('BAD_INPUT', { why: `the list can not be read: ${why}` }, { cause });
  }
}

/** The parser tells the line that a record ends on. */
function startOf(record: readonly string[], end: number): number {
  return end - record.reduce((sum, field) => sum + field.split('\n').length - 1, 0);
}

/** Null: the first line is a user already, and the first column is read. */
function columnOf(first: readonly string[]): number | null {
  const index = first.findIndex((name) => NAMES.includes(name.trim().toLowerCase()));
  return index === -1 ? null : index;
}

function toLine(line: number, field: string): ListLine {
  const text = field.trim();
  const shown = Array.from(text.replace(/\p{Cc}/gu, '\uFFFD'))
    .slice(0, MAX_REFERENCE)
    .join('');
  if (text === '') return { line, text: '', fault: 'nothing stands where the user is named' };
  if (text.includes('\uFFFD')) return { line, text: shown, fault: 'it has bytes that are no UTF-8' };
  if (/\p{Cc}/u.test(text)) return { line, text: shown, fault: 'it has control characters' };
  if (text.length > MAX_REFERENCE) {
    return { line, text: shown, fault: `it is longer than ${MAX_REFERENCE} characters` };
  }
  return { line, text, fault: null };
}

function bad(why: string): RekeyError {
  return new RekeyError('BAD_INPUT', { why });
}
