import type { Reader } from '../../../db/database.ts';
import { findStaff, type StaffRecord } from '../../../db/staff.ts';
import { type Clock, SECOND } from '../clock.ts';

/** ms. A role that was changed or an account that was closed, in whichever console, takes effect within it. */
const STAFF_AGE = 2 * SECOND;

/** Accounts as they were within the last two seconds: each call asks who acts, and a page makes several. */
export interface CurrentStaff {
  read(id: number): Promise<StaffRecord | null>;
  /** What was just written need not be read. */
  keep(staff: StaffRecord): void;
}

export function createCurrentStaff(reader: Reader, clock: Clock): CurrentStaff {
  const kept = new Map<number, { staff: StaffRecord | null; at: number }>();
  return {
    async read(id) {
      const now = clock();
      const last = kept.get(id);
      if (last && Math.abs(now - last.at) < STAFF_AGE) return last.staff;
      const staff = await findStaff(reader, { id });
      // What was kept meanwhile is newer than this answer may be.
      const newer = kept.get(id);
      if (newer && newer !== last) return newer.staff;
      kept.set(id, { staff, at: now });
      return staff;
    },
    keep(staff) {
      kept.set(staff.id, { staff, at: clock() });
    },
  };
}
