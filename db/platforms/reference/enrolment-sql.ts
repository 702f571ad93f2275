/** What counting and listing by the second factor have in common: each user joined with what belongs to them. */
import type { Reader } from '../../database.ts';
import { RekeyError } from '../../errors.ts';
import type { Enrolment } from '../contract.ts';
import { type Concern, DORMANT, FEW_CODES, PENDING_LONG, RECORDED_WITHIN } from '../enrolment.ts';

export type Bindings = (string | number)[];

/** Ids, of which both belong to it. */
export interface Ids {
  from: number;
  to: number;
}

/** Ids of one range; a statement of that size takes some hundredths of a second. A range's key is the first of them. */
export const RANGE = 20_000;

export function startOf(id: number): number {
  return Math.floor(id / RANGE) * RANGE;
}

export function idsOfRange(key: string): Ids {
  const from = numberOf(key);
  return { from, to: from + RANGE - 1 };
}

/** A cursor is the lowest id from which one goes on. @throws RekeyError BAD_INPUT */
export function numberOf(cursor: string): number {
  if (!/^\d{1,16}$/.test(cursor)) throw new RekeyError('BAD_INPUT', { why: 'no cursor of this list' });
  return Number(cursor);
}

export const STATES: readonly Enrolment[] = ['off', 'pending', 'on'];
export const STATE =
  'CASE WHEN p.confirmed_at IS NOT NULL THEN 2 WHEN p.user_id IS NOT NULL THEN 1 ELSE 0 END';

/** STATE before a time, which stands for both question marks; of whoever had joined by then. */
export const STATE_AS_OF = 'CASE WHEN p.confirmed_at < ? THEN 2 WHEN p.begun_at < ? THEN 1 ELSE 0 END';

/**
 * The department (null: none) and the role by which users are counted, listed and told: without spaces around them, and
 * compared by their characters. The users table's own collation takes Zürich, Zurich and ZURICH for one on MySQL only.
 */
export function groupsOf(reader: Reader): { department: string; role: string } {
  const exact = reader.client.config.client === 'mysql2' ? 'COLLATE utf8mb4_bin' : 'COLLATE BINARY';
  return {
    // Some platforms keep an empty text where there is none; both are one number, and one list.
    department: `NULLIF(TRIM(u.department) ${exact}, '')`,
    role: `NULLIF(TRIM(u.role) ${exact}, '')`,
  };
}

/**
 * The pairing or the codes are not as the events say, which the platform and Rekey write in the same transaction as the
 * change. Without an event nothing can be said.
 */
export const CONTRADICTED = `(
  (p.confirmed_at IS NOT NULL AND e.removed_at > COALESCE(e.enrolled_at, 0))
  OR (p.confirmed_at IS NULL AND e.enrolled_at > COALESCE(e.removed_at, 0))
  OR p.confirmed_at > e.enrolled_at + ${RECORDED_WITHIN}
  OR c.issued_at > e.generated_at + ${RECORDED_WITHIN}
)`;

/** Events of what staff changed. */
export const BY_STAFF = `detail = 'by support' AND kind IN ('disabled', 'reset', 'backup-codes-generated')`;

/** The times that decide, as bindings of CONCERN_SQL in the order of their question marks. */
export const CONCERN_SQL: Record<Concern, string> = {
  'changed-outside': CONTRADICTED,
  'privileged-without-2fa': 'u.privileged = 1 AND p.confirmed_at IS NULL',
  'no-backup-codes': 'p.confirmed_at IS NOT NULL AND COALESCE(c.unused, 0) = 0',
  'few-backup-codes': `p.confirmed_at IS NOT NULL AND c.unused BETWEEN 1 AND ${FEW_CODES}`,
  'never-used': 'p.confirmed_at IS NOT NULL AND p.last_used_at IS NULL',
  'pending-long': 'p.confirmed_at IS NULL AND p.pending_since < ?',
  locked: 'u.locked_until > ?',
  dormant: '(u.last_login_at IS NULL OR u.last_login_at < ?)',
};

export function concernBindings(concern: Concern, now: number): Bindings {
  if (concern === 'pending-long') return [now - PENDING_LONG];
  if (concern === 'locked') return [now];
  return concern === 'dormant' ? [now - DORMANT] : [];
}

/** Each user once, with the pairing, the backup codes and what the events tell of both. `whose`: a condition of the ids. */
const joinedWhere = (whose: string) => `
  FROM users u
  LEFT JOIN (
    SELECT user_id, MAX(confirmed_at) AS confirmed_at, MAX(last_used_at) AS last_used_at,
      MIN(created_at) AS begun_at, MIN(CASE WHEN confirmed_at IS NULL THEN created_at END) AS pending_since
    FROM totp_authenticators WHERE user_id ${whose} GROUP BY user_id
  ) p ON p.user_id = u.id
  LEFT JOIN (
    SELECT user_id, SUM(CASE WHEN used_at IS NULL THEN 1 ELSE 0 END) AS unused, MAX(created_at) AS issued_at
    FROM backup_codes WHERE user_id ${whose} AND kind = 'standard' GROUP BY user_id
  ) c ON c.user_id = u.id
  LEFT JOIN (
    SELECT user_id, MAX(CASE WHEN kind = 'enrolled' THEN time END) AS enrolled_at,
      MAX(CASE WHEN kind IN ('disabled', 'reset') THEN time END) AS removed_at,
      MAX(CASE WHEN kind = 'backup-codes-generated' THEN time END) AS generated_at,
      MAX(CASE WHEN ${BY_STAFF} THEN time END) AS staff_at
    FROM two_factor_events WHERE user_id ${whose} GROUP BY user_id
  ) e ON e.user_id = u.id
  WHERE u.id ${whose}`;

/** rangeBindings has its values. */
export const JOINED = joinedWhere('BETWEEN ? AND ?');

export const rangeBindings = ({ from, to }: Ids): Bindings => [from, to, from, to, from, to, from, to];

/** For these ids, each of which is bound four times over. */
export const joinedOf = (count: number) => joinedWhere(`IN (${Array(count).fill('?').join(', ')})`);
