/** New backup codes straight to the user: queued, sealed, in the transaction that makes them. No agent sees them. */

import type { JsonValue } from '../../../db/audit/entry.ts';
import { abandonSealed } from '../../../db/notifications.ts';
import type { NewCodes } from '../../../db/platforms/contract.ts';
import type { ActionName } from '../../contract/actions.ts';
import type { FollowUp, Guard } from '../actions/perform.ts';
import { timeInMail } from './follow-up.ts';
import { type MailSetup, notConfigured } from './mail-setup.ts';
import { sealVariables } from './sealing.ts';
import { mailUser } from './to-user.ts';

/** What makes every code worthless that is still on its way. */
const ENDS_CODES: readonly ActionName[] = [
  'issue-backup-codes',
  'send-backup-codes',
  'reset-authenticator',
  'disable-2fa',
];

/** A console that sends no mail would kill the old codes and send no new ones. @throws RekeyError MAIL_NOT_CONFIGURED */
export function codesByMailGuard(setup: MailSetup): Guard {
  return async ({ attempt, before }): Promise<Record<string, JsonValue>> => {
    if (attempt.name !== 'send-backup-codes') return {};
    if (!setup.server()) throw notConfigured(setup);
    // The declaration has refused whoever has no address.
    return { sentTo: before.user.email };
  };
}

export function queueCodes(consoleKey: Buffer): FollowUp {
  return async ({ tx, attempt, before, now }) => {
    const { user } = before;
    if (!ENDS_CODES.includes(attempt.name)) return;
    await abandonSealed(tx, { userId: user.id }, 'its codes stopped working before it was sent');
    if (attempt.name !== 'send-backup-codes') return;
    const { actionId } = attempt.request;
    const { shown } = attempt.prepared as NewCodes;
    await mailUser(tx, user, {
      kind: 'backup-codes',
      variables: { when: timeInMail(now) },
      sealedVariables: sealVariables(consoleKey, actionId, { codes: shown.join('\n') }),
      actionId,
      now,
    });
  };
}
