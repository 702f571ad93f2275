/** Counting users by their second factor, and listing those behind a number. */
import { beforeEach, describe, expect, it } from 'vitest';
import { actionTimesStatement } from '../../db/audit/acted.ts';
import { appendAudit, listAudit } from '../../db/audit/log.ts';
import { type Database, rowsOf } from '../../db/database.ts';
import { takeLease } from '../../db/enrolment.ts';
import { migrate } from '../../db/migrate.ts';
import * as enrolmentCursors from '../../db/migrations/2026-12-01-enrolment-cursors.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import type { EnrolmentFilter } from '../../db/platforms/enrolment.ts';
import { staffChangesStatement } from '../../db/platforms/reference/enrolment.ts';
import { RANGE } from '../../db/platforms/reference/enrolment-sql.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { DAY, HOUR, MINUTE } from '../../main/services/clock.ts';
import { createEnrolmentService } from '../../main/services/create-enrolment.ts';
import { countChanged } from '../../main/services/enrolment/counting.ts';
import { knownOf } from '../../main/services/enrolment/known.ts';
import { pastTheLog } from '../../main/services/enrolment/outside.ts';
import { createCounter } from '../../main/services/enrolment/watch.ts';
import { forEachDatabase } from '../support/databases.ts';
import { AUDITOR, type Desk, LEAD, openDesk, SUPPORT } from '../support/desk.ts';
import { addPerson, type Person, START } from '../support/people.ts';

const ADMIN = { ...LEAD, id: 4, name: 'ada', role: 'admin' } as const;
const SECRET = new Uint8Array(20).fill(3);
const CODES = ['AAAAA-BBBBB', 'CCCCC-DDDDD', 'EEEEE-FFFFF'];

forEachDatabase((open) => {
  let database: Database;
  let desk: Desk;
  let enrolment: ReturnType<typeof createEnrolmentService>;
  const another = () =>
    createEnrolmentService({ database, platform: desk.platform, clock: () => desk.time.now });

  beforeEach(async () => {
    database = await open();
    desk = openDesk(database);
    desk.time.now = START;
    enrolment = another();
    return () => enrolment.close();
  });

  async function add(person: Person, columns: Record<string, unknown> = {}): Promise<UserId> {
    const id = await addPerson(database, person);
    const values = { last_login_at: START, ...columns };
    await database.transaction((tx) => tx('users').where({ id }).update(values));
    return id;
  }
  const count = async () => {
    await enrolment.countNow(LEAD);
    const { counts } = await enrolment.overview(LEAD);
    if (!counts) throw new Error('nothing was counted');
    return counts;
  };
  const listed = async (filter: EnrolmentFilter) => {
    const names: string[] = [];
    for (let cursor: string | null = null, pages = 0; ; pages += 1) {
      const page: Awaited<ReturnType<typeof enrolment.list>> = await enrolment.list(LEAD, filter, {
        cursor,
        limit: 2,
      });
      names.push(...page.users.map(({ username }) => username));
      cursor = page.nextCursor;
      if (cursor === null || pages > 20) return names;
    }
  };

  describe('the counts', () => {
    it('of a platform without users are zero, not missing', async () => {
      const counts = await count();
      expect(counts.total).toEqual({ users: 0, on: 0, pending: 0 });
      expect(await enrolment.overview(LEAD)).toMatchObject({ oldestAt: START, failure: null });
    });

    it('cut departments and roles as they are written, on every database, and lists agree with them', async () => {
      const people: [id: number, department: string, role: string][] = [
        [101, 'Zürich', 'Reviewer'],
        [102, 'Zurich', 'reviewer'],
        [103, 'ZURICH', 'Reviewer'],
        [104, 'finance', 'Reviewer '],
        [30101, 'Zurich', 'Reviewer'],
        [30102, 'Zürich ', 'Reviewer'],
        [30103, 'Finance', 'Réviewer'],
        [30104, ' ', 'Reviewer'],
        [30105, '\u00ad', 'Reviewer'],
      ];
      await database.transaction((tx) =>
        tx('users').insert(
          people.map(([id, department, role]) => ({
            ...{ id, department, role, username: `d${id}`, email: `d${id}@example.org`, full_name: 'Dep' },
            ...{ password_hash: 'x', created_at: START },
          })),
        ),
      );
      const { byDepartment, byRole } = await count();
      if (!byDepartment || !byRole) throw new Error('this platform knows both');
      const sizes = (tallies: typeof byRole) =>
        Object.fromEntries(tallies.map((one) => [one.name, one.users]));
      expect(sizes(byDepartment)).toEqual({
        ...{ Zürich: 2, Zurich: 2, ZURICH: 1, Finance: 1, finance: 1, null: 1, '\u00ad': 1 },
      });
      expect(sizes(byRole)).toEqual({ Reviewer: 7, reviewer: 1, Réviewer: 1 });
      expect(await listed({ department: 'Zurich' })).toEqual(['d102', 'd30101']);
      expect(await listed({ department: 'Zürich' })).toEqual(['d101', 'd30102']);
      for (const { name, users } of byDepartment)
        expect(await listed({ department: name })).toHaveLength(users);
      for (const { name, users } of byRole) expect(await listed({ role: name })).toHaveLength(users);
    });

    it('that were cut by the collation of the table are not shown after an update', async () => {
      await add({ username: 'ann' }, { department: 'Sales' });
      await count();
      await database.reader('rekey_migrations').where({ name: '2026-11-30-enrolment-names' }).delete();
      expect(await migrate(database, referenceKind, { platform: false })).toEqual([
        '2026-11-30-enrolment-names',
      ]);
      expect(await enrolment.overview(LEAD)).toMatchObject({ counts: null, oldestAt: null });
      expect(await listed({ department: 'Sales' })).toEqual(['ann']);
      expect((await count()).byDepartment).toMatchObject([{ name: 'Sales', users: 1 }]);
    });

    it('are not there before anybody counted', async () => {
      await add({ username: 'ann' });
      expect(await enrolment.overview(LEAD)).toMatchObject({ counts: null, hash: null, oldestAt: null });
    });

    it('tell each user once, by department, role and month of joining', async () => {
      await add({ username: 'ann', secret: SECRET }, { department: 'Sales' });
      await add({ username: 'bob', secret: SECRET, confirmed: false }, { department: 'Sales' });
      await add({ username: 'cid' }, { department: null, created_at: Date.UTC(2025, 11, 31, 23, 59) });
      const twice = await add({ username: 'dora', secret: SECRET, privileged: true }, { department: 'Law' });
      await database.transaction((tx) =>
        tx('totp_authenticators').insert({ user_id: twice, secret: 'x', created_at: START }),
      );
      const counts = await count();
      expect(counts.total).toEqual({ users: 4, on: 2, pending: 1 });
      expect(counts.byDepartment).toEqual([
        { name: 'Sales', users: 2, on: 1, pending: 1 },
        { name: 'Law', users: 1, on: 1, pending: 0 },
        { name: null, users: 1, on: 0, pending: 0 },
      ]);
      expect(counts.byRole?.map(({ name, users }) => [name, users])).toEqual([
        ['member', 3],
        ['administrator', 1],
      ]);
      expect(counts.byMonth).toEqual([
        { name: '2025-12', users: 1, on: 0, pending: 0 },
        { name: '2026-01', users: 3, on: 2, pending: 1 },
      ]);
      expect(counts.confirmed).toEqual([{ month: '2026-01', users: 2 }]);
    });

    it('tell what an admin has to act on, and the list behind each number has just those', async () => {
      const lately = { last_used_at: START };
      const used = (id: UserId) =>
        database.transaction((tx) => tx('totp_authenticators').where({ user_id: id }).update(lately));
      await used(await add({ username: 'fine', secret: SECRET, codes: CODES }));
      await used(await add({ username: 'few', secret: SECRET, codes: CODES.slice(1) }));
      await used(await add({ username: 'none', secret: SECRET }));
      await add({ username: 'unused', secret: SECRET, codes: CODES });
      await add({ username: 'chief', privileged: true });
      await add({ username: 'stuck', secret: SECRET, confirmed: false });
      await add({ username: 'locked', lockedUntil: START + 30 * DAY });
      await add({ username: 'freed', lockedUntil: START - 1 });
      await add({ username: 'gone' }, { last_login_at: null });
      await add({ username: 'asleep' }, { last_login_at: START - 90 * DAY });
      desk.time.now = START + 7 * DAY + 1;
      const counts = await count();
      const behind: Record<string, string[]> = {};
      for (const concern of Object.keys(counts.concerns) as (keyof typeof counts.concerns)[])
        behind[concern] = await listed({ concern });
      expect(behind).toEqual({
        'changed-outside': [],
        'privileged-without-2fa': ['chief'],
        'no-backup-codes': ['none'],
        'few-backup-codes': ['few'],
        'never-used': ['unused'],
        'pending-long': ['stuck'],
        locked: ['locked'],
        dormant: ['gone', 'asleep'],
      });
      expect(counts.concerns).toEqual(
        Object.fromEntries(Object.entries(behind).map(([concern, names]) => [concern, names.length])),
      );
    });

    it('find whose second factor is not as the events and the log tell', async () => {
      const at = (id: UserId, kind: string, time: number, detail: string | null = null) =>
        database.transaction((tx) => tx('two_factor_events').insert({ user_id: id, time, kind, detail }));
      const enrolled = async (username: string) => {
        const id = await add({ username, secret: SECRET, codes: CODES });
        await at(id, 'enrolled', START - 1000);
        await at(id, 'backup-codes-generated', START);
        return id;
      };
      await enrolled('as-it-should-be');
      await add({ username: 'without-history', secret: SECRET, codes: CODES });
      const fresh = await enrolled('reset-and-paired-anew');
      await at(fresh, 'reset', START - 5000);
      const gone = await enrolled('pairing-taken-away');
      await database.transaction((tx) => tx('totp_authenticators').where({ user_id: gone }).delete());
      const back = await enrolled('pairing-put-back');
      await at(back, 'disabled', START + 1);
      const swapped = await enrolled('pairing-swapped');
      await database.transaction((tx) =>
        tx('totp_authenticators')
          .where({ user_id: swapped })
          .update({ confirmed_at: START + DAY }),
      );
      const coded = await enrolled('codes-put-in');
      await database.transaction((tx) =>
        tx('backup_codes')
          .where({ user_id: coded })
          .update({ created_at: START + DAY }),
      );
      await database.transaction((tx) =>
        appendAudit(tx, {
          time: START - DAY,
          staff: null,
          category: 'system',
          action: 'look',
          outcome: 'done',
        }),
      );
      const before = await enrolled('support-before-the-log');
      await at(before, 'reset', START - 2 * DAY, 'by support');
      const forged = await enrolled('support-that-never-was');
      await at(forged, 'backup-codes-generated', START + 2, 'by support');
      const logged = await enrolled('support-that-was');
      await at(logged, 'backup-codes-generated', START + 3, 'by support');
      await database.transaction((tx) =>
        appendAudit(tx, {
          time: START + 3,
          staff: { id: SUPPORT.id, name: SUPPORT.name },
          category: 'action',
          action: 'issue-backup-codes',
          user: { id: logged, label: 'support-that-was' },
          outcome: 'done',
        }),
      );
      expect((await count()).concerns['changed-outside']).toBe(5);
      expect(await listed({ concern: 'changed-outside' })).toEqual([
        'pairing-taken-away',
        'pairing-put-back',
        'pairing-swapped',
        'codes-put-in',
        'support-that-never-was',
      ]);
    });

    it('tell a user once whose second factor contradicts the events and was changed past the log', async () => {
      await database.transaction((tx) =>
        appendAudit(tx, {
          time: START - DAY,
          staff: null,
          category: 'system',
          action: 'look',
          outcome: 'done',
        }),
      );
      const both = await add({ username: 'both', secret: SECRET });
      await add({ username: 'fine', secret: SECRET });
      await database.transaction((tx) =>
        tx('two_factor_events').insert({ user_id: both, time: START, kind: 'reset', detail: 'by support' }),
      );
      expect((await count()).concerns['changed-outside']).toBe(1);
      expect(await listed({ concern: 'changed-outside' })).toEqual(['both']);
    });

    it('compare what staff changed with the log by index, and by as many statements for many as for one', async () => {
      const ids = await Promise.all(Array.from({ length: 30 }, (_, n) => add({ username: `u${n}` })));
      await database.transaction(async (tx) => {
        for (const id of ids) {
          await tx('two_factor_events').insert({ user_id: id, time: START, kind: 'login' });
          await appendAudit(tx, {
            ...{ time: START, staff: null, category: 'action', action: 'unlock', outcome: 'done' },
            user: { id, label: 'u' },
          });
        }
      });
      if (database.kind === 'mysql') {
        await rowsOf(database.reader, 'ANALYZE TABLE two_factor_events, rekey_audit_entries');
      }
      for (const { sql, bindings } of [
        staffChangesStatement({ from: 0, to: 2 }, START - DAY),
        actionTimesStatement(ids.slice(0, 2), START),
      ]) {
        const explain = database.kind === 'mysql' ? 'EXPLAIN' : 'EXPLAIN QUERY PLAN';
        const plan = await rowsOf<{ table?: string; type?: string; detail?: string }>(
          database.reader,
          `${explain} ${sql}`,
          bindings,
        );
        const step = plan.find(({ table, detail }) =>
          /two_factor_events|rekey_audit_entries/.test(table ?? detail ?? ''),
        );
        expect(step?.type ?? step?.detail, JSON.stringify(plan)).toMatch(/^(range|ref)$|USING INDEX/);
      }
      const asked: string[] = [];
      const listen = ({ sql }: { sql: string }) => asked.push(sql);
      const since = START - DAY;
      const changes = ids.map((id) => ({ id, time: START + 1 }));
      database.reader.on('query', listen);
      const one = await pastTheLog(database.reader, changes.slice(0, 1));
      const statements = asked.length;
      const all = await pastTheLog(database.reader, changes);
      database.reader.removeListener('query', listen);
      expect([one.length, all.length, asked.length]).toEqual([1, 30, 2 * statements]);
      expect(await pastTheLog(database.reader, [{ id: 'nobody', time: since }])).toEqual([]);
    });

    it('that were kept by number are made anew after an update', async () => {
      await add({ username: 'ann' });
      await count();
      await enrolmentCursors.down(database.reader);
      await database.reader('rekey_enrolment_ranges').insert({ first_id: 0, counted_at: 1, counts: '{}' });
      await database.reader('rekey_enrolment_state').update({ counts: '{}', position: 7 });
      await database.reader('rekey_migrations').where({ name: '2026-12-01-enrolment-cursors' }).delete();
      expect(await migrate(database, referenceKind, { platform: false })).toEqual([
        '2026-12-01-enrolment-cursors',
      ]);
      expect(await enrolment.overview(LEAD)).toMatchObject({ counts: null, oldestAt: null });
      expect(await listed({})).toEqual(['ann']);
      expect((await count()).total.users).toBe(1);
    });

    it('say how old they are, and are counted again where the platform changed', async () => {
      const ann = await add({ username: 'ann' });
      await count();
      desk.time.now += 10 * MINUTE;
      const source = desk.platform.enrolment;
      if (!source) throw new Error('this platform can be counted');
      const deps = { database, source, known: knownOf(desk.platform), clock: () => desk.time.now };
      expect(await countChanged(deps)).toBe('nothing-changed');
      expect(await enrolment.overview(LEAD)).toMatchObject({ oldestAt: START });
      await database.transaction(async (tx) => {
        await tx('totp_authenticators').insert({
          user_id: ann,
          secret: 'x',
          created_at: START,
          confirmed_at: START,
        });
        await tx('two_factor_events').insert({ user_id: ann, time: desk.time.now, kind: 'enrolled' });
      });
      expect(await countChanged(deps)).toBe('counted');
      expect(await enrolment.overview(LEAD)).toMatchObject({
        counts: { total: { users: 1, on: 1 } },
        oldestAt: START + 10 * MINUTE,
      });
      expect(await countChanged(deps)).toBe('nothing-changed');
    });

    it('forget users who were deleted, also the last of a range', async () => {
      await add({ username: 'ann' });
      const far = await add({ username: 'far' });
      await database.transaction(async (tx) => {
        await tx('user_search_terms').where({ user_id: far }).delete();
        await tx('users')
          .where({ id: far })
          .update({ id: 3 * RANGE + 5 });
      });
      expect((await count()).total.users).toBe(2);
      await database.transaction((tx) => tx('users').where({ username: 'far' }).delete());
      desk.time.now += MINUTE;
      expect((await count()).total.users).toBe(1);
    });

    it('keep each day, and estimate the months before from what the dates tell', async () => {
      await add({ username: 'ann' }, { created_at: Date.UTC(2025, 9, 3) });
      await add({ username: 'bob', secret: SECRET }, { created_at: Date.UTC(2025, 11, 3) });
      await database.transaction((tx) =>
        tx('totp_authenticators').update({ confirmed_at: Date.UTC(2025, 11, 20) }),
      );
      await count();
      desk.time.now += DAY;
      await count();
      expect((await enrolment.overview(LEAD)).trend).toEqual([
        { day: '2025-10-31', users: 1, on: 0, pending: null, estimated: true },
        { day: '2025-11-30', users: 1, on: 0, pending: null, estimated: true },
        { day: '2025-12-31', users: 2, on: 1, pending: null, estimated: true },
        { day: '2026-01-15', users: 2, on: 1, pending: 0, estimated: false },
        { day: '2026-01-16', users: 2, on: 1, pending: 0, estimated: false },
      ]);
    });

    it('have the same hash when they say the same, and another when they do not', async () => {
      await add({ username: 'ann' });
      await count();
      const { hash } = await enrolment.overview(LEAD);
      desk.time.now += HOUR;
      await count();
      expect((await enrolment.overview(LEAD)).hash).toBe(hash);
      await add({ username: 'bob' });
      await count();
      expect((await enrolment.overview(LEAD)).hash).not.toBe(hash);
    });
  });

  describe('counting', () => {
    it('is left to the console that does it, until it gives no sign of life', async () => {
      await add({ username: 'ann' });
      const other = { runner: 'another console', now: START, length: MINUTE };
      expect(await takeLease(database, other, { doneUsers: 7, allUsers: 9 })).toBe(true);
      await enrolment.countNow(LEAD);
      expect(await enrolment.overview(LEAD)).toMatchObject({
        counts: null,
        counting: { doneUsers: 7, allUsers: 9 },
      });
      desk.time.now = START + MINUTE + 1;
      expect((await count()).total.users).toBe(1);
    });

    it('that is asked for four times at once, in two consoles, is right', async () => {
      await add({ username: 'ann' });
      const second = another();
      await Promise.all([enrolment, second, enrolment, second].map((one) => one.countNow(LEAD)));
      await second.close();
      expect((await enrolment.overview(LEAD)).counts?.total.users).toBe(1);
    });

    it('that fails leaves the counts from before, and says so', async () => {
      await add({ username: 'ann' });
      await count();
      const broken = {
        ...desk.platform,
        enrolment: desk.platform.enrolment && {
          ...desk.platform.enrolment,
          count: async () => {
            throw new Error('the disk is gone');
          },
        },
      };
      const failing = createEnrolmentService({ database, platform: broken, clock: () => desk.time.now });
      desk.time.now += HOUR;
      await failing.countNow(LEAD);
      expect(await enrolment.overview(LEAD)).toMatchObject({
        counts: { total: { users: 1 } },
        oldestAt: START,
        counting: null,
        failure: { at: START + HOUR },
      });
      await count();
      expect((await enrolment.overview(LEAD)).failure).toBeNull();
    });

    it('begins by itself when a console opens, and ends with it', async () => {
      await add({ username: 'ann' });
      const { enrolment: source } = desk.platform;
      if (!source) throw new Error('this platform can be counted');
      const counter = createCounter({
        ...{ database, source, known: knownOf(desk.platform) },
        clock: () => desk.time.now,
      });
      counter.start(0);
      await expect
        .poll(async () => (await enrolment.overview(LEAD)).counts?.total.users, { timeout: 10_000 })
        .toBe(1);
      await counter.stop();
    });

    it('is refused for support, and where the platform has no way to', async () => {
      await expect(enrolment.startCount(SUPPORT)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(enrolment.overview(SUPPORT)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      const { enrolment: _absent, ...platform } = desk.platform;
      const without = createEnrolmentService({ database, platform, clock: () => desk.time.now });
      await expect(without.countNow(ADMIN)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
      await expect(without.overview(ADMIN)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    });
  });

  describe('lists', () => {
    it('combine what is asked for, and are logged once', async () => {
      await add({ username: 'ann', secret: SECRET }, { department: 'Sales' });
      await add({ username: 'bob' }, { department: 'Sales' });
      await add({ username: 'cid' }, { department: null });
      await count();
      expect(await listed({ department: 'Sales', enrolment: 'off' })).toEqual(['bob']);
      expect(await listed({ department: null })).toEqual(['cid']);
      expect(await listed({ department: "Sales' OR 1=1 --" })).toEqual([]);
      expect(await listed({ joinedBefore: START })).toEqual([]);
      expect(await listed({ joinedFrom: START })).toEqual(['ann', 'bob', 'cid']);
      const log = await listAudit(database.reader, { action: 'list-enrolment' }, { limit: 50 });
      expect(log.at(-1)).toMatchObject({
        category: 'view',
        staff: { name: LEAD.name },
        detail: { filter: { department: 'Sales', enrolment: 'off' } },
      });
      expect(log).toHaveLength(5);
    });

    it('of an earlier day are what the dates of today tell of it', async () => {
      await add({ username: 'ann', secret: SECRET });
      await add({ username: 'bob', secret: SECRET, confirmed: false });
      await add({ username: 'cid' });
      await add({ username: 'dora', secret: SECRET }, { created_at: START + DAY });
      await database.transaction((tx) =>
        tx('totp_authenticators')
          .whereNull('confirmed_at')
          .update({ confirmed_at: START + DAY }),
      );
      const then = START + 1;
      await count();
      expect(await listed({ enrolment: 'on' })).toEqual(['ann', 'bob', 'dora']);
      expect(await listed({ asOf: then })).toEqual(['ann', 'bob', 'cid']);
      expect(await listed({ asOf: then, enrolment: 'on' })).toEqual(['ann']);
      // Nobody is pending today, which must not let the range be passed over.
      expect(await listed({ asOf: then, enrolment: 'pending' })).toEqual(['bob']);
      expect(await listed({ asOf: then, enrolment: 'off' })).toEqual(['cid']);
      expect(await listed({ asOf: START })).toEqual([]);
    });

    it('find users who came after the count', async () => {
      await count();
      await add({ username: 'new' });
      expect(await listed({ enrolment: 'off' })).toEqual(['new']);
    });

    it.each(['x', '-1', '1 OR 1=1', ''])('refuse the cursor %j', async (cursor) => {
      await expect(enrolment.list(LEAD, {}, { cursor, limit: 2 })).rejects.toMatchObject({
        code: 'BAD_INPUT',
      });
    });

    it('are refused for support', async () => {
      const page = { cursor: null, limit: 10 };
      await expect(enrolment.list(SUPPORT, {}, page)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    });
  });

  describe('exports', () => {
    const exported = async (format: 'csv' | 'jsonl', filter: EnrolmentFilter = {}) => {
      const { exportId } = await enrolment.startExport(AUDITOR, filter, format);
      for (let text = ''; ; ) {
        const piece = await enrolment.nextOfExport(AUDITOR, exportId);
        text += piece.text;
        if (piece.done) return { text, piece };
      }
    };

    it('have each user once, safe for a spreadsheet, and are logged', async () => {
      await add({ username: 'ann', fullName: '=HYPERLINK("x")', secret: SECRET });
      await add({ username: 'bob', fullName: 'Bob, the "Second"' });
      const { text, piece } = await exported('csv');
      const lines = text.split('\r\n');
      expect(lines).toHaveLength(4);
      expect(lines[0]).toMatch(/^\ufeffid,username,email,/);
      expect(lines[1]).toContain(`"'=HYPERLINK(""x"")"`);
      expect(lines[2]).toContain('"Bob, the ""Second"""');
      expect(piece).toMatchObject({ users: 2, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
      const [entry] = await listAudit(database.reader, {}, { limit: 1 });
      expect(entry).toMatchObject({ action: 'export-enrolment', detail: { format: 'csv', filter: {} } });
    });

    it('as JSON lines parse line by line', async () => {
      await add({ username: 'ann', secret: SECRET });
      await add({ username: 'bob' });
      const { text } = await exported('jsonl', { enrolment: 'on' });
      const rows = text.trimEnd().split('\n');
      expect(rows.map((row) => JSON.parse(row))).toMatchObject([
        { username: 'ann', two_factor: 'on', joined: new Date(START).toISOString() },
      ]);
    });

    it('are refused to whom they are not allowed, and to another than who began', async () => {
      await expect(enrolment.startExport(LEAD, {}, 'csv')).rejects.toMatchObject({ code: 'FORBIDDEN' });
      const { exportId } = await enrolment.startExport(AUDITOR, {}, 'csv');
      await expect(enrolment.nextOfExport(ADMIN, exportId)).rejects.toMatchObject({ code: 'EXPORT_GONE' });
      desk.time.now += 11 * MINUTE;
      await expect(enrolment.nextOfExport(AUDITOR, exportId)).rejects.toMatchObject({ code: 'EXPORT_GONE' });
    });
  });
});
