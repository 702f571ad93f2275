/** The demo's staff, one for each role. They sign in with one click and no other way: see SessionService.signInDemo. */

import type { Transaction } from '../../../database.ts';
import { insertStaff, NO_PASSWORD } from '../../../staff.ts';
import { DAY } from './times.ts';

/** Their e-mail addresses are those of platform accounts too (see cast.ts), since nobody acts on their own account. */
export const DEMO_STAFF = [
  { name: 'sam', fullName: 'Sam Whitfield', email: 'sam.whitfield@example.org', role: 'support' },
  { name: 'lena', fullName: 'Lena Brandt', email: 'lena.brandt@example.org', role: 'lead' },
  { name: 'audrey', fullName: 'Audrey Okafor', email: 'audrey.okafor@example.org', role: 'auditor' },
  { name: 'ada', fullName: 'Ada Osei', email: 'ada.osei@example.org', role: 'admin' },
] as const;

export async function hireDemoStaff(tx: Transaction, now: number): Promise<void> {
  for (const [index, member] of DEMO_STAFF.entries()) {
    await insertStaff(tx, {
      ...member,
      passwordHash: NO_PASSWORD,
      passwordTemporaryUntil: null,
      createdAt: now - (400 - index * 30) * DAY,
    });
  }
}
