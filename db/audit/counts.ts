/** Counting done actions, for limits. */
import type { Reader } from '../database.ts';
import { entriesOf, IN_LOG, rowsInLog } from './bounds.ts';
import { AUDIT_TABLE } from './rows.ts';

export interface ActionCounts {
  lastHour: number;
  lastDay: number;
  privilegedLastDay: number;
}

export interface CountedActions {
  perStaff: ActionCounts;
  inAll: ActionCounts;
}

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

/**
 * In the hour and the 24 hours before `now` (ms UTC): by everybody, and by one staff member. What was done in bulk has a
 * limit of its own: `counted_at` leaves it out of the index, so that a bulk change of thousands costs nothing here.
 */
export async function countActions(reader: Reader, staffId: number, now: number): Promise<CountedActions> {
  // "privileged" is written by limits/guard.ts; the key is ours, so no text of a person can look like it.
  const rows = await rowsInLog<{ own: number; recent: number; privileged: number; count: number }>(
    reader,
    `SELECT CASE WHEN staff_id = ? THEN 1 ELSE 0 END AS own, CASE WHEN counted_at > ? THEN 1 ELSE 0 END AS recent,
      CASE WHEN detail LIKE '%"privileged":true%' THEN 1 ELSE 0 END AS privileged, COUNT(*) AS count
      FROM ${AUDIT_TABLE} WHERE counted_at > ? AND ${IN_LOG}
      GROUP BY own, recent, privileged`,
    [staffId, now - HOUR, now - DAY],
  );
  const total = (fits: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(fits).reduce((sum, row) => sum + Number(row.count), 0);
  const counts = (own: boolean): ActionCounts => ({
    lastHour: total((row) => (!own || Boolean(row.own)) && Boolean(row.recent)),
    lastDay: total((row) => !own || Boolean(row.own)),
    privilegedLastDay: total((row) => (!own || Boolean(row.own)) && Boolean(row.privileged)),
  });
  return { perStaff: counts(true), inAll: counts(false) };
}

/** The sequence of the newest action that counts, by its time; 0 when there is none: while it is the same, so are the counts. */
export async function newestAction(reader: Reader): Promise<number> {
  const [row] = await rowsInLog<{ sequence: number }>(
    reader,
    `SELECT sequence FROM ${AUDIT_TABLE} WHERE counted_at IS NOT NULL AND ${IN_LOG}
      ORDER BY counted_at DESC, sequence DESC LIMIT 1`,
  );
  return Number(row?.sequence ?? 0);
}

/** Whether an attempt of this staff member was refused with this code since `since` (ms UTC). */
export async function wasRefused(
  reader: Reader,
  staffId: number,
  code: string,
  since: number,
): Promise<boolean> {
  const row = await entriesOf(reader)
    .where({ category: 'action', outcome: 'refused', staff_id: staffId })
    .where('time', '>', since)
    .where('detail', 'like', `%"code":"${code}"%`)
    .first('sequence');
  return row !== undefined;
}
