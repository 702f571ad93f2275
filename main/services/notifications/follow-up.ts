/** Tells the user of each action on them: the notice is queued in the action's own transaction. */

import type { JsonValue } from '../../../db/audit/entry.ts';
import type { Platform, TwoFactorState } from '../../../db/platforms/contract.ts';
import type { ActionName } from '../../contract/actions.ts';
import type { FollowUp } from '../actions/perform.ts';
import { playbookOf } from '../caller.ts';
import { isNoticed, MAILS } from './kinds.ts';
import { mailUser } from './to-user.ts';

/** To the address from before the action. Holds neither a code nor who of the staff it was, nor why. */
export const queueNotice =
  (platform: SignInsOf): FollowUp =>
  async ({ tx, attempt, before, after, now, detail }) => {
    const { name, request } = attempt;
    if (!isNoticed(name)) return;
    await mailUser(tx, before.user, {
      kind: name,
      variables: {
        when: timeInMail(now),
        ...until(detail.expiresAt),
        ...(Object.hasOwn(MAILS[name].placeholders, 'afterwards')
          ? { afterwards: afterwardsOf(platform, name, after.state) }
          : {}),
      },
      actionId: request.actionId,
      now,
    });
  };

type SignInsOf = Pick<Platform, 'playbook' | 'sessions' | 'devices'>;

/** What the user meets at the next login where their authenticator went, and which sign-ins have ended. */
function afterwardsOf(platform: SignInsOf, action: ActionName, state: TwoFactorState): string {
  const sentences = [
    action === 'revoke-sessions' ? null : playbookOf(platform).afterwards(state),
    platform.sessions ? 'You were signed out everywhere.' : 'Where you are signed in, you stay signed in.',
    platform.devices ? 'Trusted devices were forgotten.' : null,
  ];
  return sentences.filter((one) => one !== null).join(' ');
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
