import type { Security } from '../../services/sandbox/platform.ts';

type Event = Security['events'][number];

const WORDS: Record<Event['kind'], string> = {
  enrolled: 'An authenticator app was paired',
  disabled: '2FA was disabled',
  reset: 'Your authenticator app was removed',
  'pairing-started': 'Pairing was started',
  'code-used': 'A verification code was accepted',
  'backup-code-used': 'A backup code was used',
  'backup-codes-generated': 'Backup codes were generated',
  'emergency-code-issued': 'An emergency code was issued',
  'emergency-code-ended': 'An emergency code ended unused',
  'code-failed': 'A wrong code was entered',
  locked: 'Your account was locked',
  unlocked: 'Your account was unlocked',
  'sessions-revoked': 'All other sessions were ended',
  'email-changed': 'Your e-mail address was changed',
  'phone-changed': 'Your phone number was changed',
  'changed-by-admin': 'Your account was changed by an administrator',
  login: 'You logged in',
};

export function eventText({ kind, detail }: Event): string {
  return detail === null ? WORDS[kind] : `${WORDS[kind]} (${detail})`;
}
