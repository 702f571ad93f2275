/** Coming back from a user's page, the row of that user is the chosen one again. */
import type { UserSummary } from '../../../db/platforms/contract.ts';

let last: { query: string; id: string } | null = null;

export function rememberOpened(query: string, id: string): void {
  last = { query, id };
}

export function lastOpened(query: string, rows: readonly UserSummary[]): number {
  if (last?.query !== query) return 0;
  return Math.max(
    0,
    rows.findIndex((user) => user.id === last?.id),
  );
}
