/** The rights of the database accounts as GRANT statements for MySQL and MariaDB: what needs.ts says, and nothing more. */
import { MAINTENANCE_NEEDS } from './needs.ts';
import type { TableNeed } from './table-need.ts';

export interface Grantee {
  user: string;
  /** Where it connects from: an address, a name, or `%`. */
  host: string;
}

/** For the console's account, `needs` as needsOf tells them: a column that it does not read or write is one it may not. */
export function consoleGrants(needs: readonly TableNeed[], database: string, grantee: Grantee): string[] {
  return needs.map((need) => statement(need, database, grantee));
}

/** For the account that removes what was archived, and nothing else. */
export function maintenanceGrants(database: string, grantee: Grantee): string[] {
  return MAINTENANCE_NEEDS.map((need) => statement(need, database, grantee));
}

function statement(need: TableNeed, database: string, { user, host }: Grantee): string {
  const rights = [
    right('SELECT', need.select),
    right('INSERT', need.insert),
    // For an own table the column that is named stands for all.
    right('UPDATE', need.own && need.update ? 'all' : need.update),
    right('DELETE', need.delete ? 'all' : undefined),
  ].filter((one) => one !== null);
  return `GRANT ${rights.join(', ')} ON ${name(database)}.${name(need.table)} TO ${text(user)}@${text(host)};`;
}

function right(verb: string, columns: readonly string[] | 'all' | undefined): string | null {
  if (columns === undefined) return null;
  return columns === 'all' ? verb : `${verb} (${columns.map(name).join(', ')})`;
}

function name(identifier: string): string {
  return /^[a-z_][a-z0-9_]*$/i.test(identifier) && !RESERVED.has(identifier)
    ? identifier
    : `\`${identifier.replaceAll('`', '``')}\``;
}

/** Of our columns, those that a server could take for a word of its own. */
const RESERVED = new Set([
  'key',
  'hash',
  'kind',
  'name',
  'role',
  'secret',
  'status',
  'time',
  'term',
  'message',
]);

function text(value: string): string {
  return `'${value.replace(/['\\]/g, (mark) => (mark === "'" ? "''" : '\\\\'))}'`;
}
