/** What the audit log knows that makes a caller's request riskier. */
import type { Reader } from '../database.ts';
import { entriesOf } from './bounds.ts';

/** When staff last removed this user's second factor, at or after `since` (ms UTC); null when they did not. */
export async function lastResetOf(reader: Reader, userId: string, since: number): Promise<number | null> {
  const row: { time: number } | undefined = await entriesOf(reader)
    .where({ user_id: userId, category: 'action', outcome: 'done' })
    .whereIn('action', ['reset-authenticator', 'disable-2fa'])
    .where('time', '>=', since)
    .orderBy('sequence', 'desc')
    .first('time');
  return row ? Number(row.time) : null;
}

/** Ids of users whom staff acted on or tried to since `since`, each once, at most `limit`. One range of one index. */
export async function usersActedOn(reader: Reader, since: number, limit: number): Promise<string[]> {
  const rows: { user_id: string }[] = await entriesOf(reader)
    .where({ category: 'action' })
    .whereIn('outcome', ['done', 'refused'])
    .where('time', '>=', since)
    .whereNotNull('user_id')
    .distinct('user_id')
    .limit(limit);
  return rows.map((row) => row.user_id);
}
