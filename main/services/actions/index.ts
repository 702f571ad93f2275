/** The contents page of the actions. */
export const ACTION_NAMES = [
  'issue-emergency-code',
  'issue-backup-codes',
  'reset-authenticator',
  'disable-2fa',
  'unlock',
  'revoke-sessions',
] as const;
export type ActionName = (typeof ACTION_NAMES)[number];
