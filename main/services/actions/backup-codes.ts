import { RekeyError } from '../../../db/errors.ts';
import type { PlatformAdapter } from '../../../db/platforms/platform.ts';
import { MINUTE } from '../clock.ts';
import { BACKUP_CODES, newCodes } from '../codes.ts';
import type { Declaration, Situation } from './action.ts';

interface PreparedCodes {
  codes: string[];
  hashes: string[];
}

/** Ten new codes; every earlier one dies in the same transaction. */
export const issueBackupCodes: Declaration<object, PreparedCodes> = {
  permission: 'user.issue-backup-codes',
  capability: 'backupCodes',
  title: 'New backup codes issued',
  refuse: refuseUnlessEnrolled,
  prepare: (adapter) => prepareCodes(adapter, BACKUP_CODES),
  async apply({ adapter, tx, id, now, prepared }) {
    await adapter.replaceBackupCodes(tx, id, prepared.hashes, now);
    return { issued: prepared.hashes.length };
  },
  endsSessions: false,
  answer: ({ codes }) => ({ codes }),
};

/** One code that works once and dies soon; the user's other codes stay. */
export const issueEmergencyCode: Declaration<{ minutes: number }, PreparedCodes> = {
  permission: 'user.issue-emergency-code',
  capability: 'emergencyCodes',
  title: 'Emergency code issued',
  refuse(situation, extra) {
    const { minMinutes, maxMinutes } = situation.policy.emergencyCode;
    if (extra && (extra.minutes < minMinutes || extra.minutes > maxMinutes)) {
      return new RekeyError('POLICY', {
        why: `an emergency code lives ${minMinutes} to ${maxMinutes} minutes, not ${extra.minutes}`,
      });
    }
    return refuseUnlessEnrolled(situation);
  },
  prepare: (adapter) => prepareCodes(adapter, 1),
  async apply({ adapter, tx, id, now, extra, prepared }) {
    const expiresAt = now + extra.minutes * MINUTE;
    await adapter.addEmergencyCode(tx, id, prepared.hashes[0] as string, expiresAt, now);
    return { expiresAt };
  },
  endsSessions: false,
  answer: ({ codes }, detail) => ({ codes, expiresAt: Number(detail.expiresAt) }),
};

/** A code is asked for only where an authenticator is paired: without one it would open nothing. */
function refuseUnlessEnrolled({ user, state }: Situation): RekeyError | null {
  return state.enrolment === 'enrolled' ? null : new RekeyError('NOT_ENROLLED', { username: user.username });
}

async function prepareCodes(adapter: PlatformAdapter, count: number): Promise<PreparedCodes> {
  const codes = newCodes(count);
  return { codes, hashes: await adapter.hashCodes(codes) };
}
