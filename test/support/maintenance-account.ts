/** The account that `rekey grants` makes for removing what was archived; the embedded database has none, and needs none. */
import { maintenanceGrants } from '../../db/grants.ts';
import { formatMysqlUrl, parseMysqlUrl } from '../../db/mysql-address.ts';
import type { Environment } from './command-line.ts';
import { makeAccount } from './database-accounts.ts';
import type { TestDatabase } from './databases.ts';

export async function openMaintenance({
  target,
}: Pick<TestDatabase, 'target'>): Promise<{ environment: Environment; remove(): Promise<void> }> {
  if (target.kind === 'sqlite') return { environment: {}, remove: async () => {} };
  const { database } = parseMysqlUrl(target.url);
  const statements = maintenanceGrants(database, { user: 'rekey', host: '%' });
  const grants = statements.map((statement) => /^GRANT (.*) TO '/.exec(statement)?.[1] ?? '');
  const account = await makeAccount(target.url, { grants });
  return {
    environment: { REKEY_MAINTENANCE_DATABASE_URL: formatMysqlUrl(account) },
    remove: account.remove,
  };
}
