/** What can be changed about a staff member, and what that does. */
import type { StaffMember } from '../../../main/services/staff.ts';

export type Change = 'role' | 'unlock' | 'invite' | 'close' | 'reopen';

interface ChangeWords {
  name: string;
  doIt: string;
  grave: boolean;
  what(member: StaffMember): string;
}

export const CHANGES: Record<Change, ChangeWords> = {
  role: {
    name: 'Change role',
    doIt: 'Change the role',
    grave: false,
    what: () => 'It counts from the next click on, also in windows that are open.',
  },
  unlock: {
    name: 'Unlock',
    doIt: 'Unlock',
    grave: false,
    what: () => 'The wrong tries are cleared; signing in works again at once.',
  },
  invite: {
    name: 'New invitation',
    doIt: 'Invite anew',
    grave: true,
    what: () =>
      'The password, the authenticator and the backup codes stop working at once. A new first password is made, good for 72 hours; with it a new authenticator is paired.',
  },
  close: {
    name: 'Close account',
    doIt: 'Close the account',
    grave: true,
    what: () =>
      'Sessions end at once, and nobody signs in with this account until it is reopened. The log keeps the name.',
  },
  reopen: {
    name: 'Reopen account',
    doIt: 'Reopen the account',
    grave: false,
    what: () => 'Password and authenticator are as they were when it was closed.',
  },
};

export function changesFor(member: StaffMember): Change[] {
  if (member.status === 'closed') return ['reopen'];
  return member.status === 'locked' ? ['unlock', 'role', 'invite', 'close'] : ['role', 'invite', 'close'];
}
