/** All rows of a platform, and what became of them. */
import type { Database } from '../../../db/database.ts';
import type { UserId } from '../../../db/platforms/contract.ts';

type Row = Record<string, unknown>;

/** A row and the user whom it is about; null: nobody. */
export interface Owned {
  table: string;
  owner: string | null;
  row: Row;
}

/** By table: the column that holds the user's id, or a function that finds it, which is given the rows of any table. */
export type Owners = Record<string, string | ((row: Row, rowsOf: (table: string) => Row[]) => unknown)>;

export async function dumpRows(database: Database, owners: Owners): Promise<Owned[]> {
  const tables = new Map<string, Row[]>();
  for (const table of Object.keys(owners)) tables.set(table, await database.reader(table).select());
  const rowsOf = (table: string) => tables.get(table) ?? [];
  return Object.entries(owners).flatMap(([table, owner]) =>
    rowsOf(table).map((row) => {
      const whose = typeof owner === 'string' ? row[owner] : owner(row, rowsOf);
      return { table, owner: whose === null || whose === undefined ? null : String(whose), row };
    }),
  );
}

/** Rows as texts in an order of their own, to be compared as a whole. */
export function asTexts(rows: readonly Owned[]): string[] {
  return rows.map(({ table, row }) => `${table} ${textOf(row)}`).sort();
}

/**
 * What is different, as `+table`, `-table` and `table.column`, each once and in order; of rows of that owner, or of all others. A row is the
 * same one when its `id` is, or without an `id` only when nothing in it is different.
 */
export function differences(
  before: readonly Owned[],
  after: readonly Owned[],
  { of, but }: { of?: UserId; but?: UserId },
): string[] {
  const counted = ({ owner }: Owned) => (of === undefined ? owner !== but : owner === of);
  const old = new Map(before.filter(counted).map((one) => [keyOf(one), one]));
  const present = new Map(after.filter(counted).map((one) => [keyOf(one), one]));
  const found = new Set<string>();
  for (const [key, { table }] of old) if (!present.has(key)) found.add(`-${table}`);
  for (const [key, { table, row }] of present) {
    const was = old.get(key)?.row;
    if (!was) found.add(`+${table}`);
    else
      for (const column of Object.keys(row)) {
        if (valueText(row[column]) !== valueText(was[column])) found.add(`${table}.${column}`);
      }
  }
  return [...found].sort();
}

function keyOf({ table, row }: Owned): string {
  return `${table} ${'id' in row ? valueText(row.id) : textOf(row)}`;
}

function textOf(row: Row): string {
  return Object.keys(row)
    .sort()
    .map((column) => `${column}=${valueText(row[column])}`)
    .join(' ');
}

function valueText(value: unknown): string {
  return Buffer.isBuffer(value) ? value.toString('hex') : JSON.stringify(value ?? null);
}
