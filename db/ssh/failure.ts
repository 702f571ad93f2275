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
