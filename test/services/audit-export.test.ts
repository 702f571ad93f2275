import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditFilter } from '../../db/audit/entry.ts';
import type { ExportFormat } from '../../main/services/audit/export-format.ts';
import { dropGuards, openAuditRoom } from '../support/audit-room.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { AUDITOR, LEAD } from '../support/desk.ts';
import { missing } from '../support/parts.ts';
import { pythonVerdict } from '../support/python-verifier.ts';

forEachDatabase((open, kind) => {
  describe('an export', () => {
    let database: TestDatabase;
    let room: Awaited<ReturnType<typeof openAuditRoom>>;
    beforeEach(async () => {
      database = await open('console');
      room = await openAuditRoom(database);
    });

    const exported = (format: ExportFormat, filter?: AuditFilter) => room.exported(format, filter);

    it.skipIf(missing('python')).each(['jsonl', 'csv'] as const)(
      'as %s is whole to a verifier that is not ours',
      async (format) => {
        await room.fill(5);
        await room.fill(1, {
          reasonText: '=HYPERLINK("x")',
          ticket: '-1',
          user: { id: '7', label: 'Ann;=1+1 "@x",\t+1 \'=1' },
          detail: { n: [1e21, 1e-7, 0.1, -0] },
        });
        await room.fill(1, {
          user: null,
          staff: null,
          before: null,
          after: null,
          detail: null,
          reason: null,
        });
        const text = await exported(format);
        expect(text.startsWith('\ufeff')).toBe(format === 'csv');
        // Seven, and the one that tells of the key.
        expect(await pythonVerdict(text, format)).toMatchObject({
          whole: true,
          says: expect.stringContaining('WHOLE: 8 entries from 1 to 8, 0 gaps'),
        });
      },
    );

    it.skipIf(missing('python'))(
      'agrees with a checkpoint, and one that does not agree is told',
      async () => {
        await room.fill(3);
        const { text: checkpoint } = await room.audit.makeCheckpoint(AUDITOR);
        const text = await exported('jsonl');
        expect((await pythonVerdict(text, 'jsonl', checkpoint)).says).toContain('Agrees with the checkpoint');
        const other = checkpoint.replace(/"hash":"./, '"hash":"x');
        expect(await pythonVerdict(text, 'jsonl', other)).toMatchObject({
          whole: false,
          says: expect.stringContaining('entry 4 is not the one that the checkpoint was made of'),
        });
      },
    );

    it.skipIf(missing('python'))(
      'names the key of a checkpoint where it is another, and refuses one that nobody signed',
      async () => {
        await room.fill(2);
        const elsewhere = await openAuditRoom(database);
        const { text: theirs, checkpoint } = await elsewhere.audit.makeCheckpoint(AUDITOR);
        const text = await exported('jsonl');
        const { whole, says } = await pythonVerdict(text, 'jsonl', theirs);
        expect(whole).toBe(true);
        expect(says).toContain(`signed by another key, ${checkpoint.keyId}`);
        const forged = theirs.replace(/"time":\d+/, '"time":1');
        // Without the package nothing is known of signatures, and the verifier says so.
        const signed = says.includes('Signed by key');
        expect(await pythonVerdict(text, 'jsonl', forged)).toMatchObject({ whole: !signed });
      },
    );

    // The file is the same from either database, and Python is slow to start.
    it.runIf(kind === 'sqlite' && !missing('python')).each(['jsonl', 'csv'] as const)(
      'as %s shows each thing that is done to it',
      async (format) => {
        await room.fill(4);
        const text = await exported(format);
        const end = format === 'csv' ? '\r\n' : '\n';
        const lines = text.slice(0, -end.length).split(end);
        const head = format === 'csv' ? 1 : 0;
        const swapped = [...lines];
        [swapped[head], swapped[head + 1]] = [lines[head + 1] ?? '', lines[head] ?? ''];
        const tampered: Record<string, string[]> = {
          'a word edited': lines.map((line) => line.replace('T-2', 'T-9')),
          'the first deleted': lines.filter((_, index) => index !== head),
          'one in the middle deleted': lines.filter((_, index) => index !== head + 2),
          'the last entry deleted': lines.filter((_, index) => index !== lines.length - 2),
          'one doubled': lines.flatMap((line, index) => (index === head + 1 ? [line, line] : [line])),
          'two swapped': swapped,
          'cut off': lines.slice(0, -1),
          'cut in a line': [...lines.slice(0, -1), lines.at(-1)?.slice(0, 60) ?? ''],
          'the end edited': lines.map((line) => line.replace(/entries(""?):5/, 'entries$1:4')),
          'the signature edited': lines.map((line) =>
            line.replace(/(signature""?:""?)(.)/, (_, before, first) => before + (first === 'A' ? 'B' : 'A')),
          ),
        };
        for (const [what, changed] of Object.entries(tampered)) {
          const verdict = await pythonVerdict(changed.join(end) + end, format);
          expect(verdict, `${what}: ${verdict.says}`).toMatchObject({ whole: false });
          expect(verdict.says).toMatch(/NOT WHOLE|Error/);
        }
      },
    );

    it.runIf(kind === 'sqlite')(
      'as CSV begins no cell that a spreadsheet runs, its proof among them',
      async () => {
        await room.fill(1, { reasonText: '=1', ticket: '\ufeff-1', user: { id: '7', label: 'Ann;=1+1' } });
        const text = await exported('csv', { ticket: '\ufeff-1' });
        expect(text.split('\r\n')).toHaveLength(4);
        expect(text.split(/[;,\t\r\n]/).filter((cell) => /^[\s\p{C}"]*[=+\-@]/u.test(cell))).toEqual([]);
      },
    );

    it.skipIf(missing('python')).each(['jsonl', 'csv'] as const)(
      'as %s goes to its end past an entry that somebody nested 100,000 levels deep, and shows it as text',
      async (format) => {
        await room.fill(3);
        await dropGuards(database);
        const detail = '['.repeat(100_000) + ']'.repeat(100_000);
        await database.reader('rekey_audit_entries').where({ sequence: 2 }).update({ detail });
        const text = await exported(format);
        expect(text.split('nested too deeply: [[[')).toHaveLength(format === 'csv' ? 3 : 2);
        expect(await pythonVerdict(text, format)).toMatchObject({
          whole: false,
          says: expect.stringContaining('entry 2'),
        });
        const { entries } = await room.audit.list(AUDITOR, {}, { limit: 9 });
        expect(entries.find(({ sequence }) => sequence === 2)?.detail).toMatch(/^nested too deeply: /);
        expect(await room.verify()).toMatchObject({ state: 'broken', sequence: 2 });
      },
    );

    it.skipIf(missing('python'))(
      'as CSV of an earlier Rekey, with the proof as it was hashed, is whole',
      async () => {
        await room.fill(1, { reasonText: '=1' });
        const now = await exported('csv');
        const before = now.replace('\ufeff', '').replaceAll(`"'=1`, `"=1`);
        expect(before.match(/'=1/g)).toHaveLength(1);
        expect(await pythonVerdict(before, 'csv')).toMatchObject({ whole: true });
      },
    );

    it.skipIf(missing('python'))(
      'as CSV shows that a column for people was changed and the proof beside it left',
      async () => {
        await room.fill(2);
        const text = (await exported('csv')).replace(/^2,(.*?),unlock,/m, '2,$1,reset,');
        expect(await pythonVerdict(text, 'csv')).toMatchObject({
          whole: false,
          says: expect.stringContaining('entry 2: its column action was changed'),
        });
      },
    );

    it.skipIf(missing('python'))('of what a filter finds has gaps, and says so', async () => {
      await room.fill(3);
      await room.fill(2, { staff: { id: 2, name: 'lea' } });
      await room.fill(1);
      const text = await exported('jsonl', { staff: 'lea' });
      expect((await pythonVerdict(text, 'jsonl')).says).toContain('WHOLE: 2 entries from 4 to 5, 0 gaps');
      const all = text.split('\n').filter((line) => !line.includes('"sequence":5'));
      expect(await pythonVerdict(all.join('\n'), 'jsonl')).toMatchObject({ whole: false });
    });

    it('of a filter with a space at its end is the same on every database, and minds case', async () => {
      await room.fill(2, { ticket: 'T-1' });
      const found = async (ticket: string) => (await exported('jsonl', { ticket })).split('\n').length - 2;
      expect(await found('T-1 ')).toBe(2);
      expect(await found('t-1')).toBe(0);
    });

    it('of more entries than one piece holds them all', async () => {
      await room.fill(3);
      const { counted_at: _, ...row } = await database
        .reader('rekey_audit_entries')
        .where({ sequence: 3 })
        .first();
      const rows = Array.from({ length: 2_500 }, (_, n) => ({ ...row, sequence: 4 + n, ticket: `B-${n}` }));
      await database.reader.batchInsert('rekey_audit_entries', rows, 50);
      await database.reader('rekey_audit_head').update({ sequence: 2_503 });
      const text = await exported('jsonl', { staff: 'sam' });
      expect(text.split('\n')).toHaveLength(2_503 + 1 + 1);
    });

    it('is logged with its filter, after the checkpoint that it leads to', async () => {
      await room.fill(1);
      await exported('csv', { ticket: 'T-1', from: 5 });
      const [logged] = (await room.audit.list(AUDITOR, {}, { limit: 1 })).entries;
      expect(logged).toMatchObject({
        action: 'export-audit-log',
        detail: { format: 'csv', filter: { ticket: 'T-1', from: 5 }, upTo: 2 },
      });
    });

    it('is refused to a lead, is nobody else’s to fetch, and is over when it is over', async () => {
      await expect(room.audit.startExport(LEAD, {}, 'csv')).rejects.toMatchObject({ code: 'FORBIDDEN' });
      const { exportId } = await room.audit.startExport(AUDITOR, {}, 'csv');
      const other = { ...AUDITOR, id: 99 };
      await expect(room.audit.nextOfExport(other, exportId)).rejects.toMatchObject({ code: 'EXPORT_GONE' });
      room.time.now += 10 * 60_000 + 1;
      await expect(room.audit.nextOfExport(AUDITOR, exportId)).rejects.toMatchObject({ code: 'EXPORT_GONE' });
    });

    it('is refused while eight others run', async () => {
      for (let n = 0; n < 8; n += 1) await room.audit.startExport(AUDITOR, {}, 'csv');
      await expect(room.audit.startExport(AUDITOR, {}, 'csv')).rejects.toMatchObject({ code: 'EXPORT_BUSY' });
    });

    it('that is given up makes room for another, but only whoever began it gives it up', async () => {
      const { exportId } = await room.audit.startExport(AUDITOR, {}, 'csv');
      for (let n = 1; n < 8; n += 1) await room.audit.startExport(AUDITOR, {}, 'csv');
      await expect(room.audit.stopExport(LEAD, exportId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await room.audit.stopExport({ ...AUDITOR, id: 99 }, exportId);
      await expect(room.audit.startExport(AUDITOR, {}, 'csv')).rejects.toMatchObject({ code: 'EXPORT_BUSY' });
      await room.audit.stopExport(AUDITOR, exportId);
      await expect(room.audit.nextOfExport(AUDITOR, exportId)).rejects.toMatchObject({ code: 'EXPORT_GONE' });
      expect(await room.audit.startExport(AUDITOR, {}, 'csv')).toMatchObject({ upTo: expect.any(Number) });
    });
  });
});
