import type { Reader } from '../database.ts';
import { REQUESTS } from './rows.ts';

/**
 * Whom the requests received since `since` (ms UTC) are about, one id a request, the latest `limit`: the confirmed user, else
 * who was signed in when it was sent. Requests about nobody known are left out.
 */
export async function usersOfRequests(reader: Reader, since: number, limit: number): Promise<string[]> {
  const rows: { user_id: string | null; claimed_user_id: string | null }[] = await reader(REQUESTS)
    .where('received_at', '>=', since)
    .orderBy([
      { column: 'received_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(limit)
    .select('user_id', 'claimed_user_id');
  return rows.flatMap((row) => row.user_id ?? row.claimed_user_id ?? []);
}
