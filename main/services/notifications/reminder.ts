/** The mail of the action "send-reminder", queued in its transaction, in words that follow the user's state at that moment. */
import { queueNotification } from '../../../db/notifications.ts';
import type { Playbook, TwoFactorState } from '../../../db/platforms/contract.ts';
import type { FollowUp } from '../actions/perform.ts';
import { REMINDER, type Remindable, toRemindOf } from '../actions/reminder.ts';
import { userLabel } from '../user-version.ts';

export const queueReminder =
  (todos: Playbook['todo']): FollowUp =>
  async ({ tx, attempt, before, now }) => {
    if (attempt.name !== 'send-reminder') return;
    const { user, state } = before;
    const about = toRemindOf(state);
    if (about === null) return;
    await queueNotification(tx, {
      kind: REMINDER,
      to: user.email,
      userId: user.id,
      userLabel: userLabel(user),
      variables: {
        name: user.fullName,
        username: user.username,
        situation: SITUATIONS[about](state),
        todo: todos[about],
      },
      actionId: attempt.request.actionId,
      now,
    });
  };

/** After "your account m.lindqvist on the platform". */
const SITUATIONS: Record<Remindable, (state: TwoFactorState) => string> = {
  enrol: () => 'is not protected by two-factor authentication (2FA)',
  'finish-pairing': () => 'has an authenticator app whose pairing was begun and never finished',
  'new-codes': ({ backupCodes }) =>
    backupCodes?.unused === 0
      ? 'has no backup codes left'
      : `has only ${backupCodes?.unused === 1 ? 'one backup code' : `${backupCodes?.unused} backup codes`} left`,
};
