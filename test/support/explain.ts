/** How a database would carry a statement out. */
import { type Database, rowsOf } from '../../db/database.ts';

export interface Statement {
  sql: string;
  bindings: readonly (string | number)[];
}

/** The steps that read a table or an index from end to end; of tables that the statement itself makes, none counts. */
export async function scansOf({ kind, reader }: Database, { sql, bindings }: Statement): Promise<string[]> {
  if (kind === 'mysql') {
    const plan = await rowsOf<{ table: string | null; type: string }>(reader, `EXPLAIN ${sql}`, bindings);
    return plan
      .filter(({ table, type }) => (type === 'ALL' || type === 'index') && !table?.startsWith('<'))
      .map(({ table, type }) => `${type} ${table}`);
  }
  const plan = await rowsOf<{ detail: string }>(reader, `EXPLAIN QUERY PLAN ${sql}`, bindings);
  return plan.map(({ detail }) => detail).filter((detail) => /^SCAN (?!\(|CONSTANT)/.test(detail));
}
