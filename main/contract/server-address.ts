/** Where a database server is, and who one is there. */
import type { MysqlConnection } from '../../db/mysql-address.ts';

export { isThisMachine } from '../../db/text/this-machine.ts';

/** Weakest first. */
export const TLS_MODES = ['off', 'required', 'verify'] as const satisfies MysqlConnection['tls'][];

type Address = Omit<MysqlConnection, 'password' | 'database'>;

/**
 * Whether a password that was typed or stored for one address may be sent to another: it is for this server and account, over a way
 * that nobody can read along who could not before, to whom the same certificates vouch for.
 */
export function passwordHolds(before: Address, after: Address): boolean {
  return (
    before.host === after.host &&
    before.port === after.port &&
    before.socket === after.socket &&
    before.ssh === after.ssh &&
    before.knownhosts === after.knownhosts &&
    before.user === after.user &&
    before.ca === after.ca &&
    TLS_MODES.indexOf(after.tls) >= TLS_MODES.indexOf(before.tls)
  );
}
