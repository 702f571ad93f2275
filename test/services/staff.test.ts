import { beforeEach, describe, expect, it } from 'vitest';
import { hasStaff, insertStaff, updateStaff } from '../../db/staff.ts';
import type { Role } from '../../main/contract/permissions.ts';
import { HOUR, MINUTE } from '../../main/services/clock.ts';
import type { Actor } from '../../main/services/session.ts';
import type { StaffService } from '../../main/services/staff.ts';
import { forEachDatabase } from '../support/databases.ts';
import {
  accountOf,
  employ,
  hire,
  openStaffRoom,
  PASSWORD,
  refusalOf,
  type StaffRoom,
} from '../support/staff-room.ts';

const ADA = { name: 'Ada', fullName: 'Ada Osei', email: 'ada@example.org', role: 'support' as Role };

forEachDatabase((open) => {
  let room: StaffRoom;
  let root: Actor;
  beforeEach(async () => {
    room = openStaffRoom(await open('console'));
    root = (await hire(room, 'root', 'admin')).actor;
  });

  const adminNames = async () => {
    const rows = await room.database
      .reader('rekey_staff')
      .where({ role: 'admin' })
      .whereNull('closed_at')
      .select('name');
    return rows.map(({ name }) => name);
  };

  describe('adding', () => {
    it('makes an invited account with a first password that is nowhere else', async () => {
      const { member, firstPassword } = await room.staff.add(root, ADA);
      expect(member).toEqual({
        id: expect.any(Number),
        name: 'ada',
        fullName: 'Ada Osei',
        email: 'ada@example.org',
        role: 'support',
        status: 'invited',
        lockedUntil: null,
        createdAt: room.time.now,
        lastSignInAt: null,
      });
      expect(firstPassword).toMatch(/^(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}$/);
      expect((await room.staff.list(root)).map(({ name }) => name)).toEqual(['ada', 'root']);
      const [entry] = await room.log();
      expect(entry).toMatchObject({
        category: 'staff',
        action: 'add-staff',
        outcome: 'done',
        staff: { name: 'root' },
        before: null,
        after: { name: 'ada', role: 'support', status: 'invited' },
        detail: { member: 'ada' },
      });
      expect(JSON.stringify(entry)).not.toContain(firstPassword);
    });

    it('refuses a name that is taken, however it is written', async () => {
      await room.staff.add(root, ADA);
      expect(await refusalOf(room.staff.add(root, { ...ADA, name: ' ADA' }))).toBe('STAFF_EXISTS');
      expect((await room.log())[0]).toMatchObject({
        action: 'add-staff',
        outcome: 'refused',
        detail: { member: 'ada', code: 'STAFF_EXISTS' },
      });
    });

    it('is done once when two consoles add the same name at once', async () => {
      const other = room.anotherConsole().staff;
      const both = await Promise.allSettled([room.staff.add(root, ADA), other.add(root, ADA)]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(both.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'STAFF_EXISTS' });
    });

    it.each([
      [{ name: '' }],
      [{ name: 'two words' }],
      [{ name: '<b>' }],
      [{ name: '\u202eada' }],
      [{ fullName: '' }],
      [{ fullName: 'Ada\nOsei' }],
      [{ fullName: 'x'.repeat(121) }],
      [{ email: 'nobody' }],
      [{ email: `${'x'.repeat(200)}@example.org` }],
    ])('refuses %j and adds nobody', async (change) => {
      expect(await refusalOf(room.staff.add(root, { ...ADA, ...change }))).toBe('BAD_INPUT');
      expect(await room.staff.list(root)).toHaveLength(1);
    });

    it('takes names of other scripts', async () => {
      const { member } = await room.staff.add(root, { ...ADA, name: 'Иван', fullName: 'مريم 😀' });
      expect(member).toMatchObject({ name: 'иван', fullName: 'مريم 😀' });
    });
  });

  describe('every change', () => {
    const changes: [string, (staff: StaffService, actor: Actor) => Promise<unknown>][] = [
      ['add', (staff, actor) => staff.add(actor, { ...ADA, name: 'new' })],
      ['setRole', (staff, actor) => staff.setRole(actor, 'ada', 'lead')],
      ['close', (staff, actor) => staff.close(actor, 'ada')],
      ['reopen', (staff, actor) => staff.reopen(actor, 'ada')],
      ['unlock', (staff, actor) => staff.unlock(actor, 'ada')],
      ['invite', (staff, actor) => staff.invite(actor, 'ada')],
    ];

    it.each(changes)('%s is refused to who is no admin, and logged', async (_name, change) => {
      await hire(room, 'ada', 'support');
      const before = await accountOf(room, 'ada');
      for (const role of ['support', 'lead', 'auditor'] as const) {
        const { actor } = await hire(room, role, role);
        expect(await refusalOf(change(room.staff, actor))).toBe('FORBIDDEN');
        expect((await room.log())[0]).toMatchObject({
          category: 'staff',
          outcome: 'refused',
          staff: { name: role },
          detail: { code: 'FORBIDDEN' },
        });
      }
      expect(await accountOf(room, 'ada')).toEqual(before);
    });

    it.each(changes)(
      '%s is refused to an admin who was demoted or closed since the session began',
      async (_name, change) => {
        await hire(room, 'ada', 'support');
        const { actor } = await hire(room, 'former', 'admin');
        await room.staff.setRole(root, 'former', 'support');
        expect(await refusalOf(change(room.staff, actor))).toBe('FORBIDDEN');
        await room.staff.close(root, 'former');
        expect(await refusalOf(change(room.staff, actor))).toBe('STAFF_DISABLED');
      },
    );

    it.each(changes)('%s does not happen when the log can not be written', async (_name, change) => {
      const { actor } = await hire(room, 'ada', 'support');
      const tries = { failedAttempts: 1, lockedUntil: room.time.now + MINUTE };
      await room.database.transaction((tx) => updateStaff(tx, actor.id, tries));
      if (_name === 'reopen') await room.staff.close(root, 'ada');
      const before = await accountOf(room, 'ada');
      await room.database.reader.schema.renameTable('rekey_audit_entries', 'elsewhere');
      expect(await refusalOf(change(room.staff, root))).toBe('AUDIT_UNWRITABLE');
      expect(await accountOf(room, 'ada')).toEqual(before);
      expect(await room.staff.list(root)).toHaveLength(2);
    });

    it.each(changes.slice(1))('%s is refused for an account that does not exist', async (_name, change) => {
      expect(await refusalOf(change(room.staff, root))).toBe('STAFF_NOT_FOUND');
    });

    it.each(changes.slice(1))("%s is refused on one's own account", async (_name, change) => {
      const ada = await hire(room, 'ada', 'admin');
      const before = await accountOf(room, 'ada');
      expect(await refusalOf(change(room.staff, ada.actor))).toBe('OWN_ACCOUNT');
      expect(await accountOf(room, 'ada')).toEqual(before);
    });
  });

  describe('admins', () => {
    it('can not end the last of them, who learns why', async () => {
      for (const change of [
        () => room.staff.setRole(root, 'root', 'lead'),
        () => room.staff.close(root, 'root'),
        () => room.staff.invite(root, 'root'),
      ]) {
        expect(await refusalOf(change())).toBe('LAST_ADMIN');
      }
      expect(await adminNames()).toEqual(['root']);
    });

    it('who can not sign in do not count: closed, or never paired', async () => {
      await room.staff.add(root, { ...ADA, role: 'admin' });
      await hire(room, 'gone', 'admin');
      await room.staff.close(root, 'gone');
      expect(await refusalOf(room.staff.close(root, 'root'))).toBe('LAST_ADMIN');
    });

    it('who demote each other at once leave one', async () => {
      const other = (await hire(room, 'other', 'admin')).actor;
      const another = room.anotherConsole().staff;
      for (const [mine, theirs] of [
        [() => room.staff.setRole(root, 'other', 'lead'), () => another.setRole(other, 'root', 'lead')],
        [() => room.staff.close(root, 'other'), () => another.close(other, 'root')],
      ] as const) {
        const both = await Promise.allSettled([mine(), theirs()]);
        expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
        expect(both.find((one) => one.status === 'rejected')?.reason).toMatchObject({
          code: expect.stringMatching(/^(FORBIDDEN|STAFF_DISABLED)$/),
        });
        expect(await adminNames()).toHaveLength(1);
        for (const { id } of [root, other]) {
          await room.database.transaction((tx) => updateStaff(tx, id, { role: 'admin', closedAt: null }));
        }
      }
    });

    it('six of whom end each other at once leave one at least', async () => {
      const admins = [root];
      for (let n = 0; n < 5; n += 1) admins.push((await hire(room, `admin${n}`, 'admin')).actor);
      const attempts = admins.flatMap((actor) =>
        admins
          .filter(({ id }) => id !== actor.id)
          .map((target) => room.anotherConsole().staff.close(actor, target.name)),
      );
      const outcomes = await Promise.allSettled(attempts);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') {
          expect(outcome.reason.code).toMatch(/^(STAFF_DISABLED|NOTHING_TO_DO|DATABASE_BUSY)$/);
        }
      }
      expect((await adminNames()).length).toBeGreaterThanOrEqual(1);
    });
  });

  it('changes a role, and says what it was', async () => {
    await room.staff.add(root, ADA);
    expect(await room.staff.setRole(root, 'Ada', 'lead')).toMatchObject({ name: 'ada', role: 'lead' });
    expect((await room.log())[0]).toMatchObject({
      action: 'set-role',
      before: { role: 'support' },
      after: { role: 'lead' },
    });
    expect(await refusalOf(room.staff.setRole(root, 'ada', 'lead'))).toBe('NOTHING_TO_DO');
  });

  it('closes an account and opens it again', async () => {
    const ada = await hire(room, 'ada', 'support');
    expect(await refusalOf(room.staff.reopen(root, 'ada'))).toBe('NOTHING_TO_DO');
    expect(await room.staff.close(root, 'ada')).toMatchObject({ status: 'closed' });
    expect(await refusalOf(room.staff.close(root, 'ada'))).toBe('NOTHING_TO_DO');
    expect(await refusalOf(room.staff.invite(root, 'ada'))).toBe('NOTHING_TO_DO');
    expect(await refusalOf(room.session.signIn(room.seat(), ada.credentials()))).toBe('STAFF_DISABLED');
    expect(await room.staff.reopen(root, 'ada')).toMatchObject({ status: 'active' });
    await room.session.signIn(room.seat(), ada.credentials());
  });

  it('unlocks an account before its time', async () => {
    const ada = await hire(room, 'ada', 'support');
    expect(await refusalOf(room.staff.unlock(root, 'ada'))).toBe('NOTHING_TO_DO');
    for (let n = 0; n < 5; n += 1) {
      await refusalOf(room.session.signIn(room.seat(), { name: 'ada', password: 'x', code: '' }));
    }
    const lockedUntil = room.time.now + 15 * MINUTE;
    expect((await room.staff.list(root))[0]).toMatchObject({ name: 'ada', status: 'locked', lockedUntil });
    expect(await room.staff.unlock(root, 'ada')).toMatchObject({ status: 'active', lockedUntil: null });
    await room.session.signIn(room.seat(), ada.credentials());
  });

  it('invites a colleague anew: password, authenticator, backup codes and lock are gone', async () => {
    const ada = await employ(room, 'ada', 'support');
    for (let n = 0; n < 5; n += 1) await refusalOf(room.session.confirmCode(ada.seat, '000000'));
    const { member, firstPassword } = await room.staff.invite(root, 'ada');
    expect(member).toMatchObject({ status: 'invited', lockedUntil: null });
    expect(await room.database.reader('rekey_staff_backup_codes').where({ staff_id: ada.actor.id })).toEqual(
      [],
    );
    expect(await accountOf(room, 'ada')).toMatchObject({
      totpSecret: null,
      totpConfirmedAt: null,
      totpLastStep: null,
      passwordTemporaryUntil: room.time.now + 72 * HOUR,
    });
    expect(await refusalOf(room.session.signIn(room.seat(), ada.credentials()))).toBe('WRONG_CREDENTIALS');
    await room.session.signIn(room.seat(), { name: 'ada', password: firstPassword, code: '' });
  });

  it('shows the list to those who may read it, and logs who may not', async () => {
    for (const role of ['lead', 'auditor', 'admin'] as const) {
      const reader = await hire(room, `a-${role}`, role);
      expect((await room.staff.list(reader.actor)).length).toBeGreaterThan(1);
    }
    const support = await hire(room, 'sam', 'support');
    expect(await refusalOf(room.staff.list(support.actor))).toBe('FORBIDDEN');
    expect((await room.log())[0]).toMatchObject({
      action: 'list-staff',
      outcome: 'refused',
      staff: { name: 'sam' },
    });
  });

  describe('the first account, from the command line', () => {
    const FIRST = { name: 'First', fullName: 'First Admin', email: null };
    let empty: StaffRoom;
    beforeEach(async () => {
      empty = openStaffRoom(await open('console'));
    });

    it('is an admin with a first password, and needs nobody signed in', async () => {
      const { member, firstPassword } = await empty.staff.addFirst(FIRST);
      expect(member).toMatchObject({ name: 'first', role: 'admin', status: 'invited' });
      const seat = empty.seat();
      await empty.session.signIn(seat, { name: 'first', password: firstPassword, code: '' });
      expect(await empty.session.view(seat)).toEqual({
        state: 'pairing',
        name: 'first',
        passwordChange: true,
      });
      expect((await empty.log()).at(-1)).toMatchObject({
        action: 'first-admin',
        staff: null,
        after: { name: 'first', fullName: 'First Admin', role: 'admin' },
      });
    });

    it('is refused where there are staff', async () => {
      expect(await refusalOf(room.staff.addFirst(FIRST))).toBe('SETUP_DONE');
      await empty.staff.addFirst(FIRST);
      await hire(empty, 'second', 'support');
      expect(await refusalOf(empty.staff.addFirst(FIRST))).toBe('SETUP_DONE');
      expect(await refusalOf(room.staff.addFirst({ ...FIRST, name: 'a b' }))).toBe('BAD_INPUT');
    });

    it('is made anew, under another name if need be, when its owner never came as far as pairing', async () => {
      const lost = await empty.staff.addFirst(FIRST);
      empty.time.now += 72 * HOUR;
      const again = await empty.staff.addFirst({ ...FIRST, name: 'renamed' });
      expect(again.member).toMatchObject({ id: lost.member.id, name: 'renamed' });
      const signIn = (name: string, password: string) =>
        empty.session.signIn(empty.seat(), { name, password, code: '' });
      expect(await refusalOf(signIn('first', lost.firstPassword))).toBe('WRONG_CREDENTIALS');
      expect(await refusalOf(signIn('renamed', lost.firstPassword))).toBe('WRONG_CREDENTIALS');
      await signIn('renamed', again.firstPassword);
    });

    it('is one when the window and the command line make it at once', async () => {
      const both = await Promise.allSettled([
        empty
          .anotherConsole()
          .session.createFirstAdmin(empty.seat(), { ...FIRST, name: 'window', password: PASSWORD }),
        empty.staff.addFirst(FIRST),
      ]);
      expect(await hasStaff(empty.database.reader)).toBe(true);
      expect(await empty.database.reader('rekey_staff').select('id')).toHaveLength(1);
      expect(both.some(({ status }) => status === 'fulfilled')).toBe(true);
    });
  });

  it('a role that no release knows may do nothing', async () => {
    const { id, name } = await room.database.transaction((tx) =>
      insertStaff(tx, {
        name: 'odd',
        fullName: 'Odd',
        email: null,
        role: 'superuser',
        passwordHash: 'x',
        passwordTemporaryUntil: null,
        createdAt: 0,
      }),
    );
    const odd: Actor = { id, name, fullName: 'Odd', email: null, role: 'superuser' as Role };
    expect(await refusalOf(room.staff.list(odd))).toBe('FORBIDDEN');
    expect(await refusalOf(room.staff.close(odd, 'root'))).toBe('FORBIDDEN');
  });
});
