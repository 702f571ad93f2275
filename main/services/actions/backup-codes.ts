import { RekeyError } from '../../../db/errors.ts';
import type { Codes, NewCodes } from '../../../db/platforms/contract.ts';
import { isMailAddress } from '../../../db/text/mail-address.ts';
import { MINUTE, SECOND } from '../clock.ts';
import type { Declaration, Situation } from './action.ts';

/** A new set of codes; every earlier one dies in the same transaction. */
export const issueBackupCodes: Declaration<object, NewCodes, Codes> = {
  part: ({ codes }) => codes,
  lacks: 'backup codes that Rekey can issue',
  refuse: refuseUnlessEnrolled,
  prepare: (codes) => codes.make(codes.setSize),
  async apply({ part, tx, id, now, prepared }) {
    await part.replace(tx, id, prepared.stored, now);
    return { issued: prepared.stored.length };
  },
  amiss({ after: { backupCodes, emergencyCodes }, prepared }) {
    if (emergencyCodes.length > 0) return 'an emergency code from before still works';
    const unused = backupCodes === null ? 0 : (backupCodes.unused ?? prepared.stored.length);
    return unused === prepared.stored.length
      ? null
      : `there are ${unused} backup codes, not ${prepared.stored.length}`;
  },
  endsSessions: false,
  answer: ({ shown }) => ({ codes: shown }),
};

/**
 * The same, for nobody's eyes but the user's: the answer holds no codes. They are sealed and queued in the same
 * transaction (notifications/codes-by-mail.ts), which identity/mailbox.ts lets nobody do without a check of the mailbox.
 */
export const sendBackupCodes: Declaration<object, NewCodes, Codes> = {
  ...issueBackupCodes,
  part: ({ codes, fields }) => (fields.has('email') ? codes : undefined),
  lacks: 'backup codes that Rekey can send, or no address to send them to',
  refuse(situation) {
    if (!situation.policy.backupCodes.byMail) return new RekeyError('CODES_BY_MAIL_OFF');
    if (!isMailAddress(situation.user.email ?? '')) return new RekeyError('EMAIL_MISSING');
    return refuseUnlessEnrolled(situation);
  },
  answer: (_prepared, { sentTo }) => ({ sentTo: String(sentTo) }),
};

/** One code that works once and dies soon; the user's other codes stay. */
export const issueEmergencyCode: Declaration<{ minutes: number }, NewCodes, Required<Codes>> = {
  part: ({ codes }) => (codes?.addEmergency ? (codes as Required<Codes>) : undefined),
  lacks: 'code that ends by itself',
  refuse(situation, extra) {
    const { minMinutes, maxMinutes } = situation.policy.emergencyCode;
    if (extra && (extra.minutes < minMinutes || extra.minutes > maxMinutes)) {
      return new RekeyError('POLICY', {
        why: `an emergency code lives ${minMinutes} to ${maxMinutes} minutes, not ${extra.minutes}`,
      });
    }
    return refuseUnlessEnrolled(situation);
  },
  prepare: (codes) => codes.make(1),
  async apply({ part, tx, id, now, extra, prepared }) {
    const expiresAt = now + extra.minutes * MINUTE;
    await part.addEmergency(tx, id, prepared.stored[0] as string, expiresAt, now);
    return { expiresAt };
  },
  amiss({ before, after, detail }) {
    // Some platforms keep whole seconds.
    const isThere = after.emergencyCodes.some(
      ({ expiresAt }) => Math.abs(expiresAt - Number(detail.expiresAt)) < SECOND,
    );
    return isThere && after.emergencyCodes.length > before.emergencyCodes.length
      ? null
      : 'the emergency code is not among those that work';
  },
  endsSessions: false,
  answer: ({ shown }, detail) => ({ codes: shown, expiresAt: Number(detail.expiresAt) }),
};

/**
 * A code is asked for only where a factor counts: without one it would open nothing. Where one of an unknown kind may count, the
 * code may be what lets the user in.
 */
function refuseUnlessEnrolled({ user: { username }, state: { enrolment } }: Situation): RekeyError | null {
  if (enrolment === 'on' || enrolment === 'unknown') return null;
  return new RekeyError(enrolment === 'broken' ? 'STATE_BROKEN' : 'NOT_ENROLLED', { username });
}
