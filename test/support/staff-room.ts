/** The session and staff services on a test database, with a clock that stands until it is moved. */

import { randomUUID } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { expect } from 'vitest';
import type { AuditEntry } from '../../db/audit/entry.ts';
import { listAudit } from '../../db/audit/log.ts';
import type { Database } from '../../db/database.ts';
import { RekeyError } from '../../db/errors.ts';
import { seal } from '../../db/secret-box.ts';
import { findStaff, insertStaff, replaceStaffBackupCodes, updateStaff } from '../../db/staff.ts';
import type { Role } from '../../main/contract/permissions.ts';
import type { Seat } from '../../main/host.ts';
import { createSessionService } from '../../main/services/create-session.ts';
import { createStaffService } from '../../main/services/create-staff.ts';
import type { Actor, SessionService } from '../../main/services/session.ts';
import type { StaffService } from '../../main/services/staff.ts';
import { codeAt, newSecret, stepAt } from '../../main/services/totp.ts';

export const CONSOLE_KEY = Buffer.alloc(32, 3);
export const PASSWORD = 'a quiet pond with two herons';
/** As the console would have made them, without their dash. */
export const BACKUP_CODES = ['7K3MQ9XV2A', 'B4N8RT6WYZ'];
const START = Date.UTC(2026, 0, 15, 12);

export interface StaffRoom {
  database: Database;
  session: SessionService;
  staff: StaffService;
  time: { now: number };
  /** What happens before the next transaction of a service begins, once: what it read before is then out of date. */
  meanwhile: { happens: (() => Promise<unknown>) | null };
  /** A second console on the same database and clock. */
  anotherConsole(): { session: SessionService; staff: StaffService };
  seat(): Seat;
  /** Newest first. */
  log(): Promise<AuditEntry[]>;
}

export interface Hired {
  actor: Actor;
  /** The code on their phone now. */
  code(): string;
  credentials(): { name: string; password: string; code: string };
}

export function openStaffRoom(database: Database, options: { demo?: boolean } = {}): StaffRoom {
  const time = { now: START };
  const meanwhile: StaffRoom['meanwhile'] = { happens: null };
  const interrupted: Database = {
    ...database,
    async transaction(work) {
      const { happens } = meanwhile;
      meanwhile.happens = null;
      await happens?.();
      return database.transaction(work);
    },
  };
  const deps = { database: interrupted, clock: () => time.now };
  const open = () => ({
    session: createSessionService({ ...deps, demo: options.demo ?? false, consoleKey: CONSOLE_KEY }),
    staff: createStaffService(deps),
  });
  return {
    database,
    time,
    meanwhile,
    ...open(),
    anotherConsole: open,
    seat: () => randomUUID() as Seat,
    log: () => listAudit(database.reader, {}, { limit: 200 }),
  };
}

/** Somebody who has worked here for a while: paired, with two backup codes. Hashed cheaply; the hash says how it was made. */
export async function hire(room: StaffRoom, name: string, role: Role): Promise<Hired> {
  const key = newSecret();
  const cheap = { memoryCost: 8, timeCost: 1 };
  const passwordHash = await hash(PASSWORD, cheap);
  const hashes = await Promise.all(BACKUP_CODES.map((code) => hash(code, cheap)));
  const staff = await room.database.transaction(async (tx) => {
    const { id } = await insertStaff(tx, {
      name,
      fullName: `${name} of the tests`,
      email: `${name}@example.org`,
      role,
      passwordHash,
      passwordTemporaryUntil: null,
      createdAt: room.time.now,
    });
    await replaceStaffBackupCodes(tx, id, hashes);
    const totpSecret = seal(CONSOLE_KEY, key, `rekey-staff-totp:${id}`);
    return updateStaff(tx, id, { totpSecret, totpConfirmedAt: room.time.now });
  });
  const code = () => codeAt(key, stepAt(room.time.now));
  const { id, fullName, email } = staff;
  return {
    actor: { id, name, fullName, email, role },
    code,
    credentials: () => ({ name, password: PASSWORD, code: code() }),
  };
}

/** Hires and signs in. */
export async function employ(room: StaffRoom, name: string, role: Role): Promise<Hired & { seat: Seat }> {
  const hired = await hire(room, name, role);
  const seat = room.seat();
  await room.session.signIn(seat, hired.credentials());
  return { ...hired, seat };
}

export async function accountOf(room: StaffRoom, name: string) {
  const staff = await findStaff(room.database.reader, { name });
  if (!staff) throw new Error(`No account ${name}`);
  return staff;
}

/** The code of the RekeyError that it fails with. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(RekeyError);
  return (error as RekeyError).code;
}
