/** A list as a person uploads it: whatever delimited/read.ts reads, of which some columns say who is meant. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { RekeyError } from '../../../db/errors.ts';
import type { UserSummary } from '../../../db/platforms/contract.ts';
import { visible } from '../../../db/text/visible.ts';
import { namesInWords } from '../delimited/columns.ts';
import { type FileLine, readDelimited } from '../delimited/read.ts';
import { textOf } from '../delimited/text.ts';
import { type Choice, chooseColumns, type Way } from './list-columns.ts';

/** Bytes of a list. A hundred thousand lines of e-mail addresses are half of it. */
export const MAX_LIST = 8 * 1024 * 1024;
/** Characters of an id or a username, and of what is shown of a line. */
export const MAX_SHOWN = 190;
/** RFC 5321, 4.5.3.1. */
const MAX_ADDRESS = 254;

/** A user who is known already, and need not be looked up. */
export type MeantUser = Pick<UserSummary, 'id' | 'username' | 'email' | 'privileged'>;

/** What a cell says of who is meant, trimmed and at most 254 characters. */
export interface Reference {
  way: Way;
  text: string;
}

export interface ListLine {
  /** From 1, as an editor counts. */
  line: number;
  /** What names the user, for people: the texts of `references`, at most 190 characters. */
  text: string;
  /** One a column that is read and is not blank; at least one where there is no fault. */
  references: Reference[];
  /** The user's name, where a column has it. */
  name: string | null;
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

/** As a list is read, and what of it: for whoever is to choose a column. */
export interface ListColumns {
  /** In their order; by the first line, which may be a user's. */
  names: string[];
  /** From 1: those that are read when none is chosen. Empty: one has to be. */
  read: number[];
}

/** @throws BAD_INPUT as `readList` does, but for columns */
export async function columnsOfList(bytes: Buffer): Promise<ListColumns> {
  const lines = await linesOf(bytes);
  const rows = rowsOf(lines);
  const choice = chooseColumns(rows, null);
  return {
    names: rows[0] ?? [],
    read: 'why' in choice ? [] : choice.references.map(({ index }) => index + 1),
  };
}

/**
 * Blank lines are no lines. `column`: a column's name or number (from 1), which alone is read.
 * @throws COLUMN_NOT_KNOWN; BAD_INPUT for a list that can not be read as a whole, or has more than `most` lines
 */
export async function readList(
  bytes: Buffer,
  most: number,
  column: string | null = null,
): Promise<ListLine[]> {
  const file = await linesOf(bytes);
  const rows = rowsOf(file);
  const choice = chooseColumns(rows, column);
  if ('why' in choice) {
    throw new RekeyError('COLUMN_NOT_KNOWN', { why: choice.why, columns: namesInWords(rows[0] ?? []) });
  }
  const lines = file
    .filter((record, index) => record.kind === 'bad' || index > 0 || !choice.header)
    .map((record) => toLine(record, choice));
  if (lines.length === 0) throw bad('the list has no line that names a user');
  if (lines.length > most) throw bad(`the list has ${lines.length} lines, and at most ${most} are allowed`);
  return lines;
}

type Readable = Exclude<FileLine, { kind: 'end' }>;

async function linesOf(bytes: Buffer): Promise<Readable[]> {
  const lines: Readable[] = [];
  for await (const record of readDelimited(textOf([bytes]))) {
    if (record.kind === 'end') throw bad(`the list can not be read: line ${record.line}: ${record.why}`);
    if (record.kind === 'row' && record.cells.some((cell) => cell.includes('\0')))
      throw bad('the list is no text; is it a spreadsheet? Save it as CSV');
    lines.push(record);
  }
  return lines;
}

function rowsOf(lines: readonly Readable[]): string[][] {
  return lines.flatMap((record) => (record.kind === 'row' ? [record.cells.map((cell) => cell.trim())] : []));
}

function toLine(record: Readable, { references, names }: Choice): ListLine {
  const { line } = record;
  const nothing = { line, text: '', references: [], name: null };
  if (record.kind === 'bad') return { ...nothing, fault: record.why };
  const textAt = (index: number) => visible(record.cells[index] ?? '');
  const said = references
    .map(({ index, way }) => ({ way, text: textAt(index) }))
    .filter(({ text }) => text !== '');
  if (said.length === 0) return { ...nothing, fault: 'nothing stands where the user is named' };
  const whole = said.map(({ text }) => text).join(', ');
  const text = Array.from(whole.replace(/\p{Cc}/gu, '\uFFFD'))
    .slice(0, MAX_SHOWN)
    .join('');
  const name = names.map(textAt).filter(Boolean).join(' ') || null;
  return { line, text, references: said, name, fault: faultOf(said) };
}

function faultOf(references: readonly Reference[]): string | null {
  for (const { text } of references) {
    if (text.includes('\uFFFD')) return 'it has bytes that are no text, or not UTF-8';
    if (/\p{Cc}/u.test(text)) return 'it has control characters';
    const most = text.includes('@') ? MAX_ADDRESS : MAX_SHOWN;
    if (text.length > most) return `it is longer than ${most} characters`;
  }
  return null;
}

function bad(why: string): RekeyError {
  return new RekeyError('BAD_INPUT', { why });
}
