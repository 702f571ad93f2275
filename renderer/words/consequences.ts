/** What an action will do to this user, said before it is done. It must say what the action does, no more and no less. */
import type { ActionName } from '../../main/contract/actions.ts';
import type { UserPage } from '../../main/services/users.ts';
import { duration, plural, until } from './time.ts';

type Seen = Pick<UserPage, 'user' | 'state' | 'sessions' | 'devices' | 'capabilities' | 'offers'>;

/** `now`: ms UTC; `minutes`: how long an emergency code is to live. */
export function consequencesOf(action: ActionName, seen: Seen, now: number, minutes: number): string[] {
  const { leaves = [] } = seen.offers.find((offer) => offer.action === action) ?? {};
  const told = seen.user.email !== null || action === 'send-backup-codes' || action === 'send-reminder';
  return [...CONSEQUENCES[action](seen, now, minutes), ...leaves, ...(told ? [] : [UNTOLD])];
}

export const UNTOLD = 'The user is not told of it by mail: no e-mail address is on file.';

const CONSEQUENCES: Record<ActionName, (seen: Seen, now: number, minutes: number) => string[]> = {
  'issue-emergency-code': ({ state }, now, minutes) => [
    `One code is made. It signs the user in once, in place of a code from the app, until ${lifetimeEnd(now, minutes)}.`,
    `${paired(state)}${kept(state)}.`,
    ...doubt(state),
  ],
  'issue-backup-codes': ({ state, capabilities }) => [
    `${newCodes(capabilities)} made. Each signs the user in once.`,
    dyingCodes(state),
    `${paired(state)}.`,
    ...doubt(state),
  ],
  'send-backup-codes': ({ user, state, capabilities }) => [
    `${newCodes(capabilities)} made and mailed to ${user.email}. They are shown to nobody here.`,
    dyingCodes(state),
    'The caller must have read back a code that was sent to that address within the last hour.',
  ],
  'reset-authenticator': (seen) => [removed(seen.state), endedSessions(seen)],
  'disable-2fa': (seen) => [removed(seen.state), endedSessions(seen)],
  unlock: ({ state }) => [
    `${clearedAttempts(state)}, and the user may try again at once.`,
    'The second factor stays as it is.',
  ],
  'revoke-sessions': (seen) => [
    endedSessions(seen),
    `The user signs in again${seen.state.enrolment === 'on' ? ' with password and code' : ''}. The second factor stays as it is.`,
  ],
  'send-reminder': ({ user, state }) => [
    `One mail is sent to ${user.email}. It says ${reminderSays(state)}.`,
    'Nothing of the account changes. The user is reminded at most once in 7 days.',
  ],
};

function reminderSays({ enrolment }: UserPage['state']): string {
  if (enrolment === 'off' || enrolment === 'must-enrol') return 'how to enable 2FA';
  return enrolment === 'pending' ? 'how to finish pairing' : 'how to generate new backup codes';
}

function newCodes({ codesPerSet }: UserPage['capabilities']): string {
  return `${plural(codesPerSet ?? 0, 'new code')} ${codesPerSet === 1 ? 'is' : 'are'}`;
}

/** Emergency codes are codes too: a new set replaces them all. */
function dyingCodes({ backupCodes, emergencyCodes }: UserPage['state']): string {
  const unused = backupCodes?.unused ?? 0;
  const parts = [
    unused > 0 ? plural(unused, 'backup code') : null,
    emergencyCodes.length > 0 ? plural(emergencyCodes.length, 'emergency code') : null,
  ].filter((part) => part !== null);
  if (backupCodes?.unused === null) return 'All codes from before stop working at once.';
  if (parts.length === 0) return 'No working codes are left from before.';
  const one = unused + emergencyCodes.length === 1;
  return `The ${parts.join(' and ')} left from before ${one ? 'stops' : 'stop'} working at once.`;
}

function pairing({ authenticator, enrolment }: UserPage['state']): string {
  const kind = enrolment === 'pending' ? 'The unfinished pairing' : 'The pairing';
  return authenticator?.name ? `${kind} with “${authenticator.name}”` : kind;
}

function removed(state: UserPage['state']): string {
  const codes = state.backupCodes !== null || state.emergencyCodes.length > 0;
  if (state.authenticator === null) {
    return codes ? 'All backup and emergency codes are removed.' : 'What is left of the pairing is removed.';
  }
  return `${pairing(state)} is removed${codes ? ', and all backup and emergency codes with it' : ''}.`;
}

function paired({ authenticator }: UserPage['state']): string {
  return authenticator ? 'The authenticator stays paired' : 'The other factors stay as they are';
}

function doubt({ enrolment }: UserPage['state']): string[] {
  if (enrolment !== 'unknown') return [];
  return [
    'There is a factor of a kind that Rekey does not know: whether the login takes a code in its place, only the platform can say.',
  ];
}

function kept({ backupCodes }: UserPage['state']): string {
  const unused = backupCodes?.unused ?? 0;
  if (unused === 0) return '';
  return unused === 1
    ? ', and the one backup code left stays good'
    : `, and the ${unused} backup codes left stay good`;
}

/** Of those parts that the platform has. */
function endedSessions({ state, sessions, devices }: Seen): string {
  if (sessions === null && devices === null)
    return 'Where the user is signed in, they stay signed in: Rekey cannot end sessions here.';
  const ended = [
    sessions && (state.sessions === null ? 'all sessions' : plural(state.sessions, 'session')),
    devices &&
      (state.trustedDevices === null
        ? 'all trusted devices'
        : plural(state.trustedDevices, 'trusted device')),
  ].filter((part): part is string => part !== null && !part.startsWith('0 '));
  if (ended.length === 0) {
    const kinds = [sessions && 'session', devices && 'trusted device'].filter(Boolean);
    return `There is no ${kinds.join(' or ')} to end.`;
  }
  const [first = ''] = ended;
  const words = `${first.charAt(0).toUpperCase()}${first.slice(1)}${ended[1] ? ` and ${ended[1]}` : ''}`;
  return `${words} ${ended.length === 1 && first.startsWith('1 ') ? 'ends' : 'end'} at once.`;
}

function lifetimeEnd(now: number, minutes: number): string {
  const end = now + minutes * 60_000;
  return `${until(end, now)} (${duration(minutes * 60_000)})`;
}

function clearedAttempts({ failedAttempts }: UserPage['state']): string {
  if (failedAttempts === null) return 'The lock is lifted';
  return `The ${plural(failedAttempts, 'failed attempt')} ${failedAttempts === 1 ? 'is' : 'are'} cleared`;
}
