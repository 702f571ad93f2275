/** A change of Rekey itself: done with its audit entry, or refused with one. */

import type { AuditAction } from '../../db/audit/actions.ts';
import type { JsonValue } from '../../db/audit/entry.ts';
import { appendAudit, type NewAuditEntry } from '../../db/audit/log.ts';
import type { Database, Transaction } from '../../db/database.ts';
import { RekeyError } from '../../db/errors.ts';
import { lockStaff } from '../../db/staff.ts';
import { may, type Permission, type Role } from '../contract/permissions.ts';
import type { Clock } from './clock.ts';
import { refusals } from './refusals.ts';
import type { Actor } from './session.ts';

/** What the entry tells of it beside who, when and what. */
type Told = Partial<Pick<NewAuditEntry, 'user' | 'before' | 'after' | 'detail'>>;

export type LoggedChange = (
  actor: Actor,
  what: { action: AuditAction; permission?: Permission; detail?: Record<string, JsonValue> },
  work: (tx: Transaction, onRollback: (takeBack: () => void) => void) => Promise<Told>,
) => Promise<void>;

/**
 * `permission` is `settings.manage` where none is named, and is looked up inside the transaction. `detail` is told of a
 * refusal. What `work` does outside the database, as to a file, it tells `onRollback` how to take back: that is done when
 * the transaction fails, and before `work` runs again because the transaction met a lock.
 */
export function loggedChange(deps: { database: Database; clock: Clock }): LoggedChange {
  const { database, clock } = deps;
  const { refusable } = refusals(deps);
  return (actor, { action, permission = 'settings.manage', detail }, work) => {
    const attempted = { category: 'system' as const, action, ...(detail && { detail }) };
    let takeBack = () => {};
    const rollBack = () => {
      takeBack();
      takeBack = () => {};
    };
    return refusable(actor, attempted, async () => {
      try {
        await database.transaction(async (tx) => {
          rollBack();
          await refuseUnless(tx, actor, permission);
          const told = await work(tx, (how) => {
            takeBack = how;
          });
          const staff = { id: actor.id, name: actor.name };
          await appendAudit(tx, { ...attempted, staff, time: clock(), outcome: 'done', ...told });
        });
      } catch (error) {
        rollBack();
        throw error;
      }
    });
  };
}

/** By the account as it is now, not as it was when its owner signed in. */
async function refuseUnless(tx: Transaction, actor: Actor, permission: Permission): Promise<void> {
  const staff = await lockStaff(tx, actor.id);
  if (!staff || staff.closedAt !== null) throw new RekeyError('STAFF_DISABLED');
  if (!may(staff.role as Role, permission)) throw new RekeyError('FORBIDDEN', { role: staff.role });
}
