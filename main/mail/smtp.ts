/** Carries letters by SMTP (RFC 5321), through nodemailer. */
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
    // Loaded with the first letter: a start without one does not wait for it.
    const { createTransport } = await import('nodemailer');
    const transport = createTransport(transportOptions(server));
    const late = AbortSignal.timeout(WHOLE_TIMEOUT);
    const end = signal ? AbortSignal.any([signal, late]) : late;
    try {
      await endedBy(end, transport.sendMail({ ...messageOf(server, letter), signal: end }));
    } catch (error) {
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
  const { createTransport } = await import('nodemailer');
  const transport = createTransport(transportOptions(server));
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
    tls: { minVersion: 'TLSv1.2' as const, rejectUnauthorized: server.verifyCertificate },
    ...(server.user === '' ? {} : { auth: { user: server.user, pass: server.password } }),
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
