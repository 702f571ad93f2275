/** OpenSSH's own server as a bastion on this machine: one process a connection, as inetd would start it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { find } from './find.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export interface Bastion {
  port: number;
  /** USER@HOST:PORT, as an address names it. */
  ssh: string;
  /** A private key that is let in. */
  key: string;
  /** A known_hosts file that knows it. */
  knownHosts: string;
  folder: string;
  /** How many connections there are now. */
  connections(): number;
  /** All connections end at once, as when it is started anew. */
  cut(): void;
  /** From now on it shows another host key. */
  changeHostKey(): void;
  /** From now on: AllowTcpForwarding yes or no. */
  forward(allowed: boolean): void;
  stop(): Promise<void>;
}

export async function startBastion(): Promise<Bastion> {
  const program = find('sshd');
  if (!program) throw new Error('sshd is not installed');
  const folder = await makeTemporaryFolder('bastion', 2 ** 20);
  const at = (name: string) => join(folder, name);
  // Where sshd puts the part of it that has no rights, if it is started by root.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  for (const name of ['host', 'user']) makeKey(at(name));
  configure(folder, true);
  const children = new Set<ChildProcess>();
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    const child = spawn(program, ['-i', '-e', '-f', at('sshd_config')], {
      stdio: [socket, socket, 'ignore'],
    });
    children.add(child);
    child.once('exit', () => {
      children.delete(child);
      socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const know = () =>
    writeFileSync(at('known_hosts'), `[127.0.0.1]:${port} ${readFileSync(at('host.pub'), 'utf8')}`);
  know();
  const cut = () => {
    for (const child of children) child.kill('SIGKILL');
  };
  return {
    ...{ port, folder, cut },
    ssh: `${userInfo().username}@127.0.0.1:${port}`,
    key: at('user'),
    knownHosts: at('known_hosts'),
    connections: () => children.size,
    changeHostKey: () => makeKey(at('host')),
    forward: (allowed) => configure(folder, allowed),
    stop: async () => {
      cut();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function makeKey(file: string, passphrase = '', type = 'ed25519'): void {
  // Else it would ask whether to write over it.
  rmSync(file, { force: true });
  execFileSync(find('ssh-keygen') as string, ['-q', '-t', type, '-N', passphrase, '-f', file]);
}

function configure(folder: string, forwarding: boolean): void {
  const lines = [
    `HostKey ${join(folder, 'host')}`,
    `AuthorizedKeysFile ${join(folder, 'user.pub')}`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'PermitRootLogin prohibit-password',
    `AllowTcpForwarding ${forwarding ? 'yes' : 'no'}`,
  ];
  writeFileSync(join(folder, 'sshd_config'), `${lines.join('\n')}\n`);
}
