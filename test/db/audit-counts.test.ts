/** What counts against the limits of actions. */
import { describe, expect, it } from 'vitest';
import { countActions, newestAction } from '../../db/audit/counts.ts';
import { appendAudit, type NewAuditEntry } from '../../db/audit/log.ts';
import { rowsOf } from '../../db/database.ts';
import { dropGuards, UNLOCKED } from '../support/audit-room.ts';
import { forEachDatabase } from '../support/databases.ts';
import { START } from '../support/people.ts';

const HOUR = 3_600_000;

forEachDatabase((open, kind) => {
  describe('the actions that count', () => {
    async function log() {
      const database = await open('console');
      const append = (changes: Partial<NewAuditEntry>) =>
        database.transaction((tx) => appendAudit(tx, { ...UNLOCKED, ...changes }));
      return { database, append };
    }

    it('are those that were done one by one, in the hour and in the day', async () => {
      const { database, append } = await log();
      await append({ detail: null });
      await append({ staff: { id: 2, name: 'lea' }, detail: { privileged: true } });
      await append({ time: START - 2 * HOUR });
      await append({ time: START - 25 * HOUR });
      await append({ outcome: 'refused' });
      await append({ category: 'view', action: 'view-user' });
      expect(await countActions(database.reader, 1, START + 1)).toEqual({
        perStaff: { lastHour: 1, lastDay: 2, privilegedLastDay: 0 },
        inAll: { lastHour: 2, lastDay: 3, privilegedLastDay: 1 },
      });
    });

    it('are none of a bulk change, and the newest of them is not either', async () => {
      const { database, append } = await log();
      await append({ detail: { bulkId: 3, bulkLine: 1 } });
      expect((await countActions(database.reader, 1, START + 1)).inAll.lastDay).toBe(0);
      expect(await newestAction(database.reader)).toBe(0);
      await append({});
      await append({ time: START + 1, detail: { bulkLine: 2, bulkId: 3 } });
      expect((await countActions(database.reader, 1, START + 2)).inAll.lastDay).toBe(1);
      expect(await newestAction(database.reader)).toBe(2);
    });

    it('are all that a person did, whatever they typed', async () => {
      const { database, append } = await log();
      await append({ detail: { note: '"bulkId":3' }, reasonText: '"bulkId":3' });
      expect((await countActions(database.reader, 1, START + 1)).perStaff.lastDay).toBe(1);
    });

    it('are found by an index that holds no others', async () => {
      const { database, append } = await log();
      for (let n = 0; n < 30; n += 1) await append({ detail: { bulkId: 3, bulkLine: n } });
      await append({});
      const sql = 'SELECT detail FROM rekey_audit_entries WHERE counted_at > ?';
      if (kind === 'sqlite') {
        const plan = await rowsOf<{ detail: string }>(database.reader, `EXPLAIN QUERY PLAN ${sql}`, [
          START - 1,
        ]);
        expect(plan[0]?.detail).toContain('USING INDEX rekey_audit_counted');
        return;
      }
      const [step] = await rowsOf<{ key: string; rows: number }>(database.reader, `EXPLAIN ${sql}`, [
        START - 1,
      ]);
      expect(step?.key).toBe('rekey_audit_counted');
      expect(Number(step?.rows)).toBe(1);
    });

    it('can be neither written nor changed apart from the entry', async () => {
      const { database, append } = await log();
      await append({});
      await dropGuards(database);
      for (const statement of [
        'UPDATE rekey_audit_entries SET counted_at = 5',
        'UPDATE rekey_audit_entries SET counted_at = NULL',
      ]) {
        // A server may take the statement; it keeps what the entry says.
        await database.reader.raw(statement).catch(() => {});
        expect(await database.reader('rekey_audit_entries').pluck('counted_at')).toEqual([START]);
      }
    });
  });
});
