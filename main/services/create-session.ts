/** The session service: who sits where, and how they come to sit there. */

import type { AuditAction } from '../../db/audit/actions.ts';
import { RekeyError } from '../../db/errors.ts';
import { findStaff, NO_PASSWORD, type StaffRecord, updateStaff } from '../../db/staff.ts';
import { nameKey } from '../../db/text/visible.ts';
import type { Role } from '../contract/permissions.ts';
import type { Seat } from '../host.ts';
import { assertStrongPassword, hashPassword, judgePassword } from './passwords.ts';
import { createCurrentStaff } from './session/current-staff.ts';
import type { SessionDeps } from './session/deps.ts';
import { pair, showPairing } from './session/pairing.ts';
import { type Claim, createProver } from './session/proof.ts';
import { isFresh, isIdle, markOf, type PairingSeat, type Seats, type SignedInSeat } from './session/seats.ts';
import { viewOf } from './session/view.ts';
import type { Actor, SessionService } from './session.ts';
import { readAccount } from './staff/account.ts';
import { logStaff } from './staff/entries.ts';
import { insertFirstAdmin } from './staff/first.ts';
import { newSecret } from './totp.ts';

export function createSessionService(deps: SessionDeps): SessionService {
  const { database, clock } = deps;
  const seats: Seats = new Map();
  const currentStaff = createCurrentStaff(database.reader, clock);
  const prover = createProver(deps);

  /** Who sits there, if they still may. Everything after the read is done at once, so nothing changes in between. */
  async function sitting(seat: Seat) {
    const before = seats.get(seat);
    if (!before) throw new RekeyError('SIGNED_OUT');
    const staff = await currentStaff.read(before.staffId);
    const taken = seats.get(seat);
    if (!taken || taken !== before) throw new RekeyError('SIGNED_OUT');
    if (staff && staff.closedAt === null && markOf(staff) === taken.mark) return { taken, staff };
    seats.delete(seat);
    throw new RekeyError(staff && staff.closedAt !== null ? 'STAFF_DISABLED' : 'SIGNED_OUT');
  }

  async function signedIn(seat: Seat): Promise<{ taken: SignedInSeat; staff: StaffRecord }> {
    const { taken, staff } = await sitting(seat);
    if (taken.phase === 'pairing') throw new RekeyError('PAIRING_REQUIRED');
    return { taken, staff };
  }

  async function pairing(seat: Seat): Promise<{ taken: PairingSeat; staff: StaffRecord }> {
    const { taken, staff } = await sitting(seat);
    if (taken.phase !== 'pairing')
      throw new RekeyError('NOTHING_TO_DO', { why: 'your authenticator is paired already' });
    dropIfIdle(seat, taken);
    taken.lastActivityAt = clock();
    return { taken, staff };
  }

  /** Nobody is left in front of an unpaired account: whoever comes by could pair their own phone with it. */
  function dropIfIdle(seat: Seat, taken: PairingSeat): void {
    if (!isIdle(taken, clock())) return;
    seats.delete(seat);
    throw new RekeyError('SIGNED_OUT');
  }

  function take(seat: Seat, staff: StaffRecord, how: { oneClick: boolean }): void {
    const now = clock();
    currentStaff.keep(staff);
    const common = { staffId: staff.id, mark: markOf(staff), lastActivityAt: now };
    if (staff.totpConfirmedAt === null && !how.oneClick) {
      seats.set(seat, { ...common, phase: 'pairing', key: newSecret() });
      return;
    }
    const { name, fullName } = staff;
    seats.set(seat, {
      ...common,
      phase: 'signed-in',
      name,
      fullName,
      ...how,
      lastCodeAt: now,
      locked: false,
    });
  }

  async function proveAgain(taken: SignedInSeat, claim: Omit<Claim, 'who'>): Promise<void> {
    try {
      currentStaff.keep(await prover.prove({ ...claim, who: { id: taken.staffId } }));
      taken.lastCodeAt = clock();
    } catch (error) {
      // Whoever tries codes in somebody's open session does not go on sitting in it.
      if (error instanceof RekeyError && error.code === 'STAFF_LOCKED') await lockSeat(taken, 'wrong-codes');
      throw error;
    }
  }

  async function lockSeat(taken: SignedInSeat, why: 'idle' | 'asked' | 'wrong-codes'): Promise<void> {
    if (taken.locked) return;
    // Locked first: it must hold even when it can not be logged.
    taken.locked = true;
    await logged(taken, 'session-locked', { why });
  }

  function logged(
    taken: SignedInSeat,
    action: AuditAction,
    detail: Record<string, string>,
  ): Promise<unknown> {
    const by = { id: taken.staffId, name: taken.name };
    return database.transaction((tx) => logStaff(tx, { time: clock(), by, action, outcome: 'done', detail }));
  }

  /** Leaves the seat of whoever sat there before. */
  async function leave(seat: Seat): Promise<void> {
    const taken = seats.get(seat);
    seats.delete(seat);
    if (taken?.phase === 'signed-in') await logged(taken, 'sign-out', {});
  }

  const service: SessionService = {
    view: (seat) => viewOf({ deps, seats, service }, seat),
    occupied: () =>
      [...seats.values()].some((seat) => !isIdle(seat, clock()) && !('locked' in seat && seat.locked)),

    async actor(seat, { passive = false } = {}) {
      const { taken, staff } = await sitting(seat);
      const now = clock();
      if (taken.phase === 'pairing') {
        dropIfIdle(seat, taken);
        if (!passive) taken.lastActivityAt = now;
        throw new RekeyError('PAIRING_REQUIRED');
      }
      if (isIdle(taken, now)) await lockSeat(taken, 'idle');
      if (taken.locked) throw new RekeyError('SESSION_LOCKED');
      if (!passive) taken.lastActivityAt = now;
      return toActor(staff);
    },

    requireFreshCode(seat, within) {
      const taken = seats.get(seat);
      if (taken?.phase !== 'signed-in') throw new RekeyError('SIGNED_OUT');
      const now = clock();
      if (taken.locked || isIdle(taken, now)) throw new RekeyError('SESSION_LOCKED');
      if (!isFresh(taken, now, within)) throw new RekeyError('FRESH_CODE_REQUIRED');
    },

    async createFirstAdmin(seat, input) {
      const account = readAccount(input);
      await assertStrongPassword(input.password, account);
      const passwordHash = await hashPassword(input.password);
      const staff = await insertFirstAdmin(
        database,
        { ...account, passwordHash, passwordTemporaryUntil: null },
        { now: clock(), renew: false },
      );
      await leave(seat);
      take(seat, staff, { oneClick: false });
    },

    async judgePassword(seat, password, typed) {
      const owner = seats.has(seat) ? (await sitting(seat)).staff : typed;
      return judgePassword(password, owner);
    },

    async signIn(seat, { name, password, code }) {
      const staff = await prover.prove({ purpose: 'sign-in', who: { name: nameKey(name) }, password, code });
      await leave(seat);
      take(seat, staff, { oneClick: false });
    },

    async signInDemo(seat, name) {
      if (!deps.demo) throw new RekeyError('DEMO_ONLY');
      const found = await findStaff(database.reader, { name: nameKey(name) });
      if (found?.passwordHash !== NO_PASSWORD) throw new RekeyError('WRONG_CREDENTIALS');
      if (found.closedAt !== null) throw new RekeyError('STAFF_DISABLED');
      const staff = await database.transaction(async (tx) => {
        const now = clock();
        await logStaff(tx, {
          time: now,
          by: found,
          action: 'sign-in',
          outcome: 'done',
          detail: { method: 'one-click' },
        });
        return updateStaff(tx, found.id, { lastSignInAt: now });
      });
      await leave(seat);
      take(seat, staff, { oneClick: true });
    },

    async unlock(seat, { password, code }) {
      const { taken } = await signedIn(seat);
      if (taken.oneClick && password === '' && code === '') {
        await logged(taken, 'session-unlocked', { method: 'one-click' });
      } else {
        await proveAgain(taken, { purpose: 'unlock', password, code });
      }
      taken.lastActivityAt = clock();
      taken.locked = false;
    },

    async lock(seat) {
      const taken = seats.get(seat);
      if (taken?.phase === 'signed-in') await lockSeat(taken, 'asked');
      else seats.delete(seat);
    },

    signOut: leave,

    async confirmCode(seat, code) {
      await service.actor(seat);
      const { taken } = await signedIn(seat);
      if (taken.oneClick) return;
      await proveAgain(taken, { purpose: 'confirm-code', password: null, code });
    },

    async pairing(seat) {
      const { taken, staff } = await pairing(seat);
      return showPairing(staff, taken.key);
    },

    async completePairing(seat, input) {
      const { taken, staff } = await pairing(seat);
      const { staff: paired, backupCodes } = await pair(deps, { seat: taken, staff }, input);
      // Signed out meanwhile: the pairing stands, the codes are still their owner's to read, the seat stays empty.
      if (seats.get(seat) === taken) take(seat, paired, { oneClick: false });
      return { backupCodes };
    },
  };
  return service;
}

function toActor(staff: StaffRecord): Actor {
  const { id, name, fullName, email, role } = staff;
  return { id, name, fullName, email, role: role as Role };
}
