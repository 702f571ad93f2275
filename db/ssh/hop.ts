/** A bastion as an address names it: `ssh=USER@HOST[:PORT]&sshkey=FILE&knownhosts=FILE`. */

export interface Hop {
  user: string;
  /** Without brackets. */
  host: string;
  port: number;
  /** A file with a private key; undefined: those of the SSH agent. */
  key: string | undefined;
  /** Undefined: those of this person and of this machine. */
  knownHosts: string | undefined;
}

const WRITTEN =
  /^(?<user>[^\s@:/]+)@(?:\[(?<six>[\da-f:.]+)\]|(?<name>[^\s@:/[\]]+))(?::(?<port>\d{1,5}))?$/i;

/** Null: it is not of the form. */
export function hopIn(from: {
  ssh?: string | undefined;
  sshkey?: string | undefined;
  knownhosts?: string | undefined;
}): Hop | null {
  const { user, six, name, port = '22' } = WRITTEN.exec(from.ssh ?? '')?.groups ?? {};
  const host = six ?? name;
  if (!user || !host || Number(port) < 1 || Number(port) > 65535) return null;
  return { user, host, port: Number(port), key: from.sshkey, knownHosts: from.knownhosts };
}
