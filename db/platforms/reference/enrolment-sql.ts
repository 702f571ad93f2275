/** What counting and listing by the second factor have in common: each user joined with what belongs to them. */
import { IN_LOG } from '../../audit/bounds.ts';
import { AUDIT_TABLE } from '../../audit/rows.ts';
import type { Reader } from '../../database.ts';
import type { Enrolment } from '../contract.ts';
import {
  type Concern,
  DORMANT,
  FEW_CODES,
  PENDING_LONG,
  type Range,
  RECORDED_WITHIN,
  SUPPORT_WITHIN,
} from '../enrolment.ts';

export type Bindings = (string | number)[];

export const STATES: readonly Enrolment[] = ['not-enrolled', 'pending', 'enrolled'];
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
    role: `TRIM(u.role) ${exact}`,
  };
}

/**
 * The pairing or the codes are not as the events say, which the platform and Rekey write in the same transaction as the
 * change; or staff are said to have made a change, since the log began, that it does not know. Without an event nothing can be said.
 */
const CHANGED_OUTSIDE = `(
  (p.confirmed_at IS NOT NULL AND e.removed_at > COALESCE(e.enrolled_at, 0))
  OR (p.confirmed_at IS NULL AND e.enrolled_at > COALESCE(e.removed_at, 0))
  OR p.confirmed_at > e.enrolled_at + ${RECORDED_WITHIN}
  OR c.issued_at > e.generated_at + ${RECORDED_WITHIN}
  OR (e.support_at > ? AND e.support_at > (SELECT time FROM ${AUDIT_TABLE} WHERE ${IN_LOG} ORDER BY sequence LIMIT 1)
    AND NOT EXISTS (SELECT 1 FROM ${AUDIT_TABLE} a WHERE a.user_id = CAST(u.id AS CHAR)
    AND a.category = 'action' AND a.outcome = 'done' AND a.time = e.support_at AND ${IN_LOG}))
)`;

/** The times that decide, as bindings of CONCERN_SQL in the order of their question marks. */
export const CONCERN_SQL: Record<Concern, string> = {
  'changed-outside': CHANGED_OUTSIDE,
  'privileged-without-2fa': 'u.privileged = 1 AND p.confirmed_at IS NULL',
  'no-backup-codes': 'p.confirmed_at IS NOT NULL AND COALESCE(c.unused, 0) = 0',
  'few-backup-codes': `p.confirmed_at IS NOT NULL AND c.unused BETWEEN 1 AND ${FEW_CODES}`,
  'never-used': 'p.confirmed_at IS NOT NULL AND p.last_used_at IS NULL',
  'pending-long': 'p.confirmed_at IS NULL AND p.pending_since < ?',
  locked: 'u.locked_until > ?',
  dormant: '(u.last_login_at IS NULL OR u.last_login_at < ?)',
};

export function concernBindings(concern: Concern, now: number): Bindings {
  if (concern === 'changed-outside') return [now - SUPPORT_WITHIN];
  if (concern === 'pending-long') return [now - PENDING_LONG];
  if (concern === 'locked') return [now];
  return concern === 'dormant' ? [now - DORMANT] : [];
}

/** Each user once, with the pairing, the backup codes and what the events tell of both; rangeBindings has the values. */
export const JOINED = `
  FROM users u
  LEFT JOIN (
    SELECT user_id, MAX(confirmed_at) AS confirmed_at, MAX(last_used_at) AS last_used_at,
      MIN(created_at) AS begun_at, MIN(CASE WHEN confirmed_at IS NULL THEN created_at END) AS pending_since
    FROM totp_authenticators WHERE user_id BETWEEN ? AND ? GROUP BY user_id
  ) p ON p.user_id = u.id
  LEFT JOIN (
    SELECT user_id, SUM(CASE WHEN used_at IS NULL THEN 1 ELSE 0 END) AS unused, MAX(created_at) AS issued_at
    FROM backup_codes WHERE user_id BETWEEN ? AND ? AND kind = 'standard' GROUP BY user_id
  ) c ON c.user_id = u.id
  LEFT JOIN (
    SELECT user_id, MAX(CASE WHEN kind = 'enrolled' THEN time END) AS enrolled_at,
      MAX(CASE WHEN kind IN ('disabled', 'reset') THEN time END) AS removed_at,
      MAX(CASE WHEN kind = 'backup-codes-generated' THEN time END) AS generated_at,
      MAX(CASE WHEN detail = 'by support' AND kind IN ('disabled', 'reset', 'backup-codes-generated')
        THEN time END) AS support_at
    FROM two_factor_events WHERE user_id BETWEEN ? AND ? GROUP BY user_id
  ) e ON e.user_id = u.id
  WHERE u.id BETWEEN ? AND ?`;

export const rangeBindings = ({ from, to }: Range): Bindings => [from, to, from, to, from, to, from, to];
