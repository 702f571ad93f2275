/** What is kept in the database, what is older than the policy says, and which archives hold what came before. */
import { firstEntry, lastBefore } from '../../../db/audit/archive.ts';
import { readBounds } from '../../../db/audit/bounds.ts';
import type { Database } from '../../../db/database.ts';
import type { Clock } from '../clock.ts';
import type { Notary } from './notary.ts';
import { dueBefore, readRetention } from './retention.ts';
import { type Seal, sealedArchives } from './seal.ts';

export interface KeptLog {
  /** The retention in days; null: for ever. */
  days: number | null;
  /** What is older than that, by sequence; null: nothing. */
  due: { firstSequence: number; lastSequence: number } | null;
  /** Newest first. */
  archives: KeptArchive[];
}

export interface KeptArchive {
  /** Of its entry. */
  sequence: number;
  seal: Seal;
  /** The file's name without its folder. */
  file: string;
  /** The staff member; null: by a timer. */
  by: string | null;
  /** Its entries are not all removed from the database. */
  unfinished: boolean;
}

/** Reads the ends of ranges, and counts nothing: sequences have no gaps. */
export async function keptLog({
  database: { reader },
  clock,
  notary,
}: {
  database: Database;
  clock: Clock;
  notary: Notary;
}): Promise<KeptLog> {
  const days = await readRetention(reader);
  const first = await firstEntry(reader);
  const archives = (await sealedArchives(reader, await notary.keys())).map((archive) => ({
    ...archive,
    unfinished: first !== null && first.sequence <= archive.seal.lastSequence,
  }));
  const before = dueBefore(days, clock());
  const last = before === null ? null : await lastBefore(reader, before);
  const { first: firstSequence } = await readBounds(reader);
  const due = last === null ? null : { firstSequence, lastSequence: last };
  return { days, due, archives };
}
