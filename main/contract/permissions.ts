/** Who may do what. The one table: the api enforces it, the interface hides what it does not allow. */
export const ROLES = ['support', 'lead', 'auditor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

const EVERYONE: readonly Role[] = ROLES;
const HELP_DESK: readonly Role[] = ['support', 'lead', 'admin'];
const SENIOR: readonly Role[] = ['lead', 'admin'];

const TABLE = {
  'user.search': EVERYONE,
  'user.view': EVERYONE,
  'user.issue-backup-codes': HELP_DESK,
  'user.issue-emergency-code': HELP_DESK,
  'user.reset-authenticator': HELP_DESK,
  'user.disable-2fa': HELP_DESK,
  'user.unlock': HELP_DESK,
  'user.revoke-sessions': HELP_DESK,
  'user.check-code': HELP_DESK,
  /** A mail about their own second factor; changes nothing. */
  'user.remind': SENIOR,
  /** Gather evidence of who calls. */
  'identity.check': HELP_DESK,
  'approvals.read': EVERYONE,
  'approvals.decide': SENIOR,
  'bulk.read': ['lead', 'auditor', 'admin'],
  /** The dry run of a list. */
  'bulk.plan': SENIOR,
  'bulk.decide': SENIOR,
  'bulk.run': SENIOR,
  'notifications.read': EVERYONE,
  /** Send what waits now, and try again what failed. */
  'notifications.send': SENIOR,
  'requests.read': EVERYONE,
  'requests.work': HELP_DESK,
  /** Hand a request that somebody holds to somebody else. */
  'requests.reassign': SENIOR,
  'audit.read': ['lead', 'auditor', 'admin'],
  'audit.verify': ['lead', 'auditor', 'admin'],
  'audit.checkpoint': ['lead', 'auditor', 'admin'],
  'audit.export': ['auditor', 'admin'],
  /** Change the key that signs, and move old entries into an archive. */
  'audit.manage': ['admin'],
  'enrolment.read': ['lead', 'auditor', 'admin'],
  /** Count everybody now, and stop counting. */
  'enrolment.count': ['lead', 'auditor', 'admin'],
  'enrolment.export': ['auditor', 'admin'],
  'staff.read': ['lead', 'auditor', 'admin'],
  'staff.manage': ['admin'],
  'settings.read': ['auditor', 'admin'],
  'settings.manage': ['admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof TABLE;

export function may(role: Role, permission: Permission): boolean {
  return (TABLE[permission] as readonly Role[]).includes(role);
}

export function permissionsOf(role: Role): Permission[] {
  return (Object.keys(TABLE) as Permission[]).filter((permission) => may(role, permission));
}
