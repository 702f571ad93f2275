/** A user's two-factor state in one sentence that can be read to the caller. */
import type { Factor, TwoFactorState, UserDetail } from '../../db/platforms/contract.ts';
import { MINUTE } from './clock.ts';

/** `openWithout`: see the playbook of the platform. */
export function statusSentence(
  user: UserDetail,
  state: TwoFactorState,
  now: number,
  openWithout: string | null,
): string {
  const parts = [enrolment(state, openWithout), codes(state, now), lock(state, now)];
  if (user.status === 'suspended') parts.push('the account itself is suspended');
  const text = parts.filter((part) => part !== null).join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function enrolment(state: TwoFactorState, openWithout: string | null): string {
  switch (state.enrolment) {
    case 'on':
      return `two-factor authentication is on${withFactors(state)}`;
    case 'pending':
      return 'an authenticator app was added, but its first code was never entered, so two-factor authentication is not on yet';
    case 'broken':
      return 'what the platform keeps of the second factor contradicts itself, so nobody can say whether a login works';
    case 'unknown':
      return 'there is a factor of a kind that Rekey does not know, so it cannot be said whether two-factor authentication is on';
  }
  return state.required || state.enrolment === 'must-enrol'
    ? 'no authenticator app is paired; the next login asks to pair one'
    : `two-factor authentication is off${openWithout ? `, so only ${openWithout} can be reached` : ''}`;
}

const WITH: Record<Factor['kind'], string> = {
  authenticator: 'an authenticator app',
  phone: 'a phone',
  email: 'e-mail',
  'security-key': 'a security key',
  'backup-codes': 'backup codes',
  unknown: 'a factor of a kind that Rekey does not know',
};

/** Each kind that the login asks for, once. */
function withFactors({ authenticator, factors }: TwoFactorState): string {
  const kinds = [...new Set(factors.filter(({ counts }) => counts).map(({ kind }) => kind))];
  const app = authenticator?.name ? ` (${authenticator.name})` : '';
  const words = kinds.map((kind) => (kind === 'authenticator' ? WITH[kind] + app : WITH[kind]));
  return words.length === 0 ? '' : `, with ${words.join(' and ')}`;
}

function codes(state: TwoFactorState, now: number): string | null {
  if (state.enrolment !== 'on' && state.enrolment !== 'unknown') return null;
  const unused = state.backupCodes?.unused ?? null;
  const left =
    unused === null
      ? null
      : unused === 0
        ? 'no backup codes are left'
        : `${unused} backup code${unused === 1 ? ' is' : 's are'} left`;
  const [emergency] = state.emergencyCodes;
  const works = emergency && `an emergency code works for another ${duration(emergency.expiresAt - now)}`;
  return [left, works].filter(Boolean).join(', and ') || null;
}

function lock(state: TwoFactorState, now: number): string | null {
  if (state.lockedUntil !== null) {
    const assumed = state.lockAssumes === null ? '' : `, ${state.lockAssumes}`;
    return `login is locked for another ${duration(state.lockedUntil - now)} after too many wrong codes${assumed}`;
  }
  if (state.failedAttempts !== null && state.failedAttempts > 0) {
    return `${state.failedAttempts} wrong code${state.failedAttempts === 1 ? ' was' : 's were'} entered lately`;
  }
  return null;
}

/** ms; rounded first and the unit chosen after it, so that nobody is told of 120 minutes or 719 hours. */
function duration(milliseconds: number): string {
  const minutes = Math.max(1, Math.ceil(milliseconds / MINUTE));
  if (minutes < 120) return `${minutes} minute${minutes === 1 ? '' : 's'}`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
