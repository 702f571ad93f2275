/** How far a source of requests was read. Locked while it is read, so that two consoles do not read the same. */
import type { Transaction } from '../database.ts';
import { RekeyError } from '../errors.ts';

export interface IntakePosition {
  /** The highest id that was read. */
  last: number;
  /**
   * Ids below it that were not there when those around them were: their transaction may still commit. With the time at
   * which each was missed first, ms UTC.
   */
  gaps: [id: number, since: number][];
}

const INTAKE = 'rekey_request_intake';

/** Null: it was never read. */
export async function lockIntake(tx: Transaction, source: string): Promise<IntakePosition | null> {
  const row: { position: string | null } | undefined = await tx(INTAKE)
    .where({ source })
    .forUpdate()
    .first('position');
  if (!row) throw new RekeyError('SCHEMA_MISSING', { why: `${INTAKE} has no row for ${source}` });
  return row.position === null ? null : (JSON.parse(row.position) as IntakePosition);
}

export async function setIntake(tx: Transaction, source: string, position: IntakePosition): Promise<void> {
  await tx(INTAKE)
    .where({ source })
    .update({ position: JSON.stringify(position) });
}
