/** A mail server and who Rekey is towards it: as an address in the environment, as a form, and as what may be shown. */
import { RekeyError } from '../../../db/errors.ts';
import { readParameters } from '../../../db/text/address-parameters.ts';
import { headerName, isMailAddress } from '../../../db/text/mail-address.ts';
import { isThisMachine } from '../../../db/text/this-machine.ts';

export interface MailServer {
  host: string;
  port: number;
  /** `tls`: from the first byte (RFC 8314). `starttls`: begun in clear and always turned into TLS (RFC 3207). `none`: in clear. */
  security: 'tls' | 'starttls' | 'none';
  /** False: whoever answers is believed. */
  verifyCertificate: boolean;
  /** A file with the certificates to trust, in PEM, in place of those of this machine; where the certificate is checked. */
  ca?: string | undefined;
  /** Empty: no sign-in. */
  user: string;
  password: string;
  /** The sender's address. */
  from: string;
  /** The sender's name; empty: none. */
  fromName: string;
}

export type ShownMailServer = Omit<MailServer, 'password'>;

/**
 * `smtps://user:password@host:port?from=support@example.org` (TLS from the start, port 465) or `smtp://` (STARTTLS,
 * port 587; in clear only to this machine itself). `from` may be `Name <address>`; without it the user is the sender.
 * `ca=FILE`: the certificates to trust, in PEM. `tls=off|required|verify`: in clear, encrypted, encrypted with the certificate checked (the default).
 * @throws RekeyError CONFIGURATION; the message never holds the password
 */
export function parseMailUrl(text: string): MailServer {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw unusable('it is not of the form smtp://user:password@host:port?from=address');
  }
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')
    throw unusable('it begins with neither smtp:// nor smtps://');
  if (!url.hostname) throw unusable('it names no host');
  const read = readParameters(url, ['from', 'tls', 'ca']);
  if ('why' in read) throw unusable(read.why);
  if (!['', '/'].includes(url.pathname))
    throw unusable('behind host and port there is nothing but ?from=, tls= and ca=');
  const { ca } = read.values;
  const implicit = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const tls =
    read.values.tls ?? (!implicit && ca === undefined && isThisMachine(url.hostname) ? 'off' : 'verify');
  if (ca !== undefined && tls !== 'verify') throw unusable('ca= has a meaning with tls=verify only');
  if (tls !== 'off' && tls !== 'required' && tls !== 'verify')
    throw unusable('tls must be off, required or verify');
  if (implicit && tls === 'off') throw unusable('smtps:// and tls=off contradict each other');
  const user = decode(url.username);
  return checkMailServer({
    host,
    port: Number(url.port || (implicit ? 465 : 587)),
    security: implicit ? 'tls' : tls === 'off' ? 'none' : 'starttls',
    verifyCertificate: tls !== 'required',
    ca,
    user,
    password: decode(url.password),
    ...splitSender(read.values.from ?? user),
  });
}

/** A copy with nothing in it but what a mail server is made of. @throws RekeyError CONFIGURATION */
export function checkMailServer(server: MailServer): MailServer {
  const { host, port, security, verifyCertificate, user, password, from } = server;
  if (!/^[\p{L}\p{N}.:_-]{1,253}$/u.test(host))
    throw unusable('the host is not a name or an address of a machine');
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw unusable('the port is not from 1 to 65535');
  if (!isMailAddress(from)) throw unusable('the sender (from) is not an e-mail address');
  if (user === '' && password !== '') throw unusable('there is a password but no user');
  if (user !== '' && password === '') throw unusable('there is a user but no password');
  if (/\p{Cc}/u.test(user + password)) throw unusable('user or password holds a control character');
  if (server.ca !== undefined && (security === 'none' || !verifyCertificate))
    throw unusable('certificates to trust have a meaning only where the certificate is checked');
  if (security === 'none' && user !== '' && !isThisMachine(host)) {
    throw unusable(
      'a password is not sent in clear over a network: choose TLS or STARTTLS, or leave user and password out',
    );
  }
  return {
    host,
    port,
    security,
    verifyCertificate,
    ...(server.ca === undefined ? {} : { ca: server.ca }),
    user,
    password,
    from,
    fromName: headerName(server.fromName),
  };
}

export function withoutPassword({ password: _password, ...shown }: MailServer): ShownMailServer {
  return shown;
}

/** A stored password is tried only where it was stored for, and over nothing weaker: a changed host must not harvest it. */
export function mayReusePassword(stored: MailServer, form: MailServer): boolean {
  const strength = ({ security, verifyCertificate }: MailServer) =>
    security === 'none' ? 0 : verifyCertificate ? 2 : 1;
  return (
    stored.host === form.host &&
    stored.port === form.port &&
    stored.user === form.user &&
    stored.ca === form.ca &&
    strength(form) >= strength(stored)
  );
}

/** `Name <address>` or the address alone. */
function splitSender(text: string): { from: string; fromName: string } {
  const match = /^\s*"?([^"<>]*?)"?\s*<([^<>]+)>\s*$/.exec(text);
  return match ? { fromName: match[1] ?? '', from: match[2] ?? '' } : { fromName: '', from: text.trim() };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw unusable('it has a % that is not the start of a code like %40; write it as %25');
  }
}

function unusable(why: string): RekeyError {
  return new RekeyError('CONFIGURATION', { why: `the mail server: ${why}` });
}
