/** The queue with 100,000 requests: each of its views is a range of an index, in order, page after page. */
import { beforeAll, describe, expect, test } from 'vitest';
import { rowsOf } from '../../db/database.ts';
import {
  countQueue,
  listQueue,
  longestWaiting,
  type QueueFilter,
  queueSearchStatements,
  queueStatement,
  searchQueue,
} from '../../db/requests/index.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { ME, seedRequests } from '../support/many-requests.ts';
import { START } from '../support/people.ts';

const COUNT = 100_000;

const VIEWS: [string, QueueFilter][] = [
  ['open', { state: 'open' }],
  ['new', { state: 'new' }],
  ['in progress', { state: 'in-progress' }],
  ['waiting for the user', { state: 'waiting-for-user' }],
  ['resolved', { state: 'resolved' }],
  ['closed', { state: 'closed' }],
  ['all', { state: 'all' }],
  ['mine', { state: 'open', assigneeId: ME }],
  ['mine, closed', { state: 'closed', assigneeId: ME }],
  ['mine, resolved', { state: 'resolved', assigneeId: ME }],
  ['open, of one category', { state: 'open', category: 'compromised' }],
  ['new, of one category', { state: 'new', category: 'compromised' }],
  ['open, of one channel', { state: 'open', channel: 'phone' }],
  ['new, of one channel', { state: 'new', channel: 'phone' }],
];

forEachDatabase((open, kind) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open('console');
    await seedRequests(database, COUNT, START);
  }, 120_000);

  describe.each(VIEWS)('the view "%s"', (_name, filter) => {
    test('is neither sorted nor scanned, on its first page and in its middle', async () => {
      const first = await listQueue(database.reader, filter, { limit: 100 });
      for (const cursor of [undefined, first.nextCursor ?? undefined]) {
        const { sql, bindings } = queueStatement(filter, { limit: 100, cursor });
        await expectIndexed(database, sql, bindings);
      }
    });

    test('comes page after page in order, without a gap or a double', async () => {
      const ids: number[] = [];
      const times: number[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < 5; page += 1) {
        const { requests, nextCursor } = await listQueue(database.reader, filter, { limit: 70, cursor });
        ids.push(...requests.map(({ id }) => id));
        times.push(...requests.map(({ receivedAt }) => receivedAt));
        if (nextCursor === null) break;
        cursor = nextCursor;
      }
      const { requests } = await listQueue(database.reader, filter, { limit: 350 });
      expect(ids).toEqual(requests.map(({ id }) => id));
      expect(new Set(ids).size).toBe(ids.length);
      const forwards = !['closed', 'all', 'resolved', 'rejected'].includes(filter.state);
      expect(times).toEqual([...times].sort((a, b) => (forwards ? a - b : b - a)));
    });
  });

  test.each([
    ['a ticket', 'INC-000777', 1],
    ['the beginning of an address', 'sender77.', 1],
    ['a family name', 'family-77 ', 0],
    ['a wildcard, which is only a character', '%', 0],
    ['another', '_', 0],
    ['a phone number with spaces', '+1 202 555 00 777', 1],
  ])('%s is found by an index', async (_name, query, count) => {
    const filter: QueueFilter = { state: 'all' };
    const found = await searchQueue(database.reader, query, filter, { limit: 50 });
    expect(found.requests.length).toBeGreaterThanOrEqual(count);
    for (const { sql, bindings } of queueSearchStatements(query, filter, { limit: 50 }))
      await expectIndexed(database, sql, bindings);
  });

  test('a search for one letter comes page after page, each request once', async () => {
    const ids: number[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 6; page += 1) {
      const found = await searchQueue(database.reader, 's', { state: 'open' }, { limit: 50, cursor });
      ids.push(...found.requests.map(({ id }) => id));
      cursor = found.nextCursor ?? undefined;
    }
    expect(ids).toHaveLength(300);
    expect(new Set(ids).size).toBe(300);
  });

  test('the counts are right below a thousand, and stop there', async () => {
    const mine = await database
      .reader('rekey_requests')
      .where({ assignee_id: ME, open: 1 })
      .count({ n: '*' });
    const counts = await countQueue(database.reader, ME);
    expect(counts.mine).toBe(Math.min(1_000, Number(mine[0]?.n)));
    expect(counts.new).toBe(1_000);
  });

  test('who waits longest is the first of those that are new or in progress', async () => {
    const [first] = await database
      .reader('rekey_requests')
      .whereIn('state', ['new', 'in-progress'])
      .orderBy([{ column: 'received_at' }, { column: 'id' }])
      .limit(1)
      .select('id');
    expect((await longestWaiting(database.reader))?.id).toBe(Number(first?.id));
  });

  async function expectIndexed(on: TestDatabase, sql: string, bindings: readonly (string | number)[]) {
    if (kind === 'sqlite') {
      const plan = await rowsOf<{ detail: string }>(on.reader, `EXPLAIN QUERY PLAN ${sql}`, bindings);
      const steps = plan.map(({ detail }) => detail).join('\n');
      expect(steps).not.toMatch(/TEMP B-TREE|SCAN \w+$/m);
      return;
    }
    const plan = await rowsOf<{ table: string; type: string; key: string | null; Extra: string }>(
      on.reader,
      `EXPLAIN ${sql}`,
      bindings,
    );
    for (const step of plan) {
      expect(step.type, JSON.stringify(plan)).not.toBe('ALL');
      if (sql.includes('WHERE')) expect(step.type, JSON.stringify(plan)).not.toBe('index');
      expect(step.Extra ?? '', JSON.stringify(plan)).not.toMatch(/filesort|temporary/);
    }
  }
});
