/** Accounts with fewer rights than the tests' own, on the tests' MariaDB. */
import { randomBytes } from 'node:crypto';
import { type Connection, createConnection } from 'mysql2/promise';
import { type MysqlConnection, parseMysqlUrl } from '../../db/mysql-address.ts';

export interface Account extends MysqlConnection {
  /** More statements by the account that may do everything, in the same database. */
  administer(...statements: string[]): Promise<void>;
  remove(): Promise<void>;
}

/** `url`: the database, for the account that may do everything. `grants`: as in `GRANT … TO`, e.g. "SELECT ON users". */
export async function makeAccount(
  url: string,
  { grants = [], requires = '' }: { grants?: readonly string[]; requires?: string } = {},
): Promise<Account> {
  const target = parseMysqlUrl(url);
  const user = `t_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('base64url');
  const administer = (...statements: string[]) => asAdministrator(url, statements);
  await administer(
    `CREATE USER ${user}@'127.0.0.1' IDENTIFIED BY '${password}' ${requires}`,
    ...grants.map((grant) => `GRANT ${grant} TO ${user}@'127.0.0.1'`),
  );
  return {
    ...target,
    user,
    password,
    administer: (...statements) =>
      asAdministrator(
        url,
        statements.map((statement) => statement.replaceAll('ACCOUNT', `${user}@'127.0.0.1'`)),
      ),
    remove: () => administer(`DROP USER ${user}@'127.0.0.1'`),
  };
}

async function asAdministrator(url: string, statements: readonly string[]): Promise<void> {
  const connection: Connection = await createConnection(url);
  try {
    for (const statement of statements) await connection.query(statement);
  } finally {
    await connection.end();
  }
}
