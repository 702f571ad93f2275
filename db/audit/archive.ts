/** What an archive needs of the log: where it begins, and removing its beginning once that is sealed elsewhere. */
import type { Database, Reader } from '../database.ts';
import { AS_LONG_AS_IT_TAKES } from '../mysql-client.ts';
import { entriesOf } from './bounds.ts';
import { hashOf } from './end.ts';
import type { AuditEntry } from './entry.ts';
import { firstSince } from './listing.ts';
import { AUDIT_TABLE, type AuditRow, fromRow } from './rows.ts';
import { HOURS_TABLE, TERMS_TABLE } from './search-index.ts';

const CHUNK = 2_000;

/** The first entry that is left, of an archive whose removal was cut short as well; null for an empty log. */
export async function firstEntry(reader: Reader): Promise<AuditEntry | null> {
  const row: AuditRow | undefined = await reader(AUDIT_TABLE)
    .where('sequence', '>', 0)
    .orderBy('sequence')
    .first();
  return row ? fromRow(row) : null;
}

/**
 * Whether the rows up to the seal's last are what a removal that was cut short leaves: without a gap, and the sealed one at their
 * end. Whatever was put there since is evidence, and is not removed with them.
 */
export async function areLeftOver(
  reader: Reader,
  from: number,
  { lastSequence, lastHash }: { lastSequence: number; lastHash: string },
): Promise<boolean> {
  const row: { many?: number | string } | undefined = await reader(AUDIT_TABLE)
    .whereBetween('sequence', [from, lastSequence])
    .count({ many: '*' })
    .first();
  return Number(row?.many) === lastSequence - from + 1 && (await hashOf(reader, lastSequence)) === lastHash;
}

/** The last entry before the first that is as new as `time` (ms UTC); null when there is none. */
export async function lastBefore(reader: Reader, time: number): Promise<number | null> {
  const newer = await firstSince(reader, time);
  const query = entriesOf(reader).orderBy('sequence', 'desc');
  if (newer !== null) query.where('sequence', '<', newer);
  const last: { sequence: number } | undefined = await query.first('sequence');
  return last ? Number(last.sequence) : null;
}

/** Every seal is an entry of its own; newest first. */
export async function sealEntries(reader: Reader, action: string): Promise<AuditEntry[]> {
  const rows: AuditRow[] = await entriesOf(reader)
    .where({ action, outcome: 'done' })
    .orderBy('sequence', 'desc');
  return rows.map(fromRow);
}

/**
 * Removes the entries up to `through`, from the first on, so that what is left always is one unbroken end of the log.
 * `database`: by an account that may; the console's own may not. Twice is harmless, and so is being killed in the middle.
 */
export async function removeThrough(database: Database, through: number): Promise<void> {
  if (database.kind === 'sqlite') return removeEmbedded(database, through);
  for (;;) {
    const first = await firstEntry(database.reader);
    if (!first || first.sequence > through) break;
    const end = Math.min(through, first.sequence + CHUNK - 1);
    await database.transaction(async (tx) => {
      await tx(AUDIT_TABLE).whereBetween('sequence', [1, end]).delete();
    });
  }
  await removeFromIndex(database.reader, through);
}

/** There a trigger refuses each deletion. It comes back with the same commit that removes. */
async function removeEmbedded(database: Database, through: number): Promise<void> {
  await database.transaction(async (tx) => {
    const trigger: { sql: string } | undefined = await tx('sqlite_master')
      .where({ type: 'trigger', name: 'rekey_audit_no_delete' })
      .first('sql');
    if (trigger) await tx.raw('DROP TRIGGER rekey_audit_no_delete');
    await tx(AUDIT_TABLE).whereBetween('sequence', [1, through]).delete();
    await removeFromIndex(tx, through);
    if (trigger) await tx.raw(trigger.sql);
  });
}

async function removeFromIndex(reader: Reader, through: number): Promise<void> {
  await reader(TERMS_TABLE).where('sequence', '<=', through).delete().options(AS_LONG_AS_IT_TAKES);
  await reader(HOURS_TABLE).where('last_sequence', '<=', through).delete();
}
