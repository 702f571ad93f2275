/** A MariaDB of its own with a certificate that an authority of the tests signed, which no machine trusts by itself. */
import { fileURLToPath } from 'node:url';
import { type MariaDb, startMariaDb } from './mariadb.ts';

const file = (name: string) => fileURLToPath(new URL(`./tls/${name}.pem`, import.meta.url));

/** For NODE_EXTRA_CA_CERTS. */
export const AUTHORITY = file('authority');

/** The key of every certificate but those of authorities. */
export const KEY = file('key');
/** By which a console shows the server who it is. */
export const CERTIFICATE = file('console');

/** `name`: what stands in the certificate. The server listens on 127.0.0.1, which "localhost" leads to. */
export function startTlsServer(name: 'localhost' | 'db.example.org'): Promise<MariaDb> {
  return startMariaDb({
    flags: [`--ssl-ca=${file('clients')}`, `--ssl-cert=${file(name)}`, `--ssl-key=${KEY}`],
  });
}
