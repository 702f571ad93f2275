/** The mail of the action "send-reminder", queued in its transaction, in words that follow the user's state at that moment. */
import type { Playbook, TwoFactorState } from '../../../db/platforms/contract.ts';
import type { FollowUp } from '../actions/perform.ts';
import { REMINDER, type Remindable, toRemindOf } from '../actions/reminder.ts';
import { mailUser } from './to-user.ts';

export const queueReminder =
  (todos: Playbook['todo']): FollowUp =>
  async ({ tx, attempt, before, now }) => {
    if (attempt.name !== 'send-reminder') return;
    const { user, state } = before;
    const about = toRemindOf(state);
    if (about === null) return;
    await mailUser(tx, user, {
      kind: REMINDER,
      variables: { situation: SITUATIONS[about](state), todo: todos[about] },
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
