/** Tells the user of each action on them: the notice is queued in the action's own transaction. */
import type { JsonValue } from '../../../db/audit/entry.ts';
import type { Playbook } from '../../../db/platforms/contract.ts';
import type { ActionName } from '../actions/names.ts';
import type { FollowUp } from '../actions/perform.ts';
import { isNoticed } from './kinds.ts';
import { mailUser } from './to-user.ts';

/** To the address from before the action. Holds neither a code nor who of the staff it was, nor why. */
export const queueNotice =
  ({ afterwards }: Pick<Playbook, 'afterwards'>): FollowUp =>
  async ({ tx, attempt, before, after, now, detail }) => {
    if (!isNoticed(attempt.name)) return;
    await mailUser(tx, before.user, {
      kind: attempt.name,
      variables: {
        when: timeInMail(now),
        ...until(detail.expiresAt),
        ...(REMOVALS.includes(attempt.name)
          ? { afterwards: `${afterwards(after.state)} ${sessionsAfter(detail.ended)}` }
          : {}),
      },
      actionId: attempt.request.actionId,
      now,
    });
  };

/** Their mails have a place for what comes afterwards. */
const REMOVALS: readonly ActionName[] = ['reset-authenticator', 'disable-2fa'];

/** `ended`: undefined where Rekey can end no session of this platform. */
function sessionsAfter(ended: JsonValue | undefined): string {
  return ended === undefined
    ? 'Where you are signed in, you stay signed in.'
    : 'You were signed out everywhere.';
}

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
