/** The mails that Rekey sends, by kind: to whom, with what words, and which placeholders their words may hold. */
import { ACTION_NAMES, type ActionName } from '../../contract/actions.ts';

/** Of codes and reminders that are sent, the mail itself is the notice. */
type NoticedAction = Exclude<ActionName, 'send-backup-codes' | 'send-reminder'>;
/** Sent from the outbox: one for each action, and what else is told after the fact. */
export type NoticeKind = NoticedAction | 'backup-code-taken' | 'limit-reached' | 'backup-codes' | 'reminder';
/** Sent at once and never stored, since each holds a code. */
export type DirectKind = 'identity-code';
export type MailKind = NoticeKind | DirectKind;

export interface Template {
  /** One line. */
  subject: string;
  /** Plain text. A blank line ends a paragraph. */
  text: string;
  /** The same in HTML, of the few elements that html.ts allows; null: made from the text. */
  html: string | null;
}

interface KindOfMail {
  /** For the people who edit it. */
  title: string;
  to: 'user' | 'leads';
  /** Beside those of EVERY_MAIL: what each stands for, and a sample for the preview. */
  placeholders: Record<string, { meaning: string; sample: string }>;
  /** Without these the mail would miss its purpose. */
  required: readonly string[];
  /** Holds what only the recipient may read: its words are never stored or shown again. */
  secret: boolean;
  template: Omit<Template, 'html'>;
}

/** What every template may use. `platform` and `contact` come from the letterhead, the rest from the mail itself. */
const EVERY_MAIL = {
  name: { meaning: 'the full name of who gets the mail', sample: 'Maria Lindqvist' },
  platform: { meaning: 'how the platform is called', sample: 'the platform' },
  contact: { meaning: 'where to ask or to report', sample: 'security@example.org' },
} as const;

const ACCOUNT = { meaning: "the user's username", sample: 'm.lindqvist' };
const WHEN = { meaning: 'when it was done, in UTC', sample: '3 February 2026, 14:05 UTC' };

const NOT_YOU =
  'Was this not you? Then somebody else may have asked for it in your name. Tell us at once: {contact}';
const CLOSING = 'This mail never holds a code, and we never ask for your password.';

/** A notice about the user's own account: what happened, when, by whom, and what to do if it was not they who asked. */
function notice(title: string, subject: string, what: string, next: string): KindOfMail {
  return {
    title,
    to: 'user',
    placeholders: { username: ACCOUNT, when: WHEN },
    required: ['when', 'contact'],
    secret: false,
    template: {
      subject,
      text: [
        'Dear {name},',
        `on {when} the support team ${what} of your account {username} on {platform}.`,
        next,
        NOT_YOU,
        CLOSING,
      ].join('\n\n'),
    },
  };
}

/** A notice of what ends sign-ins; which there are, and what the user meets without an authenticator, the platform says. */
function ending(title: string, subject: string, what: string, next = '{afterwards}'): KindOfMail {
  const mail = notice(title, subject, what, next);
  return {
    ...mail,
    placeholders: {
      ...mail.placeholders,
      afterwards: {
        meaning: 'what comes at the next login, and what they were signed out of',
        sample: 'You were signed out everywhere. Trusted devices were forgotten.',
      },
    },
  };
}

const ACTION_MAILS: Record<NoticedAction, KindOfMail> = {
  'issue-emergency-code': {
    ...notice(
      'An emergency code was issued',
      'An emergency code was issued for your account',
      'issued an emergency code for the two-factor authentication',
      'It opens the account once, together with your password, until {until}. Nothing else was changed.',
    ),
    placeholders: {
      username: ACCOUNT,
      when: WHEN,
      until: { meaning: 'until when the code works, in UTC', sample: '3 February 2026, 15:05 UTC' },
    },
  },
  'issue-backup-codes': notice(
    'New backup codes were issued',
    'New backup codes were issued for your account',
    'issued new backup codes for the two-factor authentication',
    'Every earlier backup code has stopped working. Your authenticator app stays as it is.',
  ),
  'reset-authenticator': ending(
    'The authenticator was reset',
    'The authenticator app of your account was removed',
    'removed the authenticator app and any backup codes',
  ),
  'disable-2fa': ending(
    'Two-factor authentication was disabled',
    'Two-factor authentication of your account was disabled',
    'disabled the two-factor authentication',
  ),
  unlock: notice(
    'The account was unlocked',
    'Your account was unlocked',
    'cleared the wrong tries and unlocked the login',
    'Nothing else was changed. If you did not enter wrong codes yourself, somebody may have tried to get in.',
  ),
  'revoke-sessions': ending(
    'Sessions were ended',
    'Sign-ins of your account were ended',
    'ended the sign-ins',
    '{afterwards} Nothing else was changed.',
  ),
};

export const MAILS: Record<MailKind, KindOfMail> = {
  ...ACTION_MAILS,
  'backup-code-taken': notice(
    'A backup code was taken as proof of who is calling',
    'A backup code of your account was used with the support team',
    'was told one of the backup codes',
    'Somebody read it out to prove that they are you, and it is used up. Nothing else was changed.',
  ),
  'backup-codes': {
    title: 'Backup codes, straight to the user',
    to: 'user',
    placeholders: {
      username: ACCOUNT,
      when: WHEN,
      codes: { meaning: 'the codes, one a line', sample: 'the first code\nthe second code\nand so on' },
    },
    required: ['codes', 'contact'],
    secret: true,
    template: {
      subject: 'Your new backup codes',
      text: [
        'Dear {name},',
        'on {when} the support team issued new backup codes for your account {username} on {platform}. Nobody at the support team has seen them:',
        '{codes}',
        'Each works once, together with your password. Print them or keep them in a password manager, then delete this mail. Every earlier backup code has stopped working.',
        NOT_YOU,
      ].join('\n\n'),
    },
  },
  reminder: {
    title: 'A reminder to look after two-factor authentication',
    to: 'user',
    placeholders: {
      username: ACCOUNT,
      situation: { meaning: 'what is wrong with it', sample: 'has no backup codes left' },
      todo: {
        meaning: 'what to do about it',
        sample: 'Please make new ones in the settings of your account.',
      },
    },
    required: ['todo', 'contact'],
    secret: false,
    template: {
      subject: 'Please look after the two-factor authentication of your account',
      text: [
        'Dear {name},',
        'your account {username} on {platform} {situation}.',
        '{todo}',
        'Go to {platform} as you always do: this mail holds no link, so that nobody can send you a false one in its place.',
        'Does it not work, or do you have questions? Ask here: {contact}',
        CLOSING,
      ].join('\n\n'),
    },
  },
  'identity-code': {
    title: 'Code to prove that the mailbox is yours',
    to: 'user',
    placeholders: {
      username: ACCOUNT,
      code: { meaning: 'the six digits to read out', sample: '418 207' },
      minutes: { meaning: 'for how many minutes it works', sample: '10' },
      agentName: { meaning: 'who of the support team asks', sample: 'Sam Whitfield' },
      phrase: { meaning: 'what the agent must be able to say', sample: 'copper lantern' },
    },
    required: ['code', 'agentName', 'phrase'],
    secret: true,
    template: {
      subject: 'The code that the support team asks for',
      text: [
        'Dear {name},',
        '{agentName} of the support team is helping somebody who says they are you. To prove it, read this code out:',
        '{code}',
        'It works for {minutes} minutes. Before you do, check the agent as well: ask for the phrase, which must be',
        '{phrase}',
        'If nobody of the support team is talking to you right now, read the code to nobody and tell us at once: {contact}',
      ].join('\n\n'),
    },
  },
  'limit-reached': {
    title: 'A limit was reached, to leads',
    to: 'leads',
    placeholders: {
      agentName: { meaning: 'who reached it', sample: 'Sam Whitfield' },
      limit: { meaning: 'which limit', sample: '20 actions per hour' },
      when: WHEN,
    },
    required: ['agentName', 'limit'],
    secret: false,
    template: {
      subject: '{agentName} reached a limit',
      text: [
        'Dear {name},',
        'on {when} {agentName} reached a limit in Rekey: {limit}. The attempt was refused and nothing was changed by it.',
        'The audit log shows what was done before. If this is not a busy day, look at it now: somebody else may be using the account.',
      ].join('\n\n'),
    },
  },
};

export const MAIL_KINDS = [
  ...ACTION_NAMES.filter(isNoticed),
  'backup-code-taken',
  'backup-codes',
  'reminder',
  'identity-code',
  'limit-reached',
] as const satisfies readonly MailKind[];

/** Whether a notice is queued beside the action; else what it queues itself tells the user. */
export function isNoticed(name: ActionName): name is NoticedAction {
  return name !== 'send-backup-codes' && name !== 'send-reminder';
}

export function isMailKind(kind: string): kind is MailKind {
  return Object.hasOwn(MAILS, kind);
}

/** Everything that a template of this kind may hold in braces. */
export function placeholdersOf(kind: MailKind): Record<string, { meaning: string; sample: string }> {
  return { ...EVERY_MAIL, ...MAILS[kind].placeholders };
}

export function defaultTemplate(kind: MailKind): Template {
  return { ...MAILS[kind].template, html: null };
}
