/** Staff with a password and a paired authenticator, made the way staff are made: first admin, invitation, pairing. */

import { randomBytes, randomUUID } from 'node:crypto';
import { generateSync } from 'otplib';
import type { Role } from '../../main/contract/permissions.ts';
import type { Seat } from '../../main/host.ts';
import type { Services } from '../../main/services/index.ts';
import type { Actor } from '../../main/services/session.ts';

export interface PairedStaff {
  /** Signed in here. */
  seat: Seat;
  actor: Actor;
  name: string;
  password: string;
  /** Base32. Its code of the present 30 seconds is used up by the pairing. */
  secret: string;
  /** Their own, ten; each is good for one sign-in. */
  backupCodes: string[];
}

type Both = Pick<Services, 'session' | 'staff'>;

/** On a database without staff. */
export async function makeFirstAdmin(
  { session }: Pick<Both, 'session'>,
  name: string,
  email: string | null = null,
): Promise<PairedStaff> {
  const seat = newSeat();
  const password = newPassword();
  await session.createFirstAdmin(seat, { name, fullName: `Staff ${name}`, email, password });
  return pair(session, { seat, name, password, newPassword: null });
}

export async function addColleague({ session, staff }: Both, admin: PairedStaff, name: string, role: Role) {
  const { firstPassword } = await staff.add(admin.actor, {
    name,
    fullName: `Staff ${name}`,
    email: null,
    role,
  });
  const seat = newSeat();
  await session.signIn(seat, { name, password: firstPassword, code: '' });
  const password = newPassword();
  return pair(session, { seat, name, password, newPassword: password });
}

async function pair(
  session: Services['session'],
  { newPassword, ...who }: { seat: Seat; name: string; password: string; newPassword: string | null },
): Promise<PairedStaff> {
  const { secret } = await session.pairing(who.seat);
  const code = generateSync({ secret });
  const { backupCodes } = await session.completePairing(who.seat, { code, newPassword });
  return { ...who, actor: await session.actor(who.seat), secret, backupCodes };
}

function newSeat(): Seat {
  return randomUUID() as Seat;
}

function newPassword(): string {
  return randomBytes(18).toString('base64url');
}
