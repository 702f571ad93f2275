/** Managing staff accounts. */

import { RekeyError } from '../../db/errors.ts';
import { randomCharacters } from '../../db/new-codes.ts';
import {
  insertStaff,
  listStaff,
  lockStaff,
  replaceStaffBackupCodes,
  type StaffRecord,
  updateStaff,
} from '../../db/staff.ts';
import { CROCKFORD } from '../../db/text/codes.ts';
import { nameKey } from '../../db/text/visible.ts';
import { isDuplicate } from '../../db/translate-error.ts';
import type { Role } from '../contract/permissions.ts';
import { HOUR } from './clock.ts';
import { hashPassword } from './passwords.ts';
import { refusals } from './refusals.ts';
import type { Actor } from './session.ts';
import { type AccountInput, readAccount } from './staff/account.ts';
import { type Change, type ChangeDeps, changeStaff, refuseManager } from './staff/change.ts';
import { logStaff } from './staff/entries.ts';
import { insertFirstAdmin } from './staff/first.ts';
import { faceOf, toMember } from './staff/member.ts';
import type { StaffMember, StaffService } from './staff.ts';

/** ms for which a first password works. */
const FIRST_PASSWORD_LIFE = 72 * HOUR;

export function createStaffService(deps: ChangeDeps): StaffService {
  const { database, clock } = deps;
  const { refusable, permit } = refusals(deps);

  async function change(actor: Actor, name: string, how: Omit<Change, 'name'>): Promise<StaffMember> {
    return toMember(await changeStaff(deps, actor, { ...how, name: nameKey(name) }), clock());
  }

  return {
    async list(actor) {
      await permit(actor, 'staff.read', { category: 'staff', action: 'list-staff' });
      const now = clock();
      return (await listStaff(database.reader)).map((staff) => toMember(staff, now));
    },

    add(actor, input) {
      const member = nameKey(input.name).slice(0, 64);
      return refusable(actor, { category: 'staff', action: 'add-staff', detail: { member } }, async () => {
        const account = readAccount(input);
        const first = await makeFirstPassword(clock());
        const staff = await insert(deps, actor, account, input.role, first).catch((cause: unknown) => {
          throw isDuplicate(cause)
            ? new RekeyError('STAFF_EXISTS', { name: account.name }, { cause })
            : cause;
        });
        return { member: toMember(staff, clock()), firstPassword: first.password };
      });
    },

    async addFirst(input) {
      const account = readAccount(input);
      const first = await makeFirstPassword(clock());
      const staff = await insertFirstAdmin(
        database,
        { ...account, ...first.columns },
        { now: clock(), renew: true },
      );
      return { member: toMember(staff, clock()), firstPassword: first.password };
    },

    setRole: (actor, name, role) =>
      change(actor, name, {
        action: 'set-role',
        endsAdmin: role !== 'admin',
        refuse: (staff) => (staff.role === role ? `${staff.name} has the role ${role} already` : null),
        apply: (tx, staff) => updateStaff(tx, staff.id, { role }),
      }),

    close: (actor, name) =>
      change(actor, name, {
        action: 'close-account',
        endsAdmin: true,
        refuse: (staff) =>
          staff.closedAt !== null ? `the account of ${staff.name} is closed already` : null,
        apply: (tx, staff, now) => updateStaff(tx, staff.id, { closedAt: now }),
      }),

    reopen: (actor, name) =>
      change(actor, name, {
        action: 'reopen-account',
        endsAdmin: false,
        refuse: (staff) => (staff.closedAt === null ? `the account of ${staff.name} is open` : null),
        apply: (tx, staff) => updateStaff(tx, staff.id, { closedAt: null }),
      }),

    unlock: (actor, name) =>
      change(actor, name, {
        action: 'unlock-account',
        endsAdmin: false,
        refuse: (staff, now) =>
          staff.failedAttempts > 0 || (staff.lockedUntil ?? 0) > now
            ? null
            : `${staff.name} is not locked and has no wrong tries`,
        apply: (tx, staff) => updateStaff(tx, staff.id, { failedAttempts: 0, lockedUntil: null }),
      }),

    async invite(actor, name) {
      const first = await makeFirstPassword(clock());
      const member = await change(actor, name, {
        action: 'invite-again',
        endsAdmin: true,
        refuse: (staff) =>
          staff.closedAt !== null ? `the account of ${staff.name} is closed; reopen it first` : null,
        async apply(tx, staff) {
          await replaceStaffBackupCodes(tx, staff.id, []);
          return updateStaff(tx, staff.id, {
            ...first.columns,
            totpSecret: null,
            totpConfirmedAt: null,
            totpLastStep: null,
            failedAttempts: 0,
            lockedUntil: null,
          });
        },
      });
      return { member, firstPassword: first.password };
    },
  };
}

function insert(
  { database, clock }: ChangeDeps,
  actor: Actor,
  account: AccountInput,
  role: Role,
  first: FirstPassword,
): Promise<StaffRecord> {
  return database.transaction(async (tx) => {
    const now = clock();
    const refusal = refuseManager(await lockStaff(tx, actor.id), actor);
    if (refusal) throw refusal;
    const staff = await insertStaff(tx, { ...account, role, ...first.columns, createdAt: now });
    const detail = { member: staff.name };
    await logStaff(tx, {
      time: now,
      by: actor,
      action: 'add-staff',
      outcome: 'done',
      after: faceOf(staff, now),
      detail,
    });
    return staff;
  });
}

interface FirstPassword {
  password: string;
  columns: { passwordHash: string; passwordTemporaryUntil: number };
}

/** Machine-made, 100 bits; its owner replaces it while pairing. */
async function makeFirstPassword(now: number): Promise<FirstPassword> {
  const password = Array.from({ length: 4 }, () => randomCharacters(CROCKFORD, 5)).join('-');
  return {
    password,
    columns: {
      passwordHash: await hashPassword(password),
      passwordTemporaryUntil: now + FIRST_PASSWORD_LIFE,
    },
  };
}
