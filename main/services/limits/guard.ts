/** Limits of actions, counted in the audit log. */

import { type ActionCounts, type CountedActions, countActions } from '../../../db/audit/counts.ts';
import type { JsonValue } from '../../../db/audit/entry.ts';
import { lockHead } from '../../../db/audit/log.ts';
import { RekeyError } from '../../../db/errors.ts';
import type { Policy } from '../../contract/policy.ts';
import type { Guard } from '../actions/perform.ts';
import type { Actor } from '../session.ts';

interface Use {
  who: string;
  what: string;
  used: number;
  limit: number;
  privilegedOnly: boolean;
}

/** Part of a limit from which the page says how much is left. */
const NEAR = 0.8;

/**
 * The last of the guards. It takes the log's head before it counts: two windows, or two machines, can not both be the
 * last one under the limit, because the second counts only after the first has appended.
 */
export const limitsGuard: Guard = async ({
  tx,
  attempt,
  before,
  policy,
  now,
}): Promise<Record<string, JsonValue>> => {
  await lockHead(tx);
  const { privileged } = before.user;
  const counts = await countActions(tx, attempt.actor.id, now);
  for (const use of usesOf(counts, attempt.actor, policy.limits)) {
    if (use.privilegedOnly && !privileged) continue;
    if (use.used >= use.limit)
      throw new RekeyError('LIMIT_REACHED', { who: use.who, limit: use.limit, what: use.what });
  }
  return privileged ? { privileged } : {};
};

/** What the page says near a limit or at it; null when there is enough left. */
export function limitNotice(
  counts: CountedActions,
  actor: Actor,
  { policy, privileged }: { policy: Policy['limits']; privileged: boolean },
): string | null {
  const uses = usesOf(counts, actor, policy).filter((use) => privileged || !use.privilegedOnly);
  const [closest] = uses
    .filter((use) => use.used >= use.limit * NEAR)
    .sort((a, b) => a.limit - a.used - (b.limit - b.used));
  if (!closest) return null;
  const left = Math.max(0, closest.limit - closest.used);
  const who = closest.who === 'all staff' ? 'All staff together have' : 'You have';
  return left === 0
    ? `${who} reached the limit of ${closest.limit} ${closest.what}.`
    : `${who} ${left} of ${closest.limit} ${closest.what} left.`;
}

function usesOf(counts: CountedActions, actor: Actor, policy: Policy['limits']): Use[] {
  return [
    ...listUses(actor.name, counts.perStaff, policy.perStaff),
    ...listUses('all staff', counts.inAll, policy.inAll),
  ];
}

function listUses(who: string, counts: ActionCounts, limit: Policy['limits']['inAll']): Use[] {
  return [
    { who, what: 'actions an hour', used: counts.lastHour, limit: limit.perHour, privilegedOnly: false },
    { who, what: 'actions a day', used: counts.lastDay, limit: limit.perDay, privilegedOnly: false },
    {
      who,
      what: 'actions on privileged users a day',
      used: counts.privilegedLastDay,
      limit: limit.privilegedPerDay,
      privilegedOnly: true,
    },
  ];
}
