/** Whatever was done to the file of an export, the verifier of another hand has a verdict, and it is the right one. */
import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { ExportFormat } from '../../main/services/audit/export-format.ts';
import { openAuditRoom } from '../support/audit-room.ts';
import { forEachDatabase } from '../support/databases.ts';
import { missing } from '../support/parts.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

type Judged = [what: string, status: 0 | 1 | 'crash', says: string];

// The file is the same from either database.
forEachDatabase((open, kind) => {
  describe.runIf(kind === 'sqlite' && !missing('python')).each(['csv', 'jsonl'] as const)(
    'a damaged export as %s',
    (format: ExportFormat) => {
      let judged: Judged[];
      beforeAll(async () => {
        const room = await openAuditRoom(await open('console'));
        await room.fill(3);
        await room.fill(1, {
          reasonText: '=1+1',
          ticket: '-1',
          detail: { n: [1e21, 1e-7, -3], text: 'a;=b' },
        });
        await room.fill(1, {
          user: null,
          staff: null,
          before: null,
          after: null,
          detail: null,
          reason: null,
        });
        await room.fill(1, { user: { id: '8', label: '＝ｃｍｄ ’\'"' }, before: [-1], reasonText: null });
        const text = await room.exported(format);
        const file = join(await mkdtemp(join(inject('scratch'), 'damaged-')), `log.${format}`);
        await writeFile(file, text);
        const { stdout } = await promisify(execFile)(
          'python3',
          [here('../support/damage_exports.py'), here('../../docs/verify_audit_export.py'), file],
          { maxBuffer: 1 << 28 },
        );
        judged = JSON.parse(stdout);
      }, 120_000);
      const untouched = () => judged.filter(([what]) => what.startsWith('untouched'));

      it('always has a verdict, and never a traceback', () => {
        expect(judged.length).toBeGreaterThan(400);
        const without = judged.filter(([, status, says]) =>
          status === 0 ? !/^WHOLE: .*\n$/m.test(says) : !/^NOT WHOLE: .+$/.test(says),
        );
        expect(without).toEqual([]);
      });

      it('is whole as long as nothing is done to it', () => {
        expect(untouched()).toHaveLength(2);
        for (const [, status, says] of untouched()) {
          expect([status, says]).toEqual([
            0,
            expect.stringContaining('WHOLE: 7 entries from 1 to 7, 0 gaps'),
          ]);
        }
      });

      it('is not whole when anything is: no column, bit or byte of it', () => {
        // Without the package, what the signature alone covers can be changed.
        const signed = untouched()[0]?.[2].includes('Signed by key');
        const missed = judged.filter(([what, status]) => status !== 1 && !what.startsWith('untouched'));
        expect(missed.filter(([what]) => signed || /^(row|line) /.test(what))).toEqual([]);
      });
    },
  );
});
