/** What the statements of some work read, by the database's own plan. */
import { rowsOf } from '../../../db/database.ts';
import type { TestDatabase } from '../../support/databases.ts';

interface Statement {
  sql: string;
  bindings: (string | number | null)[];
}

/** From so many rows on, reading a whole table or index is a scan: the users that `fill` made are many times that. */
const MANY = 500;
const PLANNED = /^\s*(SELECT|UPDATE|DELETE|WITH)\b/i;

/** What `work` asks the database, each statement once. */
export async function statementsOf(
  { reader }: TestDatabase,
  work: () => Promise<unknown>,
): Promise<Statement[]> {
  const asked = new Map<string, Statement>();
  const listen = ({ sql, bindings }: { sql: string; bindings?: Statement['bindings'] }) => {
    if (PLANNED.test(sql)) asked.set(sql, { sql, bindings: bindings ?? [] });
  };
  reader.on('query', listen);
  try {
    await work();
  } finally {
    reader.off('query', listen);
  }
  return [...asked.values()];
}

/** The steps of the plans that read a whole table or index, however large, with their statements. */
export async function scansOf(database: TestDatabase, statements: readonly Statement[]): Promise<string[]> {
  const scans: string[] = [];
  for (const { sql, bindings } of statements) {
    const found =
      database.kind === 'sqlite'
        ? await inSqlite(database, sql, bindings)
        : await inMysql(database, sql, bindings);
    scans.push(...found.map((step) => `${step} of ${sql}`));
  }
  return scans;
}

/**
 * After many rows were written, without which the optimizer counts with what was there before. SQLite takes an index without being told, and
 * with statistics would rather read the few rows of a small table.
 */
export async function refreshStatistics(
  { reader, kind }: TestDatabase,
  tables: readonly string[],
): Promise<void> {
  if (kind === 'mysql') await reader.raw(`ANALYZE TABLE ${tables.join(', ')}`);
}

async function inMysql(
  { reader }: TestDatabase,
  sql: string,
  bindings: Statement['bindings'],
): Promise<string[]> {
  const plan = await rowsOf<{ table: string | null; type: string | null; rows: number | string | null }>(
    reader,
    `EXPLAIN ${sql}`,
    bindings,
  );
  // A table in angle brackets is one that an earlier step made.
  return plan
    .filter(({ table, type }) => ['ALL', 'index'].includes(type ?? '') && !table?.startsWith('<'))
    .filter(({ rows }) => Number(rows) >= MANY)
    .map(({ table, type, rows }) => `${type} of ${rows} rows in ${table}`);
}

async function inSqlite(
  { reader }: TestDatabase,
  sql: string,
  bindings: Statement['bindings'],
): Promise<string[]> {
  const plan = await rowsOf<{ detail: string }>(reader, `EXPLAIN QUERY PLAN ${sql}`, bindings);
  const details = plan.map(({ detail }) => detail);
  const made = details.flatMap((detail) => detail.match(/^(?:CO-ROUTINE|MATERIALIZE) (\S+)/)?.slice(1) ?? []);
  return details.filter((detail) => {
    const table = detail.match(/^SCAN (\S+)/)?.[1];
    return table !== undefined && !['CONSTANT', ...made].includes(table) && !/^\(/.test(table);
  });
}
