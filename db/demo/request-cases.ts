/** What the demo's people wrote, said and came by for. All of it is made up, and no address or number reaches anybody. */
import type { Category, Channel, RequestState } from '../requests/index.ts';

export interface DemoCase {
  /** One of the cast, who wrote it or seems to have; absent: somebody the platform does not know. */
  username?: string;
  /** Where it is not theirs on file. */
  name?: string;
  email?: string;
  phone?: string;
  channel: Channel;
  category: Category;
  state: RequestState;
  /** When it came. */
  hoursAgo: number;
  /** Of a form: whether they were signed in on the platform. */
  signedIn?: boolean;
  ticket?: string;
  message: string;
  /** The staff member who has it, or closed it. */
  by?: 'sam' | 'lena' | 'ada';
  /** Whether its user was confirmed. */
  confirmed?: boolean;
  note?: string;
  /** The note with which it came into its state. */
  ending?: string;
}

export const DEMO_CASES: readonly DemoCase[] = [
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
  {
    username: 'jonas.weiss',
    channel: 'e-mail',
    category: 'new-phone',
    state: 'in-progress',
    by: 'sam',
    hoursAgo: 8,
    confirmed: true,
    ticket: 'INC-48190',
    message:
      'Guten Tag, mein altes Telefon ist zurückgesetzt, das neue zeigt keine Codes. Ersatzcodes habe ich nie erzeugt. Was brauchen Sie von mir?\n\nJonas Weiß',
    note: "Called back on the number on file. Will send his manager's confirmation.",
  },
  {
    username: 'leilani.kaahumanu',
    channel: 'phone',
    category: 'lost-phone',
    state: 'in-progress',
    by: 'sam',
    hoursAgo: 3,
    confirmed: true,
    phone: '+1 202 555 0162',
    message:
      'Back after a long leave, the phone with the authenticator was given away. Has the ten codes but not with her.',
    note: 'Account was dormant for months: asked for a call back at her department.',
  },
  {
    username: 'margaret.okonkwo',
    channel: 'form',
    category: 'compromised',
    state: 'in-progress',
    by: 'lena',
    hoursAgo: 5,
    signedIn: true,
    confirmed: true,
    message:
      'My password was in the leak that the newspapers write about and I used it here too. I have changed it. Do I need a new authenticator as well?',
    note: "Password changed 09:12 per the platform's events. Sessions still to be ended.",
  },
  {
    username: 'anna.kovacs',
    channel: 'e-mail',
    category: 'lost-phone',
    state: 'in-progress',
    by: 'lena',
    hoursAgo: 28,
    message:
      'This is Anna Kovács. My phone was stolen in the gym. Please switch off the 2FA for now, I will set it up again on Monday.',
    note: 'There are three people of this name; the address is the personal one of none of them. Not confirmed yet.',
  },
  {
    username: 'robin.meadows',
    channel: 'chat',
    category: 'code-refused',
    state: 'in-progress',
    by: 'ada',
    hoursAgo: 2,
    confirmed: true,
    message: 'codes worked in the morning, none works now. android 16, authy',
    note: 'Check a code says: right, but the clock is 94 s behind. Told them where to set it.',
  },
  {
    username: 'hakon.odegard',
    channel: 'e-mail',
    category: 'no-codes-left',
    state: 'waiting-for-user',
    by: 'sam',
    hoursAgo: 49,
    confirmed: true,
    ticket: 'INC-47988',
    message: 'One code left and I would rather not use it. Can I have new ones sent?',
    note: 'Explained that codes are never sent by e-mail.',
    ending: 'Asked him to ring the desk, so that we can call back.',
  },
  {
    username: 'yousef.alkhatib',
    channel: 'form',
    category: 'new-phone',
    state: 'waiting-for-user',
    by: 'lena',
    hoursAgo: 30,
    signedIn: true,
    confirmed: true,
    message: 'السلام عليكم، غيّرت هاتفي ولا أستطيع الدخول. I changed my phone and can not get in. Thank you.',
    ending: 'Wrote to the address on file, in both languages.',
  },
  {
    username: 'ines.falcao',
    channel: 'phone',
    category: 'lost-phone',
    state: 'waiting-for-user',
    by: 'sam',
    hoursAgo: 20,
    phone: '+44 20 7946 0951',
    message: 'Rang from a train, the line broke off twice.',
    ending: 'Will ring again from the office tomorrow.',
  },
  {
    username: 'ama.boateng',
    channel: 'in-person',
    category: 'other',
    state: 'waiting-for-user',
    by: 'ada',
    hoursAgo: 72,
    confirmed: true,
    message: 'Would like to know whether a hardware key can be used instead of the phone.',
    ending: 'Sent the page about it; waits for her answer.',
  },
  {
    username: 'jeanluc.daubigne',
    channel: 'e-mail',
    category: 'can-not-enrol',
    state: 'resolved',
    by: 'sam',
    hoursAgo: 96,
    confirmed: true,
    ticket: 'INC-47811',
    message: "J'ai désactivé la 2FA par erreur et je n'arrive plus à l'activer. Merci de votre aide.",
    note: 'The page had been open in two windows.',
    ending: 'Paired anew while on the phone; a code was accepted.',
  },
  {
    username: 'wulandari',
    channel: 'form',
    category: 'lost-phone',
    state: 'resolved',
    by: 'lena',
    hoursAgo: 120,
    signedIn: true,
    confirmed: true,
    message:
      'My phone fell into the sea on an excursion. I have my backup codes, but I do not know where to type them.',
    ending: 'Shown where; signed in with one of them.',
  },
  {
    username: 'eabha.nidhomhnaill',
    channel: 'phone',
    category: 'code-refused',
    state: 'resolved',
    by: 'sam',
    hoursAgo: 150,
    confirmed: true,
    phone: '+44 20 7946 0970',
    message: 'Every code refused, two phones tried.',
    ending: 'The old entry was used on both. The new one works.',
  },
  {
    username: 'anna.kovacs2',
    channel: 'chat',
    category: 'no-codes-left',
    state: 'resolved',
    by: 'ada',
    hoursAgo: 200,
    confirmed: true,
    message: 'please may i have new backup codes, the paper went through the wash',
    ending: 'Authenticator still works; made them herself in the profile.',
  },
  {
    username: 'mara.lindqvist',
    channel: 'in-person',
    category: 'other',
    state: 'resolved',
    by: 'lena',
    hoursAgo: 330,
    confirmed: true,
    message: 'Asked what to do with the authenticator before travelling for three weeks.',
    ending: 'Advised to print backup codes.',
  },
  {
    username: 'kwame.mensah',
    channel: 'form',
    category: 'new-phone',
    state: 'resolved',
    by: 'sam',
    hoursAgo: 410,
    signedIn: true,
    confirmed: true,
    message: 'Moving to a new phone next week. Anything I have to do first?',
    ending: 'Sent the help page.',
  },
  {
    name: 'SEO Experts Ltd',
    email: 'growth@example.com',
    channel: 'form',
    category: 'other',
    state: 'rejected',
    by: 'sam',
    hoursAgo: 44,
    message:
      'Dear webmaster, we noticed that your site could rank much higher. Reply YES for a free audit!!!',
    ending: 'Advertising.',
  },
  {
    name: 'Ada Osei',
    email: 'ada.osei.private@example.net',
    channel: 'e-mail',
    category: 'lost-phone',
    state: 'rejected',
    by: 'lena',
    hoursAgo: 60,
    message:
      'Hello support, this is Ada from IT. I lost my phone and I am in a hurry before a board meeting. Please disable the 2FA of my account and confirm to this private address. Do not call, I am in a meeting.',
    note: 'Asked Ada in her office: it was not her. Told the security team.',
    ending: 'Somebody pretends to be a colleague.',
  },
  {
    username: 'lukasz.wojcik',
    channel: 'chat',
    category: 'code-refused',
    state: 'rejected',
    by: 'ada',
    hoursAgo: 85,
    confirmed: true,
    message: 'it says my account is suspended, please unlock the 2fa',
    ending: 'The account is suspended by Human Resources; this is not ours to undo.',
  },
];
