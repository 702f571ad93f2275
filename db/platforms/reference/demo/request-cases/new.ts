/** Nobody has looked at these yet. */
import type { DemoCase } from './demo-case.ts';

export const NEW: readonly DemoCase[] = [
  {
    username: 'mara.lindqvist',
    channel: 'form',
    category: 'lost-phone',
    state: 'new',
    hoursAgo: 1,
    signedIn: true,
    message:
      'Hello, I left my phone on the tram this morning and the lost property office opens only on Thursday. Authy was on it. I have a conference call on the platform at three. What can I do?',
  },
  {
    username: 'tomas.rivera',
    channel: 'e-mail',
    category: 'new-phone',
    state: 'new',
    hoursAgo: 3,
    ticket: 'INC-48213',
    message:
      'I got the new company phone and gave the old one back before I thought of the authenticator. I still have two of the backup codes on paper.\n\nTomás Rivera\nFinance',
  },
  {
    username: 'priya.nair',
    channel: 'form',
    category: 'no-codes-left',
    state: 'new',
    hoursAgo: 5,
    signedIn: true,
    message:
      'The last of my ten backup codes is used up and the page says that I should generate new ones, but for that it asks for a code. My phone is in repair until Friday.',
  },
  {
    username: 'huong.nguyen',
    channel: 'chat',
    category: 'can-not-enrol',
    state: 'new',
    hoursAgo: 2,
    message:
      'hi, since the reset yesterday the page shows a QR code but my phone says "no usable data found". tried twice',
  },
  {
    username: 'sinead.obrien',
    channel: 'phone',
    category: 'code-refused',
    state: 'new',
    hoursAgo: 26,
    phone: '+44 20 7946 0918',
    message:
      'Rang at the desk: each code is refused since Monday, now the page says that the account is locked for a while. The phone was in Lisbon over the weekend; its clock may be wrong.',
  },
  {
    username: 'viktor.dahl',
    channel: 'form',
    category: 'compromised',
    state: 'new',
    hoursAgo: 4,
    signedIn: false,
    message:
      'I was asked to approve a sign-in that was not me, at 2:40 at night, and I am afraid I said yes. Please lock everything you can. You reach me at this number.',
    phone: '+44 20 7946 0933',
  },
  {
    username: 'haruto.sato',
    channel: 'form',
    category: 'can-not-enrol',
    state: 'new',
    hoursAgo: 9,
    signedIn: true,
    message:
      'I am new at the Graduate School. I can only see my Profile. It says to enable 2FA, but I have no smartphone. Is there another way, for instance on my Mac?',
  },
  {
    username: 'kwame.mensah',
    channel: 'e-mail',
    category: 'code-refused',
    state: 'new',
    hoursAgo: 31,
    message:
      'Three codes in a row refused just now, and I know how this works: time is synced, it is the right account. Could you look at what the server thinks of them?',
  },
  {
    name: 'Beatriz Nogueira',
    email: 'b.nogueira@example.com',
    channel: 'form',
    category: 'other',
    state: 'new',
    hoursAgo: 7,
    message:
      'Good afternoon, I was a reviewer until last year and would like to see my old reports again. I do not know which address I had then.',
  },
  {
    username: 'cagla.yildirim',
    channel: 'in-person',
    category: 'can-not-enrol',
    state: 'new',
    hoursAgo: 1,
    message:
      'Came by with the laptop: the pairing was begun this morning, the six digits were typed after the page had timed out. Waits in the library café.',
  },
  {
    username: 'ioana.muresan',
    channel: 'form',
    category: 'can-not-enrol',
    state: 'new',
    hoursAgo: 52,
    signedIn: true,
    message:
      'I scanned the code two weeks ago and then went on leave. Now it wants a code that my phone does not show: the entry is not there any more.',
  },
  {
    username: 'zoe.vandermeer',
    channel: 'phone',
    category: 'lost-phone',
    state: 'new',
    hoursAgo: 6,
    phone: '+1 202 555 0147',
    message:
      'Phone forgotten at home, as yesterday. Wants one more code for the day. Could not say her employee number.',
  },
];
