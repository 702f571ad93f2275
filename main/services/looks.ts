/** Looks at one user, request or list: each is logged before it is answered, and once while it is repeated. */
import { canonicalJson } from '../../db/audit/entry.ts';
import { appendAudit } from '../../db/audit/log.ts';
import type { Database } from '../../db/database.ts';
import type { UserId, UserSummary } from '../../db/platforms/contract.ts';
import { type Clock, MINUTE } from './clock.ts';
import type { Attempted } from './refusals.ts';
import type { Actor } from './session.ts';
import { userLabel } from './user-version.ts';

export type LogLook = (actor: Actor, look: Attempted) => Promise<void>;

/** What is looked at again within this time is one look, ms. */
const ONE_LOOK = 5 * MINUTE;

export function createLooks({ database, clock }: { database: Database; clock: Clock }): LogLook {
  /** When each was logged last. */
  const looks = new Map<string, number>();
  return async (actor, look) => {
    const now = clock();
    for (const [old, time] of looks) if (Math.abs(now - time) >= ONE_LOOK) looks.delete(old);
    const key = canonicalJson([actor.id, look.action, look.detail ?? look.user?.id ?? null]);
    if (looks.has(key)) return;
    await database.transaction((tx) =>
      appendAudit(tx, {
        ...look,
        time: now,
        staff: { id: actor.id, name: actor.name },
        outcome: 'done',
      }),
    );
    looks.set(key, now);
  };
}

/** `user`: null for one who is not there, or not to be seen. */
export function lookAt(id: UserId, user: Pick<UserSummary, 'username' | 'email'> | null): Attempted {
  return { category: 'view', action: 'view-user', user: { id, label: user ? userLabel(user) : '' } };
}
