/** The words that the log is searched by: what they are, where they are kept, and when they are matched by their beginning. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { AuditFilter } from '../../db/audit/entry.ts';
import { auditInOrder, findAudit, listAudit } from '../../db/audit/listing.ts';
import { appendAudit } from '../../db/audit/log.ts';
import { HOURS_TABLE, indexNewEntries, TERMS_TABLE, termsOf, wordsOf } from '../../db/audit/search-index.ts';
import { MOST_BEGINNINGS } from '../../db/audit/word-search.ts';
import { UNLOCKED } from '../support/audit-room.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { START } from '../support/people.ts';

const MINUTE = 60_000;

forEachDatabase((open) => {
  describe('a word with which too many begin', () => {
    const tickets = MOST_BEGINNINGS + 1;
    let database: TestDatabase;
    beforeAll(async () => {
      database = await open('console');
      await database.transaction(async (tx) => {
        for (let n = 0; n < tickets; n += 1) {
          await appendAudit(tx, {
            ...UNLOCKED,
            ticket: `case${100 + n}`,
            reasonText: n < 3 ? 'a case' : null,
          });
        }
      });
    });

    it('is taken whole, and that is told', async () => {
      const found = await findAudit(database.reader, { text: 'case' }, { limit: 99 });
      expect(found.takenWhole).toBe('case');
      expect(found.entries.map(({ sequence }) => sequence)).toEqual([3, 2, 1]);
      expect(await findAudit(database.reader, { text: 'cas' }, { limit: 99 })).toEqual({
        entries: [],
        takenWhole: 'cas',
      });
    });

    it('is matched by its beginning in an export, which has them all', async () => {
      const exported = async (filter: AuditFilter) => {
        const sequences: number[] = [];
        for await (const chunk of auditInOrder(database.reader, filter, { upTo: tickets - 1, chunk: 10 })) {
          sequences.push(...chunk.map(({ sequence }) => sequence));
        }
        return sequences;
      };
      const all = Array.from({ length: tickets - 1 }, (_, n) => n + 1);
      expect(await exported({ text: 'cas' })).toEqual(all);
      expect(await exported({ text: 'cas case10' })).toEqual(all.slice(0, 10));
      expect(await exported({ text: 'cas', action: 'view-user' })).toEqual([]);
    });

    it('is matched by its beginning again beside a word that leads to fewer', async () => {
      const found = await findAudit(database.reader, { text: 'case case10' }, { limit: 99 });
      expect(found.takenWhole).toBeNull();
      expect(found.entries.map(({ ticket }) => ticket)).toEqual(
        Array.from({ length: 10 }, (_, n) => `case${109 - n}`),
      );
    });

    it('is matched by its beginning as long as it is one fewer', async () => {
      const found = await findAudit(database.reader, { text: 'case1' }, { limit: 99 });
      expect(found.takenWhole).toBe('case1');
      const fewer = await findAudit(database.reader, { text: 'case16' }, { limit: 99 });
      expect(fewer.takenWhole).toBeNull();
      expect(fewer.entries).toHaveLength(5);
    });
  });

  describe('the search index', () => {
    it('is filled before it is needed, and made anew from the entries it is the same', async () => {
      const database = await open('console');
      await database.transaction(async (tx) => {
        await appendAudit(tx, { ...UNLOCKED, detail: { requestId: 12, note: 'Émile, again' } });
        await appendAudit(tx, { ...UNLOCKED, time: START + 90 * MINUTE });
      });
      const found = await listAudit(database.reader, { text: 'emile' }, { limit: 9 });
      expect(found.map(({ sequence }) => sequence)).toEqual([1]);
      const all = async () => [
        await database.reader(TERMS_TABLE).orderBy(['term', 'sequence']),
        await database.reader(HOURS_TABLE).orderBy('hour'),
      ];
      const before = await all();
      expect(JSON.stringify(before)).toContain('emile');
      await database.reader(TERMS_TABLE).delete();
      await database.reader(HOURS_TABLE).delete();
      await indexNewEntries(database.reader);
      expect(await all()).toEqual(before);
      await indexNewEntries(database.reader);
      expect(await all()).toEqual(before);
    });
  });
});

describe('the words of an entry', () => {
  it('are whole, folded, and the parts of those that are joined', () => {
    expect(wordsOf('Ticket T-4711: “Ärger” (m.lind@example.org)')).toEqual(
      expect.arrayContaining([
        'ticket',
        't-4711',
        '4711',
        'arger',
        'm.lind@example.org',
        'lind',
        'example',
        'org',
      ]),
    );
  });

  it('leave out hashes and ids, which nobody searches by', () => {
    const detail = { hash: 'a'.repeat(64), id: '123e4567-e89b-42d3-a456-426614174000', note: 'kept' };
    const entry = { category: 'system' as const, ticket: null, reasonText: null, user: null, detail };
    expect(termsOf(entry)).toEqual(['kept']);
  });
});
