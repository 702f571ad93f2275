/** Reminders to everybody on a list of the enrolment audit: as a bulk change, which a second person approves. */
import { RekeyError } from '../../db/errors.ts';
import type { EnrolmentFilter } from '../../db/platforms/enrolment.ts';
import type { MeantUser } from './bulk/list.ts';
import type { BulkService } from './bulk/service.ts';
import type { EnrolmentService } from './enrolment/service.ts';
import { demand } from './permissions.ts';
import type { ReminderService } from './reminders.ts';
import type { Actor } from './session.ts';

/** Users that are read together. */
const TOGETHER = 1_000;
/** Characters of a file name (rekey_bulk_jobs). */
const NAME_LENGTH = 255;

export function createReminderService(deps: {
  bulk: Pick<BulkService, 'planUsers'>;
  enrolment: Pick<EnrolmentService, 'list'>;
}): ReminderService {
  const { bulk, enrolment } = deps;

  /** @throws RekeyError REMINDERS_TOO_MANY as soon as there is one more than `most`, NOTHING_TO_DO for nobody */
  async function gather(actor: Actor, filter: EnrolmentFilter, most: number): Promise<MeantUser[]> {
    demand(actor, 'user.remind');
    const users: MeantUser[] = [];
    for (let cursor: string | null = null, more = true; more; more = cursor !== null) {
      const limit = Math.min(TOGETHER, most + 1 - users.length);
      const page: Awaited<ReturnType<EnrolmentService['list']>> = await enrolment.list(actor, filter, {
        cursor,
        limit,
      });
      users.push(
        ...page.users.map(({ id, username, email, privileged }) => ({ id, username, email, privileged })),
      );
      if (users.length > most) throw new RekeyError('REMINDERS_TOO_MANY', { most });
      cursor = page.nextCursor;
    }
    if (users.length === 0) throw new RekeyError('NOTHING_TO_DO', { why: 'nobody is on this list' });
    return users;
  }

  return {
    plan(actor, { filter, reason, reasonText, ticket }) {
      const about = {
        action: 'send-reminder',
        reason,
        reasonText,
        ticket,
        fileName: nameOf(filter),
      } as const;
      return bulk.planUsers(actor, about, (most) => gather(actor, filter, most));
    },
  };
}

/** The filter in words, in place of the name of a file: "Enrolment: privileged without 2fa, department Sales". */
function nameOf(filter: EnrolmentFilter): string {
  const { enrolment, concern, department, role, joinedFrom, joinedBefore, asOf } = filter;
  const day = (time: number) => new Date(time).toISOString().slice(0, 10);
  const parts = [
    concern?.replaceAll('-', ' '),
    enrolment && `2FA ${enrolment.replaceAll('-', ' ')}`,
    department === null ? 'no department' : department !== undefined && `department ${department}`,
    role === null ? 'no role' : role !== undefined && `role ${role}`,
    joinedFrom !== undefined && `joined from ${day(joinedFrom)}`,
    joinedBefore !== undefined && `joined before ${day(joinedBefore)}`,
    asOf !== undefined && `as it was before ${day(asOf)}`,
  ].filter((part) => part !== undefined && part !== false);
  const text = `Enrolment: ${parts.length === 0 ? 'all users' : parts.join(', ')}`;
  return Array.from(text.replace(/\p{Cc}/gu, ' '))
    .slice(0, NAME_LENGTH)
    .join('');
}
