import { RekeyError } from '../../../db/errors.ts';
import type { Platform, TwoFactorState } from '../../../db/platforms/contract.ts';
import { asWritten } from '../../../db/text/visible.ts';
import { type Declaration, endedIn } from './action.ts';

/** Removes the pairing and the codes. 2FA stays required: the user pairs anew at the next login. */
export const resetAuthenticator: Declaration<object, unknown, Platform['reset'] & {}> = {
  part: ({ reset }) => reset,
  lacks: 'authenticator that Rekey can reset',
  refuse: ({ state }) =>
    isToReset(state) ? null : new RekeyError('NOTHING_TO_DO', { why: 'there is no authenticator to reset' }),
  prepare: async () => null,
  async apply({ part, tx, id, now }) {
    await part.apply(tx, id, now);
    return {};
  },
  amiss({ platform, after }) {
    if (after.factors.some(({ kind, counts }) => counts && kind === 'authenticator')) {
      return 'an authenticator still counts';
    }
    if (after.enrolment === 'broken') return STILL_BROKEN;
    const lost = platform.reset?.requirementStays === true && after.required === false;
    return lost ? '2FA is no longer required' : null;
  },
  endsSessions: true,
  answer: (_prepared, detail) => endedIn(detail),
};

/** Removes the pairing, the codes and the requirement. */
export const disable2fa: Declaration<{ typedUsername: string }, unknown, Platform['disable'] & {}> = {
  part: ({ disable }) => disable,
  lacks: 'second factor that Rekey can disable',
  refuse({ user, state }, extra) {
    const asked =
      state.required || state.enrolment === 'unknown' || state.factors.some(({ counts }) => counts);
    if (!isToReset(state) && !asked) {
      return new RekeyError('NOTHING_TO_DO', { why: 'two-factor authentication is not enabled' });
    }
    if (extra && asWritten(extra.typedUsername) !== asWritten(user.username)) {
      return new RekeyError('CONFIRMATION_MISMATCH', { username: user.username });
    }
    return null;
  },
  prepare: async () => null,
  async apply({ part, tx, id, now }) {
    await part.apply(tx, id, now);
    return {};
  },
  amiss({ platform, after }) {
    if (after.enrolment === 'on' || after.factors.some(({ counts }) => counts)) {
      return 'a factor still counts';
    }
    // Nobody could say then that 2FA is off.
    if (after.enrolment === 'unknown') return 'a factor of an unknown kind may still count';
    if (after.enrolment === 'broken') return STILL_BROKEN;
    const kept = platform.disable?.requirementStays === false && after.required === true;
    return kept ? '2FA is still required' : null;
  },
  endsSessions: true,
  answer: (_prepared, detail) => endedIn(detail),
};

const STILL_BROKEN = 'the rows of the second factor contradict each other';

/** Rows that contradict each other are put in order by what removes them, whatever is left of them. */
function isToReset({
  enrolment,
  authenticator,
  backupCodes,
  emergencyCodes,
  factors,
}: TwoFactorState): boolean {
  const codes = (backupCodes?.unused ?? 0) + (backupCodes?.used ?? 0) + emergencyCodes.length;
  const removed = factors.some(({ kind }) => kind === 'authenticator' || kind === 'backup-codes');
  return enrolment === 'broken' || authenticator !== null || removed || codes > 0;
}
