/** Leads are told by mail when somebody reaches a limit: once an hour for each, however often it is tried again. */
import { wasRefused } from '../../../db/audit/counts.ts';
import type { Transaction } from '../../../db/database.ts';
import type { RekeyError } from '../../../db/errors.ts';
import { queueNotification } from '../../../db/notifications.ts';
import { listLeads } from '../../../db/staff.ts';
import { HOUR } from '../clock.ts';
import { timeInMail } from '../notifications/follow-up.ts';
import type { Actor } from '../session.ts';

/** In the transaction of the refused attempt's entry, before that entry is appended. */
export async function tellLeads(
  tx: Transaction,
  actor: Actor,
  error: RekeyError,
  now: number,
): Promise<void> {
  if (error.code !== 'LIMIT_REACHED') return;
  if (await wasRefused(tx, actor.id, 'LIMIT_REACHED', now - HOUR)) return;
  for (const lead of await listLeads(tx)) {
    await queueNotification(tx, {
      kind: 'limit-reached',
      to: lead.email,
      userId: null,
      userLabel: null,
      variables: {
        name: lead.fullName,
        agentName: actor.fullName,
        limit: `${error.facts.limit} ${error.facts.what} (${error.facts.who})`,
        when: timeInMail(now),
      },
      actionId: null,
      now,
    });
  }
}
