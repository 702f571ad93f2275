/**
 * Whose fault a refusal of a mail server is. Its enhanced status code says it best (RFC 3463, section 3); without one, its
 * reply code and the command that it answers (RFC 5321, 4.2.3 and 4.3.2). Only what is certainly about the recipient or the
 * letter ends a letter: a letter that waits can still be sent, and what was erased cannot.
 */

export interface SmtpReply {
  /** The command that was answered, such as `RCPT TO`; empty before the first and for the greeting. */
  command: string;
  /** The reply code, e.g. 550. */
  code: number;
  /** All lines of the reply, as they came. */
  text: string;
}

/**
 * `recipient`, `content`: this letter will never be taken. `later`: this letter may be taken later. `sender`, `policy`,
 * `sign-in`, `tls`, `server`: the mail server or what it is told is at fault, and no letter gets through.
 */
export type SmtpFault =
  | 'recipient'
  | 'content'
  | 'later'
  | 'sender'
  | 'policy'
  | 'sign-in'
  | 'tls'
  | 'server';

export function faultOf(reply: SmtpReply): SmtpFault {
  const { code, command } = reply;
  const enhanced = enhancedOf(reply.text);
  const temporary = enhanced?.class === 4 || code < 500;
  if (code === 421) return 'server';
  // 530: sign in (RFC 4954) or begin TLS (RFC 3207) first.
  const wantsTls = enhanced?.subject === 7 && (enhanced.detail === 10 || enhanced.detail === 11);
  if (code === 538 || wantsTls || (code === 530 && /\b(starttls|tls|ssl|encrypt)/i.test(reply.text)))
    return 'tls';
  if (command.startsWith('AUTH')) return 'sign-in';
  // Of an address or a mailbox it is said plainly enough.
  const said = withoutAddresses(reply.text);
  const words = enhanced && [1, 2].includes(enhanced.subject) ? '' : said;
  if (/\brelay(ing)?\b(?! recipient)|\b(black|block)[ -]?list|\b(spf|dkim|dmarc)\b/i.test(words))
    return 'policy';
  if (enhanced === null && !temporary && POLICY.test(words)) return 'policy';
  if (code === 530 || /\bauthenticat/i.test(words)) return 'sign-in';
  if (!['MAIL', 'RCPT', 'DATA'].includes(command.slice(0, 4))) return 'server';
  if (temporary) return command.startsWith('MAIL') ? 'server' : enhanced?.subject === 3 ? 'server' : 'later';
  const fault = (enhanced && byEnhancedCode(enhanced)) ?? byReplyCode(code, command);
  // Many judge the sender only when they are told the recipient, and answer that then.
  const isOfSender = command.startsWith('MAIL') || (enhanced?.subject !== 2 && /\bsender\b/i.test(said));
  return fault === 'recipient' && isOfSender ? 'sender' : fault;
}

/** 550 is said for a mailbox and for policy alike (RFC 5321, 4.2.3); of policy there are these words. */
const POLICY =
  /\b(access denied|administrative|prohibited|polic(y|ies)|blocked|banned|helo|ehlo|reverse dns|ptr|client host|your ip)\b/i;

interface EnhancedCode {
  class: 4 | 5;
  subject: number;
  detail: number;
}

/** RFC 2034, section 4: the first word behind the reply code. Some put it in brackets at the end, as qmail does: `(#5.1.1)`. */
function enhancedOf(text: string): EnhancedCode | null {
  const found =
    /^\d{3}[ -]([45])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)/m.exec(text) ??
    /\(#([45])\.(\d{1,3})\.(\d{1,3})\)/.exec(text);
  if (!found) return null;
  const [, kind, subject, detail] = found.map(Number);
  return { class: kind === 4 ? 4 : 5, subject: subject ?? 0, detail: detail ?? 0 };
}

/** Of a permanent failure, class 5. Undefined: the code says nothing of it. */
function byEnhancedCode({ subject, detail }: EnhancedCode): SmtpFault | undefined {
  // X.1.7 and X.1.8 are about the address of the sender, all others about that of the recipient.
  if (subject === 1) return detail === 7 || detail === 8 ? 'sender' : 'recipient';
  // The mailbox: disabled, full, a list that cannot be expanded.
  if (subject === 2) return 'recipient';
  // The mail system. That a letter is too large for it (X.3.4) is no reason to hold up the others.
  if (subject === 3) return detail === 4 ? 'later' : 'server';
  // Network and routing: of one domain, so that others may have a way.
  if (subject === 4) return 'later';
  // Something that was said between the two machines was not understood.
  if (subject === 5) return 'server';
  // The content; X.6.7 to X.6.10 of RFC 6531 say that an address or a header outside ASCII cannot be passed on.
  if (subject === 6) return 'content';
  // Security and policy.
  if (subject === 7) return 'policy';
  return undefined;
}

/** Codes that are of the mailbox at RCPT: not there, not here, full, not a name (RFC 5321, 4.2.3); takes no mail (RFC 7504). */
const OF_MAILBOX: readonly number[] = [550, 551, 552, 553, 556];

function byReplyCode(code: number, command: string): SmtpFault {
  if (command.startsWith('MAIL')) return 'sender';
  if (command.startsWith('RCPT')) {
    if (OF_MAILBOX.includes(code)) return 'recipient';
    // A mistake in the command is one of the address in it.
    if (code === 501) return 'recipient';
    // 554, "transaction failed", and what else has no word about the mailbox.
    return 'server';
  }
  // 550: refused for what it is; 552: more than the server takes. 554 may be anything, and is no reason to give up.
  return code === 550 || code === 552 ? 'content' : 'later';
}

/** An address may hold the words that are looked for as well. */
function withoutAddresses(text: string): string {
  return text.replace(/<[^>]*>|\S*@\S*/g, '');
}
