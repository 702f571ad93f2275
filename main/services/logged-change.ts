/** A change of Rekey itself: done with its audit entry, or refused with one. */
import type { JsonValue } from '../../db/audit/entry.ts';
import { appendAudit, type NewAuditEntry } from '../../db/audit/log.ts';
import type { Database, Transaction } from '../../db/database.ts';
import { type ErrorCode, RekeyError } from '../../db/errors.ts';
import { lockStaff } from '../../db/staff.ts';
import type { Clock } from './clock.ts';
import { may, type Permission, type Role } from './permissions.ts';
import type { Actor } from './session.ts';

/** What the entry tells of it beside who, when and what. */
type Told = Partial<Pick<NewAuditEntry, 'user' | 'before' | 'after' | 'detail'>>;

export type LoggedChange = (
  actor: Actor,
  what: { action: string; permission?: Permission; detail?: JsonValue },
  work: (tx: Transaction) => Promise<Told>,
) => Promise<void>;

const REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'FORBIDDEN',
  'STAFF_DISABLED',
  'POLICY',
  'BAD_INPUT',
  'CONFIGURATION',
  'NOTHING_TO_DO',
  'MAIL_TEMPLATE',
  'MAIL_NOT_CONFIGURED',
]);

/** `permission` is `settings.manage` where none is named, and is looked up inside the transaction. `detail` is told of a refusal. */
export function loggedChange({ database, clock }: { database: Database; clock: Clock }): LoggedChange {
  return async (actor, { action, permission = 'settings.manage', detail = null }, work) => {
    const entry = { staff: { id: actor.id, name: actor.name }, category: 'system' as const, action };
    try {
      await database.transaction(async (tx) => {
        await refuseUnless(tx, actor, permission);
        const told = await work(tx);
        await appendAudit(tx, { ...entry, time: clock(), outcome: 'done', detail, ...told });
      });
    } catch (error) {
      if (!(error instanceof RekeyError) || !REFUSALS.has(error.code)) throw error;
      const attempted = detail !== null && typeof detail === 'object' && !Array.isArray(detail) ? detail : {};
      await database.transaction((tx) =>
        appendAudit(tx, {
          ...entry,
          time: clock(),
          outcome: 'refused',
          detail: { ...attempted, code: error.code },
        }),
      );
      throw error;
    }
  };
}

/** By the account as it is now, not as it was when its owner signed in. */
async function refuseUnless(tx: Transaction, actor: Actor, permission: Permission): Promise<void> {
  const staff = await lockStaff(tx, actor.id);
  if (!staff || staff.closedAt !== null) throw new RekeyError('STAFF_DISABLED');
  if (!may(staff.role as Role, permission)) throw new RekeyError('FORBIDDEN', { role: staff.role });
}
