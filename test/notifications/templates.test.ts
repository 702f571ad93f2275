import { describe, expect, it } from 'vitest';
import { isMailAddress } from '../../db/text/mail-address.ts';
import { email as staffAddress } from '../../main/api/input.ts';
import { sender } from '../../main/api/request-input.ts';
import {
  defaultTemplate,
  MAIL_KINDS,
  MAILS,
  type MailKind,
} from '../../main/services/notifications/kinds.ts';
import { parseMailUrl } from '../../main/services/notifications/mail-server.ts';
import { checkTemplate, render, samplesOf } from '../../main/services/notifications/render.ts';
import { readAccount } from '../../main/services/staff/account.ts';

const KIND: MailKind = 'unlock';
const GOOD = { subject: 'Unlocked', text: 'On {when}. Questions: {contact}', html: null };

function why(kind: MailKind, changes: Partial<typeof GOOD | { html: string }>): string {
  try {
    checkTemplate(kind, { ...GOOD, ...changes });
    return 'taken';
  } catch (error) {
    return String((error as { facts: { why: string } }).facts.why);
  }
}

describe('a template', () => {
  it.each(MAIL_KINDS)(
    'as Rekey brings it for %s is one that it would take, with a sample for each gap',
    (kind) => {
      const template = defaultTemplate(kind);
      expect(checkTemplate(kind, template)).toEqual(template);
      const { subject, text, html } = render(template, samplesOf(kind));
      for (const half of [subject, text, html]) expect(half).not.toMatch(/\{\w+\}/);
    },
  );

  it('tells a user of an action without naming a code, and always with a contact', () => {
    for (const kind of MAIL_KINDS.filter((one) => MAILS[one].to === 'user')) {
      expect(MAILS[kind].required).toContain(kind === 'identity-code' ? 'phrase' : 'contact');
      if (!MAILS[kind].secret) expect(Object.keys(MAILS[kind].placeholders)).not.toContain('code');
    }
  });

  it.each([
    ['an unknown placeholder', { text: 'On {when} {nmae}: {contact}' }, /no placeholder \{nmae\}/],
    ['a code in a notice', { text: 'On {when} {code}: {contact}' }, /no placeholder \{code\}/],
    ['an inherited name', { text: 'On {when} {constructor}: {contact}' }, /no placeholder \{constructor\}/],
    ['a missing contact', { text: 'On {when}.' }, /lacks \{contact\}/],
    ['an empty subject', { subject: '  ' }, /empty/],
    ['a subject of two lines', { subject: 'a\r\nBcc: b@example.org' }, /more than one line/],
    ['a long text', { text: `{when} {contact} ${'x'.repeat(10_001)}` }, /longer/],
    ['a script', { html: '<script>alert(1)</script>{when} {contact}' }, /<script>/],
    ['an event handler', { html: '<p onclick="x">{when} {contact}</p>' }, /onclick/],
    ['an image', { html: '<img src="https://example.org/x.png">{when} {contact}' }, /<img/],
    ['a javascript link', { html: '<a href="javascript:alert(1)">{when}</a> {contact}' }, /javascript/],
    [
      'a placeholder in a tag',
      { html: '<a href="https://x.org/{when}">x</a> {when} {contact}' },
      /inside a link/,
    ],
    ['a lone <', { html: '{when} {contact} < 3' }, /lone </],
    ['a tag in a tag', { html: '<p <script>>{when} {contact}' }, /lone <|holds/],
    ['a comment', { html: '<!-- {when} -->{contact}' }, /<!--/],
    ['HTML without what is required', { html: '<p>{when}</p>' }, /HTML lacks \{contact\}/],
  ])('with %s is refused', (_what, changes, words) => {
    expect(why(KIND, changes)).toMatch(words);
  });

  it('may not put a code where it is read on a locked phone', () => {
    const { text } = defaultTemplate('identity-code');
    expect(() => checkTemplate('identity-code', { subject: 'Code {code}', text, html: null })).toThrow(
      /subject/,
    );
  });

  it('takes harmless HTML with links', () => {
    const html = '<h2>Unlocked</h2><p>On {when}.<br><a href="mailto:{contact}">{contact}</a></p>';
    expect(why(KIND, { html })).toBe('taken');
  });

  it('escapes what a variable holds in HTML, and leaves it in plain text', () => {
    const name = '<img src=x onerror=alert(1)> & "co"';
    const { text, html } = render({ subject: '{name}', text: 'Dear {name},', html: null }, { name });
    expect(text).toContain(name);
    expect(html).not.toContain('<img');
    expect(html).toContain('&#60;img src=x onerror=alert(1)&#62; &#38; &#34;co&#34;');
    const own = render({ subject: 'x', text: 'x', html: '<p>{name}</p>' }, { name });
    expect(own.html).not.toContain('<img');
  });

  it('does not fill what a variable brings in', () => {
    const { text } = render(
      { subject: 'x', text: '{name}', html: null },
      { name: '{contact}', contact: 'boss' },
    );
    expect(text).toBe('{contact}\n');
  });

  it('keeps a name on one line, so that nobody writes lines of the mail with it', () => {
    const variables = { name: 'Anna\r\n\r\nYour code is 123456' };
    const { subject, text, htmlBody } = render({ subject: '{name}', text: '{name}!', html: null }, variables);
    expect(subject).toBe('Anna Your code is 123456');
    expect(text).toBe('Anna Your code is 123456!\n');
    expect(htmlBody).not.toContain('<br>');
  });
});

describe('an address', () => {
  it.each([
    'anna@example.org',
    'a.b+c@mail.example.org',
    'root@localhost',
    'zoë@bücher.example',
    "o'brien@x.org",
    `${'a'.repeat(64)}@example.org`,
    `${'é'.repeat(32)}@example.org`,
    `a@${`${'b'.repeat(62)}.`.repeat(3)}${'c'.repeat(62)}`,
    `a@${'d'.repeat(63)}.org`,
  ])('%s is one', (address) => expect(isMailAddress(address)).toBe(true));
  it.each([
    '',
    '@',
    'a@',
    '@b',
    'a b@c.org',
    'a@b..c',
    'a..b@c.org',
    '.a@c.org',
    'a@c.org\n',
    'a@c.org,b@c.org',
    '"a"@c.org',
    'a@[127.0.0.1]',
    'a@127.0.0.1',
    'a@example.123',
    '"a b"@c.org',
    ' a@c.org',
    'a@c.org ',
    'a@ c.org',
    'a\u00a0b@c.org',
    'a\u200bb@c.org',
    'a@b\u00adc.org',
    'a@-b.org',
    'a@b-.org',
    'a@b_c.org',
    'a@b.org.',
    'a@xn--a',
    `${'a'.repeat(65)}@example.org`,
    `${'é'.repeat(33)}@example.org`,
    `a@${'d'.repeat(64)}.org`,
    `a@${'ü'.repeat(62)}.org`,
    `${'a'.repeat(64)}@${`${'b'.repeat(62)}.`.repeat(3)}c`,
  ])('%j is none', (address) => expect(isMailAddress(address)).toBe(false));
});

describe('an address of staff, of a sender and of the mail server', () => {
  const taken = {
    staff: (email: string) => readAccount({ name: 'lea', fullName: 'Lea', email }).email === email,
    input: (email: string) => staffAddress.safeParse(email).success,
    sender: (email: string) => sender.safeParse({ name: null, phone: null, email }).success,
    from: (from: string) => parseMailUrl(`smtp://127.0.0.1?from=${encodeURIComponent(from)}`).from === from,
  };
  const takes = (judge: (address: string) => boolean, address: string) => {
    try {
      return judge(address);
    } catch (error) {
      expect(error).toMatchObject({ code: expect.stringMatching(/^(BAD_INPUT|CONFIGURATION)$/) });
      return false;
    }
  };
  it.each([
    'a@b..c',
    '"a b"@c.org',
    `${'a'.repeat(65)}@c.org`,
    'a@127.0.0.1',
    'a..b@c.org',
    'a@b@c.org',
    'a,b@c.org',
  ])('is refused by each as it is for users: %s', (address) => {
    for (const judge of Object.values(taken)) expect(takes(judge, address)).toBe(false);
  });
  it.each(['zoë@bücher.example', 'root@localhost', "o'brien@x.org"])('is taken by each: %s', (address) => {
    for (const judge of Object.values(taken)) expect(takes(judge, address)).toBe(true);
  });
});

describe('REKEY_SMTP_URL', () => {
  it('means STARTTLS with a checked certificate over a network, and TLS from the start for smtps', () => {
    expect(parseMailUrl('smtp://u%40x:p%2Fw@mail.example.org?from=Help Desk <help@example.org>')).toEqual({
      host: 'mail.example.org',
      port: 587,
      security: 'starttls',
      verifyCertificate: true,
      user: 'u@x',
      password: 'p/w',
      from: 'help@example.org',
      fromName: 'Help Desk',
    });
    expect(
      parseMailUrl('smtps://help@example.org:x@mail.example.org:4650'.replace('help@', 'help%40')),
    ).toMatchObject({
      port: 4650,
      security: 'tls',
      from: 'help@example.org',
    });
    expect(parseMailUrl('smtp://127.0.0.1:25?from=a@b.org')).toMatchObject({ security: 'none', user: '' });
  });

  it.each([
    ['nonsense', 'secret-password', /not of the form/],
    ['another scheme', 'http://u:secret-password@h', /neither smtp/],
    ['no sender', 'smtp://u:secret-password@mail.example.org', /sender/],
    [
      'a password in clear over a network',
      'smtp://u:secret-password@mail.example.org?tls=off&from=a@b.org',
      /in clear/,
    ],
    ['a user without a password', 'smtp://u@mail.example.org?from=a@b.org', /no password/],
    ['an unknown parameter', 'smtp://u:secret-password@h?form=a@b.org', /only from= and tls=/],
    ['smtps in clear', 'smtps://u:secret-password@h?tls=off&from=a@b.org', /contradict/],
    ['an impossible tls', 'smtp://u:secret-password@h?tls=maybe&from=a@b.org', /tls must be/],
    ['a line break in the sender', 'smtp://u:secret-password@h?from=a%0d%0aBcc:b@b.org', /sender/],
  ])('with %s is refused without repeating the password', (_what, url, words) => {
    const attempt = () => parseMailUrl(url);
    expect(attempt).toThrow(words);
    expect(attempt).not.toThrow(/secret-password/);
  });
});
