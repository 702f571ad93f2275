/** Who had their second factor changed by staff, as the platform says, without Rekey: the audit log knows of no such action. */
import { actionTimes, logBegan } from '../../../db/audit/acted.ts';
import type { Reader } from '../../../db/database.ts';
import { DAY } from '../clock.ts';

/** How far back what staff did is looked for in the audit log: older entries may be in an archive. */
const WITHIN = 30 * DAY;

/** `now`: ms UTC. */
export function staffSince(now: number): number {
  return now - WITHIN;
}

/**
 * Those of the changes that the log does not know, of all users at once. What was changed before the log began is not said
 * to be past it. Read after the changes: an action's entry is committed with the change, so none is missed.
 */
export async function pastTheLog<Change extends { id: string; time: number }>(
  reader: Reader,
  changes: readonly Change[],
): Promise<Change[]> {
  if (changes.length === 0) return [];
  const began = await logBegan(reader);
  if (began === null) return [];
  const within = changes.filter(({ time }) => time > began);
  const earliest = within.reduce((time, change) => Math.min(time, change.time), Number.MAX_SAFE_INTEGER);
  const known = await actionTimes(
    reader,
    within.map(({ id }) => id),
    earliest,
  );
  return within.filter(({ id, time }) => !known.get(id)?.has(time));
}
