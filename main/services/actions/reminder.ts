import { RekeyError } from '../../../db/errors.ts';
import { lastNotification } from '../../../db/notifications.ts';
import type { TwoFactorState } from '../../../db/platforms/contract.ts';
import { FEW_CODES } from '../../../db/platforms/enrolment.ts';
import { isMailAddress } from '../../../db/text/mail-address.ts';
import { DAY } from '../clock.ts';
import type { Declaration } from './action.ts';

/** What a user can be reminded of: each has words of its own in the mail. */
export type Remindable = 'enrol' | 'finish-pairing' | 'new-codes';

/** The kind of mail that it queues (see notifications/reminder.ts). */
export const REMINDER = 'reminder';

/** ms until a user may be reminded again: whoever is reminded daily stops reading. */
const BETWEEN_REMINDERS = 7 * DAY;

/** Null: there is nothing to remind of. */
export function toRemindOf({ enrolment, backupCodes }: TwoFactorState): Remindable | null {
  if (enrolment === 'off' || enrolment === 'must-enrol') return 'enrol';
  if (enrolment === 'pending') return 'finish-pairing';
  const unused = enrolment === 'on' ? (backupCodes?.unused ?? null) : null;
  return unused !== null && unused <= FEW_CODES ? 'new-codes' : null;
}

function nothingToRemindOf({ enrolment, backupCodes }: TwoFactorState): string {
  if (enrolment !== 'on') return 'nobody can say what the user should do about their second factor';
  const unused = backupCodes?.unused ?? null;
  const codes = unused === null ? '' : `, and ${unused} backup codes are left`;
  return `there is nothing to remind of: 2FA is enabled${codes}`;
}

/** A mail that says what the user should do about their own second factor. Nothing of the user changes. */
export const sendReminder: Declaration = {
  // The mail speaks of backup codes; a platform without them would be spoken of wrongly.
  part: ({ codes, fields }) => (codes && fields.has('email') ? {} : undefined),
  lacks: 'backup codes to remind of, or no address to remind by',
  refuse({ user, state }) {
    if (user.status === 'suspended') {
      return new RekeyError('NOTHING_TO_DO', {
        why: 'the account is suspended, and can not be signed in to',
      });
    }
    if (toRemindOf(state) === null) {
      return new RekeyError('NOTHING_TO_DO', {
        why: nothingToRemindOf(state),
      });
    }
    return isMailAddress(user.email ?? '') ? null : new RekeyError('NO_ADDRESS');
  },
  async refuseByRecord(reader, { user, now }) {
    const last = await lastNotification(reader, user.id, REMINDER);
    if (last === null || now - last >= BETWEEN_REMINDERS) return null;
    return new RekeyError('REMINDED_LATELY', { day: new Date(last).toISOString().slice(0, 10) });
  },
  prepare: async () => null,
  apply: async () => ({}),
  amiss: () => null,
  endsSessions: false,
  answer: () => ({}),
};
