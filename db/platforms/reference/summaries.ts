/** A user in one line of a list. */
import { type Reader, rowsOf } from '../../database.ts';
import type { Enrolment, UserId, UserSummary } from '../contract.ts';

export interface SummaryRow {
  id: number | string;
  username: string;
  email: string;
  full_name: string;
  department: string | null;
  role: string;
  privileged: number;
  status: string;
  locked_until: number | null;
  last_login_at: number | null;
  confirmed: number;
  pending: number;
}

/** For `FROM users u`. */
export const SUMMARY_COLUMNS = `
  u.id, u.username, u.email, u.full_name, u.department, u.role, u.privileged, u.status, u.locked_until, u.last_login_at,
  EXISTS (SELECT 1 FROM totp_authenticators a WHERE a.user_id = u.id AND a.confirmed_at IS NOT NULL) AS confirmed,
  EXISTS (SELECT 1 FROM totp_authenticators a WHERE a.user_id = u.id AND a.confirmed_at IS NULL) AS pending`;

/** In the order of `ids`; those that do not exist are left out. */
export async function summariesOf(reader: Reader, ids: readonly UserId[]): Promise<UserSummary[]> {
  if (ids.length === 0) return [];
  const rows = await rowsOf<SummaryRow>(
    reader,
    `SELECT ${SUMMARY_COLUMNS} FROM users u WHERE u.id IN (${ids.map(() => '?').join(', ')})`,
    // As texts: a number of 16 digits would be rounded to another user's.
    ids,
  );
  const users = new Map(rows.map((row) => [String(row.id), toSummary(row)]));
  return ids.flatMap((id) => users.get(id) ?? []);
}

export function toSummary(row: SummaryRow): UserSummary {
  return {
    id: String(row.id) as UserId,
    username: row.username,
    email: row.email,
    fullName: row.full_name,
    department: row.department,
    role: row.role,
    privileged: Boolean(row.privileged),
    status: row.status === 'suspended' ? 'suspended' : 'active',
    enrolment: enrolmentOf(Boolean(row.confirmed), Boolean(row.pending)),
    lockedUntil: row.locked_until === null ? null : Number(row.locked_until),
    lastLoginAt: row.last_login_at === null ? null : Number(row.last_login_at),
  };
}

function enrolmentOf(confirmed: boolean, pending: boolean): Enrolment {
  if (confirmed) return 'on';
  return pending ? 'pending' : 'off';
}
