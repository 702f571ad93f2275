/** What each action is called, and what it is for, in the words of the person on the phone. */
import type { Reason } from '../../main/services/actions/action.ts';
import type { ActionName } from '../../main/services/actions/index.ts';
import type { Permission } from '../../main/services/permissions.ts';

export interface ActionWords {
  /** On the button. */
  name: string;
  /** When it is the answer. */
  when: string;
  /** On the button that does it. */
  doIt: string;
  /** After it was done. */
  done: string;
  permission: Permission;
  /** Takes something away that the user can not get back. */
  grave: boolean;
}

export const ACTION_WORDS: Record<ActionName, ActionWords> = {
  'issue-emergency-code': {
    name: 'Emergency code',
    when: 'The phone is not at hand today',
    doIt: 'Issue the emergency code',
    done: 'Emergency code issued',
    permission: 'user.issue-emergency-code',
    grave: false,
  },
  'issue-backup-codes': {
    name: 'New backup codes',
    when: 'The codes are used up, lost or were seen by somebody',
    doIt: 'Issue 10 new codes',
    done: 'New backup codes issued',
    permission: 'user.issue-backup-codes',
    grave: false,
  },
  'send-backup-codes': {
    name: 'Backup codes by mail',
    when: 'New codes that nobody but the user sees',
    doIt: 'Send 10 new codes to the user',
    done: 'New backup codes are on their way',
    permission: 'user.issue-backup-codes',
    grave: false,
  },
  'reset-authenticator': {
    name: 'Reset authenticator',
    when: 'The phone is lost, broken or replaced',
    doIt: 'Reset the authenticator',
    done: 'Authenticator reset',
    permission: 'user.reset-authenticator',
    grave: true,
  },
  'disable-2fa': {
    name: 'Disable 2FA',
    when: 'Only when nothing else helps',
    doIt: 'Disable 2FA',
    done: '2FA disabled',
    permission: 'user.disable-2fa',
    grave: true,
  },
  unlock: {
    name: 'Unlock',
    when: 'Too many wrong codes were typed',
    doIt: 'Unlock',
    done: 'Unlocked',
    permission: 'user.unlock',
    grave: false,
  },
  'revoke-sessions': {
    name: 'End sessions',
    when: 'Somebody else may be signed in',
    doIt: 'End all sessions',
    done: 'Sessions ended',
    permission: 'user.revoke-sessions',
    grave: false,
  },
  'send-reminder': {
    name: 'Send a reminder',
    when: 'The user should look after their 2FA themselves',
    doIt: 'Send the reminder',
    done: 'Reminder on its way',
    permission: 'user.remind',
    grave: false,
  },
};

export const REASON_WORDS: Record<Reason, string> = {
  'lost-phone': 'Lost phone',
  'new-phone': 'New phone',
  'no-codes-left': 'No codes left',
  'can-not-enrol': 'Can not enrol',
  compromised: 'Account compromise',
  other: 'Other',
};

export const REASONS = Object.keys(REASON_WORDS) as Reason[];
