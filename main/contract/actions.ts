/** The catalogue of what can be done to a user: all that page, api, command line, bulk, policy and log must know of an action. */
import type { Permission } from './permissions.ts';

interface CatalogueEntry {
  permission: Permission;
  /** Takes something away that the user cannot get back. */
  grave: boolean;
  /** What changes nothing and gives nobody anything needs neither evidence nor an approval for a privileged user. */
  changesUser: boolean;
  /** How much the evidence of who calls must weigh where nobody set it otherwise. */
  threshold: number;
  /** On the button, and in lists. */
  name: string;
  /** When it is the answer, in the words of the person on the phone. */
  when: string;
  /** On the button that does it. */
  doIt: string;
  /** After it was done. */
  done: string;
  /** In the past tense, for timelines. */
  title: string;
  /** In the log, after "Ada"; `{user}` stands where the user is named. */
  did: string;
}

export const CATALOGUE = {
  'issue-emergency-code': {
    permission: 'user.issue-emergency-code',
    grave: false,
    changesUser: true,
    threshold: 2,
    name: 'Emergency code',
    when: 'The phone is not at hand today',
    doIt: 'Issue the emergency code',
    done: 'Emergency code issued',
    title: 'Emergency code issued',
    did: 'issued an emergency code for {user}',
  },
  'issue-backup-codes': {
    permission: 'user.issue-backup-codes',
    grave: false,
    changesUser: true,
    threshold: 3,
    name: 'New backup codes',
    when: 'The codes are used up, lost or were seen by somebody',
    doIt: 'Issue 10 new codes',
    done: 'New backup codes issued',
    title: 'New backup codes issued',
    did: 'issued new backup codes for {user}',
  },
  'send-backup-codes': {
    permission: 'user.issue-backup-codes',
    grave: false,
    changesUser: true,
    threshold: 3,
    name: 'Backup codes by mail',
    when: 'New codes that nobody but the user sees',
    doIt: 'Send 10 new codes to the user',
    done: 'New backup codes are on their way',
    title: 'New backup codes sent to the user',
    did: 'had new backup codes mailed to {user}',
  },
  'reset-authenticator': {
    permission: 'user.reset-authenticator',
    grave: true,
    changesUser: true,
    threshold: 3,
    name: 'Reset authenticator',
    when: 'The phone is lost, broken or replaced',
    doIt: 'Reset the authenticator',
    done: 'Authenticator reset',
    title: 'Authenticator reset',
    did: 'reset the authenticator of {user}',
  },
  'disable-2fa': {
    permission: 'user.disable-2fa',
    grave: true,
    changesUser: true,
    threshold: 4,
    name: 'Disable 2FA',
    when: 'Only when nothing else helps',
    doIt: 'Disable 2FA',
    done: '2FA disabled',
    title: 'Two-factor authentication disabled',
    did: 'disabled 2FA of {user}',
  },
  unlock: {
    permission: 'user.unlock',
    grave: false,
    changesUser: true,
    threshold: 1,
    name: 'Unlock',
    when: 'Too many wrong codes were typed',
    doIt: 'Unlock',
    done: 'Unlocked',
    title: 'Unlocked',
    did: 'unlocked {user}',
  },
  'revoke-sessions': {
    permission: 'user.revoke-sessions',
    grave: false,
    changesUser: true,
    // Ends what an attacker may have open, and opens nothing.
    threshold: 0,
    name: 'End sessions',
    when: 'Somebody else may be signed in',
    doIt: 'End all sessions',
    done: 'Sessions ended',
    title: 'Sessions and trusted devices revoked',
    did: 'ended the sessions of {user}',
  },
  'send-reminder': {
    permission: 'user.remind',
    grave: false,
    changesUser: false,
    threshold: 0,
    name: 'Send a reminder',
    when: 'The user should look after their 2FA themselves',
    doIt: 'Send the reminder',
    done: 'Reminder on its way',
    title: 'Reminder sent to the user',
    did: 'had a reminder mailed to {user}',
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ActionName = keyof typeof CATALOGUE;
export const ACTION_NAMES = Object.keys(CATALOGUE) as ActionName[];

/**
 * What can be done to a whole list, in the order of how often an incident needs them. No codes: nobody is there to be shown
 * them. A reminder is a mail, and changes nothing.
 */
export const BULK_ACTIONS = [
  'reset-authenticator',
  'revoke-sessions',
  'unlock',
  'disable-2fa',
  'send-reminder',
] as const satisfies readonly ActionName[];
export type BulkActionName = (typeof BULK_ACTIONS)[number];

export function isBulkAction(name: string): name is BulkActionName {
  return (BULK_ACTIONS as readonly string[]).includes(name);
}
