import { describe, expect, it } from 'vitest';
import { faultOf, type SmtpFault } from '../../main/mail/smtp-reply.ts';

const PHASES = { mail: 'MAIL FROM', rcpt: 'RCPT TO', data: 'DATA', auth: 'AUTH PLAIN', start: 'CONN' };

function fault(phase: keyof typeof PHASES, text: string): SmtpFault {
  return faultOf({ command: PHASES[phase], code: Number.parseInt(text, 10), text });
}

describe('a refusal is by its enhanced code (RFC 3463)', () => {
  it.each([
    // Addresses.
    ['rcpt', '550 5.1.1 no such user', 'recipient'],
    ['rcpt', '550 5.1.2 bad destination', 'recipient'],
    ['rcpt', '501 5.1.3 bad address syntax', 'recipient'],
    ['rcpt', '556 5.1.10 null MX', 'recipient'],
    ['data', '554 5.1.1 no such user', 'recipient'],
    ['rcpt', '553 5.1.8 sender domain does not exist', 'sender'],
    ['mail', '553 5.1.7 bad sender address', 'sender'],
    ['mail', '550 5.1.0 rejected', 'sender'],
    ['mail', '550 5.1.1 user unknown', 'sender'],
    ['rcpt', '550 5.1.0 <support@example.org>: Sender address rejected: User unknown', 'sender'],
    ['rcpt', '550 5.1.1 <sender@example.org> unknown', 'recipient'],
    ['rcpt', '550 5.1.1 <anna@example.org>: User unknown in relay recipient table', 'recipient'],
    // Mailboxes.
    ['rcpt', '550 5.2.1 mailbox disabled', 'recipient'],
    ['rcpt', '552 5.2.2 mailbox full', 'recipient'],
    // The system, the network, the protocol.
    ['rcpt', '550 5.3.0 no', 'server'],
    ['data', '554 5.3.5 configured wrong', 'server'],
    ['data', '552 5.3.4 too big', 'later'],
    ['rcpt', '550 5.4.4 no route', 'later'],
    ['data', '554 5.4.6 loop', 'later'],
    ['rcpt', '503 5.5.1 bad sequence', 'server'],
    ['mail', '530 5.7.0 Must issue a STARTTLS command first', 'tls'],
    ['auth', '538 5.7.11 Encryption required for requested authentication mechanism', 'tls'],
    ['rcpt', '550 5.7.10 Encryption needed', 'tls'],
    ['mail', '530 5.7.57 Client not authenticated to send mail', 'sign-in'],
    ['rcpt', '454 4.7.5 certificate of the next hop', 'later'],
    // Content and policy.
    ['data', '554 5.6.0 bad content', 'content'],
    ['rcpt', '553 5.6.7 addresses outside ASCII', 'content'],
    ['rcpt', '554 5.7.1 <anna@example.org>: Relay access denied', 'policy'],
    ['rcpt', '550 5.7.1 Unable to relay', 'policy'],
    ['data', '554 5.7.1 no', 'policy'],
    ['data', '550 5.7.26 unauthenticated mail', 'policy'],
    ['rcpt', '550 5.7.509 access denied', 'policy'],
    ['mail', '550 5.7.60 client may not send as this sender', 'policy'],
    // Class 4 waits, whatever the reply code says, and a reply code that may pass does.
    ['rcpt', '550 4.2.0 greylisted', 'later'],
    ['rcpt', '450 5.1.1 not now', 'later'],
    ['data', '451 4.7.1 later', 'later'],
    ['rcpt', '452 4.3.1 system full', 'server'],
    ['rcpt', '454 4.7.1 Relay access denied', 'policy'],
    ['rcpt', '451 4.7.1 relaying not allowed yet', 'policy'],
    // In more than one line, in brackets at the end, and beside an address that holds the word.
    ['rcpt', '550-5.7.1 not\n550 5.7.1 allowed', 'policy'],
    ['rcpt', '550-first\n550 5.1.1 no such user', 'recipient'],
    ['rcpt', "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", 'policy'],
    ['rcpt', '550 5.1.1 <relay@example.org> unknown, relaying to nobody', 'recipient'],
    // Not a code of this kind.
    ['rcpt', '550 5.1.1.4 is where I am', 'recipient'],
    ['data', '554 2.0.0 what', 'later'],
  ] as const)('%s: %s', (phase, text, right) => expect(fault(phase, text)).toBe(right));
});

describe('a refusal without one is by its reply code and the command (RFC 5321)', () => {
  it.each([
    ['start', '554 no service here', 'server'],
    ['start', '421 closing', 'server'],
    ['mail', '550 not you', 'sender'],
    ['mail', '553 not yours', 'sender'],
    ['mail', '451 later', 'server'],
    ['mail', '530 sign in first', 'sign-in'],
    ['auth', '535 wrong', 'sign-in'],
    ['auth', '454 temporary', 'sign-in'],
    ['auth', '502 not implemented', 'sign-in'],
    ['rcpt', '550 no such mailbox', 'recipient'],
    ['rcpt', '551 not here', 'recipient'],
    ['rcpt', '552 full', 'recipient'],
    ['rcpt', '553 not a name', 'recipient'],
    ['rcpt', '556 takes no mail', 'recipient'],
    ['rcpt', '550 relaying denied', 'policy'],
    ['rcpt', '550 relay@example.org is unknown', 'recipient'],
    ['rcpt', '550 authentication required', 'sign-in'],
    ['rcpt', '550 your address is on a blacklist', 'policy'],
    ['rcpt', '550 Access denied - Invalid HELO name', 'policy'],
    ['rcpt', '550 Administrative prohibition', 'policy'],
    ['rcpt', '550 User unknown in relay recipient table', 'recipient'],
    ['rcpt', '550 Sender verify failed', 'sender'],
    ['mail', '530 starttls first', 'tls'],
    ['rcpt', '554 transaction failed', 'server'],
    ['rcpt', '503 bad sequence', 'server'],
    ['rcpt', '450 busy', 'later'],
    ['rcpt', '421 closing', 'server'],
    ['data', '451 later', 'later'],
    ['data', '550 spam', 'content'],
    ['data', '552 too much', 'content'],
    ['data', '554 transaction failed', 'later'],
    ['data', '503 no recipients', 'later'],
  ] as const)('%s: %s', (phase, text, right) => expect(fault(phase, text)).toBe(right));
});
