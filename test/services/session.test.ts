import { beforeEach, describe, expect, it } from 'vitest';
import { seal } from '../../db/secret-box.ts';
import { updateStaff } from '../../db/staff.ts';
import { MINUTE, SECOND } from '../../main/services/clock.ts';
import { forEachDatabase } from '../support/databases.ts';
import {
  accountOf,
  BACKUP_CODES,
  employ,
  hire,
  openStaffRoom,
  PASSWORD,
  refusalOf,
  type StaffRoom,
} from '../support/staff-room.ts';

forEachDatabase((open) => {
  let room: StaffRoom;
  beforeEach(async () => {
    room = openStaffRoom(await open('console'));
  });

  const stateOf = async (seat: Parameters<StaffRoom['session']['view']>[0]) =>
    (await room.session.view(seat)).state;
  const step = () => {
    room.time.now += 30 * SECOND;
  };

  describe('signing in', () => {
    it('takes name, password and code, and answers who acts', async () => {
      const ada = await hire(room, 'ada', 'support');
      const seat = room.seat();
      expect(await stateOf(seat)).toBe('signed-out');
      await room.session.signIn(seat, { ...ada.credentials(), name: ' ADA ' });
      expect(await room.session.actor(seat)).toEqual(ada.actor);
      expect(await room.session.view(seat)).toMatchObject({
        state: 'signed-in',
        name: 'ada',
        role: 'support',
        freshUntil: room.time.now + 10 * MINUTE,
        locksAt: room.time.now + 10 * MINUTE,
      });
      expect((await accountOf(room, 'ada')).lastSignInAt).toBe(room.time.now);
      expect((await room.log())[0]).toMatchObject({
        category: 'staff',
        action: 'sign-in',
        outcome: 'done',
        staff: { name: 'ada' },
        detail: { method: 'authenticator' },
      });
    });

    it('answers the same for a wrong name, password or code, and signs nobody in', async () => {
      const ada = await hire(room, 'ada', 'support');
      const right = ada.credentials();
      const wrong = [
        { ...right, name: 'adam' },
        { ...right, password: `${PASSWORD}!` },
        { ...right, password: '' },
        { ...right, code: '' },
        { ...right, code: right.code === '000000' ? '000001' : '000000' },
      ];
      for (const credentials of wrong.slice(0, 4)) {
        expect(await refusalOf(room.session.signIn(room.seat(), credentials))).toBe('WRONG_CREDENTIALS');
      }
      await room.session.signIn(room.seat(), right);
      expect(await refusalOf(room.session.signIn(room.seat(), wrong[4] as typeof right))).toBe(
        'WRONG_CREDENTIALS',
      );
    });

    it('accepts a code of the step before or after, and none further away', async () => {
      const ada = await hire(room, 'ada', 'support');
      const credentials = ada.credentials();
      room.time.now += 60 * SECOND;
      expect(await refusalOf(room.session.signIn(room.seat(), credentials))).toBe('WRONG_CREDENTIALS');
      room.time.now -= 30 * SECOND;
      await room.session.signIn(room.seat(), credentials);
    });

    it('accepts a code once, and none of an earlier step after it', async () => {
      const ada = await hire(room, 'ada', 'support');
      const earlier = ada.credentials();
      step();
      await room.session.signIn(room.seat(), ada.credentials());
      expect(await refusalOf(room.session.signIn(room.seat(), ada.credentials()))).toBe('WRONG_CREDENTIALS');
      expect(await refusalOf(room.session.signIn(room.seat(), earlier))).toBe('WRONG_CREDENTIALS');
    });

    it('says so when the clock was set back since the last code, counts no try, and takes a backup code', async () => {
      const ada = await hire(room, 'ada', 'support');
      await room.session.signIn(room.seat(), ada.credentials());
      const then = room.time.now;
      room.time.now -= 60 * MINUTE;
      for (let again = 0; again < 6; again += 1) {
        const refused = room.session.signIn(room.seat(), ada.credentials());
        await expect(refused).rejects.toMatchObject({ code: 'CLOCK_WENT_BACK', facts: { minutes: 61 } });
      }
      expect((await room.log())[0]).toMatchObject({
        action: 'sign-in-failed',
        outcome: 'refused',
        detail: { code: 'CLOCK_WENT_BACK' },
      });
      // Who does not know the rest is told nothing of it.
      const guessed = { ...ada.credentials(), password: 'wrong' };
      expect(await refusalOf(room.session.signIn(room.seat(), guessed))).toBe('WRONG_CREDENTIALS');
      await room.session.signIn(room.seat(), { ...ada.credentials(), code: BACKUP_CODES[0] as string });
      room.time.now = then + 31 * SECOND;
      await room.session.signIn(room.seat(), ada.credentials());
    });

    it('lets one of two windows in that use the same code at once', async () => {
      const ada = await hire(room, 'ada', 'support');
      const other = room.anotherConsole();
      const both = await Promise.allSettled([
        room.session.signIn(room.seat(), ada.credentials()),
        other.session.signIn(room.seat(), ada.credentials()),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    it('takes a backup code once, however it is written', async () => {
      const ada = await hire(room, 'ada', 'support');
      const [code] = BACKUP_CODES as [string];
      const written = `${code.slice(0, 5)} - ${code.slice(5).toLowerCase()}`;
      await room.session.signIn(room.seat(), { ...ada.credentials(), code: written });
      expect((await room.log())[0]).toMatchObject({ detail: { method: 'backup-code', backupCodesLeft: 1 } });
      expect(await refusalOf(room.session.signIn(room.seat(), { ...ada.credentials(), code }))).toBe(
        'WRONG_CREDENTIALS',
      );
    });

    it('lets one of two windows in that use the same backup code at once', async () => {
      const ada = await hire(room, 'ada', 'support');
      const credentials = { ...ada.credentials(), code: BACKUP_CODES[0] as string };
      const both = await Promise.allSettled([
        room.session.signIn(room.seat(), credentials),
        room.anotherConsole().session.signIn(room.seat(), credentials),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    it('does not use a backup code up when the password is wrong', async () => {
      const ada = await hire(room, 'ada', 'support');
      const code = BACKUP_CODES[0] as string;
      const wrongPassword = { name: 'ada', password: 'wrong', code };
      expect(await refusalOf(room.session.signIn(room.seat(), wrongPassword))).toBe('WRONG_CREDENTIALS');
      const seat = room.seat();
      await room.session.signIn(seat, { ...ada.credentials(), code });
      expect(await room.session.actor(seat)).toMatchObject({ name: 'ada' });
    });

    it("does not take a colleague's backup code or code", async () => {
      const ada = await hire(room, 'ada', 'support');
      const bob = await hire(room, 'bob', 'support');
      await room.database.transaction((tx) =>
        tx('rekey_staff_backup_codes').where({ staff_id: bob.actor.id }).delete(),
      );
      const tried = { ...bob.credentials(), code: BACKUP_CODES[0] as string };
      expect(await refusalOf(room.session.signIn(room.seat(), tried))).toBe('WRONG_CREDENTIALS');
      expect(await refusalOf(room.session.signIn(room.seat(), { ...tried, code: ada.code() }))).toBe(
        'WRONG_CREDENTIALS',
      );
    });

    it('tells that an account is closed only to who proved to be its owner', async () => {
      const ada = await hire(room, 'ada', 'support');
      await room.database.transaction((tx) => updateStaff(tx, ada.actor.id, { closedAt: room.time.now }));
      expect(await refusalOf(room.session.signIn(room.seat(), { ...ada.credentials(), password: 'x' }))).toBe(
        'WRONG_CREDENTIALS',
      );
      expect(await refusalOf(room.session.signIn(room.seat(), ada.credentials()))).toBe('STAFF_DISABLED');
    });

    it('takes no password that was replaced while it was compared', async () => {
      const ada = await hire(room, 'ada', 'support');
      const root = await hire(room, 'root', 'admin');
      room.meanwhile.happens = () => room.staff.invite(root.actor, 'ada');
      const tried = room.session.signIn(room.seat(), ada.credentials());
      expect(await refusalOf(tried)).toBe('WRONG_CREDENTIALS');
      expect((await accountOf(room, 'ada')).failedAttempts).toBe(1);
    });

    it('signs out who sat there before', async () => {
      const ada = await employ(room, 'ada', 'support');
      const bob = await hire(room, 'bob', 'lead');
      await room.session.signIn(ada.seat, bob.credentials());
      expect((await room.session.actor(ada.seat)).name).toBe('bob');
      expect((await room.log()).map(({ action, staff }) => [action, staff?.name])).toContainEqual([
        'sign-out',
        'ada',
      ]);
    });

    it('leaves the session as it was when signing in as another fails', async () => {
      const ada = await employ(room, 'ada', 'support');
      await refusalOf(room.session.signIn(ada.seat, { name: 'bob', password: 'x', code: '000000' }));
      expect((await room.session.actor(ada.seat)).name).toBe('ada');
    });

    it('fails, and opens nothing, under another console key', async () => {
      const ada = await hire(room, 'ada', 'support');
      const sealedByAnother = seal(Buffer.alloc(32, 9), Buffer.alloc(20), `rekey-staff-totp:${ada.actor.id}`);
      await room.database.transaction((tx) => updateStaff(tx, ada.actor.id, { totpSecret: sealedByAnother }));
      expect(await refusalOf(room.session.signIn(room.seat(), ada.credentials()))).toBe('CONSOLE_KEY_WRONG');
    });

    it('changes and opens nothing when the log can not be written', async () => {
      const ada = await hire(room, 'ada', 'support');
      await room.database.reader.schema.renameTable('rekey_audit_entries', 'elsewhere');
      const seat = room.seat();
      expect(await refusalOf(room.session.signIn(seat, ada.credentials()))).toBe('AUDIT_UNWRITABLE');
      expect(await refusalOf(room.session.signIn(seat, { ...ada.credentials(), password: 'x' }))).toBe(
        'AUDIT_UNWRITABLE',
      );
      expect(await accountOf(room, 'ada')).toMatchObject({
        failedAttempts: 0,
        totpLastStep: null,
        lastSignInAt: null,
      });
      await room.database.reader.schema.renameTable('elsewhere', 'rekey_audit_entries');
      expect(await stateOf(seat)).toBe('signed-out');
      await room.session.signIn(seat, ada.credentials());
    });
  });

  describe('wrong tries', () => {
    const wrong = { name: 'ada', password: 'not the password', code: '000000' };

    it('are none where no code can be meant: bad input, for a name that is no account as well', async () => {
      const ada = await hire(room, 'ada', 'support');
      for (let n = 0; n < 6; n += 1) {
        for (const name of ['ada', 'adam'])
          expect(await refusalOf(room.session.signIn(room.seat(), { ...wrong, name, code: '12345' }))).toBe(
            'BAD_INPUT',
          );
      }
      expect((await accountOf(room, 'ada')).failedAttempts).toBe(0);
      const seat = room.seat();
      const { code, ...rest } = ada.credentials();
      const devanagari = code.replace(/\d/g, (digit) => String.fromCharCode(0x966 + Number(digit)));
      await room.session.signIn(seat, {
        ...rest,
        code: `${devanagari.slice(0, 3)}\u00ad${devanagari.slice(3)}`,
      });
      for (const typed of ['', '12345', 'abcdefghijk'])
        expect(await refusalOf(room.session.confirmCode(seat, typed))).toBe('BAD_INPUT');
      expect((await accountOf(room, 'ada')).failedAttempts).toBe(0);
    });

    it('lock the account at the fifth, for 15 minutes, even for the right credentials', async () => {
      const ada = await hire(room, 'ada', 'support');
      for (let n = 0; n < 4; n += 1) {
        expect(await refusalOf(room.session.signIn(room.seat(), wrong))).toBe('WRONG_CREDENTIALS');
      }
      expect(await refusalOf(room.session.signIn(room.seat(), wrong))).toBe('STAFF_LOCKED');
      expect(await refusalOf(room.session.signIn(room.seat(), ada.credentials()))).toBe('STAFF_LOCKED');
      room.time.now += 15 * MINUTE - 1;
      expect(await refusalOf(room.session.signIn(room.seat(), ada.credentials()))).toBe('STAFF_LOCKED');
      room.time.now += 1;
      await room.session.signIn(room.seat(), ada.credentials());
    });

    it('are five again after the lock', async () => {
      await hire(room, 'ada', 'support');
      for (let n = 0; n < 5; n += 1) await refusalOf(room.session.signIn(room.seat(), wrong));
      room.time.now += 15 * MINUTE;
      expect(await refusalOf(room.session.signIn(room.seat(), wrong))).toBe('WRONG_CREDENTIALS');
    });

    it('are forgotten after a success', async () => {
      const ada = await hire(room, 'ada', 'support');
      for (let round = 0; round < 2; round += 1) {
        for (let n = 0; n < 4; n += 1)
          expect(await refusalOf(room.session.signIn(room.seat(), wrong))).toBe('WRONG_CREDENTIALS');
        await room.session.signIn(room.seat(), ada.credentials());
        expect(await accountOf(room, 'ada')).toMatchObject({ failedAttempts: 0, lockedUntil: null });
        step();
      }
    });

    it('give no more than five guesses when sixteen come at once from two consoles', async () => {
      const ada = await hire(room, 'ada', 'support');
      const other = room.anotherConsole();
      const codes = await Promise.all(
        Array.from({ length: 16 }, (_, n) =>
          refusalOf((n % 2 ? other : room).session.signIn(room.seat(), { ...wrong, password: `guess ${n}` })),
        ),
      );
      expect(codes.filter((code) => code === 'WRONG_CREDENTIALS')).toHaveLength(4);
      expect(codes.filter((code) => code === 'STAFF_LOCKED')).toHaveLength(12);
      expect(await refusalOf(room.session.signIn(room.seat(), ada.credentials()))).toBe('STAFF_LOCKED');
      const log = await room.log();
      expect(log.filter(({ action }) => action === 'sign-in-failed')).toHaveLength(17);
      expect(log.filter(({ action }) => action === 'account-locked')).toHaveLength(1);
    });

    it('lock a name that is no account as well, so that nothing tells which names are real', async () => {
      await hire(room, 'ada', 'support');
      const answers = async (name: string) => {
        const codes: string[] = [];
        for (let n = 0; n < 7; n += 1)
          codes.push(await refusalOf(room.session.signIn(room.seat(), { ...wrong, name })));
        return codes;
      };
      expect(await answers('nobody')).toEqual(await answers('ada'));
    });

    it('are logged without the password, the code or the whole of an unknown name', async () => {
      await hire(room, 'ada', 'support');
      await refusalOf(room.session.signIn(room.seat(), wrong));
      await refusalOf(
        room.session.signIn(room.seat(), { ...wrong, name: 'hunter2-typed-in-the-wrong-field' }),
      );
      const [unknown, known] = await room.log();
      expect(unknown).toMatchObject({
        staff: null,
        action: 'sign-in-failed',
        outcome: 'refused',
        detail: { code: 'WRONG_CREDENTIALS', unknownName: 'hunt…' },
      });
      expect(known).toMatchObject({ staff: { name: 'ada' }, action: 'sign-in-failed', outcome: 'refused' });
      expect(known?.detail).toEqual({ code: 'WRONG_CREDENTIALS' });
    });
  });

  describe('a session', () => {
    it('locks after ten minutes without activity, and asks password and code again', async () => {
      const ada = await employ(room, 'ada', 'support');
      room.time.now += 10 * MINUTE - 1;
      await room.session.actor(ada.seat);
      room.time.now += 10 * MINUTE;
      expect(await refusalOf(room.session.actor(ada.seat))).toBe('SESSION_LOCKED');
      expect(() => room.session.requireFreshCode(ada.seat)).toThrow('The session is locked.');
      expect(await refusalOf(room.session.confirmCode(ada.seat, ada.code()))).toBe('SESSION_LOCKED');
      expect(await room.session.view(ada.seat)).toEqual({
        state: 'locked',
        name: 'ada',
        fullName: 'ada of the tests',
        demoStaff: null,
      });
      expect(await refusalOf(room.session.unlock(ada.seat, { password: '', code: '' }))).toBe(
        'WRONG_CREDENTIALS',
      );
      expect(await refusalOf(room.session.unlock(ada.seat, { password: 'x', code: ada.code() }))).toBe(
        'WRONG_CREDENTIALS',
      );
      expect(await stateOf(ada.seat)).toBe('locked');
      await room.session.unlock(ada.seat, { password: PASSWORD, code: ada.code() });
      expect((await room.session.actor(ada.seat)).name).toBe('ada');
      room.session.requireFreshCode(ada.seat);
      const actions = (await room.log()).map(({ action }) => action);
      expect(actions).toEqual([
        'session-unlocked',
        'unlock-failed',
        'unlock-failed',
        'session-locked',
        'sign-in',
      ]);
    });

    it('is not kept awake by what the window asks by itself', async () => {
      const ada = await employ(room, 'ada', 'support');
      for (let minute = 0; minute < 10; minute += 1) {
        room.time.now += MINUTE;
        await room.session.view(ada.seat);
        await room.session.actor(ada.seat, { passive: true }).catch(() => {});
      }
      expect(await refusalOf(room.session.actor(ada.seat))).toBe('SESSION_LOCKED');
    });

    it('does not last longer when the clock is set back', async () => {
      const ada = await employ(room, 'ada', 'support');
      room.time.now -= 60 * MINUTE;
      expect(await refusalOf(room.session.actor(ada.seat))).toBe('SESSION_LOCKED');
    });

    it('lets nothing through that is asked after ten minutes before anybody noticed', async () => {
      const ada = await employ(room, 'ada', 'support');
      room.time.now += 10 * MINUTE;
      expect(() => room.session.requireFreshCode(ada.seat)).toThrow('The session is locked.');
    });

    it('is locked by hand, and signed out by hand', async () => {
      const ada = await employ(room, 'ada', 'support');
      await room.session.lock(ada.seat);
      expect(await refusalOf(room.session.actor(ada.seat))).toBe('SESSION_LOCKED');
      await room.session.signOut(ada.seat);
      expect(await refusalOf(room.session.actor(ada.seat))).toBe('SIGNED_OUT');
      await room.session.signOut(ada.seat);
      expect((await room.log()).map(({ action }) => action)).toEqual([
        'sign-out',
        'session-locked',
        'sign-in',
      ]);
    });

    it('locks and signs out although the log can not be written', async () => {
      const ada = await employ(room, 'ada', 'support');
      const other = await employ(room, 'bob', 'support');
      await room.database.reader.schema.renameTable('rekey_audit_entries', 'elsewhere');
      expect(await refusalOf(room.session.lock(ada.seat))).toBe('AUDIT_UNWRITABLE');
      expect(await refusalOf(room.session.actor(ada.seat))).toBe('SESSION_LOCKED');
      expect(await refusalOf(room.session.signOut(other.seat))).toBe('AUDIT_UNWRITABLE');
      expect(await refusalOf(room.session.actor(other.seat))).toBe('SIGNED_OUT');
    });

    it('ends within two seconds, in every console, when the account is closed or invited anew', async () => {
      const root = await employ(room, 'root', 'admin');
      const other = room.anotherConsole();
      for (const [name, end, refusal] of [
        ['ada', other.staff.close, 'STAFF_DISABLED'],
        ['bob', other.staff.invite, 'SIGNED_OUT'],
      ] as const) {
        const hired = await employ(room, name, 'support');
        await end(root.actor, name);
        room.time.now += 2 * SECOND;
        expect(await refusalOf(room.session.actor(hired.seat))).toBe(refusal);
        expect(await stateOf(hired.seat)).toBe('signed-out');
      }
    });

    it('has the role of the account within two seconds', async () => {
      const root = await employ(room, 'root', 'admin');
      const ada = await employ(room, 'ada', 'lead');
      await room.staff.setRole(root.actor, 'ada', 'auditor');
      room.time.now += 2 * SECOND;
      expect((await room.session.actor(ada.seat)).role).toBe('auditor');
    });

    it('is its own for each seat', async () => {
      const ada = await employ(room, 'ada', 'support');
      await employ(room, 'bob', 'support');
      expect((await room.session.actor(ada.seat)).name).toBe('ada');
      expect(await refusalOf(room.session.actor(room.seat()))).toBe('SIGNED_OUT');
    });
  });

  describe('a fresh code', () => {
    it('is asked for when the last one was accepted over ten minutes ago', async () => {
      const ada = await employ(room, 'ada', 'support');
      room.time.now += 9 * MINUTE;
      await room.session.actor(ada.seat);
      room.time.now += MINUTE;
      room.session.requireFreshCode(ada.seat);
      room.time.now += 1;
      expect(() => room.session.requireFreshCode(ada.seat)).toThrow('needs a fresh code');
      expect(await room.session.view(ada.seat)).toMatchObject({ state: 'signed-in', freshUntil: null });
      await room.session.confirmCode(ada.seat, ada.code());
      room.session.requireFreshCode(ada.seat);
      expect(await room.session.view(ada.seat)).toMatchObject({ freshUntil: room.time.now + 10 * MINUTE });
      expect((await room.log())[0]).toMatchObject({
        action: 'code-confirmed',
        detail: { method: 'authenticator' },
      });
    });

    it('may be a backup code', async () => {
      const ada = await employ(room, 'ada', 'support');
      await room.session.confirmCode(ada.seat, BACKUP_CODES[1] as string);
      expect(await refusalOf(room.session.confirmCode(ada.seat, BACKUP_CODES[1] as string))).toBe(
        'WRONG_CODE',
      );
    });

    it('is refused when it was used to sign in, and each wrong one is a try that is logged', async () => {
      const ada = await employ(room, 'ada', 'support');
      for (let n = 0; n < 4; n += 1)
        expect(await refusalOf(room.session.confirmCode(ada.seat, ada.code()))).toBe('WRONG_CODE');
      expect((await accountOf(room, 'ada')).failedAttempts).toBe(4);
      expect(await refusalOf(room.session.confirmCode(ada.seat, '000000'))).toBe('STAFF_LOCKED');
      expect(await stateOf(ada.seat)).toBe('locked');
      step();
      expect(await refusalOf(room.session.unlock(ada.seat, { password: PASSWORD, code: ada.code() }))).toBe(
        'STAFF_LOCKED',
      );
      const log = await room.log();
      expect(log.filter(({ action }) => action === 'code-failed')).toHaveLength(5);
      expect(log[1]).toMatchObject({ action: 'session-locked', detail: { why: 'wrong-codes' } });
    });

    it('can not be given, or required, where nobody sits', async () => {
      expect(await refusalOf(room.session.confirmCode(room.seat(), '123456'))).toBe('SIGNED_OUT');
      expect(await refusalOf(room.session.unlock(room.seat(), { password: PASSWORD, code: '' }))).toBe(
        'SIGNED_OUT',
      );
      expect(() => room.session.requireFreshCode(room.seat())).toThrow('You are not signed in.');
      await room.session.lock(room.seat());
    });
  });

  it('tells nobody an account exists by an error it raises for odd names', async () => {
    await hire(room, 'ada', 'support');
    for (const name of [
      '',
      ' ',
      '%',
      '_da',
      "' OR 1=1 --",
      'ada\0',
      '\ud800',
      '😀'.repeat(32),
      'مرحبا',
      'x'.repeat(10_000),
    ]) {
      expect(
        await refusalOf(room.session.signIn(room.seat(), { name, password: PASSWORD, code: '000000' })),
      ).toBe('WRONG_CREDENTIALS');
    }
  });
});
