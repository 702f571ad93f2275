/** The report of a list: its numbers, the users it names, and a hash that is that of the export. */
import { createHash } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import type { Database } from '../../db/database.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { CONCERNS, type EnrolmentFilter } from '../../db/platforms/enrolment.ts';
import { DAY, MINUTE } from '../../main/services/clock.ts';
import { createEnrolmentService } from '../../main/services/create-enrolment.ts';
import type { ListReport } from '../../main/services/enrolment/service.ts';
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

  beforeEach(async () => {
    database = await open();
    desk = openDesk(database);
    desk.time.now = START;
    enrolment = createEnrolmentService({ database, platform: desk.platform, clock: () => desk.time.now });
    return () => enrolment.close();
  });

  async function add(person: Person, columns: Record<string, unknown> = {}): Promise<UserId> {
    const id = await addPerson(database, person);
    await database.transaction((tx) =>
      tx('users')
        .where({ id })
        .update({ last_login_at: START, ...columns }),
    );
    return id;
  }
  const finish = async (reportId: string): Promise<{ users: number; report: ListReport }> => {
    for (;;) {
      const { users, report } = await enrolment.nextOfReport(AUDITOR, reportId);
      if (report) return { users, report };
    }
  };
  const reported = async (filter: EnrolmentFilter) =>
    finish((await enrolment.startReport(AUDITOR, filter)).reportId);
  const exported = async (filter: EnrolmentFilter) => {
    const { exportId } = await enrolment.startExport(AUDITOR, filter, 'csv');
    for (let text = ''; ; ) {
      const piece = await enrolment.nextOfExport(AUDITOR, exportId);
      text += piece.text;
      if (piece.done) return text;
    }
  };
  const reportsLogged = () => listAudit(database.reader, { action: 'report-enrolment' }, { limit: 50 });

  /** Somebody for each state and each concern, in several departments. */
  async function populate(): Promise<void> {
    const used = async (id: UserId) => {
      await database.transaction((tx) =>
        tx('totp_authenticators').where({ user_id: id }).update({ last_used_at: START }),
      );
      return id;
    };
    await used(await add({ username: 'fine', secret: SECRET, codes: CODES }, { department: 'Sales' }));
    await used(await add({ username: 'few', secret: SECRET, codes: CODES.slice(1) }, { department: 'Law' }));
    await used(await add({ username: 'none', secret: SECRET }, { department: 'Law' }));
    await add({ username: 'unused', secret: SECRET, codes: CODES }, { department: null });
    await add({ username: 'chief', privileged: true }, { created_at: START - 90 * DAY });
    await add({ username: 'stuck', secret: SECRET, confirmed: false }, { department: 'Sales' });
    await add({ username: 'locked', lockedUntil: START + 30 * DAY });
    await add({ username: 'freed', lockedUntil: START - 1 });
    await add({ username: 'gone' }, { last_login_at: null });
    await add({ username: 'asleep' }, { last_login_at: START - 90 * DAY });
    const swapped = await used(await add({ username: 'swapped', secret: SECRET, codes: CODES }));
    await database.transaction(async (tx) => {
      await tx('two_factor_events').insert({ user_id: swapped, time: START - DAY, kind: 'enrolled' });
      await tx('two_factor_events').insert({ user_id: swapped, time: START, kind: 'disabled' });
    });
    desk.time.now = START + 7 * DAY + 1;
  }

  it('of all users says what the kept counts say', async () => {
    await populate();
    await enrolment.countNow(LEAD);
    const { counts } = await enrolment.overview(LEAD);
    const { report, users } = await reported({});
    const { confirmed: _elsewhere, ...kept } = counts ?? { confirmed: [] };
    expect(report.counts).toEqual(kept);
    expect(CONCERNS.filter((concern) => report.counts.concerns[concern] === 0)).toEqual([]);
    expect(users).toBe(11);
    expect(report.privileged).toBe(1);
    expect(report.named.map(({ username }) => username).slice(0, 2)).toEqual(['fine', 'few']);
  });

  it('counts only those who fit, and is of as many as its list has', async () => {
    await populate();
    const { report } = await reported({ department: 'Law', enrolment: 'on' });
    expect(report).toMatchObject({
      filter: { department: 'Law', enrolment: 'on' },
      counts: {
        total: { users: 2, on: 2, pending: 0 },
        byDepartment: [{ name: 'Law', users: 2, on: 2, pending: 0 }],
      },
    });
    for (const concern of CONCERNS) {
      const { report: one, users } = await reported({ concern });
      expect(one.counts.concerns[concern]).toBe(users);
      expect(one.named).toHaveLength(users);
      expect(users).toBeGreaterThan(0);
    }
  });

  it('has the hash of the CSV of the same list', async () => {
    await populate();
    for (const filter of [{}, { enrolment: 'pending' }, { role: 'nobody has it' }] as const) {
      const { report } = await reported(filter);
      const csv = await exported(filter);
      expect(report.sha256).toBe(createHash('sha256').update(csv).digest('hex'));
    }
  });

  it('takes an empty department for none, as the counts and the list do', async () => {
    await add({ username: 'ann' }, { department: '' });
    await add({ username: 'bob' }, { department: null });
    await add({ username: 'cid' }, { department: 'Sales' });
    await enrolment.countNow(LEAD);
    const none = { name: null, users: 2, on: 0, pending: 0 };
    expect((await enrolment.overview(LEAD)).counts?.byDepartment).toContainEqual(none);
    const { report } = await reported({ department: null });
    expect(report.counts.byDepartment).toEqual([none]);
    expect(report.named.map(({ username }) => username)).toEqual(['ann', 'bob']);
  });

  it('of nobody is a report of nobody', async () => {
    const { report, users } = await reported({});
    expect(users).toBe(0);
    expect(report).toMatchObject({ named: [], privileged: 0, counts: { total: { users: 0 }, byRole: [] } });
  });

  it('names the first 200 and counts all, in more than one piece', async () => {
    await add({ username: 'first' });
    await database.transaction(async (tx) => {
      const [like] = await tx('users').select('*');
      const { id: _own, ...columns } = like;
      for (let number = 1; number <= 250; number += 1) {
        const name = `user${number}`;
        await tx('users').insert({
          ...columns,
          ...{ id: 10_000 + number * 20, username: name, email: `${name}@example.org` },
        });
      }
    });
    // A piece ends when its time is over, so time has to go on.
    const clock = () => desk.time.now++;
    enrolment = createEnrolmentService({ database, platform: desk.platform, clock });
    const { reportId } = await enrolment.startReport(AUDITOR, {});
    const first = await enrolment.nextOfReport(AUDITOR, reportId);
    expect(first).toMatchObject({ done: false, report: null });
    expect(first.users).toBeLessThan(251);
    const { report, users } = await finish(reportId);
    expect(users).toBe(251);
    expect(report.counts.total.users).toBe(251);
    expect(report.named).toHaveLength(200);
    expect(report.named.at(-1)?.username).toBe('user199');
  });

  it('is logged with its hash before it is given, and not at all when it is given up', async () => {
    await populate();
    const { report, users } = await reported({ role: 'member' });
    expect(await reportsLogged()).toMatchObject([
      {
        category: 'view',
        staff: { name: AUDITOR.name },
        outcome: 'done',
        detail: { filter: { role: 'member' }, users, sha256: report.sha256 },
      },
    ]);
    const { reportId } = await enrolment.startReport(AUDITOR, {});
    await enrolment.nextOfReport(AUDITOR, reportId);
    await enrolment.stopReport(AUDITOR, reportId);
    await expect(enrolment.nextOfReport(AUDITOR, reportId)).rejects.toMatchObject({ code: 'EXPORT_GONE' });
    expect(await reportsLogged()).toHaveLength(1);
  });

  it('is not given when it can not be logged', async () => {
    await populate();
    const full = {
      ...database,
      transaction: async () => {
        throw new Error('the disk is full');
      },
    };
    enrolment = createEnrolmentService({
      database: full,
      platform: desk.platform,
      clock: () => desk.time.now,
    });
    await expect(reported({})).rejects.toThrow('the disk is full');
  });

  it('that fails on its way is over, and is neither given nor logged', async () => {
    await populate();
    const source = desk.platform.enrolment;
    if (!source) throw new Error('this platform can be counted');
    let lists = 0;
    const broken: typeof source = {
      ...source,
      list: async (...given) => {
        lists += 1;
        if (lists > 1) throw new Error('the connection is gone');
        return source.list(...given);
      },
      // There is more to read after the first piece.
      rangeFrom: async (reader, cursor) =>
        lists === 1
          ? { key: 'another', from: 'its first', end: 'its last' }
          : source.rangeFrom(reader, cursor),
    };
    const platform = { ...desk.platform, enrolment: broken };
    enrolment = createEnrolmentService({ database, platform, clock: () => desk.time.now++ });
    const { reportId } = await enrolment.startReport(AUDITOR, {});
    await expect(finish(reportId)).rejects.toThrow('the connection is gone');
    await expect(enrolment.nextOfReport(AUDITOR, reportId)).rejects.toMatchObject({ code: 'EXPORT_GONE' });
    expect(await reportsLogged()).toEqual([]);
  });

  it('is refused to whom it is not allowed, to another than who began, and after ten minutes', async () => {
    for (const actor of [SUPPORT, LEAD]) {
      await expect(enrolment.startReport(actor, {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    const { reportId } = await enrolment.startReport(AUDITOR, {});
    const demoted = { ...AUDITOR, role: 'lead' } as const;
    await expect(enrolment.nextOfReport(demoted, reportId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(enrolment.stopReport(demoted, reportId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(enrolment.nextOfReport(ADMIN, reportId)).rejects.toMatchObject({ code: 'EXPORT_GONE' });
    await enrolment.stopReport(ADMIN, reportId);
    await expect(enrolment.nextOfExport(AUDITOR, reportId)).rejects.toMatchObject({ code: 'EXPORT_GONE' });
    expect(await enrolment.nextOfReport(AUDITOR, reportId)).toMatchObject({ done: false });
    desk.time.now += 11 * MINUTE;
    await expect(enrolment.nextOfReport(AUDITOR, reportId)).rejects.toMatchObject({ code: 'EXPORT_GONE' });
    const { enrolment: _absent, ...platform } = desk.platform;
    const without = createEnrolmentService({ database, platform, clock: () => desk.time.now });
    await expect(without.startReport(AUDITOR, {})).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  });

  it('that is given up makes room for another, and so does an export', async () => {
    const begun: string[] = [];
    for (;;) {
      const started = await enrolment.startReport(AUDITOR, {}).catch((error) => error);
      if (started instanceof Error) {
        expect(started).toMatchObject({ code: 'EXPORT_BUSY' });
        break;
      }
      begun.push(started.reportId);
    }
    await enrolment.stopReport(AUDITOR, begun[0] ?? '');
    expect((await reported({})).report.counts.total.users).toBe(0);
    const exports: string[] = [];
    for (let room = true; room; ) {
      const started = await enrolment.startExport(AUDITOR, {}, 'csv').catch(() => null);
      if (started) exports.push(started.exportId);
      else room = false;
    }
    await enrolment.stopExport(AUDITOR, exports[0] ?? '');
    expect(await exported({})).toContain('username');
  });

  it('says of nobody whether they are privileged where the platform does not tell who is', async () => {
    await add({ username: 'ann', privileged: true });
    expect((await reported({})).report.privileged).toBe(1);
    expect(await exported({})).toContain(',privileged,');
    const source = desk.platform.enrolment;
    const concerns = new Set([...source.concerns].filter((one) => one !== 'privileged-without-2fa'));
    const platform = { ...desk.platform, enrolment: { ...source, concerns } };
    enrolment = createEnrolmentService({ database, platform, clock: () => desk.time.now });
    expect((await reported({})).report.privileged).toBeNull();
    expect(await exported({})).not.toMatch(/privileged|yes/);
  });
});
