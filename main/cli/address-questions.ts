/** Where a database is and who one is there, asked at the terminal. */
import { isThisMachine, passwordHolds, TLS_MODES } from '../contract/server-address.ts';
import type { MysqlConnection } from '../services/connecting/ask.ts';
import type { Dialogue } from './dialogue.ts';

/** An empty answer keeps what was there before; `-` is none. @throws UsageError where nobody answers */
export async function askAddress(dialogue: Dialogue, before: MysqlConnection): Promise<MysqlConnection> {
  const host = await dialogue.ask('Server', before.host);
  const port = await dialogue.askFor('Port', String(before.port), (text) =>
    /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65536 ? Number(text) : null,
  );
  const bastion = await askBastion(dialogue, before);
  const atHome = isThisMachine(host);
  const tls = await dialogue.askFor(
    'TLS (verify: by its certificate; required: any certificate; off)',
    atHome && before.database === '' ? 'off' : before.tls,
    (text) => TLS_MODES.find((mode) => mode === text) ?? null,
  );
  const ca =
    tls === 'verify'
      ? await dialogue.ask(
          'File with the certificates to trust, in PEM (- for those of this machine)',
          before.ca ?? '-',
        )
      : '-';
  const own = tls === 'off' ? {} : await askOwnCertificate(dialogue, before);
  const user = await dialogue.ask('Account', before.user);
  const typed = await dialogue.answer(`Password of ${user}: `, true);
  const address = { host, port, user, tls, ...bastion, ...(ca === '-' ? {} : { ca }), ...own };
  const password = typed || (passwordHolds(before, address) ? before.password : '');
  const database = await dialogue.askFor('Database', before.database, (text) => text || null);
  return { ...address, password, database };
}

async function askBastion(
  dialogue: Dialogue,
  before: MysqlConnection,
): Promise<Pick<MysqlConnection, 'ssh' | 'sshkey' | 'knownhosts'>> {
  const ssh = await dialogue.ask('Bastion (SSH) that leads there, USER@HOST (- for none)', before.ssh ?? '-');
  if (ssh === '-') return {};
  const sshkey = await dialogue.ask(
    'File with your SSH key, without a passphrase (- for the agent’s keys)',
    before.sshkey ?? '-',
  );
  const knownhosts = await dialogue.ask(
    'File with the hosts that are known (- for OpenSSH’s own)',
    before.knownhosts ?? '-',
  );
  return { ssh, ...(sshkey === '-' ? {} : { sshkey }), ...(knownhosts === '-' ? {} : { knownhosts }) };
}

async function askOwnCertificate(
  dialogue: Dialogue,
  before: MysqlConnection,
): Promise<{ cert?: string; key?: string }> {
  const cert = await dialogue.ask(
    'File with a certificate of the console, in PEM, where the server asks for one (- for none)',
    before.cert ?? '-',
  );
  if (cert === '-') return {};
  return { cert, key: await dialogue.ask('File with its private key, in PEM', before.key ?? cert) };
}
