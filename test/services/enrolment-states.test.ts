/** Users who must enrol, or whose second factor is broken or unknown: counted, listed and told of where there are any. */
import { describe, expect, it } from 'vitest';
import type { UserId } from '../../db/platforms/contract.ts';
import {
  CONCERNS,
  type EnrolmentRow,
  type EnrolmentSource,
  type UserGroup,
} from '../../db/platforms/enrolment.ts';
import { ENROLMENTS, type Enrolment } from '../../db/platforms/user.ts';
import { totalFacts } from '../../main/cli/commands/enrolment-text.ts';
import { createEnrolmentService } from '../../main/services/create-enrolment.ts';
import {
  addUp,
  countsOf,
  type EnrolmentCounts,
  statesIn,
  usersIn,
} from '../../main/services/enrolment/counts.ts';
import type { Known } from '../../main/services/enrolment/known.ts';
import { reportPieces } from '../../main/services/enrolment/report.ts';
import * as shown from '../../renderer/words/enrolment.ts';
import { forEachDatabase } from '../support/databases.ts';
import { LEAD, openDesk } from '../support/desk.ts';
import { addPerson, START } from '../support/people.ts';

const KNOWN: Known = new Set([...CONCERNS, 'department', 'role', 'createdAt'] as const);
const groupOf = (enrolment: Enrolment, users: number): UserGroup => ({
  ...{ department: 'Law', role: 'member', month: '2026-01', concerns: {} },
  ...{ enrolment, users },
});
const EACH = countsOf(
  ENROLMENTS.map((state, index) => groupOf(state, index + 1)),
  [],
  KNOWN,
);

describe('counts of users by their state', () => {
  it('have the rare states only where anybody is in them, so that what was kept before says the same', () => {
    const usual = countsOf([groupOf('on', 2), groupOf('pending', 1), groupOf('off', 4)], [], KNOWN);
    expect(usual.total).toEqual({ users: 7, on: 2, pending: 1 });
    expect(usual.byDepartment).toEqual([{ name: 'Law', users: 7, on: 2, pending: 1 }]);
    expect(statesIn([usual.total])).toEqual(['on', 'pending', 'off']);
    const kept = JSON.parse(JSON.stringify(usual)) as EnrolmentCounts;
    expect(addUp([kept, EACH], KNOWN).total).toEqual({
      ...{ users: 28, on: 3, pending: 3, 'must-enrol': 4, broken: 5, unknown: 6 },
    });
  });

  it('add up, and page and command line say the same of them', () => {
    expect(ENROLMENTS.map((state) => usersIn(EACH.total, state))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(totalFacts(EACH.total)).toEqual([
      ['users', '21'],
      ['on', '1 (4.8 %)'],
      ...[['pending', '2'] as const, ['off', '3'] as const, ['must enrol', '4'] as const],
      ...[['broken', '5'] as const, ['unknown', '6'] as const],
    ]);
    for (const tally of [
      EACH.total,
      { users: 3, on: 1, pending: 1 },
      { users: 2, on: 0, pending: 0, broken: 2 },
    ]) {
      expect(shown.statesIn([tally])).toEqual(statesIn([tally]));
      for (const state of ENROLMENTS) expect(shown.usersIn(tally, state), state).toBe(usersIn(tally, state));
    }
  });

  it('take no factor for on, or for open to a password, by a date that the platform does not tell', async () => {
    const row = (enrolment: Enrolment): EnrolmentRow => ({
      ...{
        id: enrolment as UserId,
        username: enrolment,
        email: null,
        fullName: null,
        department: null,
        role: null,
      },
      ...{
        privileged: true,
        enrolment,
        unusedCodes: 0,
        createdAt: START,
        confirmedAt: null,
        lastUsedAt: null,
      },
      ...{ pendingSince: null, lockedUntil: null, lastLoginAt: START, changedOutside: false },
    });
    const walk = async () => async () => ({ users: ENROLMENTS.map(row), next: null });
    let counts: Partial<EnrolmentCounts> = {};
    for await (const { report } of reportPieces(walk, {}, () => START, KNOWN))
      counts = report?.counts ?? counts;
    const { concerns, total } = counts;
    expect(concerns).toMatchObject({ 'privileged-without-2fa': 3, 'no-backup-codes': 1, 'never-used': 1 });
    expect(total).toEqual({ users: 6, on: 1, pending: 1, 'must-enrol': 1, broken: 1, unknown: 1 });
  });
});

forEachDatabase((open) => {
  it('the users behind such a number are listed, and ranges without any are not read', async () => {
    const database = await open();
    const { platform, time } = openDesk(database);
    const broken = await addPerson(database, { username: 'broken' });
    await addPerson(database, { username: 'other' });
    const stateOf = (id: UserId): Enrolment => (id === broken ? 'broken' : 'off');
    let read = 0;
    const enrolment: EnrolmentSource = {
      ...platform.enrolment,
      count: async () => [groupOf('broken', 1), groupOf('off', 1)],
      async list(reader, filter, from, options) {
        read += 1;
        const { found, next } = await platform.enrolment.list(reader, {}, from, options);
        const rows = found.map((row) => ({ ...row, enrolment: stateOf(row.id) }));
        return { found: rows.filter((row) => row.enrolment === filter.enrolment), next };
      },
    };
    const service = createEnrolmentService({
      ...{ database, platform: { ...platform, enrolment }, clock: () => time.now },
    });
    await service.countNow(LEAD);
    const { counts, trend } = await service.overview(LEAD);
    expect(counts?.total).toEqual({ users: 2, on: 0, pending: 0, broken: 1 });
    expect(trend.at(-1)).toMatchObject({ users: 2, on: 0, pending: 0 });
    const listed = await service.list(LEAD, { enrolment: 'broken' }, { cursor: null, limit: 10 });
    expect(listed.users.map(({ username }) => username)).toEqual(['broken']);
    expect(read).toBeGreaterThan(0);
    read = 0;
    expect((await service.list(LEAD, { enrolment: 'unknown' }, { cursor: null, limit: 10 })).users).toEqual(
      [],
    );
    expect(read).toBe(0);
    await service.close();
  });
});
