/**
 * Steps `rights` and `schema`: each right that is needed is tried with a statement that can touch no row, since grants
 * can come by table, by column and by role, and only the server itself adds them up.
 */
import type { Connection } from 'mysql2/promise';
import { type Check, failed, ok, skipped, warning } from '../check.ts';
import type { PlatformKind } from '../platforms/kind.ts';
import type { TableNeed } from '../table-need.ts';
import { codeOf, wordsOf } from './failure.ts';

/** Runs one statement. */
type Probe = (sql: string) => Promise<unknown>;

type Verdict = 'granted' | 'denied' | 'no-table' | 'no-column' | 'read-only' | 'no-value';

interface Findings {
  denied: string[];
  missing: string[];
  /** Rekey's own tables that are still to be made. */
  unmade: string[];
  readOnly: boolean;
  /** The tables of each set of rights. */
  tooMuch: Map<string, string[]>;
}

export async function checkTables(
  connection: Connection,
  kind: PlatformKind,
  needs: readonly TableNeed[],
): Promise<Check[]> {
  const probe: Probe = async (sql) => (await connection.query(sql))[0];
  const findings: Findings = { denied: [], missing: [], unmade: [], readOnly: false, tooMuch: new Map() };
  await probe('BEGIN');
  try {
    for (const need of needs) await examine(probe, need, findings);
  } finally {
    await probe('ROLLBACK');
  }
  if (findings.unmade.length > 0) await examineMaking(probe, findings);
  const rights = rightsCheck(findings);
  if (rights.outcome === 'failed' && findings.missing.length === 0) {
    return [rights, skipped('schema', 'Not tried: tables that may not be seen look like missing ones.')];
  }
  return [rights, schemaCheck(kind, findings, await tablesWithoutTransactions(probe, needs))];
}

async function examine(probe: Probe, need: TableNeed, findings: Findings): Promise<void> {
  const seen = await attempt(probe, `SELECT ${list(need.select)} FROM ${name(need.table)} WHERE 1 = 0`);
  if (seen === 'denied') findings.denied.push(`SELECT on ${need.table}`);
  if (seen === 'no-table') (need.own ? findings.unmade : findings.missing).push(need.table);
  if (seen === 'no-column') findings.missing.push(...(await missingColumns(probe, need)));
  if (seen !== 'granted') return;

  const writes: [right: string, sql: string][] = [];
  if (need.insert) writes.push(['INSERT', noInsert(need.table, need.insert)]);
  if (need.update) writes.push(['UPDATE', noUpdate(need.table, need.update)]);
  if (need.delete) writes.push(['DELETE', noDelete(need.table)]);
  for (const [right, sql] of writes) {
    const verdict = await attempt(probe, sql);
    if (verdict === 'denied') findings.denied.push(`${right} on ${need.table}`);
    if (verdict === 'read-only') findings.readOnly = true;
    if (verdict === 'no-value')
      findings.missing.push(`a default for a column of ${need.table} that Rekey does not know`);
  }
  if (need.appendOnly === undefined) return;
  const tooMuch: string[] = [];
  if ((await attempt(probe, noUpdate(need.table, [need.appendOnly]))) === 'granted') tooMuch.push('UPDATE');
  if ((await attempt(probe, noDelete(need.table))) === 'granted') tooMuch.push('DELETE');
  if (tooMuch.length === 0) return;
  const rights = tooMuch.join(' and ');
  findings.tooMuch.set(rights, [...(findings.tooMuch.get(rights) ?? []), need.table]);
}

/** The rights that `rekey migrate` needs, tried on a table that does not exist, so that nothing can be made by trying. */
async function examineMaking(probe: Probe, findings: Findings): Promise<void> {
  const tries: [right: string, sql: string][] = [
    ['CREATE', 'CREATE TABLE rekey_probe LIKE rekey_no_such_table'],
    ['ALTER', 'ALTER TABLE rekey_no_such_table ADD COLUMN probe INT'],
    ['INDEX', 'CREATE INDEX rekey_probe ON rekey_no_such_table (probe)'],
  ];
  for (const [right, sql] of tries) {
    const verdict = await attempt(probe, sql, right);
    if (verdict === 'denied') findings.denied.push(`${right} on the database, to make Rekey's own tables`);
    if (verdict === 'read-only') findings.readOnly = true;
  }
}

/** `right`: only a refusal of this one counts, when a statement asks for more than one. */
async function attempt(probe: Probe, sql: string, right?: string): Promise<Verdict> {
  try {
    await probe(sql);
    return 'granted';
  } catch (error) {
    const words = wordsOf(error);
    switch (codeOf(error)) {
      case 'ER_TABLEACCESS_DENIED_ERROR':
      case 'ER_COLUMNACCESS_DENIED_ERROR':
      case 'ER_DBACCESS_DENIED_ERROR':
        return right && !words.startsWith(right) ? 'granted' : 'denied';
      case 'ER_NO_SUCH_TABLE':
        return 'no-table';
      case 'ER_BAD_FIELD_ERROR':
        return 'no-column';
      case 'ER_NO_DEFAULT_FOR_FIELD':
        return 'no-value';
      case 'ER_OPTION_PREVENTS_STATEMENT':
      case 'ER_READ_ONLY_MODE':
      case 'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION':
        return 'read-only';
    }
    throw error;
  }
}

async function missingColumns(probe: Probe, need: TableNeed): Promise<string[]> {
  const missing: string[] = [];
  for (const column of need.select === 'all' ? [] : need.select) {
    if (
      (await attempt(
        probe,
        `SELECT ${name(need.table)}.${name(column)} FROM ${name(need.table)} WHERE 1 = 0`,
      )) === 'no-column'
    ) {
      missing.push(`${need.table}.${column}`);
    }
  }
  return missing;
}

function rightsCheck({ denied, readOnly, tooMuch }: Findings): Check {
  if (readOnly) {
    return failed(
      'rights',
      'The database is read-only.',
      'Connect to the primary server, or make this one writable (read_only = 0).',
    );
  }
  if (denied.length > 0) {
    return failed(
      'rights',
      `The account lacks: ${denied.join(', ')}.`,
      'Grant them; `rekey grants` prints the statements.',
    );
  }
  if (tooMuch.size > 0) {
    const rights = [...tooMuch].map(([names, tables]) => `${names} on ${tables.join(', ')}`).join('; ');
    return warning(
      'rights',
      `The account has every right it needs, and more, which would let it change the log afterwards: ${rights}.`,
      'Grant by table instead, as `rekey grants` prints it.',
    );
  }
  return ok('rights', 'The account has every right it needs.');
}

function schemaCheck(
  kind: PlatformKind,
  { missing, unmade }: Findings,
  untransacted: readonly string[],
): Check {
  if (missing.length > 0) {
    return failed(
      'schema',
      `Missing: ${missing.join(', ')}.`,
      `Check that this is the platform's database and that REKEY_PLATFORM names its kind; ${kind.schema} describes the tables of "${kind.id}".`,
    );
  }
  if (untransacted.length > 0) {
    return failed(
      'schema',
      `An action and its audit entry could not commit together, since these tables know no transactions: ${untransacted.join(', ')}.`,
      'Convert them: ALTER TABLE ... ENGINE = InnoDB.',
    );
  }
  if (unmade.length > 0) {
    return warning(
      'schema',
      `The platform's tables are as they should be. Rekey's own are still to be made: ${unmade.join(', ')}.`,
      'Run `rekey migrate`, or start Rekey: it makes them.',
    );
  }
  return ok('schema', 'Every table and column that is needed is there.');
}

async function tablesWithoutTransactions(probe: Probe, needs: readonly TableNeed[]): Promise<string[]> {
  const names = needs.map(({ table }) => `'${table}'`).join(', ');
  const rows = (await probe(
    `SELECT t.table_name AS name, t.engine AS engine FROM information_schema.tables t
     JOIN information_schema.engines e ON e.engine = t.engine
     WHERE t.table_schema = DATABASE() AND t.table_name IN (${names}) AND e.transactions <> 'YES'`,
  )) as { name: string; engine: string }[];
  return rows.map(({ name: table, engine }) => `${table} (${engine})`);
}

function noInsert(table: string, columns: readonly string[] | 'all'): string {
  if (columns === 'all') return `INSERT INTO ${name(table)} SELECT * FROM ${name(table)} WHERE 1 = 0`;
  const values = columns.map(() => 'NULL').join(', ');
  return `INSERT INTO ${name(table)} (${list(columns)}) SELECT ${values} FROM DUAL WHERE 1 = 0`;
}

function noUpdate(table: string, columns: readonly string[]): string {
  return `UPDATE ${name(table)} SET ${columns.map((column) => `${name(column)} = ${name(column)}`).join(', ')} WHERE 1 = 0`;
}

function noDelete(table: string): string {
  return `DELETE FROM ${name(table)} WHERE 1 = 0`;
}

function list(columns: readonly string[] | 'all'): string {
  return columns === 'all' ? '*' : columns.map(name).join(', ');
}

/** Of our own lists only, never of input. */
function name(identifier: string): string {
  return `\`${identifier}\``;
}
