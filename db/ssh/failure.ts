import type { Hop } from './hop.ts';
import type { HostKeyVerdict } from './known-hosts.ts';

/** Why there is no way through the bastion, in words. Nothing was sent to the database. */
export class TunnelFailure extends Error {
  /** A sentence, with its full stop. */
  readonly next: string;
  /** True: it may be otherwise in a moment. */
  readonly passing: boolean;
  /** Of a host key that was not accepted. */
  readonly hostKey: { verdict: HostKeyVerdict; fingerprint: string; line: string } | null;

  constructor(
    why: string,
    next: string,
    more: { passing?: boolean; hostKey?: TunnelFailure['hostKey']; cause?: unknown } = {},
  ) {
    super(why, { cause: more.cause });
    this.next = next;
    this.passing = more.passing ?? false;
    this.hostKey = more.hostKey ?? null;
  }
}

/** `error`: what ssh2 said while connecting. */
export function failureOf({ host, port, user, key }: Hop, error: unknown): TunnelFailure {
  if (error instanceof TunnelFailure) return error;
  const { level, code, message = '' } = (error ?? {}) as { level?: string; code?: string; message?: string };
  const cause = { cause: error };
  const passing = { ...cause, passing: true };
  if (level === 'client-authentication')
    return new TunnelFailure(
      `The bastion ${host} does not let ${user} in by ${key === undefined ? "the SSH agent's keys" : `the key ${key}`}.`,
      'Check the user, and that the public key is among its authorized_keys there.',
      cause,
    );
  if (level === 'agent')
    return new TunnelFailure(
      'The SSH agent does not answer.',
      'Check SSH_AUTH_SOCK, and `ssh-add -l`.',
      cause,
    );
  if (code === 'ENOTFOUND')
    return new TunnelFailure(`There is no bastion named ${host}.`, 'Check the spelling of its name.', cause);
  if (code === 'ECONNREFUSED')
    return new TunnelFailure(
      `No SSH server listens on port ${port} of the bastion ${host}.`,
      'Check the port: 22 is usual.',
      passing,
    );
  if (level === 'client-timeout' || code === 'ETIMEDOUT' || code === 'EAI_AGAIN')
    return new TunnelFailure(
      `The bastion ${host} does not answer on port ${port}.`,
      'Check the network, the VPN and the port.',
      passing,
    );
  if (level === 'handshake')
    return new TunnelFailure(
      `The bastion ${host} and Rekey have no way of encryption in common (${message}).`,
      'Its SSH server may be too old.',
      cause,
    );
  return new TunnelFailure(
    `The way to the bastion ${host} broke off (${code ?? message}).`,
    'Try again; the log of its SSH server says more.',
    passing,
  );
}

/** RFC 4254, 5.1: reason codes. */
const PROHIBITED = 1;

/** `error`: what the bastion said to a forwarding. */
export function noChannel(
  error: Error & { reason?: number | string },
  host: string,
  port: number,
): TunnelFailure {
  if (Number(error.reason) === PROHIBITED || error.reason === 'ADMINISTRATIVELY_PROHIBITED')
    return new TunnelFailure(
      `The bastion does not forward to port ${port} of ${host}.`,
      'Whoever runs it has to allow it (AllowTcpForwarding, PermitOpen).',
      { cause: error },
    );
  return new TunnelFailure(
    `The bastion does not reach port ${port} of ${host} (${error.message.replace(/^\(SSH\) /, '')}).`,
    "Check the database's host and port, as they are seen from the bastion.",
    { cause: error, passing: true },
  );
}
