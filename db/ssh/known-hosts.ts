/** What OpenSSH's known_hosts say about a host key: sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT". */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export type HostKeyVerdict = 'known' | 'unknown' | 'changed' | 'revoked';

interface Entry {
  revoked: boolean;
  names: string;
  type: string;
  key: Buffer;
}

const USUAL_PORT = 22;

/** As a host stands in the file. `host`: a name or an address, without brackets. */
function nameOf(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === USUAL_PORT ? name : `[${name}]:${port}`;
}

/**
 * A key of another type than those that are known counts as changed: which types the server is asked for goes by `typesOf`.
 * Lines that cannot be read are left out, and so are those of certificate authorities, since host certificates are not supported.
 * `key`: as it came over the wire (RFC 4253, 6.6).
 */
export function judgeHostKey(
  texts: readonly string[],
  host: string,
  port: number,
  key: Buffer,
): HostKeyVerdict {
  const entries = entriesOf(texts, nameOf(host, port));
  const same = entries.filter((entry) => entry.key.equals(key));
  // A key that is revoked under the name alone is so on every port: ssh looks there as well (sshconnect.c, check_host_key).
  const anyPort = entriesOf(texts, nameOf(host, USUAL_PORT)).filter((entry) => entry.key.equals(key));
  if ([...same, ...anyPort].some(({ revoked }) => revoked)) return 'revoked';
  if (same.length > 0) return 'known';
  return entries.some(({ revoked }) => !revoked) ? 'changed' : 'unknown';
}

/** Of the keys that are known of this host, without repetition: e.g. `ssh-ed25519`. */
export function typesOf(texts: readonly string[], host: string, port: number): string[] {
  const known = entriesOf(texts, nameOf(host, port)).filter(({ revoked }) => !revoked);
  return [...new Set(known.map(({ type }) => type))];
}

/** As OpenSSH shows it: `SHA256:` and Base64 without padding. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The line of a known_hosts file by which this key is known, without its end. */
export function lineFor(host: string, port: number, key: Buffer): string {
  return `${nameOf(host, port)} ${typeIn(key)} ${key.toString('base64')}`;
}

/** Its own name is the first string of a key: RFC 4253, 6.6, and RFC 4251, 5. */
function typeIn(key: Buffer): string {
  return key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');
}

function entriesOf(texts: readonly string[], name: string): Entry[] {
  return texts
    .flatMap((text) => text.split(/\r?\n/))
    .map(entryIn)
    .filter((entry) => entry !== null)
    .filter(({ names }) => isNamed(names, name));
}

function entryIn(line: string): Entry | null {
  const words = line.trim().split(/[ \t]+/);
  const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
  const [names, type, base64] = words;
  if (!names || names.startsWith('#') || !type || !base64) return null;
  if (marker !== undefined && marker !== '@revoked') return null;
  return { revoked: marker !== undefined, names, type, key: Buffer.from(base64, 'base64') };
}

/** Patterns with `*` and `?`, one with `!` before it excludes; or one hashed name. */
function isNamed(names: string, name: string): boolean {
  if (names.startsWith('|')) return isHashOf(names, name);
  const patterns = names.split(',');
  const fits = (pattern: string) => patternOf(pattern).test(name);
  if (patterns.some((pattern) => pattern.startsWith('!') && fits(pattern.slice(1)))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && fits(pattern));
}

/** `|1|salt|hash`: HMAC-SHA1 of the name with the salt as its key. */
function isHashOf(hashed: string, name: string): boolean {
  const [, version, salt = '', hash = ''] = hashed.split('|');
  if (version !== '1') return false;
  const expected = Buffer.from(hash, 'base64');
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function patternOf(pattern: string): RegExp {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
}
