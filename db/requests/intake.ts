/** How far a source of requests was read. Locked while it is read, so that two consoles do not read the same. */
import type { Transaction } from '../database.ts';
import { RekeyError } from '../errors.ts';

export interface IntakePosition {
  /** The highest id that was read. */
  last: bigint;
  /**
   * Ids below it that were not there when those around them were: their transaction may still commit. With the time at
   * which each was missed first, ms UTC.
   */
  gaps: [id: bigint, since: number][];
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
  return JSON.stringify({ last: toJson(last), gaps: gaps.map(([id, since]) => [toJson(id), since]) });
}

function fromText(text: string): IntakePosition {
  const { last, gaps } = JSON.parse(text) as { last: JsonId; gaps: [JsonId, number][] };
  return { last: BigInt(last), gaps: gaps.map(([id, since]) => [BigInt(id), since]) };
}

/** A number as long as that is exact, as it was always kept. */
type JsonId = number | string;

function toJson(id: bigint): JsonId {
  return id <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(id) : String(id);
}
