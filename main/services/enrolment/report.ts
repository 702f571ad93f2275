/** A list in numbers, for paper: counted in the same walk as the hash of it, so that both are of the same users. */
import {
  CONCERNS,
  type Concern,
  DORMANT,
  type EnrolmentFilter,
  type EnrolmentRow,
  FEW_CODES,
  PENDING_LONG,
  type UserGroup,
} from '../../../db/platforms/enrolment.ts';
import type { Clock } from '../clock.ts';
import { addUp, countsOf } from './counts.ts';
import { exportPieces, type StartWalk } from './exporting.ts';
import type { ReportPiece } from './service.ts';

/** Users that are named on paper; how many more there are is said. */
const NAMED = 200;

export async function* reportPieces(
  walk: StartWalk,
  filter: EnrolmentFilter,
  clock: Clock,
): AsyncGenerator<ReportPiece> {
  const startedAt = clock();
  const named: EnrolmentRow[] = [];
  let privileged = 0;
  let counts = addUp([]);
  const see = (users: readonly EnrolmentRow[]) => {
    named.push(...users.slice(0, NAMED - named.length));
    privileged += users.filter((user) => user.privileged).length;
    const page = countsOf(
      users.map((user) => groupOf(user, filter, startedAt)),
      [],
    );
    counts = addUp([counts, page]);
  };
  for await (const { users, hash } of exportPieces(walk, filter, 'csv', see)) {
    if (hash === null) {
      yield { users, done: false, report: null };
      continue;
    }
    const { total, byDepartment, byRole, byMonth, concerns } = counts;
    yield {
      users,
      done: true,
      report: {
        filter,
        startedAt,
        finishedAt: clock(),
        counts: { total, byDepartment, byRole, byMonth, concerns },
        privileged,
        named,
        sha256: hash,
      },
    };
  }
}

function groupOf(user: EnrolmentRow, filter: EnrolmentFilter, now: number): UserGroup {
  const { department, role, enrolment } = user;
  const month = new Date(user.createdAt).toISOString().slice(0, 7);
  const concerns = Object.fromEntries(
    // Who is in a list of those who are locked was so when it was read, though the lock may end meanwhile.
    CONCERNS.map((one) => [one, one === filter.concern || IS_OF_CONCERN[one](user, now) ? 1 : 0]),
  ) as Record<Concern, number>;
  return { department, role, month, enrolment, users: 1, concerns };
}

/** As the platform's own statements have it; a test holds both against each other. */
const IS_OF_CONCERN: Record<Concern, (user: EnrolmentRow, now: number) => boolean> = {
  'changed-outside': (user) => user.changedOutside,
  'privileged-without-2fa': (user) => user.privileged && user.confirmedAt === null,
  'no-backup-codes': (user) => user.confirmedAt !== null && user.unusedCodes === 0,
  'few-backup-codes': (user) =>
    user.confirmedAt !== null && user.unusedCodes > 0 && user.unusedCodes <= FEW_CODES,
  'never-used': (user) => user.confirmedAt !== null && user.lastUsedAt === null,
  'pending-long': (user, now) =>
    user.confirmedAt === null && user.pendingSince !== null && user.pendingSince < now - PENDING_LONG,
  locked: (user, now) => user.lockedUntil !== null && user.lockedUntil > now,
  dormant: (user, now) => user.lastLoginAt === null || user.lastLoginAt < now - DORMANT,
};
