/** Reading the log page by page, from any place of it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { MOST_BEGINNINGS } from '../../db/audit/word-search.ts';
import { dropGuards, openAuditRoom } from '../support/audit-room.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { AUDITOR, SUPPORT } from '../support/desk.ts';
import { START } from '../support/people.ts';

const HOUR = 3_600_000;

forEachDatabase((open) => {
  describe('the log, read', () => {
    let database: TestDatabase;
    let room: Awaited<ReturnType<typeof openAuditRoom>>;
    beforeEach(async () => {
      database = await open('console');
      room = await openAuditRoom(database);
    });

    it('has no span while it is empty, and then from its first entry to its last', async () => {
      expect(await room.audit.span(AUDITOR)).toBeNull();
      expect(await room.audit.since(AUDITOR, START)).toBeNull();
      await room.fill(5);
      expect(await room.audit.span(AUDITOR)).toEqual({ first: 1, last: 5 });
    });

    it('begins after what was removed', async () => {
      await room.fill(5);
      await dropGuards(database);
      await database.reader('rekey_audit_entries').where('sequence', '<=', 2).delete();
      expect(await room.audit.span(AUDITOR)).toEqual({ first: 3, last: 5 });
      expect(await room.audit.since(AUDITOR, 0)).toBe(3);
    });

    it('is entered at the first entry since a time', async () => {
      for (const hours of [0, 1, 1.5, 4]) await room.fill(1, { time: START + hours * HOUR });
      const since = (hours: number) => room.audit.since(AUDITOR, START + hours * HOUR);
      expect([await since(-9), await since(1), await since(1.2), await since(2), await since(4.1)]).toEqual([
        1,
        2,
        3,
        4,
        null,
      ]);
    });

    it('goes on before the last entry of a page, and says what was not matched by its beginning', async () => {
      await room.fill(MOST_BEGINNINGS + 1, { reasonText: 'te' });
      const page = await room.audit.list(AUDITOR, { text: 'T' }, { limit: 3 });
      expect(page).toMatchObject({ before: null, takenWhole: 't', entries: [] });
      const first = await room.audit.list(AUDITOR, { text: 'te' }, { limit: 3 });
      expect(first).toMatchObject({ before: MOST_BEGINNINGS - 1, takenWhole: null });
      const next = await room.audit.list(AUDITOR, { text: 'te' }, { limit: 3, before: first.before ?? 0 });
      expect(next.entries[0]?.sequence).toBe(MOST_BEGINNINGS - 2);
    });

    it('is kept from who may not read it', async () => {
      await room.fill(1);
      await expect(room.audit.span(SUPPORT)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(room.audit.since(SUPPORT, 0)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(room.audit.list(SUPPORT, {}, { limit: 1 })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    });
  });
});
