/** The host key of a bastion against the known_hosts files of this machine. */
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { TunnelFailure } from './failure.ts';
import type { Hop } from './hop.ts';
import { fingerprintOf, type HostKeyVerdict, judgeHostKey, lineFor, typesOf } from './known-hosts.ts';

/** What a bastion's key may sign with. An RSA key makes two of them, and none with SHA-1 (RFC 8332). */
const SIGNATURES = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const;

type Signature = (typeof SIGNATURES)[number];

/** Those that are known of this bastion first, else it may show a key of another type, which nobody has ever seen. @throws TunnelFailure */
export function signaturesFor(hop: Hop): Signature[] {
  const types = typesOf(readKnownHosts(hop), hop.host, hop.port);
  const isKnown = (signature: string) => types.includes(signature.replace(/^rsa-sha2-\d+$/, 'ssh-rsa'));
  return [...SIGNATURES].sort((a, b) => Number(isKnown(b)) - Number(isKnown(a)));
}

const OF_THIS_MACHINE = '/etc/ssh/ssh_known_hosts';

function ownKnownHosts({ knownHosts }: Hop): string {
  return knownHosts ?? path.join(homedir(), '.ssh', 'known_hosts');
}

/** A file that is not there knows nobody. @throws TunnelFailure */
function readKnownHosts(hop: Hop): string[] {
  const files = hop.knownHosts === undefined ? [ownKnownHosts(hop), OF_THIS_MACHINE] : [hop.knownHosts];
  return files.map((file) => {
    try {
      return readFileSync(file, 'latin1');
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'ENOENT') return '';
      throw new TunnelFailure(`${file} cannot be read (${code}).`, 'Check who may read it.', { cause });
    }
  });
}

/** Null: the key is known. */
export function refusalOf(hop: Hop, key: Buffer): TunnelFailure | null {
  const verdict = judgeHostKey(readKnownHosts(hop), hop.host, hop.port, key);
  if (verdict === 'known') return null;
  const hostKey = { verdict, fingerprint: fingerprintOf(key), line: lineFor(hop.host, hop.port, key) };
  const [why, next] = HOST_KEY_WORDS[verdict](hop, hostKey.fingerprint, hostKey.line);
  return new TunnelFailure(why, next, { hostKey });
}

const HOST_KEY_WORDS: Record<
  Exclude<HostKeyVerdict, 'known'>,
  (hop: Hop, fingerprint: string, line: string) => [why: string, next: string]
> = {
  unknown: (hop, fingerprint, line) => [
    `The bastion ${hop.host} shows a host key that is not known here: ${fingerprint}.`,
    `Ask whoever runs it whether that is its fingerprint. If it is, add this line to ${ownKnownHosts(hop)}: ${line}`,
  ],
  changed: (hop, fingerprint) => [
    `The bastion ${hop.host} shows another host key than the one that is known: ${fingerprint}. Somebody may be between.`,
    `Go no further before whoever runs it has said why. Only then take the old key out of ${ownKnownHosts(hop)} (ssh-keygen -R).`,
  ],
  revoked: (hop, fingerprint) => [
    `The bastion ${hop.host} shows a host key that was revoked: ${fingerprint}. Somebody may be between.`,
    'Go no further before whoever runs it has said why.',
  ],
};

/** As the last line of the person's own file. */
export function remember(hop: Hop, line: string): void {
  const file = ownKnownHosts(hop);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const [text = ''] = readKnownHosts({ ...hop, knownHosts: file });
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  appendFileSync(file, `${gap}${line}\n`, { mode: 0o600 });
}
