/** A real mail server that does what a test tells it to, and keeps what it was given. */
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface Delivered {
  /** Of the envelope. */
  from: string;
  to: string[];
  /** As it came over the wire. */
  raw: string;
  /** Names in lower case, unfolded, as they stand: encoded words are not decoded. */
  headers: Map<string, string>;
  /** Decoded. */
  text: string;
  html: string;
}

/** An answer such as 451 or 550, with what the server says. */
export interface Refusal {
  code: number;
  words: string;
}

export interface MailServerUnderTest {
  port: number;
  /** For REKEY_SMTP_URL. */
  url: string;
  mails: Delivered[];
  /** Null: everything is taken. May be changed at any time. */
  refuse: { sender: Refusal | null; recipient: Refusal | null; content: Refusal | null };
  /** ms that the server takes to say that it has taken a mail. */
  slowness: number;
  /** How often somebody signed in, or tried to. */
  signIns: { user: string; password: string }[];
  /** The server goes away; `restart` brings it back on the same port. */
  stop(): Promise<void>;
  restart(): Promise<void>;
}

export interface MailServerOptions {
  /** Without it nobody has to sign in. */
  account?: { user: string; password: string };
  /** TLS from the first byte, with a certificate that nobody signed. */
  secure?: boolean;
  /** STARTTLS is not offered. */
  withoutTls?: boolean;
  /** No sign-in is offered. */
  withoutAuth?: boolean;
  /** Addresses outside ASCII are not offered to be taken (SMTPUTF8). */
  withoutUtf8?: boolean;
}

export async function startMailServer(options: MailServerOptions = {}): Promise<MailServerUnderTest> {
  const {
    account,
    secure = false,
    withoutTls = false,
    withoutAuth = !account,
    withoutUtf8 = false,
  } = options;
  let server: SMTPServer;
  const state: MailServerUnderTest = {
    port: 0,
    url: '',
    mails: [],
    refuse: { sender: null, recipient: null, content: null },
    slowness: 0,
    signIns: [],
    stop: () => new Promise((resolve) => server.close(() => resolve())),
    restart: async () => {
      server = await listen(serverOptions(), state.port);
    },
  };

  function serverOptions(): SMTPServerOptions {
    return {
      secure,
      logger: false,
      // It would ask a name server about this machine before it greets.
      disableReverseLookup: true,
      authOptional: withoutAuth,
      allowInsecureAuth: true,
      hideSMTPUTF8: withoutUtf8,
      disabledCommands: [...(withoutAuth ? ['AUTH'] : []), ...(withoutTls ? ['STARTTLS'] : [])],
      closeTimeout: 200,
      onAuth({ username, password }, _session, done) {
        state.signIns.push({ user: username ?? '', password: password ?? '' });
        if (account && username === account.user && password === account.password)
          return done(null, { user: account.user });
        // As some servers do: they repeat what they were given.
        done(errorOf({ code: 535, words: `no such account: ${username} with ${password}` }));
      },
      onMailFrom: (_address, _session, done) => done(errorOf(state.refuse.sender)),
      onRcptTo: (_address, _session, done) => done(errorOf(state.refuse.recipient)),
      onData(stream, session, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const refusal = state.refuse.content;
          if (refusal) return done(errorOf(refusal));
          const { mailFrom, rcptTo } = session.envelope;
          const raw = Buffer.concat(chunks).toString('utf8');
          const to = rcptTo.map((address) => address.address);
          state.mails.push({ from: mailFrom ? mailFrom.address : '', to, raw, ...parseMail(raw) });
          setTimeout(() => done(null), state.slowness);
        });
      },
    };
  }

  server = await listen(serverOptions(), 0);
  state.port = (server.server.address() as AddressInfo).port;
  const who = account ? `${account.user}:${encodeURIComponent(account.password)}@` : '';
  state.url = `smtp${secure ? 's' : ''}://${who}127.0.0.1:${state.port}?from=support@example.org`;
  return state;
}

function listen(options: SMTPServerOptions, port: number): Promise<SMTPServer> {
  const server = new SMTPServer(options);
  // Of a client that hung up: what the client did is what is tested.
  server.on('error', () => {});
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}

function errorOf(refusal: Refusal | null): Error | null {
  return refusal && Object.assign(new Error(refusal.words), { responseCode: refusal.code });
}

/** As far as these tests need it: a mail of one text and one HTML part. */
function parseMail(raw: string): Pick<Delivered, 'headers' | 'text' | 'html'> {
  const { headers, body } = split(raw);
  const boundary = /boundary="([^"]+)"/.exec(headers.get('content-type') ?? '')?.[1];
  const parts = boundary
    ? body
        .split(`--${boundary}`)
        .slice(1, -1)
        .map((part) => split(part.trimStart()))
    : [];
  const part = (type: string) => {
    const found = parts.find((one) => one.headers.get('content-type')?.startsWith(type));
    return found ? decode(found.body, found.headers.get('content-transfer-encoding') ?? '') : '';
  };
  return { headers, text: part('text/plain').replaceAll('\r\n', '\n'), html: part('text/html') };
}

function split(text: string): { headers: Map<string, string>; body: string } {
  const end = text.indexOf('\r\n\r\n');
  const head = text.slice(0, end).replace(/\r\n[ \t]+/g, ' ');
  const headers = head.split('\r\n').map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { headers: new Map(headers), body: text.slice(end + 4) };
}

function decode(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return body;
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_code, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** An encoded word of a header (RFC 2047) as text. */
export function decodeWords(header: string): string {
  return header
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi, (_word, kind: string, text: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('utf8')
        : decode(text.replace(/_/g, ' '), 'quoted-printable'),
    );
}
