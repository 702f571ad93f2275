/** Steps `rights` and `schema` for the embedded database, which has no accounts: may its file be written, and is all in it? */
import { type Check, failed, ok, warning } from '../check.ts';
import { type Database, rowsOf } from '../database.ts';
import type { TableNeed } from '../table-need.ts';
import { codeOf, wordsOf } from './failure.ts';

export async function checkEmbedded(database: Database, needs: readonly TableNeed[]): Promise<Check[]> {
  return [await checkWritable(database), await checkSchema(database, needs)];
}

const TAKEN_BACK = Symbol('taken back');

/** SQLite takes even a new table back: nothing stays of it. */
async function checkWritable(database: Database): Promise<Check> {
  try {
    return await database.transaction(async (tx) => {
      await tx.raw('CREATE TABLE rekey_probe (probe INTEGER)');
      throw TAKEN_BACK;
    });
  } catch (error) {
    if (error === TAKEN_BACK) return ok('rights', 'The database file can be written.');
    if (codeOf(error).startsWith('SQLITE_BUSY')) {
      return failed(
        'rights',
        'Another program holds the database file.',
        'Close the other one, or wait until it is done.',
      );
    }
    return failed(
      'rights',
      `The database file can not be written: ${wordsOf(error)}.`,
      'Check who owns the file and its folder, and that the disk is not full.',
    );
  }
}

async function checkSchema(database: Database, needs: readonly TableNeed[]): Promise<Check> {
  const missing: string[] = [];
  for (const { table, select } of needs) {
    const rows = await rowsOf<{ name: string }>(database.reader, 'SELECT name FROM pragma_table_info(?)', [
      table,
    ]);
    const columns = new Set(rows.map(({ name }) => name));
    if (columns.size === 0) missing.push(table);
    else if (select !== 'all') {
      missing.push(...select.filter((column) => !columns.has(column)).map((column) => `${table}.${column}`));
    }
  }
  if (missing.length === 0) return ok('schema', 'Every table and column that is needed is there.');
  if (missing.every((name) => needs.some(({ table, own }) => own && table === name))) {
    return warning(
      'schema',
      `Still to be made: ${missing.join(', ')}.`,
      'Run `rekey migrate`, or start Rekey: it makes them.',
    );
  }
  return failed(
    'schema',
    `Missing: ${missing.join(', ')}.`,
    'Check that this is the right file. On the demo, `rekey demo reset` makes it anew.',
  );
}
