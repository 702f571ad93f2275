/** What a person never hears of: their action met somebody else's locks, and was simply done a moment later. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import { type Database, openDatabase, rowsOf } from '../../db/database.ts';
import { onMariaDb } from '../support/databases.ts';
import { codeWorks, openDesk, SUPPORT } from '../support/desk.ts';
import { addPerson, START } from '../support/people.ts';

/** InnoDB takes back the one of two that has written less. */
const MANY_ROWS = Array.from({ length: 300 }, (_, n) => ({ term: `word${n}`, sequence: 1 }));

/** ms. Looked at more often than ten times a second, InnoDB shows what it showed before. */
const LOOK_AGAIN = 200;

onMariaDb((open) => {
  const cleanUps: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  /** A desk, a user, and a colleague's console that does not go through our retries. */
  async function room() {
    const database = await open();
    const anna = await addPerson(database, { username: 'anna', secret: new Uint8Array(20).fill(3) });
    const colleague = openDatabase(database.target);
    cleanUps.push(() => colleague.close());
    const desk = openDesk(database);
    const request = desk.request(anna);
    const act = () => desk.actions.run('issue-backup-codes', desk.by(SUPPORT), request, {});
    return { database, anna, colleague: colleague.reader, desk, request, act };
  }

  async function deadlocks(database: Database): Promise<number> {
    const [row] = await rowsOf<{ Value: string }>(
      database.reader,
      "SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'",
    );
    return Number(row?.Value);
  }

  async function waitsForAnother(database: Database): Promise<boolean> {
    const [row] = await rowsOf<{ waiting: number }>(
      database.reader,
      "SELECT COUNT(*) AS waiting FROM information_schema.innodb_trx t JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id WHERE t.trx_state = 'LOCK WAIT' AND p.db = DATABASE()",
    );
    return Number(row?.waiting) > 0;
  }

  test('an action that is the victim of a deadlock is done, once, and gives codes that work', async () => {
    const { database, anna, colleague, act } = await room();
    const before = await deadlocks(database);
    const other = await colleague.transaction();
    await other('rekey_audit_terms').insert(MANY_ROWS);
    await other('rekey_audit_head').where({ id: 1 }).forUpdate();
    const action = act();
    // It has Anna's row, and wants the head of the log.
    while (!(await waitsForAnother(database))) {
      await other.raw('SELECT 1');
      await pause(LOOK_AGAIN);
    }
    await other('users').where({ id: anna }).forUpdate();
    await other.rollback();
    const { codes = [], replayed } = await action;
    expect(await deadlocks(database)).toBeGreaterThan(before);
    expect(replayed).toBe(false);
    expect(await codeWorks(database, anna, codes[0] ?? '', START)).toBe(true);
    expect(await database.reader('backup_codes').where({ user_id: anna })).toHaveLength(codes.length);
    expect(await listAudit(database.reader, { category: 'action' }, { limit: 10 })).toHaveLength(1);
  });

  test('an action waits for a row longer than one statement does', async () => {
    const { database, colleague, act } = await room();
    const other = await colleague.transaction();
    await other('rekey_audit_head').where({ id: 1 }).forUpdate();
    const action = act();
    // Kept busy, as somebody who works on; one statement waits 3 s.
    for (let second = 0; second < 5; second += 1) {
      await pause(1_000);
      await other.raw('SELECT 1');
    }
    await other.commit();
    expect(await action).toMatchObject({ replayed: false });
    expect(await listAudit(database.reader, { category: 'action' }, { limit: 10 })).toHaveLength(1);
  });

  test('an action whose rows stay locked is refused as busy, has changed nothing, and can be sent again', async () => {
    const { database, anna, colleague, act } = await room();
    const other = await colleague.transaction();
    await other('rekey_audit_head').where({ id: 1 }).forUpdate();
    const working = setInterval(() => void other.raw('SELECT 1').catch(() => {}), 1_000);
    await expect(act()).rejects.toMatchObject({ code: 'DATABASE_BUSY' });
    clearInterval(working);
    await other.rollback();
    expect(await database.reader('backup_codes').where({ user_id: anna })).toHaveLength(0);
    expect(await act()).toMatchObject({ replayed: false });
  });

  test('two transactions that want the same rows the other way round are both done', async () => {
    const { database, anna } = await room();
    const second = openDatabase(database.target);
    cleanUps.push(() => second.close());
    const ben = await addPerson(database, { username: 'ben', secret: new Uint8Array(20).fill(3) });
    let runs = 0;
    const lockBoth = (on: Database, ids: readonly string[]) =>
      on.transaction(async (tx) => {
        runs += 1;
        for (const id of ids) {
          await tx('users').where({ id }).increment('failed_attempts', 1);
          await pause(100);
        }
      });
    await Promise.all([lockBoth(database, [anna, ben]), lockBoth(second, [ben, anna])]);
    expect(runs).toBeGreaterThan(2);
    expect(await database.reader('users').whereIn('id', [anna, ben]).pluck('failed_attempts')).toEqual([
      2, 2,
    ]);
  });

  describe('a single statement', () => {
    test('that waited for a row in vain is said again', async () => {
      const { database, anna, colleague } = await room();
      const other = await colleague.transaction();
      await other('rekey_audit_terms').insert(MANY_ROWS);
      await other('users').where({ id: anna }).increment('failed_attempts', 1);
      const statement = database.reader('users').where({ id: anna }).increment('failed_attempts', 1);
      const done = statement.then((rows) => rows);
      await pause(4_000);
      await other.commit();
      expect(await done).toBe(1);
      expect(await database.reader('users').where({ id: anna }).pluck('failed_attempts')).toEqual([2]);
    });
  });
});
