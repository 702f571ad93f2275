/** Steps `version`, `database` and `charset`, once signed in. */
import type { Connection } from 'mysql2/promise';
import { type Check, ok, warning } from '../check.ts';
import { codeOf, StepFailure, wordsOf } from './failure.ts';

/** The oldest with what Rekey leans on: SKIP LOCKED, common table expressions, JSON and a supported life. */
const OLDEST = { MySQL: [8, 0], MariaDB: [10, 6] } as const;

export async function checkVersion(connection: Connection): Promise<Check> {
  const [rows] = await connection.query('SELECT VERSION() AS version');
  const text = (rows as { version: string }[])[0]?.version ?? '';
  return judgeVersion(text);
}

/** `text` is what SELECT VERSION() answers, e.g. "8.0.36", "10.11.6-MariaDB", "8.0.11-TiDB-v7.5.0". */
export function judgeVersion(text: string): Check {
  const product = /mariadb/i.test(text) ? 'MariaDB' : 'MySQL';
  const server = `${product} ${text.replace(/-mariadb.*/i, '').slice(0, 60)}`;
  const found = /^(\d+)\.(\d+)/.exec(text);
  const [major, minor] = OLDEST[product];
  if (!found) {
    return warning(
      'version',
      `The server's version is not understood: ${text.slice(0, 60)}.`,
      'Rekey needs MySQL 8.0 or MariaDB 10.6, or later.',
    );
  }
  if (Number(found[1]) < major || (Number(found[1]) === major && Number(found[2]) < minor)) {
    throw new StepFailure(
      'version',
      `The server is ${server}; Rekey needs ${product} ${major}.${minor} or later.`,
      'Upgrade the server.',
    );
  }
  return ok('version', `The server is ${server}.`);
}

export async function useDatabase(connection: Connection, database: string): Promise<Check> {
  const { escapeId } = await import('mysql2/promise');
  try {
    await connection.query(`USE ${escapeId(database, true)}`);
    return ok('database', `The database ${database} is open.`);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ER_BAD_DB_ERROR') {
      throw new StepFailure(
        'database',
        `The server has no database named ${database}.`,
        'Check the spelling; on most servers case matters.',
        { cause: error },
      );
    }
    if (code === 'ER_DBACCESS_DENIED_ERROR') {
      throw new StepFailure(
        'database',
        `There is no database ${database}, or this account has no right to see it.`,
        `Check the spelling, then grant the account its rights on ${database}; \`rekey grants\` prints them.`,
        { cause: error },
      );
    }
    throw new StepFailure(
      'database',
      `The database could not be opened: ${wordsOf(error)} (${code}).`,
      'Check its name.',
      { cause: error },
    );
  }
}

/** Columns of the named tables that can not hold every character. */
export async function checkCharset(connection: Connection, tables: readonly string[]): Promise<Check> {
  const [rows] = await connection.query(
    `SELECT table_name AS name, character_set_name AS charset FROM information_schema.columns
     WHERE table_schema = DATABASE() AND table_name IN (?) AND character_set_name NOT IN ('utf8mb4', 'ascii', 'binary')
     GROUP BY table_name, character_set_name ORDER BY table_name`,
    [tables],
  );
  const narrow = rows as { name: string; charset: string }[];
  if (narrow.length === 0) return ok('charset', 'Every text column can hold every character (utf8mb4).');
  const list = narrow.map(({ name, charset }) => `${name} (${charset})`).join(', ');
  if (narrow.some(({ name }) => name.startsWith('rekey_'))) {
    throw new StepFailure(
      'charset',
      `Rekey's own tables must be utf8mb4, else an audit entry could not be written as it is: ${list}.`,
      'Convert them: ALTER TABLE ... CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin.',
    );
  }
  return warning(
    'charset',
    `Some text columns can not hold every character: ${list}.`,
    'Names with characters outside them can not be found; consider utf8mb4.',
  );
}
