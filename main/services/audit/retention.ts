/** For how long entries stay in the database: what `rekey audit archive` moves out when it is not told otherwise. */

import type { Reader, Transaction } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import { readSetting, readSettingForChange, writeSetting } from '../../../db/settings.ts';
import { DAY } from '../clock.ts';

const NAME = 'audit-retention';
/** An auditor asks for the last year at least (PCI DSS 4.0, 10.5.1: twelve months). */
const SHORTEST = 365;

/** In days; null: for ever. */
export async function readRetention(reader: Reader): Promise<number | null> {
  const days = await readSetting(reader, NAME);
  return typeof days === 'number' && days >= SHORTEST ? days : null;
}

/** ms UTC: entries older than this are due; null: none ever is. */
export function dueBefore(days: number | null, now: number): number | null {
  return days === null ? null : now - days * DAY;
}

export async function writeRetention(tx: Transaction, days: number | null) {
  if (days !== null && (!Number.isInteger(days) || days < SHORTEST || days > 36_500)) {
    throw new RekeyError('BAD_INPUT', { why: `entries are kept for ${SHORTEST} days at least` });
  }
  const before = (await readSettingForChange(tx, NAME)) ?? null;
  await writeSetting(tx, NAME, days);
  return { before: { days: before }, after: { days } };
}
