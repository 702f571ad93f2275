/** Which tables and columns are there, as far as the account may see them. */
import { type Reader, rowsOf } from './database.ts';

/** The columns of those of the tables that are there, by table, as they are spelt there. */
export async function columnsOf(
  reader: Reader,
  tables: readonly string[],
): Promise<Map<string, ReadonlySet<string>>> {
  const marks = tables.map(() => '?').join(', ');
  const rows = await rowsOf<{ of_table: string; of_column: string }>(
    reader,
    reader.client.config.client === 'mysql2'
      ? `SELECT table_name AS of_table, column_name AS of_column FROM information_schema.columns
         WHERE table_schema = DATABASE() AND table_name IN (${marks})`
      : `SELECT m.name AS of_table, c.name AS of_column FROM sqlite_master m, pragma_table_info(m.name) c
         WHERE m.type = 'table' AND m.name IN (${marks})`,
    tables,
  );
  const found = new Map<string, Set<string>>();
  for (const { of_table: table, of_column: column } of rows)
    found.set(table, (found.get(table) ?? new Set()).add(column));
  return found;
}
