/** What an action will do to this user, said before it is done. It must say what the action does, no more and no less. */
import type { ActionName } from '../../main/services/actions/index.ts';
import type { UserPage } from '../../main/services/users.ts';
import { duration, plural, until } from './time.ts';

type Seen = Pick<UserPage, 'user' | 'state' | 'sessions' | 'caller' | 'capabilities'>;

/** `now`: ms UTC; `minutes`: how long an emergency code is to live. */
export function consequencesOf(action: ActionName, seen: Seen, now: number, minutes: number): string[] {
  return CONSEQUENCES[action](seen, now, minutes);
}

const CONSEQUENCES: Record<ActionName, (seen: Seen, now: number, minutes: number) => string[]> = {
  'issue-emergency-code': ({ state }, now, minutes) => [
    `One code is made. It signs the user in once, in place of a code from the app, until ${lifetimeEnd(now, minutes)}.`,
    `The authenticator stays paired${kept(state)}.`,
  ],
  'issue-backup-codes': ({ state, capabilities }) => [
    `${newCodes(capabilities)} made. Each signs the user in once.`,
    dyingCodes(state),
    'The authenticator stays paired.',
  ],
  'send-backup-codes': ({ user, state, capabilities }) => [
    `${newCodes(capabilities)} made and mailed to ${user.email}. They are shown to nobody here.`,
    dyingCodes(state),
    'The caller must have read back a code that was sent to that address within the last hour.',
  ],
  'reset-authenticator': ({ state, sessions, caller }) => [
    `${pairing(state)} is removed, and all backup and emergency codes with it.`,
    endedSessions(state, sessions),
    state.required
      ? '2FA stays required: at the next sign-in the user pairs an authenticator anew.'
      : `Until the user pairs an authenticator again, ${withoutTwoFactor(caller)}.`,
  ],
  'disable-2fa': ({ state, sessions, caller }) => [
    `${pairing(state)} is removed, and all backup and emergency codes with it.`,
    endedSessions(state, sessions),
    `Until the user enables 2FA again, ${withoutTwoFactor(caller)}.`,
  ],
  unlock: ({ state }) => [
    `The ${plural(state.failedAttempts, 'failed attempt')} ${state.failedAttempts === 1 ? 'is' : 'are'} cleared, and the user may try again at once.`,
    'The authenticator and the codes stay as they are.',
  ],
  'revoke-sessions': ({ state, sessions }) => [
    endedSessions(state, sessions),
    'The user signs in again with password and code. The authenticator and the codes stay as they are.',
  ],
  'send-reminder': ({ user, state }) => [
    `One mail is sent to ${user.email}. It says ${reminderSays(state)}.`,
    'Nothing of the account changes. The user is reminded at most once in 7 days.',
  ],
};

function reminderSays({ enrolment }: UserPage['state']): string {
  if (enrolment === 'not-enrolled') return 'how to enable 2FA';
  return enrolment === 'pending' ? 'how to finish pairing' : 'how to generate new backup codes';
}

function newCodes({ codesPerSet }: UserPage['capabilities']): string {
  return `${plural(codesPerSet ?? 0, 'new code')} ${codesPerSet === 1 ? 'is' : 'are'}`;
}

/** Emergency codes are codes too: a new set replaces them all. */
function dyingCodes({ backupCodes, emergencyCodes }: UserPage['state']): string {
  const parts = [
    backupCodes.unused > 0 ? plural(backupCodes.unused, 'backup code') : null,
    emergencyCodes.length > 0 ? plural(emergencyCodes.length, 'emergency code') : null,
  ].filter((part) => part !== null);
  if (parts.length === 0) return 'No working codes are left from before.';
  const one = backupCodes.unused + emergencyCodes.length === 1;
  return `The ${parts.join(' and ')} left from before ${one ? 'stops' : 'stop'} working at once.`;
}

function pairing({ authenticator, enrolment }: UserPage['state']): string {
  const kind = enrolment === 'pending' ? 'The unfinished pairing' : 'The pairing';
  return authenticator?.name ? `${kind} with “${authenticator.name}”` : kind;
}

function kept({ backupCodes }: UserPage['state']): string {
  if (backupCodes.unused === 0) return '';
  return backupCodes.unused === 1
    ? ', and the one backup code left stays good'
    : `, and the ${backupCodes.unused} backup codes left stay good`;
}

function endedSessions({ sessions, trustedDevices }: UserPage['state'], seen: UserPage['sessions']): string {
  if (seen === null)
    return 'Where the user is signed in, they stay signed in: Rekey cannot end sessions here.';
  if (sessions + trustedDevices === 0) return 'There is no session or trusted device to end.';
  const parts = [
    sessions > 0 ? plural(sessions, 'session') : null,
    trustedDevices > 0 ? plural(trustedDevices, 'trusted device') : null,
  ].filter((part) => part !== null);
  return `${parts.join(' and ')} ${sessions + trustedDevices === 1 ? 'ends' : 'end'} at once.`;
}

function lifetimeEnd(now: number, minutes: number): string {
  const end = now + minutes * 60_000;
  return `${until(end, now)} (${duration(minutes * 60_000)})`;
}

function withoutTwoFactor({ openWithout }: UserPage['caller']): string {
  return openWithout ? `they reach only ${openWithout}` : 'no code of an app is asked for';
}
