/** Steps `rights` and `schema` for the embedded database, which has no accounts: may its file be written, and is all in it? */
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Check, failed, ok, warning } from '../check.ts';
import { columnsOf } from '../columns.ts';
import { type Database, rowsOf } from '../database.ts';
import { needsOf } from '../needs.ts';
import type { PlatformKind } from '../platforms/kind.ts';
import { kinds } from '../platforms/registry.ts';
import { codeOf, wordsOf } from './failure.ts';
import { tellOthers } from './other-platform.ts';

export async function checkEmbedded(
  database: Database,
  kind: PlatformKind,
  known: readonly PlatformKind[] = kinds(),
): Promise<Check[]> {
  const schema = await checkSchema(database, kind);
  return [
    await checkWritable(database),
    schema.outcome === 'failed' ? await tellOthers(schema, database, kind, known) : schema,
  ];
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
    if (error !== TAKEN_BACK) return notWritable(error);
  }
  const [main] = await rowsOf<{ file: string }>(
    database.reader,
    "SELECT file FROM pragma_database_list WHERE name = 'main'",
  );
  const why = await whyNotWritten(dirname(main?.file ?? ''));
  return why === null
    ? ok('rights', 'The database file can be written.')
    : failed('rights', `Nothing can be written beside the database file: ${why}.`, NOT_WRITABLE);
}

const NOT_WRITABLE = 'Check who owns the file and its folder, and that the disk is not full.';

function notWritable(error: unknown): Check {
  if (codeOf(error).startsWith('SQLITE_BUSY')) {
    return failed(
      'rights',
      'Another program holds the database file.',
      'Close the other one, or wait until it is done.',
    );
  }
  return failed('rights', `The database file can not be written: ${wordsOf(error)}.`, NOT_WRITABLE);
}

/** Bytes; more than the largest of our transactions but for lists. */
const PROBE = 512 * 1024;

/**
 * Null when a file of some size can be written in the folder; it is removed again. What is not committed SQLite keeps in
 * memory, so that a full disk is met by nothing less.
 */
export async function whyNotWritten(folder: string): Promise<string | null> {
  const probe = join(folder, `rekey-probe-${randomUUID()}`);
  try {
    await writeFile(probe, Buffer.alloc(PROBE), { flag: 'wx', mode: 0o600, flush: true });
    return null;
  } catch (error) {
    const code = codeOf(error);
    return { ENOSPC: 'the disk is full', EDQUOT: 'the quota is used up' }[code] ?? code;
  } finally {
    await rm(probe, { force: true }).catch(() => {});
  }
}

async function checkSchema(database: Database, kind: PlatformKind): Promise<Check> {
  const needs = await needsOf(kind, database.reader);
  const present = await columnsOf(
    database.reader,
    needs.map(({ table }) => table),
  );
  const missing: string[] = [];
  for (const { table, select } of needs) {
    const columns = present.get(table);
    if (!columns) missing.push(table);
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
