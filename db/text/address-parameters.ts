/** What stands behind the question mark of an address: each is understood or refused by its name, for databases and mail servers. */

/** How other programs call the same, and what is written here instead. By their names in lower case without `-` and `_`. */
const ELSEWHERE: Record<string, string> = {
  ...forAll(
    ['ssl', 'sslmode', 'usessl', 'tlsmode', 'tls', 'encrypt', 'requiressl', 'starttls', 'secure'],
    'write tls=off, tls=required or tls=verify',
  ),
  ...forAll(
    [
      'ca',
      'cafile',
      'cacert',
      'capath',
      'sslca',
      'tlsca',
      'sslcafile',
      'tlscafile',
      'sslrootcert',
      'sslcacert',
    ],
    'write ca=FILE',
  ),
  ...forAll(['socket', 'unixsocket', 'socketpath', 'unixsocketpath'], 'write socket=PATH'),
  ...forAll(
    [
      'charset',
      'encoding',
      'characterencoding',
      'collation',
      'timezone',
      'servertimezone',
      'connecttimeout',
      'timeout',
    ],
    'leave it out: Rekey chooses it by itself',
  ),
  ...forAll(['cert', 'certfile', 'sslcert', 'tlscert', 'clientcert'], 'write cert=FILE'),
  ...forAll(
    ['ssh', 'sshhost', 'bastion', 'tunnel', 'sshtunnel', 'jumphost', 'proxyjump'],
    'write ssh=USER@HOST:PORT',
  ),
  ...forAll(['sshkey', 'sshkeyfile', 'identityfile', 'identity'], 'write sshkey=FILE'),
  ...forAll(['knownhosts', 'sshknownhosts', 'userknownhostsfile'], 'write knownhosts=FILE'),
  ...forAll(['key', 'keyfile', 'sslkey', 'tlskey', 'clientkey'], 'write key=FILE'),
  ...forAll(
    ['password', 'user', 'username', 'pass'],
    'write user and password before the host: //user:password@host',
  ),
  ...forAll(['sender', 'mailfrom'], 'write from=address'),
};

type Read<Name extends string> = { values: Partial<Record<Name, string>> } | { why: string };

/** `why`: what cannot be understood and what to write instead, as a part of a sentence. It never holds a value. */
export function readParameters<Name extends string>(url: URL, known: readonly Name[]): Read<Name> {
  const values: Partial<Record<Name, string>> = {};
  if (url.hash !== '') return { why: 'what is behind # is not read; write # as %23' };
  for (const [written, value] of url.searchParams) {
    const name = known.find((one) => one === written);
    const shown = JSON.stringify(written.slice(0, 40));
    if (name === undefined)
      return { why: `the parameter ${shown} is not known here; ${adviceFor(written, known)}` };
    if (values[name] !== undefined) return { why: `${name}= is there twice; write it once` };
    if (value === '') return { why: `${name}= has no value` };
    values[name] = value;
  }
  return { values };
}

function adviceFor(written: string, known: readonly string[]): string {
  const advice = ELSEWHERE[written.toLowerCase().replace(/[-_ ]/g, '')];
  const named = /(\w+)=/.exec(advice ?? '')?.[1];
  if (advice && (!named || known.includes(named))) return advice;
  return `there are only ${known.map((name) => `${name}=`).join(' and ')}`;
}

function forAll(names: readonly string[], advice: string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, advice]));
}
