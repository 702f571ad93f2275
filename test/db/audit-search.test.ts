/** The log with 20,000 entries: each filter finds what fits and nothing else, by a range of an index. */
import { beforeAll, describe, expect, it } from 'vitest';
import { newestAction } from '../../db/audit/counts.ts';
import type { AuditFilter } from '../../db/audit/entry.ts';
import { auditInOrder, firstSince, listAudit, spanOf } from '../../db/audit/listing.ts';
import { actionsOn, findAction, lastActionOn, lastViewedBy, sequencesOf } from '../../db/audit/log.ts';
import { AUDIT_TABLE, type AuditRow } from '../../db/audit/rows.ts';
import { HOURS_TABLE, indexNewEntries, TERMS_TABLE } from '../../db/audit/search-index.ts';
import { rowsOf } from '../../db/database.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { START } from '../support/people.ts';

const COUNT = 20_000;
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const REASONS = ['lost-phone', 'new-phone', 'other', 'compromised'];

function row(n: number): AuditRow {
  return {
    sequence: n,
    // Clocks of two machines, one of them three minutes behind.
    time: START + n * MINUTE - (n % 2) * 3 * MINUTE,
    staff_id: n % 7,
    staff_name: `staff-${n % 7}`,
    category: n % 3 === 0 ? 'action' : 'view',
    action: n % 3 === 0 ? 'unlock' : 'view-user',
    user_id: String(n % 500),
    user_label: `Person ${n % 500} <p${n % 500}@example.org>`,
    reason: n % 3 === 0 ? (REASONS[n % 4] ?? null) : null,
    reason_text: n % 1000 === 0 ? 'Lost in the Café' : 'the usual',
    ticket: n % 3 === 0 ? `T-${n}` : null,
    outcome: n % 50 === 0 ? 'refused' : 'done',
    state_before: null,
    state_after: null,
    detail: n % 11 === 0 ? `{"requestId":${n % 77}}` : null,
    action_id: n % 3 === 0 ? `action-${n}` : null,
    previous_hash: 'x',
    hash: 'x',
  };
}

const FILTERS: [string, AuditFilter, (entry: AuditRow) => boolean][] = [
  ['nothing', {}, () => true],
  ['a staff member', { staff: 'staff-3' }, (entry) => entry.staff_name === 'staff-3'],
  ['a user', { userId: '42' }, (entry) => entry.user_id === '42'],
  ['an action', { action: 'unlock' }, (entry) => entry.action === 'unlock'],
  ['a kind', { category: 'action' }, (entry) => entry.category === 'action'],
  ['an outcome', { outcome: 'refused' }, (entry) => entry.outcome === 'refused'],
  ['a reason', { reason: 'compromised' }, (entry) => entry.reason === 'compromised'],
  ['a ticket', { ticket: 'T-300' }, (entry) => entry.ticket === 'T-300'],
  ['a request', { requestId: 22 }, (entry) => entry.detail === '{"requestId":22}'],
  ['a word, without its accent', { text: 'CAFE' }, (entry) => entry.reason_text === 'Lost in the Café'],
  ['two words, the rare one last', { text: 'the café' }, (entry) => entry.reason_text === 'Lost in the Café'],
  ['a number within a ticket', { text: '900' }, (entry) => entry.ticket?.startsWith('T-900') ?? false],
  ['an address', { text: 'p42@example.org' }, (entry) => entry.user_id === '42'],
  ['the beginning of a word', { text: 'caf' }, (entry) => entry.reason_text === 'Lost in the Café'],
  [
    'the beginnings of two words, of which one begins too many',
    { text: 'exam p4' },
    (entry) => /^Person \d+ <p4/.test(entry.user_label ?? ''),
  ],
  [
    'the beginning of a word, and a column',
    { text: 'p49', staff: 'staff-1' },
    (entry) => /<p49/.test(entry.user_label ?? '') && entry.staff_name === 'staff-1',
  ],
  [
    'a request and the beginning of a word',
    { requestId: 22, text: 'perso' },
    (entry) => entry.detail === '{"requestId":22}',
  ],
  ['a beginning that only the numbers of requests have', { text: 'reque' }, () => false],
  ['a beginning that no word has', { text: 'caff' }, () => false],
  ['no word that there is', { text: 'nowhere the' }, () => false],
  ['marks only', { text: '?!' }, () => false],
  [
    'a time long ago',
    { from: START + 100 * MINUTE, to: START + 200 * MINUTE },
    (entry) => entry.time >= START + 100 * MINUTE && entry.time < START + 200 * MINUTE,
  ],
  ['times that nothing has', { to: START - 1_000 * MINUTE }, () => false],
  [
    'a staff member within a time',
    { staff: 'staff-3', from: START + 100 * MINUTE, to: START + 900 * MINUTE },
    (entry) =>
      entry.staff_name === 'staff-3' &&
      entry.time >= START + 100 * MINUTE &&
      entry.time < START + 900 * MINUTE,
  ],
  [
    'a word of a staff member who was refused',
    { text: 'usual', staff: 'staff-2', outcome: 'refused' },
    (entry) =>
      entry.reason_text === 'the usual' && entry.staff_name === 'staff-2' && entry.outcome === 'refused',
  ],
];

interface Statement {
  sql: string;
  bindings: readonly unknown[];
}

forEachDatabase((open, kind) => {
  describe('the log, searched', () => {
    let database: TestDatabase;
    const rows = Array.from({ length: COUNT }, (_, index) => row(index + 1));
    beforeAll(async () => {
      database = await open('console');
      await database.transaction(async (tx) => {
        await tx.batchInsert(AUDIT_TABLE, rows, 50);
        await tx('rekey_audit_head').update({ sequence: COUNT, hash: 'x' });
        await indexNewEntries(tx);
      });
      for (const table of [AUDIT_TABLE, TERMS_TABLE, HOURS_TABLE]) {
        await database.reader.raw(kind === 'mysql' ? `ANALYZE TABLE ${table}` : `ANALYZE ${table}`);
      }
    }, 120_000);

    it.each(FILTERS)('by %s finds what fits and nothing else', async (_name, filter, fits) => {
      const wanted = rows.filter(fits).map(({ sequence }) => sequence);
      const found = await listAudit(database.reader, filter, { limit: COUNT });
      expect(found.map(({ sequence }) => sequence)).toEqual(wanted.toReversed());
      const page = await listAudit(database.reader, filter, { before: 10_000, limit: 20 });
      const older = wanted.filter((sequence) => sequence < 10_000);
      expect(page.map(({ sequence }) => sequence)).toEqual(older.slice(-20).toReversed());
      const inOrder: number[] = [];
      for await (const chunk of auditInOrder(database.reader, filter, { upTo: 15_000, chunk: 700 })) {
        inOrder.push(...chunk.map(({ sequence }) => sequence));
      }
      expect(inOrder).toEqual(wanted.filter((sequence) => sequence <= 15_000));
    });

    it.each(FILTERS)('by %s neither scans nor sorts', async (_name, filter) => {
      for (const before of [undefined, 10_000]) {
        const asked = await statementsOf(() => listAudit(database.reader, filter, { before, limit: 100 }));
        expect(asked.length).toBeGreaterThan(0);
        for (const statement of asked) await expectIndexed(statement);
      }
    });

    it.each<[string, RegExp, () => Promise<unknown>]>([
      ['the action with an id', /action_id/, () => findAction(database.reader, 'x')],
      ['the entries of action ids', /action_id/, () => sequencesOf(database.reader, ['x', 'y'])],
      ['the last action on a user', /rekey_audit_user/, () => lastActionOn(database.reader, '42')],
      [
        'the actions on a user',
        /rekey_audit_user/,
        () => actionsOn(database.reader, '42', { before: START + DAY, limit: 20 }),
      ],
      ['the users somebody looked at', /staff_name/, () => lastViewedBy(database.reader, 'staff-3', 8)],
      ['the newest action that counts', /rekey_audit_counted/, () => newestAction(database.reader)],
    ])('is asked for %s by its index, whatever its bounds', async (_what, index, work) => {
      const [asked] = await statementsOf(work);
      const plan = await rowsOf<{ detail?: string; table?: string; key?: string }>(
        database.reader,
        `${kind === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN'} ${asked?.sql}`,
        asked?.bindings as (string | number)[],
      );
      const steps = plan.filter((step) => (step.detail ?? step.table ?? '').includes(AUDIT_TABLE));
      expect(steps).toHaveLength(1);
      expect(steps[0]?.detail ?? steps[0]?.key, JSON.stringify(plan)).toMatch(index);
    });

    it('is entered at a time by a range of sequences, and ends where its last entry is', async () => {
      for (const time of [0, START + 5_000 * MINUTE, START + 5_001 * MINUTE + 1, START + COUNT * MINUTE]) {
        const wanted = rows.find((entry) => entry.time >= time)?.sequence ?? null;
        expect(await firstSince(database.reader, time)).toBe(wanted);
      }
      expect(await firstSince(database.reader, START + (COUNT + 1) * MINUTE)).toBeNull();
      expect(await firstSince(database.reader, START + (COUNT + 100) * MINUTE)).toBeNull();
      expect(await spanOf(database.reader)).toEqual({ first: 1, last: COUNT });
      const asked = await statementsOf(async () => {
        await firstSince(database.reader, START + 5_000 * MINUTE);
        await spanOf(database.reader);
      });
      expect(asked.length).toBeGreaterThan(2);
      for (const statement of asked) await expectIndexed(statement);
    });

    /** All that a search asks of the entries and their words, as it is sent. */
    async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
      const asked: Statement[] = [];
      const note = (statement: Statement) => {
        if (/rekey_audit_(entries|terms)/.test(statement.sql)) asked.push(statement);
      };
      database.reader.on('query', note);
      await work();
      database.reader.removeListener('query', note);
      return asked;
    }

    async function expectIndexed({ sql, bindings }: Statement): Promise<void> {
      const values = bindings as (string | number)[];
      if (kind === 'sqlite') {
        const plan = await rowsOf<{ detail: string }>(database.reader, `EXPLAIN QUERY PLAN ${sql}`, values);
        // Besides that, only what was read by an index is put together.
        for (const { detail } of plan) {
          expect(detail).toMatch(
            /USING (COVERING )?INDEX|USING INTEGER PRIMARY KEY|COMPOUND QUERY|UNION ALL|LEFT-MOST|CO-ROUTINE|SCAN \(subquery|SCAN some/,
          );
        }
        expect(JSON.stringify(plan)).not.toContain('TEMP B-TREE');
        return;
      }
      const plan = await rowsOf<{
        table: string;
        type: string;
        key: string | null;
        Extra: string;
        rows: number;
      }>(database.reader, `EXPLAIN ${sql}`, values);
      for (const step of plan) {
        // A thousand rows at most, that the next step reads by an index, and which are counted.
        if (step.table.startsWith('<derived') && Number(step.rows) <= 1_000) continue;
        expect(step.key, JSON.stringify(plan)).not.toBeNull();
        // In the order of an index and only as far as the page goes is no scan.
        if (step.type === 'index') expect(Number(step.rows)).toBeLessThanOrEqual(1_000);
        else expect(['ref', 'range', 'eq_ref', 'const', 'index_subquery']).toContain(step.type);
        expect(step.Extra).not.toContain('filesort');
        expect(step.Extra).not.toContain('temporary');
      }
    }

    it('can be stopped while it is indexed with rests, and goes on from there, also for who does not rest', async () => {
      const indexed = async () =>
        (await database.reader(HOURS_TABLE).max({ last: 'last_sequence' }).first())?.last;
      const terms = () => database.reader(TERMS_TABLE).orderBy(['term', 'sequence']);
      const before = await terms();
      for (const table of [TERMS_TABLE, HOURS_TABLE]) await database.reader(table).delete();
      const closing = new AbortController();
      const gentle = indexNewEntries(database.reader, { rest: 1, signal: closing.signal });
      closing.abort();
      await gentle;
      expect(await indexed()).toBeGreaterThan(0);
      expect(await indexed()).toBeLessThan(COUNT);
      await Promise.all([indexNewEntries(database.reader, { rest: 1 }), indexNewEntries(database.reader)]);
      expect(await indexed()).toBe(COUNT);
      expect(await terms()).toEqual(before);
    });
  });
});
