import { RekeyError } from '../../../db/errors.ts';
import { findStaff, hasStaff, listStaff, NO_PASSWORD } from '../../../db/staff.ts';
import { permissionsOf, type Role } from '../../contract/permissions.ts';
import type { Seat } from '../../host.ts';
import type { SessionService, SessionView, StaffFace } from '../session.ts';
import type { SessionDeps } from './deps.ts';
import { freshUntil, IDLE_TIME, type Seats } from './seats.ts';

interface Surroundings {
  deps: SessionDeps;
  seats: Seats;
  service: Pick<SessionService, 'actor'>;
}

/** What the window draws itself by. Asking is no activity. */
export async function viewOf({ deps, seats, service }: Surroundings, seat: Seat): Promise<SessionView> {
  try {
    const actor = await service.actor(seat, { passive: true });
    const taken = seats.get(seat);
    if (taken?.phase !== 'signed-in') return nobody(deps);
    return {
      state: 'signed-in',
      name: actor.name,
      fullName: actor.fullName,
      role: actor.role,
      permissions: permissionsOf(actor.role),
      freshUntil: freshUntil(taken, deps.clock()),
      locksAt: taken.lastActivityAt + IDLE_TIME,
    };
  } catch (error) {
    if (!(error instanceof RekeyError)) throw error;
    if (error.code === 'SESSION_LOCKED') return locked(deps, seats, seat);
    if (error.code === 'PAIRING_REQUIRED') return pairing(deps, seats, seat);
    if (error.code === 'SIGNED_OUT' || error.code === 'STAFF_DISABLED') return nobody(deps);
    throw error;
  }
}

async function nobody(deps: SessionDeps): Promise<SessionView> {
  if (!(await hasStaff(deps.database.reader))) return { state: 'setup' };
  return { state: 'signed-out', demoStaff: await demoStaff(deps) };
}

async function locked(deps: SessionDeps, seats: Seats, seat: Seat): Promise<SessionView> {
  const taken = seats.get(seat);
  if (taken?.phase !== 'signed-in') return nobody(deps);
  const { name, fullName, oneClick } = taken;
  return { state: 'locked', name, fullName, demoStaff: oneClick ? await demoStaff(deps) : null };
}

async function pairing(deps: SessionDeps, seats: Seats, seat: Seat): Promise<SessionView> {
  const taken = seats.get(seat);
  const staff = taken && (await findStaff(deps.database.reader, { id: taken.staffId }));
  if (!staff) return nobody(deps);
  return { state: 'pairing', name: staff.name, passwordChange: staff.passwordTemporaryUntil !== null };
}

async function demoStaff(deps: SessionDeps): Promise<StaffFace[] | null> {
  if (!deps.demo) return null;
  const staff = await listStaff(deps.database.reader);
  return staff
    .filter(({ passwordHash, closedAt }) => passwordHash === NO_PASSWORD && closedAt === null)
    .map(({ name, fullName, role }) => ({ name, fullName, role: role as Role }));
}
