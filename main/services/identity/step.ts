/** One step of checking a caller: under the user's lock, and in the log whether it proved anything or not. */
import type { AuditAction } from '../../../db/audit/actions.ts';
import type { JsonValue } from '../../../db/audit/entry.ts';
import { appendAudit } from '../../../db/audit/log.ts';
import type { Database, Transaction } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import type { Platform, UserReading } from '../../../db/platforms/contract.ts';
import type { Policy } from '../../contract/policy.ts';
import { refusePerson } from '../actions/authorize.ts';
import type { Clock } from '../clock.ts';
import type { MailService } from '../notifications/service.ts';
import { type Attempted, refusals } from '../refusals.ts';
import type { Actor } from '../session.ts';
import { userLabel } from '../user-version.ts';
import type { About } from './service.ts';

export interface IdentityDeps {
  database: Database;
  platform: Platform;
  clock: Clock;
  policy: () => Promise<Policy>;
  mail: MailService;
  /** Whether the actions are guarded by identity/guard.ts. */
  demanded: boolean;
}

export interface StepMoment {
  tx: Transaction;
  reading: UserReading;
  now: number;
  /** What every row about this step says. */
  row: { userId: string; staff: { id: number; name: string }; requestId: number | null; createdAt: number };
}

/** What a step came to. A refusal is committed with what it wrote (a try that is counted), and then thrown. */
export interface Outcome {
  detail?: Record<string, JsonValue>;
  refusal?: RekeyError;
  /** No rule refused it: something did not work. */
  failed?: boolean;
}

/** @throws FORBIDDEN, OWN_ACCOUNT, USER_NOT_FOUND, and the refusal; each is logged */
export async function takeStep(
  deps: IdentityDeps,
  { actor, about, action }: { actor: Actor; about: About; action: AuditAction },
  work: (moment: StepMoment) => Promise<Outcome>,
): Promise<void> {
  const { database, platform, clock } = deps;
  const requestDetail: Record<string, JsonValue> =
    about.requestId === null ? {} : { requestId: about.requestId };
  const told: Attempted = {
    ...{ category: 'identity', action, user: { id: about.userId, label: '' } },
    detail: requestDetail,
  };
  const step = async (tx: Transaction): Promise<RekeyError | null> => {
    if (!(await platform.lockUser(tx, about.userId))) throw new RekeyError('USER_NOT_FOUND');
    const now = clock();
    const reading = await platform.read(tx, about.userId, now);
    if (!reading) throw new RekeyError('USER_NOT_FOUND');
    const staff = { id: actor.id, name: actor.name };
    const row = { userId: about.userId, staff, requestId: about.requestId, createdAt: now };
    const forbidden = refusePerson(actor, reading.user, 'identity.check');
    const outcome: Outcome = forbidden ? { refusal: forbidden } : await work({ tx, reading, now, row });
    await appendAudit(tx, {
      ...{ ...told, time: now, staff },
      user: { id: about.userId, label: userLabel(reading.user) },
      outcome: outcome.failed ? 'failed' : outcome.refusal ? 'refused' : 'done',
      detail: {
        ...outcome.detail,
        ...requestDetail,
        ...(outcome.refusal ? { code: outcome.refusal.code } : {}),
      },
    });
    return outcome.refusal ?? null;
  };
  const refusal = await refusals(deps).refusable(actor, told, () => database.transaction(step));
  if (refusal) throw refusal;
}
