/**
 * The one way in which an account is changed: lock what the decision rests on, decide, write, log, commit. Who acts is
 * looked at again inside: two admins who demote each other at once are decided one after the other, and the second is
 * no admin any more.
 */

import type { AuditAction } from '../../../db/audit/actions.ts';
import type { Database, Transaction } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import { lockForDecision, type StaffRecord } from '../../../db/staff.ts';
import { may, type Role } from '../../contract/permissions.ts';
import type { Clock } from '../clock.ts';
import { type Attempted, refusals } from '../refusals.ts';
import type { Actor } from '../session.ts';
import { logStaff } from './entries.ts';
import { canSignIn, faceOf } from './member.ts';

export interface ChangeDeps {
  database: Database;
  clock: Clock;
}

export interface Change {
  /** As the log calls it. */
  action: AuditAction;
  /** The account's name, folded. */
  name: string;
  /** Whether an admin is none any more by it, or can not sign in. */
  endsAdmin: boolean;
  /** Why it makes no sense for this account, as words that end "Nothing was changed: "; null when it does. */
  refuse(target: StaffRecord, now: number): string | null;
  /** Returns the account as it is then. */
  apply(tx: Transaction, target: StaffRecord, now: number): Promise<StaffRecord>;
}

interface Scene {
  actor: Actor;
  /** The actor's account, the one to change and every admin's, locked. */
  rows: readonly StaffRecord[];
  change: Change;
  now: number;
}

/** @throws STAFF_DISABLED, FORBIDDEN, STAFF_NOT_FOUND, LAST_ADMIN, OWN_ACCOUNT, NOTHING_TO_DO; each is logged */
export function changeStaff(deps: ChangeDeps, actor: Actor, change: Change): Promise<StaffRecord> {
  const { action, name } = change;
  const told: Attempted = { category: 'staff', action, detail: { member: name.slice(0, 64) } };
  return refusals(deps).refusable(actor, told, () =>
    deps.database.transaction(async (tx) => {
      const now = deps.clock();
      const rows = await lockForDecision(tx, { actorId: actor.id, name });
      const target = judge({ actor, rows, change, now });
      const changed = await change.apply(tx, target, now);
      const states = { before: faceOf(target, now), after: faceOf(changed, now) };
      const entry = { time: now, by: actor, action, outcome: 'done' as const };
      await logStaff(tx, { ...entry, ...states, detail: { member: changed.name } });
      return changed;
    }),
  );
}

/** Why this staff member may not manage staff, by their account as it is now; null when they may. */
export function refuseManager(me: StaffRecord | null | undefined, actor: Actor): RekeyError | null {
  if (!me || me.closedAt !== null) return new RekeyError('STAFF_DISABLED');
  return may(me.role as Role, 'staff.manage') ? null : new RekeyError('FORBIDDEN', { role: actor.role });
}

/** The account to change. @throws RekeyError why it is not changed */
function judge({ actor, rows, change, now }: Scene): StaffRecord {
  const me = rows.find(({ id }) => id === actor.id);
  const refusal = refuseManager(me, actor);
  if (refusal) throw refusal;
  const target = rows.find(({ name }) => name === change.name);
  if (!target) throw new RekeyError('STAFF_NOT_FOUND', { name: change.name });
  if (change.endsAdmin && isLastAdmin(target, rows))
    throw new RekeyError('LAST_ADMIN', { name: target.name });
  if (target.id === actor.id) throw new RekeyError('OWN_ACCOUNT');
  const why = change.refuse(target, now);
  if (why !== null) throw new RekeyError('NOTHING_TO_DO', { why });
  return target;
}

function isLastAdmin(target: StaffRecord, rows: readonly StaffRecord[]): boolean {
  const others = rows.filter((staff) => staff.id !== target.id && isAdmin(staff));
  return isAdmin(target) && others.length === 0;
}

function isAdmin(staff: StaffRecord): boolean {
  return staff.role === 'admin' && canSignIn(staff);
}
