/** A list in numbers, for paper: counted in the same walk as the hash of it, so that both are of the same users. */
import {
  CONCERNS,
  type Concern,
  DORMANT,
  type EnrolmentFilter,
  type EnrolmentRow,
  FEW_CODES,
  PENDING_LONG,
} from '../../../db/platforms/enrolment.ts';
import type { Enrolment } from '../../../db/platforms/user.ts';
import type { Clock } from '../clock.ts';
import { add, addUp, countIn, type NamedTally } from './counts.ts';
import { exportPieces, type StartWalk } from './exporting.ts';
import type { Known } from './known.ts';
import type { ListReport, ReportPiece } from './service.ts';

/** Users that are named on paper; how many more there are is said. */
const NAMED = 200;

export async function* reportPieces(
  walk: StartWalk,
  filter: EnrolmentFilter,
  clock: Clock,
  known: Known,
): AsyncGenerator<ReportPiece> {
  const startedAt = clock();
  const named: EnrolmentRow[] = [];
  let privileged = 0;
  const tallies = startTallies(known);
  const see = (users: readonly EnrolmentRow[]) => {
    named.push(...users.slice(0, NAMED - named.length));
    for (const user of users) {
      if (user.privileged) privileged += 1;
      tallies.add(
        user,
        // Who is in a list of those who are locked was so when it was read, though the lock may end meanwhile.
        CONCERNS.filter((one) => one === filter.concern || IS_OF_CONCERN[one](user, startedAt)),
      );
    }
  };
  for await (const { users, hash } of exportPieces(walk, filter, 'csv', known, see)) {
    if (hash === null) {
      yield { users, done: false, report: null };
      continue;
    }
    yield {
      users,
      done: true,
      report: {
        filter,
        startedAt,
        finishedAt: clock(),
        counts: tallies.counts(),
        privileged: known.has('privileged-without-2fa') ? privileged : null,
        named,
        sha256: hash,
      },
    };
  }
}

/** User by user, because hardly two of them have department, role, month and state in common. */
function startTallies(known: Known) {
  const sides = {
    byDepartment: new Map<string | null, NamedTally>(),
    byRole: new Map<string | null, NamedTally>(),
    byMonth: new Map<string | null, NamedTally>(),
  };
  const { total, concerns } = addUp([], known);

  function tallyOf(side: keyof typeof sides, name: string | null): NamedTally {
    let tally = sides[side].get(name);
    if (!tally) {
      tally = { name, users: 0, on: 0, pending: 0 };
      sides[side].set(name, tally);
    }
    return tally;
  }

  return {
    add({ department, role, createdAt, enrolment }: EnrolmentRow, concerned: readonly Concern[]): void {
      const month = createdAt === null ? null : monthOf(createdAt);
      const fitting = [
        tallyOf('byDepartment', department),
        tallyOf('byRole', role),
        tallyOf('byMonth', month),
      ];
      for (const tally of [total, ...fitting]) {
        countIn(tally, enrolment, 1);
      }
      for (const concern of concerned) add(concerns, concern, 1);
    },
    /** In the order of the kept counts. */
    counts(): ListReport['counts'] {
      const sum = {
        ...{ total, concerns, confirmed: [] },
        byDepartment: [...sides.byDepartment.values()],
        byRole: [...sides.byRole.values()],
        byMonth: [...sides.byMonth.values()],
      };
      const { byDepartment, byRole, byMonth } = addUp([sum], known);
      return { total, byDepartment, byRole, byMonth, concerns };
    },
  };
}

/** As `2026-11`, UTC. */
function monthOf(time: number): string {
  const date = new Date(time);
  return `${date.getUTCFullYear()}-${String(date.getUTCMonth() + 1).padStart(2, '0')}`;
}

/** By what a login asks for. When a pairing was confirmed is not told by every platform. */
const WITHOUT: readonly Enrolment[] = ['off', 'pending', 'must-enrol'];

const isFew = (unused: number | null) => unused !== null && unused > 0 && unused <= FEW_CODES;

/** As the platform's own statements have it; a test holds both against each other. */
const IS_OF_CONCERN: Record<Concern, (user: EnrolmentRow, now: number) => boolean> = {
  'changed-outside': (user) => user.changedOutside,
  'privileged-without-2fa': (user) => user.privileged && WITHOUT.includes(user.enrolment),
  'no-backup-codes': (user) => user.enrolment === 'on' && user.unusedCodes === 0,
  'few-backup-codes': (user) => user.enrolment === 'on' && isFew(user.unusedCodes),
  'never-used': (user) => user.enrolment === 'on' && user.lastUsedAt === null,
  'pending-long': (user, now) =>
    user.enrolment === 'pending' && user.pendingSince !== null && user.pendingSince < now - PENDING_LONG,
  locked: (user, now) => user.lockedUntil !== null && user.lockedUntil > now,
  dormant: (user, now) => user.lastLoginAt === null || user.lastLoginAt < now - DORMANT,
};
