import { beforeEach, describe, expect, it } from 'vitest';
import { insertStaff, NO_PASSWORD, updateStaff } from '../../db/staff.ts';
import type { Seat } from '../../main/host.ts';
import { HOUR, MINUTE, SECOND } from '../../main/services/clock.ts';
import type { SessionService } from '../../main/services/session.ts';
import { codeAt, stepAt } from '../../main/services/totp.ts';
import { base32Decode } from '../support/base32.ts';
import { forEachDatabase } from '../support/databases.ts';
import {
  accountOf,
  employ,
  openStaffRoom,
  PASSWORD,
  refusalOf,
  type StaffRoom,
} from '../support/staff-room.ts';

const ROOT = { name: 'root', fullName: 'Ruth Root', email: 'ruth@example.org', password: PASSWORD };
const OTHER = 'seven blue doors in the rain';

forEachDatabase((open) => {
  let room: StaffRoom;
  beforeEach(async () => {
    room = openStaffRoom(await open('console'));
  });

  /** Scans the code and types what the phone shows. */
  async function phone(session: SessionService, seat: Seat): Promise<() => string> {
    const { secret } = await session.pairing(seat);
    return () => codeAt(base32Decode(secret), stepAt(room.time.now));
  }

  describe('the first start', () => {
    it('makes the first admin, pairs an authenticator and gives eight backup codes, each good once', async () => {
      const seat = room.seat();
      expect(await room.session.view(seat)).toEqual({ state: 'setup' });
      await room.session.createFirstAdmin(seat, ROOT);
      expect(await room.session.view(seat)).toEqual({
        state: 'pairing',
        name: 'root',
        passwordChange: false,
      });
      const { uri, secret } = await room.session.pairing(seat);
      expect(uri).toBe(`otpauth://totp/Rekey:root?secret=${secret}&issuer=Rekey`);
      const code = await phone(room.session, seat);
      const { backupCodes } = await room.session.completePairing(seat, { code: code(), newPassword: null });
      expect(backupCodes).toHaveLength(8);
      expect(new Set(backupCodes).size).toBe(8);
      for (const backupCode of backupCodes)
        expect(backupCode).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{5}$/);
      expect(await room.session.view(seat)).toMatchObject({
        state: 'signed-in',
        role: 'admin',
        name: 'root',
      });
      room.session.requireFreshCode(seat);

      const signIn = (withCode: string) =>
        room.session.signIn(room.seat(), { name: 'root', password: PASSWORD, code: withCode });
      for (const backupCode of backupCodes) await signIn(backupCode);
      expect(await refusalOf(signIn(backupCodes[0] as string))).toBe('WRONG_CREDENTIALS');
      room.time.now += 30 * SECOND;
      await signIn(code());
    });

    it('keeps no secret, password or code in the clear, in the database or the log', async () => {
      const seat = room.seat();
      await room.session.createFirstAdmin(seat, ROOT);
      const { secret } = await room.session.pairing(seat);
      const code = (await phone(room.session, seat))();
      const { backupCodes } = await room.session.completePairing(seat, { code, newPassword: null });
      const tables = ['rekey_staff', 'rekey_staff_backup_codes', 'rekey_audit_entries'];
      const rows = await Promise.all(tables.map((table) => room.database.reader(table).select('*')));
      const everything = JSON.stringify(rows).toUpperCase();
      const key = Buffer.from(base32Decode(secret));
      const secrets = [
        secret,
        key.toString('hex'),
        key.toString('base64'),
        PASSWORD,
        `"${code}"`,
        ...backupCodes,
      ];
      for (const text of secrets.flatMap((each) => [each, each.replaceAll('-', '')])) {
        expect(everything).not.toContain(text.toUpperCase());
      }
      expect(everything).toContain('$ARGON2ID$V=19$M=19456,T=2,P=1$');
      expect((await room.log()).map(({ action, staff }) => [action, staff?.name ?? null])).toEqual([
        ['sign-in', 'root'],
        ['authenticator-paired', 'root'],
        ['first-admin', null],
      ]);
    });

    it('is won by one of eight consoles that make the first admin at once', async () => {
      const consoles = Array.from({ length: 8 }, () => openStaffRoom(room.database));
      let arrived = 0;
      let open: () => void;
      const gate = new Promise<void>((resolve) => {
        open = resolve;
      });
      for (const { meanwhile } of consoles) {
        meanwhile.happens = () => {
          arrived += 1;
          if (arrived === consoles.length) open();
          return gate;
        };
      }
      const all = await Promise.allSettled(
        consoles.map(({ session, seat }, n) =>
          session.createFirstAdmin(seat(), { ...ROOT, name: `root${n}` }),
        ),
      );
      const lost = all.filter((one) => one.status === 'rejected');
      expect(lost.map(({ reason }) => reason.code)).toEqual(Array(7).fill('SETUP_DONE'));
      expect(await room.database.reader('rekey_staff').select('id')).toHaveLength(1);
    });

    it('is over when there are staff', async () => {
      await room.session.createFirstAdmin(room.seat(), ROOT);
      const seat = room.seat();
      expect(await refusalOf(room.session.createFirstAdmin(seat, { ...ROOT, name: 'second' }))).toBe(
        'SETUP_DONE',
      );
      expect(await room.session.view(seat)).toEqual({ state: 'signed-out', demoStaff: null });
    });

    it('goes on by the password alone when the window was closed before pairing', async () => {
      await room.session.createFirstAdmin(room.seat(), ROOT);
      const seat = room.seat();
      const signIn = (password: string) => room.session.signIn(seat, { name: 'root', password, code: '' });
      expect(await refusalOf(signIn(OTHER))).toBe('WRONG_CREDENTIALS');
      await signIn(PASSWORD);
      expect((await room.session.view(seat)).state).toBe('pairing');
      const code = await phone(room.session, seat);
      await room.session.completePairing(seat, { code: code(), newPassword: null });
      room.time.now += 30 * SECOND;
      expect(await refusalOf(signIn(PASSWORD))).toBe('WRONG_CREDENTIALS');
    });

    it.each([
      ['a short password', { password: 'short pond' }, 'WEAK_PASSWORD'],
      ['an empty name', { name: '  ' }, 'BAD_INPUT'],
      ['an invisible character in the name', { name: 'ro\u200bot' }, 'BAD_INPUT'],
      ['a name of 65 letters', { name: 'x'.repeat(65) }, 'BAD_INPUT'],
      ['no full name', { fullName: ' ' }, 'BAD_INPUT'],
      ['an e-mail address that is none', { email: 'ruth' }, 'BAD_INPUT'],
    ])('refuses %s and makes nothing', async (_what, change, code) => {
      const seat = room.seat();
      expect(await refusalOf(room.session.createFirstAdmin(seat, { ...ROOT, ...change }))).toBe(code);
      expect(await room.session.view(seat)).toEqual({ state: 'setup' });
    });

    it('makes nothing when the log can not be written', async () => {
      await room.database.reader.schema.renameTable('rekey_audit_entries', 'elsewhere');
      const seat = room.seat();
      expect(await refusalOf(room.session.createFirstAdmin(seat, ROOT))).toBe('AUDIT_UNWRITABLE');
      expect(await room.session.view(seat)).toEqual({ state: 'setup' });
    });
  });

  describe('pairing', () => {
    let seat: Seat;
    beforeEach(async () => {
      seat = room.seat();
      await room.session.createFirstAdmin(seat, ROOT);
    });

    it('opens nothing else until the first code confirmed it', async () => {
      expect(await refusalOf(room.session.actor(seat))).toBe('PAIRING_REQUIRED');
      expect(() => room.session.requireFreshCode(seat)).toThrow('You are not signed in.');
      expect(await refusalOf(room.session.unlock(seat, { password: PASSWORD, code: '' }))).toBe(
        'PAIRING_REQUIRED',
      );
      expect(await refusalOf(room.session.confirmCode(seat, '123456'))).toBe('PAIRING_REQUIRED');
    });

    it('refuses a wrong first code, logs it, and stays where it is', async () => {
      const code = await phone(room.session, seat);
      const late = code();
      room.time.now += 60 * SECOND;
      for (const wrong of [late, '', 'abcdef']) {
        expect(await refusalOf(room.session.completePairing(seat, { code: wrong, newPassword: null }))).toBe(
          'WRONG_CODE',
        );
      }
      expect((await room.log())[0]).toMatchObject({ action: 'pairing-failed', outcome: 'refused' });
      expect((await accountOf(room, 'root')).totpSecret).toBeNull();
      await room.session.completePairing(seat, { code: code(), newPassword: null });
    });

    it('shows the same secret when it is asked for again, and none afterwards', async () => {
      const first = await room.session.pairing(seat);
      expect(await room.session.pairing(seat)).toEqual(first);
      const code = await phone(room.session, seat);
      await room.session.completePairing(seat, { code: code(), newPassword: null });
      expect(await refusalOf(room.session.pairing(seat))).toBe('NOTHING_TO_DO');
      expect(await refusalOf(room.session.completePairing(seat, { code: code(), newPassword: null }))).toBe(
        'NOTHING_TO_DO',
      );
    });

    it('is done by one of two windows that pair different phones at once', async () => {
      const other = room.anotherConsole().session;
      const otherSeat = room.seat();
      await other.signIn(otherSeat, { name: 'root', password: PASSWORD, code: '' });
      const codes = [await phone(room.session, seat), await phone(other, otherSeat)] as const;
      const both = await Promise.allSettled([
        room.session.completePairing(seat, { code: codes[0](), newPassword: null }),
        other.completePairing(otherSeat, { code: codes[1](), newPassword: null }),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await room.database.reader('rekey_staff_backup_codes').select('id')).toHaveLength(8);
      const winner = both[0].status === 'fulfilled' ? codes[0] : codes[1];
      room.time.now += 30 * SECOND;
      await room.session.signIn(room.seat(), { name: 'root', password: PASSWORD, code: winner() });
    });

    it('sent twice at once pairs once', async () => {
      const code = await phone(room.session, seat);
      const send = () => room.session.completePairing(seat, { code: code(), newPassword: null });
      const both = await Promise.allSettled([send(), send()]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await room.session.view(seat)).toMatchObject({ state: 'signed-in' });
    });

    it('leaves the seat empty for who signed out while it was being saved, and the pairing stands', async () => {
      const code = await phone(room.session, seat);
      room.meanwhile.happens = () => room.session.signOut(seat);
      const { backupCodes } = await room.session.completePairing(seat, { code: code(), newPassword: null });
      expect(backupCodes).toHaveLength(8);
      expect((await room.session.view(seat)).state).toBe('signed-out');
    });

    it('is left when nobody did anything for ten minutes, or locked the window', async () => {
      room.time.now += 10 * MINUTE;
      expect(await refusalOf(room.session.pairing(seat))).toBe('SIGNED_OUT');
      await room.session.signIn(seat, { name: 'root', password: PASSWORD, code: '' });
      await room.session.lock(seat);
      expect((await room.session.view(seat)).state).toBe('signed-out');
    });

    it('is refused where nobody began it', async () => {
      expect(await refusalOf(room.session.pairing(room.seat()))).toBe('SIGNED_OUT');
      expect(
        await refusalOf(room.session.completePairing(room.seat(), { code: '123456', newPassword: null })),
      ).toBe('SIGNED_OUT');
    });

    it('changes nothing when the log can not be written', async () => {
      const code = await phone(room.session, seat);
      await room.database.reader.schema.renameTable('rekey_audit_entries', 'elsewhere');
      expect(await refusalOf(room.session.completePairing(seat, { code: code(), newPassword: null }))).toBe(
        'AUDIT_UNWRITABLE',
      );
      expect(await accountOf(room, 'root')).toMatchObject({ totpSecret: null, totpConfirmedAt: null });
      expect(await room.database.reader('rekey_staff_backup_codes').select('id')).toHaveLength(0);
    });
  });

  describe('an invitation', () => {
    async function invite() {
      const root = await employ(room, 'root', 'admin');
      const input = { name: 'ada', fullName: 'Ada Osei', email: null, role: 'support' as const };
      const { firstPassword } = await room.staff.add(root.actor, input);
      return { root, seat: room.seat(), firstPassword };
    }

    it('is taken up with the first password, which is replaced while pairing', async () => {
      const { seat, firstPassword } = await invite();
      await room.session.signIn(seat, { name: 'ada', password: firstPassword, code: '' });
      expect(await room.session.view(seat)).toEqual({ state: 'pairing', name: 'ada', passwordChange: true });
      const code = await phone(room.session, seat);
      const complete = (newPassword: string | null) =>
        room.session.completePairing(seat, { code: code(), newPassword });
      expect(await refusalOf(complete(null))).toBe('BAD_INPUT');
      expect(await refusalOf(complete('short'))).toBe('WEAK_PASSWORD');
      expect(await refusalOf(complete(firstPassword))).toBe('WEAK_PASSWORD');
      expect((await room.session.view(seat)).state).toBe('pairing');
      await complete(OTHER);
      expect((await room.session.actor(seat)).role).toBe('support');
      room.time.now += 30 * SECOND;
      const signIn = (password: string) =>
        room.session.signIn(room.seat(), { name: 'ada', password, code: code() });
      expect(await refusalOf(signIn(firstPassword))).toBe('WRONG_CREDENTIALS');
      await signIn(OTHER);
    });

    it('says how good a new password would be for its owner, whatever name comes along, and sets nothing', async () => {
      const { seat, firstPassword } = await invite();
      const somebody = { name: 'mara.berg', fullName: 'Mara Berg', email: null };
      const judge = (password: string) => room.session.judgePassword(seat, password, somebody);
      expect((await judge('osei and two herons')).why).toBeNull();
      expect((await judge('mara and two herons')).why).toBe('it contains your name');
      await room.session.signIn(seat, { name: 'ada', password: firstPassword, code: '' });
      expect((await judge('osei and two herons')).why).toBe('it contains your name');
      expect((await judge('mara and two herons')).why).toBeNull();
      expect(JSON.stringify(await room.database.reader('rekey_audit_entries'))).not.toContain('herons');
      expect((await room.session.view(seat)).state).toBe('pairing');
    });

    it('is good for 72 hours', async () => {
      const { seat, firstPassword } = await invite();
      const signIn = (password: string) => room.session.signIn(seat, { name: 'ada', password, code: '' });
      room.time.now += 72 * HOUR - 1;
      await signIn(firstPassword);
      room.time.now += 1;
      expect(await refusalOf(signIn(firstPassword))).toBe('INVITATION_EXPIRED');
      expect(await refusalOf(signIn('a wrong one'))).toBe('WRONG_CREDENTIALS');
    });

    it('that is made anew ends the one before, also where somebody is pairing by it', async () => {
      const { root, seat, firstPassword } = await invite();
      await room.session.signIn(seat, { name: 'ada', password: firstPassword, code: '' });
      const code = await phone(room.session, seat);
      await room.anotherConsole().staff.invite(root.actor, 'ada');
      expect(await refusalOf(room.session.completePairing(seat, { code: code(), newPassword: OTHER }))).toBe(
        'SIGNED_OUT',
      );
      expect(
        await refusalOf(room.session.signIn(seat, { name: 'ada', password: firstPassword, code: '' })),
      ).toBe('WRONG_CREDENTIALS');
      expect((await accountOf(room, 'ada')).totpConfirmedAt).toBeNull();
    });
  });

  describe('the demo', () => {
    const addDemoStaff = (name: string) =>
      room.database.transaction((tx) =>
        insertStaff(tx, {
          name,
          fullName: `${name} of the demo`,
          email: null,
          role: 'lead',
          passwordHash: NO_PASSWORD,
          passwordTemporaryUntil: null,
          createdAt: room.time.now,
        }),
      );

    it('signs in with one click, needs no fresh code, and unlocks with one click', async () => {
      room = openStaffRoom(room.database, { demo: true });
      await addDemoStaff('dora');
      const seat = room.seat();
      const faces = [{ name: 'dora', fullName: 'dora of the demo', role: 'lead' }];
      expect(await room.session.view(seat)).toEqual({ state: 'signed-out', demoStaff: faces });
      await room.session.signInDemo(seat, 'Dora');
      expect((await room.session.actor(seat)).role).toBe('lead');
      for (let minute = 0; minute < 30; minute += 5) {
        room.time.now += 5 * MINUTE;
        await room.session.actor(seat);
      }
      room.session.requireFreshCode(seat);
      expect(await room.session.view(seat)).toMatchObject({ freshUntil: room.time.now + 10 * MINUTE });
      room.time.now += 10 * MINUTE;
      expect(await room.session.view(seat)).toMatchObject({ state: 'locked', demoStaff: faces });
      expect(await refusalOf(room.session.unlock(seat, { password: 'x', code: '' }))).toBe(
        'WRONG_CREDENTIALS',
      );
      await room.session.unlock(seat, { password: '', code: '' });
      expect(await room.session.view(seat)).toMatchObject({ state: 'signed-in' });
    });

    it('has one-click sign-in for its own staff only', async () => {
      room = openStaffRoom(room.database, { demo: true });
      await addDemoStaff('dora');
      await employ(room, 'ada', 'support');
      for (const name of ['ada', 'nobody', '']) {
        expect(await refusalOf(room.session.signInDemo(room.seat(), name))).toBe('WRONG_CREDENTIALS');
      }
      const { id } = await accountOf(room, 'dora');
      await room.database.transaction((tx) => updateStaff(tx, id, { closedAt: room.time.now }));
      expect(await refusalOf(room.session.signInDemo(room.seat(), 'dora'))).toBe('STAFF_DISABLED');
      expect(await room.session.view(room.seat())).toEqual({ state: 'signed-out', demoStaff: [] });
    });

    it('staff open nowhere else: not by a click, not by any password', async () => {
      await addDemoStaff('dora');
      expect(await refusalOf(room.session.signInDemo(room.seat(), 'dora'))).toBe('DEMO_ONLY');
      for (const password of ['', NO_PASSWORD, PASSWORD]) {
        expect(await refusalOf(room.session.signIn(room.seat(), { name: 'dora', password, code: '' }))).toBe(
          'WRONG_CREDENTIALS',
        );
      }
    });

    it('does not unlock by a click who came by password and code', async () => {
      room = openStaffRoom(room.database, { demo: true });
      const ada = await employ(room, 'ada', 'support');
      await room.session.lock(ada.seat);
      expect(await refusalOf(room.session.unlock(ada.seat, { password: '', code: '' }))).toBe(
        'WRONG_CREDENTIALS',
      );
      expect(await room.session.view(ada.seat)).toMatchObject({ state: 'locked', demoStaff: null });
    });
  });
});
