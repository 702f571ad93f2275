/** Carries letters by SMTP (RFC 5321), through nodemailer. */
import type { PluginFunction, SMTPSentMessageInfo } from 'nodemailer';
import { readAuthorities } from '../../db/certificates.ts';
import { RekeyError } from '../../db/errors.ts';
import type { Letter, MailCarrier } from '../services/notifications/carrier.ts';
import { MailFailure } from '../services/notifications/carrier.ts';
import type { MailServer } from '../services/notifications/mail-server.ts';
import { failureOf } from './smtp-failure.ts';

/** ms. A server that takes longer is tried again later; together they stay well below an outbox's lease. */
const CONNECT_TIMEOUT = 10_000;
const IDLE_TIMEOUT = 20_000;
const WHOLE_TIMEOUT = 60_000;

export const smtpCarrier: MailCarrier = {
  async carry(server, letter, signal) {
    const transport = await transportTo(server);
    const late = AbortSignal.timeout(WHOLE_TIMEOUT);
    const end = signal ? AbortSignal.any([signal, late]) : late;
    try {
      if ([server.fromName, letter.toName, letter.subject].some(looksEncoded)) {
        const { encodeWord } = await import('nodemailer/lib/mime-funcs');
        transport.use('stream', asTheyStand(encodeWord));
      }
      await endedBy(end, refuseWithoutUtf8(server, letter));
      await endedBy(end, transport.sendMail({ ...messageOf(server, letter), signal: end }));
    } catch (error) {
      if (error instanceof MailFailure) throw error;
      throw late.aborted
        ? new MailFailure(
            'server',
            'the mail server took too long',
            'Try again later, or ask whoever runs it.',
          )
        : failureOf(error, server, letter);
    } finally {
      transport.close();
    }
  },
};

/** @throws MailFailure of scope `server` when the file of certificates cannot be used */
async function transportTo(server: MailServer) {
  // Loaded with the first letter: a start without one does not wait for it.
  const { createTransport } = await import('nodemailer');
  try {
    return createTransport(transportOptions(server));
  } catch (error) {
    if (!(error instanceof RekeyError)) throw error;
    throw new MailFailure(
      'server',
      String(error.facts.why),
      'Name the right file in Settings, or with ca= in REKEY_SMTP_URL.',
    );
  }
}

/**
 * An address with letters outside ASCII before the @ can be sent only to a server that offers SMTPUTF8 (RFC 6531); any other
 * would be given a garbled one. One outside ASCII behind it is written in ASCII instead (RFC 5890).
 * @throws MailFailure, or what nodemailer throws where the server cannot be asked
 */
async function refuseWithoutUtf8(server: MailServer, { to }: Letter): Promise<void> {
  const needs = [server.from, to].filter((address) => /\P{ASCII}/u.test(localPartOf(address)));
  if (needs.length === 0 || (await offersUtf8(server))) return;
  const what = (address: string) =>
    `${address} has letters outside ASCII before the @, and the mail server ${server.host}:${server.port} does not take such addresses (it offers no SMTPUTF8)`;
  if (needs.includes(server.from))
    throw new MailFailure(
      'server',
      `the sender ${what(server.from)}`,
      'Set a sender (from) in plain letters.',
    );
  throw new MailFailure(
    'letter',
    `the address ${what(to)}`,
    'Let the user have another address on file, or set a mail server that offers SMTPUTF8.',
  );
}

function localPartOf(address: string): string {
  return address.slice(0, address.lastIndexOf('@'));
}

async function offersUtf8(server: MailServer): Promise<boolean> {
  const { default: SmtpConnection } = await import('nodemailer/lib/smtp-connection');
  const connection = new SmtpConnection(transportOptions(server));
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject);
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
    // The last thing it said is what it offers.
    return /^250[ -]SMTPUTF8\s*$/im.test(connection.lastServerResponse || '');
  } finally {
    connection.close();
  }
}

/** RFC 2047. */
function looksEncoded(text: string): boolean {
  return text.includes('=?');
}

/**
 * nodemailer passes on what looks like an encoded word in a name or a subject: many a reader would see what it stands for,
 * so that somebody called `=?utf-8?q?…?=` could be read as anybody. Encoded once more, it is read as it stands.
 */
function asTheyStand(
  encodeWord: typeof import('nodemailer/lib/mime-funcs').encodeWord,
): PluginFunction<SMTPSentMessageInfo> {
  return ({ message }, done) => {
    const usual = message.encodeHeaderValue.bind(message);
    message.encodeHeaderValue = (key, value) => {
      if (typeof value === 'string')
        return looksEncoded(value) ? encodeWord(value, 'B', 52) : usual(key, value);
      const { name = '', address = '' } = (value ?? {}) as { name?: string; address?: string };
      if (!looksEncoded(name)) return usual(key, value);
      return `${encodeWord(name, 'B', 52)} <${usual(key, { name: '', address })}>`;
    };
    done();
  };
}

/**
 * Settles when the work does, or rejects when the signal ends it: nodemailer has been seen to do neither after an abort, and
 * whoever closes the console waits for it.
 */
async function endedBy<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  let giveUp = () => {};
  const ended = new Promise<never>((_resolve, reject) => {
    giveUp = () => reject(Object.assign(new Error('broken off'), { code: 'EABORT' }));
  });
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([work, ended]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

/** Connects, turns TLS on and signs in as for a mail, and hangs up. @throws MailFailure */
export async function knockAtMailServer(server: MailServer): Promise<void> {
  const transport = await transportTo(server);
  try {
    await endedBy(AbortSignal.timeout(WHOLE_TIMEOUT), transport.verify());
  } catch (error) {
    throw failureOf(error, server, { to: '', secrets: [] });
  } finally {
    transport.close();
  }
}

function transportOptions(server: MailServer) {
  return {
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    // Never in clear because somebody on the way took STARTTLS out of the server's answer.
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    tls: {
      minVersion: 'TLSv1.2' as const,
      rejectUnauthorized: server.verifyCertificate,
      ...(server.ca === undefined ? {} : { ca: readAuthorities(server.ca) }),
    },
    // Also where the server offers no sign-in: what was set is not silently left out.
    ...(server.user === '' ? {} : { auth: { user: server.user, pass: server.password }, forceAuth: true }),
    connectionTimeout: CONNECT_TIMEOUT,
    greetingTimeout: CONNECT_TIMEOUT,
    dnsTimeout: CONNECT_TIMEOUT,
    socketTimeout: IDLE_TIMEOUT,
    // What a letter says is text: a path or an address in it must not be read or fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  };
}

function messageOf(server: MailServer, letter: Letter) {
  return {
    from: { name: server.fromName, address: server.from },
    to: { name: letter.toName, address: letter.to },
    // Spelled out, so that no name can add a recipient.
    envelope: { from: server.from, to: [letter.to] },
    subject: letter.subject,
    text: letter.text,
    html: letter.html,
    messageId: letter.messageId,
    date: new Date(letter.date),
    // So that no absence reply answers it (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}
