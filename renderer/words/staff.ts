import type { Role } from '../../main/contract/permissions.ts';
import type { StaffMember } from '../../main/services/staff.ts';

/** What each role is called, and what it is for. */
export const ROLE_WORDS: Record<Role, { name: string; what: string }> = {
  support: { name: 'Support', what: 'Finds users and helps them in' },
  lead: { name: 'Lead', what: 'As support, also for privileged users; reads the audit log' },
  auditor: { name: 'Auditor', what: 'Looks at users and reads the audit log; changes nothing' },
  admin: { name: 'Admin', what: 'Everything, and manages staff and settings' },
};

export const STAFF_STATUS_WORDS: Record<StaffMember['status'], string> = {
  active: 'Active',
  invited: 'Invited',
  locked: 'Locked',
  closed: 'Closed',
};
