/** What nodemailer and a mail server say, as a failure that a person can act on. */
import { UNTRUSTED, whyNotReached } from '../network-words.ts';
import { type FailureScope, type Letter, MailFailure } from '../services/notifications/carrier.ts';
import type { MailServer } from '../services/notifications/mail-server.ts';
import { faultOf, type SmtpReply } from './smtp-reply.ts';

/** The part of nodemailer's errors that is read. */
interface SmtpError {
  code?: string;
  originalCode?: string;
  /** The SMTP command that was answered. */
  command?: string;
  /** The server's own lines. */
  response?: string;
  responseCode?: number;
  message?: string;
  cause?: { code?: string };
}

type Words = [scope: FailureScope, what: string, next: string];

const PARTY = 'the mail server';

export function failureOf(
  thrown: unknown,
  server: MailServer,
  letter: Pick<Letter, 'to' | 'secrets'>,
): MailFailure {
  const error = (thrown ?? {}) as SmtpError;
  const [scope, what, next] = judge(error, server, letter.to);
  // Without the original as its cause: that one holds the server's words as they came.
  return new MailFailure(scope, hide(what, [server.password, ...letter.secrets]), next);
}

function judge(error: SmtpError, server: MailServer, to: string): Words {
  const { code = '', command = '', response = '', responseCode } = error;
  if (code === 'EABORT')
    return ['later', 'Rekey was closed while it was being sent', 'It is sent at the next start.'];
  const known = [error.originalCode, error.cause?.code, code].find((one) => one && UNTRUSTED.test(one));
  if (known) return ['server', whyNotReached({ code: known }, server, PARTY), tlsAdvice(known)];
  if (code === 'ETLS') {
    return [
      'server',
      `${placeOf(server)} offers no TLS, or it did not come about`,
      server.security === 'starttls' ? PORTS : 'Ask whoever runs it.',
    ];
  }
  if (responseCode) return judgeReply({ command, code: responseCode, text: response }, server, to);
  if (code === 'EAUTH' || code === 'ENOAUTH')
    return judgeReply({ command: 'AUTH', code: 535, text: '' }, server, to);
  if (code === 'EPROTOCOL') {
    return [
      'server',
      `what answers at ${server.host}:${server.port} does not speak SMTP as expected`,
      'Check the port, and whether it wants TLS from the start.',
    ];
  }
  const socket = error.originalCode ?? error.cause?.code ?? code;
  return ['server', whyNotReached({ code: socket }, server, PARTY), adviceFor(socket)];
}

function judgeReply(reply: SmtpReply, server: MailServer, to: string): Words {
  const said = firstLineOf(reply);
  const place = placeOf(server);
  switch (faultOf(reply)) {
    case 'recipient':
      return [
        'letter',
        `the mail server does not take mail for ${to}${said}`,
        'Check the address that the platform has for this user.',
      ];
    case 'content':
      return ['letter', `the mail server refused the mail${said}`, 'Ask whoever runs the mail server why.'];
    case 'later':
      return [
        'later',
        reply.command.startsWith('RCPT')
          ? `the mail server does not take mail for ${to} now${said}`
          : `the mail server did not take the mail now${said}`,
        'It is tried again by itself.',
      ];
    case 'sender':
      return [
        'server',
        `the mail server does not take mail from this sender${said}`,
        'Check the sender (from), and that the user may send as it.',
      ];
    case 'policy':
      return [
        'server',
        `${place} does not let this console send mail through it${said}`,
        'Let whoever runs it allow this, check user and password, or set another mail server; what waits is sent then.',
      ];
    case 'tls':
      return [
        'server',
        `${place} takes mail over TLS only${said}`,
        'Choose STARTTLS or TLS in Settings, or tls=verify in REKEY_SMTP_URL.',
      ];
    case 'sign-in':
      return judgeSignIn(reply, server, said);
    case 'server':
      return [
        'server',
        `${place} refused${said}`,
        'Ask whoever runs it; what waits is tried again by itself.',
      ];
  }
}

function judgeSignIn(reply: SmtpReply, server: MailServer, said: string): Words {
  const place = placeOf(server);
  if (server.user === '') {
    return [
      'server',
      `${place} wants a user and a password${said}`,
      'Enter both in Settings or in REKEY_SMTP_URL.',
    ];
  }
  // Command not known, not implemented, out of order: there is no AUTH (RFC 4954, section 4).
  if (reply.code >= 500 && reply.code <= 504) {
    return [
      'server',
      `${place} offers no sign-in (AUTH), though a user and a password are set${said}`,
      'Use the port or the TLS for which it lets users sign in, or leave out user and password in Settings or in REKEY_SMTP_URL.',
    ];
  }
  if (reply.code < 500)
    return ['server', `${place} cannot check user and password now${said}`, 'It is tried again by itself.'];
  return [
    'server',
    `${place} refused user or password${said}`,
    'Check both in Settings or in REKEY_SMTP_URL.',
  ];
}

function placeOf({ host, port }: MailServer): string {
  return `${PARTY} ${host}:${port}`;
}

const PORTS = 'Port 587 is mostly STARTTLS, port 465 TLS from the start.';

function tlsAdvice(code: string): string {
  return code.startsWith('ERR_SSL_')
    ? PORTS
    : 'Let whoever runs it renew the certificate, or name the file of its signer in Settings, with ca= (in REKEY_SMTP_URL) or NODE_EXTRA_CA_CERTS.';
}

function adviceFor(code: string): string {
  if (code === 'ECONNREFUSED') return 'Check host and port, and that the mail server runs.';
  if (code === 'ETIMEDOUT') return 'Check host and port, and that no firewall is between.';
  if (code === 'EDNS' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return 'Check the host, and the network of this machine.';
  return 'Try again; ask whoever runs it if it stays so.';
}

/** The first line of what the server said, shortened: some put a page of advice there. */
function firstLineOf({ text, code }: SmtpReply): string {
  const line = (text.split(/[\r\n]/)[0] ?? '').replace(/\p{Cc}/gu, ' ').trim();
  if (line === '') return code === 535 ? '' : ` (${code})`;
  return ` (${line.length > 160 ? `${line.slice(0, 160)}…` : line})`;
}

/** A server may repeat what it was sent, also in Base64 as AUTH sends it. */
function hide(text: string, secrets: readonly string[]): string {
  let hidden = text;
  for (const secret of secrets) {
    if (secret === '') continue;
    for (const form of [secret, Buffer.from(secret).toString('base64')])
      hidden = hidden.replaceAll(form, '•••');
  }
  return hidden;
}
