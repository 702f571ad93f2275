/** How far a source of requests was read. Locked while it is read, so that two consoles do not read the same. */
import type { Transaction } from '../database.ts';
import { RekeyError } from '../errors.ts';

export interface IntakePosition {
  /** The source's own cursor: behind what was read. */
  last: string;
  /** Ids before it that may still turn up, with the time at which each was missed first, ms UTC. */
  gaps: [id: string, since: number][];
}

const INTAKE = 'rekey_request_intake';

/** Null: it was never read. */
export async function lockIntake(tx: Transaction, source: string): Promise<IntakePosition | null> {
  const row: { position: string | null } | undefined = await tx(INTAKE)
    .where({ source })
    .forUpdate()
    .first('position');
  if (!row) throw new RekeyError('SCHEMA_MISSING', { why: `${INTAKE} has no row for ${source}` });
  return row.position === null ? null : fromText(row.position);
}

export async function setIntake(tx: Transaction, source: string, position: IntakePosition): Promise<void> {
  await tx(INTAKE)
    .where({ source })
    .update({ position: positionText(position) });
}

/** As it is kept; the same for the same position. */
export function positionText({ last, gaps }: IntakePosition): string {
  return JSON.stringify({ last, gaps });
}

/** Earlier versions kept numbers as numbers, as long as they were exact. */
function fromText(text: string): IntakePosition {
  type Id = number | string;
  const { last, gaps } = JSON.parse(text) as { last: Id; gaps: [Id, number][] };
  return { last: String(last), gaps: gaps.map(([id, since]) => [String(id), since]) };
}
