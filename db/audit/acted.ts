/** What the log knows of the times at which staff acted on many users at once. Times are ms UTC. */
import { type Reader, rowsOf } from '../database.ts';
import { entriesOf, IN_LOG } from './bounds.ts';
import { AUDIT_TABLE } from './rows.ts';

/** Users in one statement. */
const AT_ONCE = 500;

/** When the first entry was written that is in no archive; null for a log without any. */
export async function logBegan(reader: Reader): Promise<number | null> {
  const first: { time: number } | undefined = await entriesOf(reader).orderBy('sequence').first('time');
  return first ? Number(first.time) : null;
}

/** The statement behind `actionTimes`, also for EXPLAIN. */
export function actionTimesStatement(
  userIds: readonly string[],
  since: number,
): { sql: string; bindings: (string | number)[] } {
  return {
    sql: `SELECT user_id, time FROM ${AUDIT_TABLE} WHERE user_id IN (${userIds.map(() => '?').join(', ')})
      AND category = 'action' AND outcome = 'done' AND time >= ? AND ${IN_LOG}`,
    bindings: [...userIds, since],
  };
}

/** When each of these users was acted on, at or after `since`. Each is one range of an index. */
export async function actionTimes(
  reader: Reader,
  userIds: readonly string[],
  since: number,
): Promise<Map<string, Set<number>>> {
  const times = new Map<string, Set<number>>();
  for (let start = 0; start < userIds.length; start += AT_ONCE) {
    const { sql, bindings } = actionTimesStatement(userIds.slice(start, start + AT_ONCE), since);
    for (const row of await rowsOf<{ user_id: string; time: number }>(reader, sql, bindings)) {
      times.set(row.user_id, (times.get(row.user_id) ?? new Set()).add(Number(row.time)));
    }
  }
  return times;
}
