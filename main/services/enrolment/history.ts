/** How enrolment was before anybody counted: what creation and confirmation dates still tell. */
import type { EnrolmentDay } from '../../../db/enrolment.ts';
import type { EnrolmentCounts } from './counts.ts';

const MONTHS = 36;

/**
 * One estimate for the last day of each past month. Who left since, or paired anew, is not in it: so it is called an
 * estimate wherever it is shown. `now`: ms UTC.
 */
export function estimatedDays(counts: EnrolmentCounts, now: number): EnrolmentDay[] {
  // Nobody's would have been on then where no date of a pairing is told.
  if (counts.confirmed.length === 0 && counts.total.on > 0) return [];
  const joined = (counts.byMonth ?? []).flatMap(({ name, users }) =>
    name === null ? [] : [{ month: name, users }],
  );
  const days: EnrolmentDay[] = [];
  const today = new Date(now);
  for (let ago = MONTHS; ago >= 1; ago -= 1) {
    const end = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - ago + 1, 0));
    const month = end.toISOString().slice(0, 7);
    const users = sumUpTo(joined, month);
    if (users === 0) continue;
    const on = Math.min(users, sumUpTo(counts.confirmed, month));
    days.push({ day: dayOf(end.getTime()), users, on, pending: null, estimated: true });
  }
  return days;
}

/** As `2026-11-25`, UTC. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function sumUpTo(groups: readonly { month: string; users: number }[], last: string): number {
  return groups.reduce((sum, { month, users }) => (month <= last ? sum + users : sum), 0);
}
