import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { removeThrough } from '../../db/audit/archive.ts';
import type { Database } from '../../db/database.ts';
import { type ArchiveFile, archiveFile } from '../../main/services/audit/archive-file.ts';
import { inFile, inFolder } from '../../main/services/audit/archive-place.ts';
import { ADMIN, dropGuards, employed, openAuditRoom } from '../support/audit-room.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { AUDITOR } from '../support/desk.ts';
import { missing } from '../support/parts.ts';
import { START } from '../support/people.ts';

const DAY = 86_400_000;

forEachDatabase((open, kind) => {
  describe('an archive', () => {
    let database: TestDatabase;
    let room: Awaited<ReturnType<typeof openAuditRoom>>;
    let folder: string;
    beforeEach(async () => {
      database = await open('console');
      room = await openAuditRoom(database);
      folder = await mkdtemp(join(inject('scratch'), 'archive-'));
      await room.fill(10, { time: START });
      room.time.now = START + 400 * DAY;
      await room.fill(5, { time: room.time.now });
    });
    const named = (name = 'old.jsonl.gz') => join(folder, name);
    const run = (options: { name?: string; maintenance?: Database; before?: number } = {}) =>
      room.audit.archive(ADMIN, {
        before: options.before ?? START + DAY,
        place: inFile(named(options.name)),
        maintenance: options.maintenance ?? database,
      });
    const left = async () =>
      (await database.reader('rekey_audit_entries').orderBy('sequence').select('sequence')).map((row) =>
        Number(row.sequence),
      );

    it('takes the old entries out, and the chain is verifiable across the cut', async () => {
      const { text: earlier } = await room.audit.makeCheckpoint(AUDITOR);
      expect(await run()).toMatchObject({ firstSequence: 1, lastSequence: 10, resumed: false });
      expect((await left())[0]).toBe(11);
      expect(await room.verify()).toMatchObject({ state: 'whole' });
      expect(await room.verify(earlier)).toMatchObject({ state: 'whole', against: { from: 'file' } });
      const words = await database.reader('rekey_audit_terms').where('sequence', '<=', 10);
      expect(words).toEqual([]);
    });

    it('is one file, under its name only when it is whole', async () => {
      await run();
      expect(await readdir(folder)).toEqual(['old.jsonl.gz']);
    });

    it.skipIf(missing('python'))('is a file that the verifier of another hand finds whole', async () => {
      await run();
      const script = new URL('../../docs/verify_audit_export.py', import.meta.url).pathname;
      const { stdout } = await promisify(execFile)('python3', [script, named()]);
      expect(stdout).toContain('WHOLE: 10 entries from 1 to 10, 0 gaps');
    });

    it('is followed by another, which goes on from it', async () => {
      await run();
      await room.fill(3, { time: room.time.now + 500 * DAY });
      const second = await run({ name: 'second.jsonl.gz', before: room.time.now + DAY });
      expect(second.firstSequence).toBe(11);
      expect(await room.verify()).toMatchObject({ state: 'whole' });
    });

    it('that was killed while it removed is finished with its own file, and with no other', async () => {
      const dying = {
        ...database,
        transaction: () => Promise.reject(new Error('killed')),
      } as unknown as Database;
      await expect(run({ maintenance: dying })).rejects.toThrow('killed');
      expect((await left())[0]).toBe(1);
      if (kind === 'mysql') await database.reader('rekey_audit_entries').where('sequence', '<=', 4).delete();
      expect(await room.verify()).toMatchObject({ state: 'whole' });
      await writeFile(named('other.gz'), 'not this one');
      await expect(run({ name: 'other.gz' })).rejects.toMatchObject({ code: 'ARCHIVE_OTHER' });
      await expect(run({ name: 'none.gz' })).rejects.toMatchObject({ code: 'ARCHIVE_OTHER' });
      expect(await run()).toMatchObject({ resumed: true, lastSequence: 10 });
      expect((await left())[0]).toBe(11);
      expect(await room.verify()).toMatchObject({ state: 'whole' });
    });

    it('into a folder finds its own file there when it was killed, and goes on with what is due', async () => {
      await room.audit.setRetention(await employed(database, ADMIN), 365);
      const place = inFolder(folder);
      const dying = {
        ...database,
        transaction: () => Promise.reject(new Error('killed')),
      } as unknown as Database;
      await expect(room.audit.archiveDue(ADMIN, { place, maintenance: dying })).rejects.toThrow('killed');
      const [file = ''] = await readdir(folder);
      const elsewhere = { place: inFolder(inject('scratch')), maintenance: database };
      await expect(room.audit.archiveDue(null, elsewhere)).rejects.toMatchObject({ code: 'ARCHIVE_OTHER' });
      expect((await left())[0]).toBe(1);
      room.time.now += 400 * DAY;
      const done = await room.audit.archiveDue(null, { place, maintenance: database });
      expect(done.archives).toMatchObject([
        { file: named(file), firstSequence: 1, lastSequence: 10, resumed: true },
        { firstSequence: 11, resumed: false },
      ]);
      expect(await readdir(folder)).toHaveLength(2);
      expect(await room.verify()).toMatchObject({ state: 'whole' });
    });

    describe('whose entries somebody else archives meanwhile', () => {
      /** What happens just before each of its steps, or after its file was written. */
      const place = (meanwhile: { named?: () => Promise<unknown>; written?: () => Promise<unknown> }) => ({
        ...inFile(named('late.gz')),
        async next() {
          await meanwhile.named?.();
          const file = archiveFile(named('late.gz'));
          return {
            ...file,
            async write(work: Parameters<ArchiveFile['write']>[0]) {
              await file.write(work);
              await meanwhile.written?.();
            },
          };
        },
      });
      const late = (meanwhile: Parameters<typeof place>[0]) =>
        room.audit.archive(ADMIN, {
          before: START + DAY,
          place: place(meanwhile),
          maintenance: database,
        });

      it.each(['named', 'written'] as const)('is refused and leaves no file: %s', async (when) => {
        await expect(late({ [when]: run })).rejects.toMatchObject({ code: 'ARCHIVE_TWICE' });
        expect(await readdir(folder)).toEqual(['old.jsonl.gz']);
        expect((await left())[0]).toBe(11);
        expect((await room.audit.kept(ADMIN)).archives).toHaveLength(1);
        expect(await room.verify()).toMatchObject({ state: 'whole' });
      });

      it('is not called a broken log because they go away while they are read', async () => {
        const removing = async () => {
          const dying = { ...database, transaction: () => Promise.reject(new Error('killed')) };
          await expect(run({ maintenance: dying as unknown as Database })).rejects.toThrow('killed');
          await removeThrough(database, 4);
        };
        await expect(late({ named: removing })).rejects.toMatchObject({ code: 'ARCHIVE_TWICE' });
        expect(await readdir(folder)).toEqual(['old.jsonl.gz']);
      });

      it('is called a broken log when they go away and no seal stands for them', async () => {
        const stolen = () => removeThrough(database, 4);
        await expect(late({ named: stolen })).rejects.toMatchObject({ code: 'AUDIT_BROKEN' });
        expect(await readdir(folder)).toEqual([]);
      });

      it('at the very same moment takes them out once', async () => {
        const both = await Promise.allSettled([run({ name: 'a.gz' }), run({ name: 'b.gz' })]);
        const refused = both.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
        expect(refused.length).toBeLessThan(2);
        for (const code of refused) expect(code).toMatch(/^ARCHIVE_(TWICE|OTHER)$/);
        expect(await readdir(folder)).toHaveLength(1);
        expect(await left()).not.toContain(10);
        expect((await room.audit.kept(ADMIN)).archives).toHaveLength(1);
        expect(await room.verify()).toMatchObject({ state: 'whole' });
      });
    });

    it('that was killed before its seal was logged is made anew beside the file it left', async () => {
      await room.audit.setRetention(await employed(database, ADMIN), 365);
      const options = { place: inFolder(folder), maintenance: database };
      const { transaction } = database;
      const writable = database as { transaction: Database['transaction'] };
      writable.transaction = async (work) => {
        if ((await readdir(folder)).some((name) => name.endsWith('.gz'))) throw new Error('killed');
        return transaction(work);
      };
      await expect(room.audit.archiveDue(null, options)).rejects.toThrow('killed');
      writable.transaction = transaction;
      expect((await left())[0]).toBe(1);
      const [orphan = ''] = await readdir(folder);
      const content = await readFile(named(orphan));
      const { archives } = await room.audit.archiveDue(null, options);
      expect(archives).toMatchObject([{ file: named(orphan.replace('.jsonl', '-2.jsonl')), resumed: false }]);
      expect(await readFile(named(orphan))).toEqual(content);
      expect(await room.verify()).toMatchObject({ state: 'whole' });
    });

    it('is looked for nowhere but in the folder, whatever name the log has for it', () => {
      expect(inFolder('/archives').made('../../etc/passwd').name).toBe('/archives/passwd');
    });

    it('by the retention is refused to everybody but an admin too', async () => {
      const options = { place: inFolder(folder), maintenance: database };
      await expect(room.audit.archiveDue(AUDITOR, options)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    });

    it('done twice has nothing to do, and writes no file', async () => {
      await run();
      await expect(run({ name: 'again.gz' })).rejects.toMatchObject({ code: 'NOTHING_TO_DO' });
      expect(await readdir(folder)).toEqual(['old.jsonl.gz']);
    });

    it('is never written over a file that is there', async () => {
      await writeFile(named(), 'mine');
      await expect(run()).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
      expect(await readFile(named(), 'utf8')).toBe('mine');
      expect((await left())[0]).toBe(1);
    });

    it('is not made of entries that were changed, which are evidence', async () => {
      await dropGuards(database);
      await database.reader('rekey_audit_entries').where({ sequence: 4 }).update({ ticket: 'forged' });
      await expect(run()).rejects.toMatchObject({ code: 'AUDIT_BROKEN', facts: { sequence: 4 } });
      expect(await readdir(folder)).toEqual([]);
      expect((await left())[0]).toBe(1);
    });

    it('covers for its own entries only: what was deleted after it shows', async () => {
      await run();
      await dropGuards(database);
      await database.reader('rekey_audit_entries').where('sequence', '<=', 12).delete();
      expect(await room.verify()).toMatchObject({ state: 'broken', sequence: 1 });
    });

    it('without a seal by our key covers for nothing', async () => {
      await dropGuards(database);
      const stranger = await openAuditRoom(await open('console'));
      const key = stranger.keyStore.current(1);
      const seal = {
        ...{ firstSequence: 1, lastSequence: 3, lastHash: 'x', archive: 'x', time: 1 },
        ...{ keyId: key.keyId, signature: key.sign('x') },
      };
      await room.fill(1, { category: 'system', action: 'archive-audit-log', detail: { seal } });
      await database.reader('rekey_audit_entries').where('sequence', '<=', 3).delete();
      expect(await room.verify()).toMatchObject({ state: 'broken', sequence: 1 });
    });

    it('is refused to everybody but an admin', async () => {
      const options = { before: START + DAY, place: inFile(named()), maintenance: database };
      await expect(room.audit.archive(AUDITOR, options)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    });

    if (kind === 'sqlite')
      it('leaves the log append-only', async () => {
        await run();
        await expect(database.reader('rekey_audit_entries').delete()).rejects.toThrow('append-only');
      });
  });
});
