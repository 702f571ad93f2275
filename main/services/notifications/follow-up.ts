/** Tells the user of each action on them: the notice is queued in the action's own transaction. */
import type { JsonValue } from '../../../db/audit/entry.ts';
import { queueNotification } from '../../../db/notifications.ts';
import type { FollowUp } from '../actions/perform.ts';
import { userLabel } from '../user-version.ts';
import { isNoticed } from './kinds.ts';

/** To the address from before the action. Holds neither a code nor who of the staff it was, nor why. */
export const queueNotice: FollowUp = async ({ tx, attempt, before, now, detail }) => {
  if (!isNoticed(attempt.name)) return;
  const { user } = before;
  await queueNotification(tx, {
    kind: attempt.name,
    to: user.email,
    userId: user.id,
    userLabel: userLabel(user),
    variables: {
      name: user.fullName,
      username: user.username,
      when: timeInMail(now),
      ...until(detail.expiresAt),
    },
    actionId: attempt.request.actionId,
    now,
  });
};

function until(expiresAt: JsonValue | undefined): Record<string, string> {
  return typeof expiresAt === 'number' ? { until: timeInMail(expiresAt) } : {};
}

const DATE = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

/** `time`: ms UTC. "3 February 2026, 14:05 UTC": where the user is, nobody knows. */
export function timeInMail(time: number): string {
  return `${DATE.format(time)}, ${TIME.format(time)} UTC`;
}
