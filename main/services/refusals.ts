/** Whoever is refused leaves an entry, whatever it was they tried: the one place that writes it. */

import type { JsonValue } from '../../db/audit/entry.ts';
import { appendAudit, type NewAuditEntry } from '../../db/audit/log.ts';
import type { Database, Transaction } from '../../db/database.ts';
import { type ErrorCode, RekeyError } from '../../db/errors.ts';
import { translateError } from '../../db/translate-error.ts';
import type { Permission } from '../contract/permissions.ts';
import type { Clock } from './clock.ts';
import { demand } from './permissions.ts';
import type { Actor } from './session.ts';

export interface RefusalDeps {
  database: Database;
  clock: Clock;
}

/** What was tried, as its entry would have told it had it been done. */
export type Attempted = Pick<NewAuditEntry, 'category' | 'action'> &
  Partial<Pick<NewAuditEntry, 'user' | 'reason' | 'reasonText' | 'ticket'>> & {
    detail?: Record<string, JsonValue>;
  };

/** Null: nobody is signed in. */
type By = Pick<Actor, 'id' | 'name'> | null;

export interface Refusals {
  /** Does the work; what refuses it is logged before it is thrown. `attempted` may be completed while it works. */
  refusable<T>(by: By, attempted: Attempted, work: () => Promise<T> | T): Promise<T>;
  /** For what is only read: `attempted` where a look has an entry of its own. @throws FORBIDDEN, which is logged */
  permit(actor: Actor, permission: Permission, attempted?: Attempted): Promise<void>;
}

/**
 * On the way to a change, not away from it: the page asks for what is missing and goes on. A wrong code and a session
 * that is over have entries of their own.
 */
const STEPS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...(['APPROVAL_REQUIRED', 'APPROVAL_PENDING', 'FRESH_CODE_REQUIRED'] as const),
  ...(['WRONG_CODE', 'CLOCK_WENT_BACK', 'STAFF_LOCKED', 'SIGNED_OUT', 'SESSION_LOCKED'] as const),
]);

/** ms. Who has waited for locks in vain does not wait as long again for the log's, which mostly are the same. */
const HURRY = 1_000;

/** Refusals that an entry tells of already, so that a service may call another. */
const told = new WeakSet<RekeyError>();

export function refusals(deps: RefusalDeps): Refusals {
  const refusable: Refusals['refusable'] = async (by, attempted, work) => {
    try {
      return await work();
    } catch (error) {
      // No rule refused it: the trouble is with what the log stands on as well.
      if (!(error instanceof RekeyError) || isTrouble(error)) throw error;
      throw await tellRefusal(deps, by, attempted, error);
    }
  };
  return {
    refusable,
    permit(actor, permission, attempted = { category: 'view', action: 'look', detail: { permission } }) {
      return refusable(actor, attempted, () => demand(actor, permission));
    },
  };
}

/**
 * Appends the entry of an attempt that came to nothing. `beside`: what is written in the same transaction.
 * @returns the error to throw: a log that can not be written is the graver one
 */
export async function tellRefusal(
  { database, clock }: RefusalDeps,
  by: By,
  attempted: Attempted,
  error: RekeyError,
  beside?: (tx: Transaction) => Promise<void>,
): Promise<RekeyError> {
  if (STEPS.has(error.code) || error.code === 'AUDIT_UNWRITABLE' || told.has(error)) return error;
  const trouble = isTrouble(error);
  try {
    await database.transaction(
      async (tx) => {
        await beside?.(tx);
        await appendAudit(tx, {
          ...attempted,
          time: clock(),
          staff: by && { id: by.id, name: by.name },
          outcome: trouble || error.code === 'NOT_AS_MEANT' ? 'failed' : 'refused',
          detail: { ...attempted.detail, code: error.code },
        });
      },
      trouble ? { patience: HURRY } : {},
    );
    told.add(error);
    return error;
  } catch (cause) {
    const graver = translateError(cause);
    return graver.code === 'AUDIT_UNWRITABLE' ? graver : error;
  }
}

function isTrouble({ code }: RekeyError): boolean {
  return code === 'INTERNAL' || code === 'AUDIT_UNWRITABLE' || code.startsWith('DATABASE_');
}
