/** Where archives are put, and found again when a removal that was cut short is to be finished. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type ArchiveFile, archiveFile } from './archive-file.ts';

export interface ArchivePlace {
  /** The file of a new archive. */
  next(archive: ArchivedRange): Promise<ArchiveFile>;
  /** The file of the archive that was logged under this name, whether it is there or not. */
  made(shortName: string): ArchiveFile;
}

export interface ArchivedRange {
  firstSequence: number;
  lastSequence: number;
  /** ms UTC: when it is archived. */
  time: number;
}

/** The one file that was named. */
export function inFile(name: string): ArchivePlace {
  return { next: async () => archiveFile(name), made: () => archiveFile(name) };
}

/**
 * A folder that must be there, for archives that nobody names: `rekey-audit-1-to-4711-2026-11-25.jsonl.gz`. Where that is
 * taken, as by one that was killed before its seal was logged, `-2` is added, and so on.
 */
export function inFolder(folder: string): ArchivePlace {
  return {
    async next({ firstSequence, lastSequence, time }) {
      const day = new Date(time).toISOString().slice(0, 10);
      const stem = path.join(folder, `rekey-audit-${firstSequence}-to-${lastSequence}-${day}`);
      for (let n = 1; ; n += 1) {
        const name = `${stem}${n === 1 ? '' : `-${n}`}.jsonl.gz`;
        if (!(await stat(name).catch(() => null))) return archiveFile(name);
      }
    },
    // The name comes out of the database: it must not lead out of the folder.
    made: (shortName) => archiveFile(path.join(folder, path.basename(shortName))),
  };
}
