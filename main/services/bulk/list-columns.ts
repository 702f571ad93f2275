/** Which columns of a list say who is meant. No column is taken for one that does because of where it stands. */
import { visible } from '../../../db/text/visible.ts';
import { type ColumnKind, columnNamed, kindOf } from '../delimited/columns.ts';

/** What a column says of a user: an address on file, an account (by its name or address), an id, or any of these. */
export type Way = 'address' | 'account' | 'id' | 'any';

const WAYS: Partial<Record<ColumnKind, Way>> = {
  email: 'address',
  principal: 'account',
  username: 'account',
  user: 'any',
  userId: 'id',
  id: 'id',
};

export interface Choice {
  /** The first line names the columns. */
  header: boolean;
  references: { index: number; way: Way }[];
  /** Columns that together are the user's name. */
  names: number[];
}

/** `column`: a name or a number (from 1) that a person chose. `why`: what is not known. */
export function chooseColumns(
  rows: readonly (readonly string[])[],
  column: string | null,
): Choice | { why: string } {
  const [first = [], ...others] = rows;
  const kinds = first.map(kindOf);
  const header = kinds.some((kind) => kind !== null);
  if (column !== null) return chosen(first, kinds, column.trim());
  const references = kinds.flatMap((kind, index) => {
    const way = kind === null ? undefined : WAYS[kind];
    return way ? [{ index, way }] : [];
  });
  if (references.length > 0) return { header, references, names: nameColumns(kinds) };
  const why = `it is not known ${first.length === 1 ? 'whether its column names' : 'which column names'} users`;
  if (first.length > 1 || header || isNameAboveNumbers(first, others)) return { why };
  return { header, references: [{ index: 0, way: 'any' }], names: [] };
}

function chosen(
  first: readonly string[],
  kinds: readonly (ColumnKind | null)[],
  column: string,
): Choice | { why: string } {
  const index = columnNamed(first, column);
  if (index === 'several') return { why: `two of its columns are called "${column}"` };
  const named = index !== null;
  const at = named ? index : /^\d{1,4}$/.test(column) ? Number(column) - 1 : -1;
  if (first[at] === undefined) return { why: `it has no column "${column}"` };
  const kind = kinds[at] ?? null;
  // By number a line that is not understood is read as a user, which is nobody: better than to leave one out.
  const header = named || kinds.some((one) => one !== null);
  return { header, references: [{ index: at, way: (kind && WAYS[kind]) ?? 'any' }], names: [] };
}

/** A single column without a name is read from its first line on; but numbers below a text are numbers of something. */
function isNameAboveNumbers(
  [first = '']: readonly string[],
  others: readonly (readonly string[])[],
): boolean {
  const isNumber = (text: string) => /^\d+$/.test(visible(text));
  return !isNumber(first) && !/[#@]/.test(first) && others.some(([text = '']) => isNumber(text));
}

function nameColumns(kinds: readonly (ColumnKind | null)[]): number[] {
  return kinds.flatMap((kind, index) =>
    kind === 'name' || kind === 'firstName' || kind === 'lastName' ? [index] : [],
  );
}
