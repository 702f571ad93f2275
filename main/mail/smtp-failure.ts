/** What nodemailer and a mail server say, as a failure that a person can act on. */
import { type FailureScope, type Letter, MailFailure } from '../services/notifications/carrier.ts';
import type { MailServer } from '../services/notifications/mail-server.ts';

/** The part of nodemailer's errors that is read. */
interface SmtpError {
  code?: string;
  originalCode?: string;
  /** The SMTP command that was answered. */
  command?: string;
  /** The server's own line. */
  response?: string;
  responseCode?: number;
  message?: string;
  cause?: { code?: string };
}

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

function judge(error: SmtpError, server: MailServer, to: string): [FailureScope, string, string] {
  const place = `${server.host}:${server.port}`;
  const socket = error.originalCode ?? error.cause?.code ?? '';
  const code = error.code ?? '';
  if (code === 'EABORT')
    return ['later', 'Rekey was closed while it was being sent', 'It is sent at the next start.'];
  if (code === 'EAUTH' || code === 'ENOAUTH') {
    return [
      'server',
      `the mail server ${place} refused user or password${said(error)}`,
      'Check both in Settings or in REKEY_SMTP_URL.',
    ];
  }
  if (code === 'EDNS' || socket === 'ENOTFOUND' || socket === 'EAI_AGAIN') {
    return [
      'server',
      `no machine of the name ${server.host} was found`,
      'Check the host, and the network of this machine.',
    ];
  }
  if (code === 'ETLS' || isCertificateFault(error)) {
    return ['server', tlsWords(error, server), tlsAdvice(error, server)];
  }
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return judgeReply(error, to);
  if (socket === 'ECONNREFUSED') {
    return [
      'server',
      `nothing answers at ${place} (connection refused)`,
      'Check host and port, and that the mail server runs.',
    ];
  }
  if (code === 'ETIMEDOUT' || socket === 'ETIMEDOUT') {
    return [
      'server',
      `the mail server ${place} did not answer in time`,
      'Check host and port, and that no firewall is between.',
    ];
  }
  if (code === 'EPROTOCOL' && !error.responseCode) {
    return [
      'server',
      `what answers at ${place} does not speak SMTP as expected`,
      'Check the port, and whether it wants TLS from the start.',
    ];
  }
  if (error.responseCode)
    return ['server', `the mail server ${place} refused${said(error)}`, 'Ask whoever runs it.'];
  return [
    'server',
    `the connection to the mail server ${place} broke${socket ? ` (${socket})` : ''}`,
    'Try again; ask whoever runs it if it stays so.',
  ];
}

/** A refusal of the sender is the configuration's fault, one of the recipient or the content is the letter's. */
function judgeReply(error: SmtpError, to: string): [FailureScope, string, string] {
  const permanent =
    error.responseCode !== undefined && error.responseCode >= 500 && error.responseCode !== 503;
  if (error.command?.startsWith('MAIL')) {
    return [
      'server',
      `the mail server does not take mail from this sender${said(error)}`,
      'Check the sender (from), and that the user may send as it.',
    ];
  }
  if (error.command?.startsWith('RCPT')) {
    return permanent
      ? [
          'letter',
          `the mail server does not take mail for ${to}${said(error)}`,
          'Check the address that the platform has for this user.',
        ]
      : [
          'later',
          `the mail server does not take mail for ${to} now${said(error)}`,
          'It is tried again by itself.',
        ];
  }
  return permanent
    ? ['letter', `the mail server refused the mail${said(error)}`, 'Ask whoever runs the mail server why.']
    : ['later', `the mail server did not take the mail now${said(error)}`, 'It is tried again by itself.'];
}

const CERTIFICATE =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT|ERR_SSL_|HOSTNAME_MISMATCH|ERR_TLS_)/;

function isCertificateFault({ code, originalCode, cause }: SmtpError): boolean {
  return [code, originalCode, cause?.code].some((one) => one !== undefined && CERTIFICATE.test(one));
}

function tlsWords(error: SmtpError, server: MailServer): string {
  const place = `${server.host}:${server.port}`;
  const code = [error.originalCode, error.cause?.code, error.code].find(
    (one) => one && CERTIFICATE.test(one),
  );
  if (code === 'CERT_HAS_EXPIRED') return `the certificate of the mail server ${place} has expired`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `the certificate at ${place} is not one for ${server.host}`;
  if (code?.startsWith('ERR_SSL_')) return `what answers at ${place} does not speak TLS from the start`;
  if (code)
    return `the certificate of the mail server ${place} is signed by nobody this machine trusts (${code})`;
  return `the mail server ${place} offers no TLS, or it did not come about`;
}

function tlsAdvice(error: SmtpError, server: MailServer): string {
  const code = [error.originalCode, error.cause?.code, error.code].find(
    (one) => one && CERTIFICATE.test(one),
  );
  if (code?.startsWith('ERR_SSL_')) return 'Port 587 is mostly STARTTLS, port 465 TLS from the start.';
  if (code)
    return 'Let whoever runs it renew the certificate, or tell this machine to trust its signer (NODE_EXTRA_CA_CERTS).';
  return server.security === 'starttls'
    ? 'Port 587 is mostly STARTTLS, port 465 TLS from the start.'
    : 'Ask whoever runs it.';
}

/** The first line of what the server said, shortened: some put a page of advice there. */
function said({ response, responseCode }: SmtpError): string {
  const line =
    (response ?? '')
      .split(/[\r\n]/)[0]
      ?.replace(/\p{Cc}/gu, ' ')
      .trim() ?? '';
  if (line === '') return responseCode ? ` (${responseCode})` : '';
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
