/** The actions by name, for those who must not load what they do. */
export const ACTION_NAMES = [
  'issue-emergency-code',
  'issue-backup-codes',
  'send-backup-codes',
  'reset-authenticator',
  'disable-2fa',
  'unlock',
  'revoke-sessions',
  'send-reminder',
] as const;

export type ActionName = (typeof ACTION_NAMES)[number];

/** What changes nothing and gives nobody anything needs neither evidence nor an approval for a privileged user. */
export function changesUser(name: ActionName): boolean {
  return name !== 'send-reminder';
}
